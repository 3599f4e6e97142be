import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { refusalDataSchema } from '../../src-shared/contract/refusal-errors.ts';
import { posContract } from '../../src-shared/contract/till-contract.ts';
import { memberSummarySchema } from '../../src-shared/contract/till/member.ts';
import { quoteChangedSchema, quoteSchema } from '../../src-shared/contract/till/quote.ts';
import type { FaultCode } from '../../src-shared/text/refusal-codes.ts';
import { refusalCodes } from '../../src-shared/domain/refusal.ts';

export const posPrefix = '/api/v1';
/** Who of the staff stands at the cash register. */
export const staffHeader = 'x-staff-id';

const refusalStatus = 422;
const tillFaults = [
  'not_activated',
  'activation_refused',
  'data_folder_old',
  'identity_shared',
  'data_folder_changed',
  'not_ready',
  'till_locked',
  'disk_full',
  'disk_error',
  'stopping',
] as const satisfies readonly FaultCode[];

/** What any call may answer besides its own: name, what it means, and the codes of the body. */
const commonErrors = {
  400: [
    'BadRequest',
    'The body or the query cannot be read as what the call asks for',
    ['bad_request'],
  ],
  401: ['Unauthorised', 'The token is missing or not this till’s', ['unauthorised']],
  413: ['BodyTooLarge', 'The body is too long', ['body_too_large']],
  503: ['Unavailable', 'The till cannot answer now; nothing was changed, try again', tillFaults],
} as const;

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
  const [, changed] = converter.convert(quoteChangedSchema.shape.changed, { strategy: 'output' });
  const conflict = bodyOf(['id_reused', 'quote_changed']);
  // Of `quote_changed` only.
  Object.assign(conflict.properties, {
    changed,
    quote: { $ref: '#/components/schemas/Quote' },
  });
  const document = await new OpenAPIGenerator({ schemaConverters: [converter] }).generate(
    posContract,
    {
      info: { title: 'Membership terminal: POS API', version: '1' },
      servers: [{ url: posPrefix }],
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
        schemas: { Refusal: bodyOf(refusalCodes), Conflict: conflict },
        parameters: {
          StaffId: {
            name: staffHeader,
            in: 'header',
            required: false,
            description:
              'Who of the staff stands at the cash register: nobody serves themselves (FR-01). It gives no rights',
            schema: { type: 'string' },
          },
        },
        responses: Object.fromEntries(
          Object.values(commonErrors).map(([name, description, codes]) => [
            name,
            {
              description,
              content: {
                'application/json': {
                  schema: {
                    type: 'object' as const,
                    properties: {
                      code: { enum: [...codes] },
                      message: { type: 'string' as const },
                    },
                    required: ['code', 'message'],
                  },
                },
              },
            },
          ]),
        ),
      },
      commonSchemas: { Member: { schema: memberSummarySchema }, Quote: { schema: quoteSchema } },
      security: [{ bearer: [] }],
      // All refusals may come from anywhere, so one shape says it for every call.
      customErrorResponseBodySchema: (_errors, status) => ({
        $ref: `#/components/schemas/${status === refusalStatus ? 'Refusal' : 'Conflict'}`,
      }),
    },
  );
  for (const call of Object.values(document.paths ?? {}).flatMap((each) =>
    Object.values(each ?? {}),
  )) {
    if (typeof call !== 'object' || !('responses' in call)) continue;
    call.parameters = [...(call.parameters ?? []), { $ref: '#/components/parameters/StaffId' }];
    for (const [status, [name]] of Object.entries(commonErrors)) {
      call.responses[status] ??= { $ref: `#/components/responses/${name}` };
    }
  }
  return document;
}
