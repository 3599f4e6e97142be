import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ORPCError } from '@orpc/server';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { adminContract } from '../src-shared/contract/admin-contract.ts';
import {
  encodeFlatError,
  flatError,
  flatErrorSchema,
  mapValidation,
} from '../src-shared/contract/http-errors.ts';
import { readJsonOnly } from '../src-shared/node/json-bodies.ts';
import { pickLanguage } from '../src-shared/text/pick-language.ts';
import { makeAdminRouter } from './handlers/admin-router.ts';
import type { OfficeServices } from './handlers/office-services.ts';
import { tokenCheck } from './token-check.ts';

const prefix = '/admin/v1';
/** A programme with the prices of 20,000 articles. */
const bodyMaxBytes = 8_000_000;

/** Serves people and systems at head office under `/admin/v1`, to whoever holds the admin token. */
export function addAdminHttp(
  app: FastifyInstance,
  office: OfficeServices,
  adminToken: string,
): void {
  const handler = new OpenAPIHandler(makeAdminRouter(office), {
    clientInterceptors: [mapValidation],
    customErrorResponseBodyEncoder: encodeFlatError,
    interceptors: [
      async (call) => {
        try {
          return await call.next();
        } catch (error) {
          if (!(error instanceof ORPCError) || error.status >= 500) {
            office.log.error({ err: error }, 'an admin call failed');
          }
          throw error;
        }
      },
    ],
  });
  const isTokenRight = tokenCheck(adminToken);
  void app.register(
    async (admin) => {
      const bodyTexts = new WeakMap<FastifyRequest, string>();
      readJsonOnly(admin, (request, text) => bodyTexts.set(request, text));
      admin.setErrorHandler<FastifyError>((error, _request, reply) => {
        if (error.statusCode !== 415) throw error; // the office answers it as everywhere
        const words = 'The body must be JSON, and say so: content-type application/json.';
        return reply.status(400).send(flatError('bad_request', words));
      });
      admin.addHook('onRequest', async (request, reply) => {
        if (isTokenRight(request.headers.authorization)) return;
        await reply
          .status(401)
          .header('www-authenticate', 'Bearer')
          .send(flatError('unauthorised', 'The admin token is missing or wrong.'));
      });
      admin.get('/openapi.json', async () => openApiDocument());
      admin.all('/*', { bodyLimit: bodyMaxBytes }, async (request, reply) => {
        const context = {
          language: pickLanguage(request.headers['accept-language']),
          bodyText: bodyTexts.get(request) ?? '',
        };
        const { matched } = await handler.handle(request, reply, { prefix, context });
        if (!matched) reply.callNotFound();
        return reply;
      });
    },
    { prefix },
  );
}

/** The OpenAPI document of the admin calls. */
export function openApiDocument(): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(adminContract, {
    info: { title: 'Membership head office', version: '1' },
    servers: [{ url: prefix }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }],
    customErrorResponseBodySchema: (errors) => flatErrorSchema(errors),
  });
}
