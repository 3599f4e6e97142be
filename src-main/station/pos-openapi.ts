import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { refusalDataSchema } from '../../src-shared/contract/refusal-errors.ts';
import { posContract } from '../../src-shared/contract/till-contract.ts';
import { memberSummarySchema } from '../../src-shared/contract/till/member.ts';
import { refusalCodes } from '../../src-shared/domain/refusal.ts';

export const posPrefix = '/api/v1';

const refusalStatus = 422;

/** Describes the cash register's API from the contract. Its committed copy makes every change of it a decision. */
export async function posOpenApi() {
  const converter = new ZodToJsonSchemaConverter();
  const [, numbers] = converter.convert(refusalDataSchema, { strategy: 'output' });
  const properties = typeof numbers === 'object' ? numbers.properties : {};
  const bodyOf = (codes: readonly string[]) => ({
    type: 'object' as const,
    properties: { code: { enum: [...codes] }, message: { type: 'string' as const }, ...properties },
    required: ['code', 'message'],
  });
  return new OpenAPIGenerator({ schemaConverters: [converter] }).generate(posContract, {
    info: { title: 'Membership terminal: POS API', version: '1' },
    servers: [{ url: posPrefix }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Refusal: bodyOf(refusalCodes), Conflict: bodyOf(['id_reused']) },
    },
    commonSchemas: { Member: { schema: memberSummarySchema } },
    security: [{ bearer: [] }],
    // All refusals may come from anywhere, so one shape says it for every call.
    customErrorResponseBodySchema: (_errors, status) => ({
      $ref: `#/components/schemas/${status === refusalStatus ? 'Refusal' : 'Conflict'}`,
    }),
  });
}
