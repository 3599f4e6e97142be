import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { flatErrorSchema } from '../../src-shared/contract/http-errors.ts';
import { posContract } from '../../src-shared/contract/till-contract.ts';

export const posPrefix = '/api/v1';

/** Describes the cash register's API from the contract. Its committed copy makes every change of it a decision. */
export function posOpenApi() {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(posContract, {
    info: { title: 'Membership terminal: POS API', version: '1' },
    servers: [{ url: posPrefix }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }],
    filter: ({ contract }) => contract['~orpc'].route.path !== undefined,
    customErrorResponseBodySchema: flatErrorSchema,
  });
}
