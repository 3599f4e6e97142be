import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodeFlatError, flatError } from '../../src-shared/contract/http-errors.ts';
import type { Language } from '../../src-shared/domain/programme/programme.ts';
import { pickLanguage } from '../../src-shared/text/pick-language.ts';
import type { FaultCode } from '../../src-shared/text/refusal-codes.ts';
import { refusalText } from '../../src-shared/text/refusal-words.ts';
import { readJsonOnly } from '../../src-shared/node/json-bodies.ts';
import type { TillContext } from '../till/session.ts';
import type { Till } from '../till/start-till.ts';
import { posOpenApi, posPrefix, staffHeader } from './pos-openapi.ts';
import { tokenCheck } from './pos-token.ts';

const documentPath = `${posPrefix}/openapi.json`;

/** The cash register's API below `/api/v1`: the procedures of the contract that have a path, behind a bearer token. */
export async function registerPosApi(
  app: FastifyInstance,
  { readTill, token }: { readonly readTill: () => Till | null; readonly token: string },
): Promise<void> {
  const isTokenRight = tokenCheck(token);
  let serving: { readonly till: Till; readonly handler: OpenAPIHandler<TillContext> } | null = null;
  const handlerOf = (till: Till): OpenAPIHandler<TillContext> => {
    if (serving?.till !== till) {
      const handler = new OpenAPIHandler<TillContext>(till.router, {
        clientInterceptors: [till.answerInWords],
        filter: ({ contract }) => contract['~orpc'].route.path !== undefined,
        customErrorResponseBodyEncoder: encodeFlatError,
      });
      serving = { till, handler };
    }
    return serving.handler;
  };
  let document: ReturnType<typeof posOpenApi> | undefined;

  await app.register(
    async (api) => {
      await Promise.resolve();
      readJsonOnly(api);
      api.setErrorHandler(answerError);
      api.setNotFoundHandler((request, reply) =>
        say(request, reply, { status: 404, code: 'not_found' }),
      );
      // Before the body is read: a stranger's body is not worth the work.
      api.addHook('onRequest', async (request, reply) => {
        if (request.url.split('?')[0] === documentPath) return;
        if (isTokenRight(request.headers.authorization)) return;
        void reply.header('www-authenticate', 'Bearer');
        await say(request, reply, { status: 401, code: 'unauthorised' });
      });
      api.get('/openapi.json', () => (document ??= posOpenApi()));
      api.all('/*', async (request, reply) => {
        const till = readTill();
        // Its key is lost: a screen asks for the recovery sheet.
        if (till === null) return say(request, reply, { status: 503, code: 'till_locked' });
        const session = till.posSession(languageOf(request), staffIdOf(request));
        const answered = await handlerOf(till).handle(request, reply, {
          prefix: posPrefix,
          context: { session },
        });
        if (!answered.matched) await say(request, reply, { status: 404, code: 'not_found' });
        return reply;
      });
    },
    { prefix: posPrefix },
  );
}

/** What fastify refuses before the contract is reached. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return say(request, reply, { status: 413, code: 'body_too_large' });
  }
  if ((error.statusCode ?? 500) < 500) {
    return say(request, reply, { status: 400, code: 'bad_request' });
  }
  request.log.error({ err: error }, 'a request failed');
  return say(request, reply, { status: 500, code: 'internal' });
}

function say(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, code }: { readonly status: number; readonly code: FaultCode },
): FastifyReply {
  return reply.status(status).send(flatError(code, refusalText(languageOf(request), code)));
}

/** Who stands at the cash register, where it says so. */
function staffIdOf(request: FastifyRequest): string | undefined {
  const said = request.headers[staffHeader];
  return typeof said === 'string' && said !== '' ? said : undefined;
}

function languageOf(request: FastifyRequest): Language {
  return pickLanguage(request.headers['accept-language']);
}
