import { ORPCError } from '@orpc/server';
import { FastifyHandler } from '@orpc/server/fastify';
import { type StandardCodec, StandardHandler, StandardRPCMatcher } from '@orpc/server/standard';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assert } from '../src-shared/values/assert.ts';
import { bearerTokenOf } from '../src-shared/contract/bearer-token.ts';
import {
  officePrefix,
  activateMaxBytes,
  requestPlainMaxBytes,
  requestWireMaxBytes,
  snapshotPath,
} from '../src-shared/contract/office-wire.ts';
import type { CallClass, CallPass } from './handlers/call-gate.ts';
import type { CallOutcome } from './handlers/office-meter.ts';
import type { OfficeServices, SyncContext } from './handlers/office-services.ts';
import { requireInstall } from './handlers/sync-calls.ts';
import { makeSyncRouter } from './handlers/sync-router.ts';
import { addZstdBodies } from './zstd-bodies.ts';

/** Serves the tills under `/sync/v1`: plain JSON both ways, since the contract holds nothing else. */
export function addSyncHttp(app: FastifyInstance, office: OfficeServices): void {
  const handler = new FastifyHandler<SyncContext>(
    new StandardHandler<SyncContext>(makeSyncRouter(office), new StandardRPCMatcher(), jsonCodec, {
      interceptors: [logFailure(office), inTurn],
    }),
  );
  const strangers = makeStrangerLog(office);
  const passes = new WeakMap<FastifyRequest, CallPass>();
  const passOf = (request: FastifyRequest): CallPass => {
    const pass = passes.get(request);
    assert(pass !== undefined, 'A call came in without a pass.');
    return pass;
  };
  void app.register(
    async (sync) => {
      addZstdBodies(sync, (request) =>
        classOf(request) === 'activation' ? activateMaxBytes : requestPlainMaxBytes,
      );
      sync.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
        if (error instanceof ORPCError) return reply.status(error.status).send(error.toJSON());
        const status = error.statusCode ?? 500;
        if (status >= 500) office.log.error({ err: error }, 'a till’s call failed');
        const code = status === 413 ? 'body_too_large' : status < 500 ? 'bad_request' : 'internal';
        return reply.status(status).send(new ORPCError(code, { status, message: code }).toJSON());
      });
      // Bodies are read only for those who hold a token, but for the one call that gives it.
      sync.addHook('onRequest', async (request, reply) => {
        const callClass = classOf(request);
        const installId = readInstallId(office, request.headers.authorization);
        if (callClass !== 'activation' && installId === null) {
          const refusal = new ORPCError('unauthorised', { defined: true, status: 401, data: {} });
          await reply.status(401).send(refusal.toJSON());
          return;
        }
        const admission = office.gate.admit(callClass, installId ?? request.ip);
        if (admission.status === 'refused') {
          office.meter.called(callClass, admission.code, 0);
          return refuseForNow(reply, admission);
        }
        const { pass } = admission;
        passes.set(request, pass);
        reply.raw.once('close', () => {
          pass.abandon();
          if (reply.statusCode === 401 && installId !== null) strangers.note(installId);
          office.meter.called(callClass, outcomeOf(reply), pass.workedMs());
        });
      });
      await sync.register(fastifyStatic, { root: office.snapshots.folder, serve: false });
      sync.get<{ Params: { snapshotId: string } }>(
        snapshotPath(':snapshotId'),
        async (request, reply) => {
          const installId = readInstallId(office, request.headers.authorization);
          const pass = passOf(request);
          await pass.begin();
          if (reply.raw.destroyed) pass.end();
          else reply.raw.once('close', () => pass.end());
          await requireInstall(office.store.database, { installId });
          const { snapshotId } = request.params;
          if (!/^[\w-]+$/.test(snapshotId)) return reply.callNotFound();
          // Ranges and what is not there any more are answered by the plugin.
          return reply.sendFile(`${snapshotId}.image`);
        },
      );
      const answer = async (request: FastifyRequest, reply: FastifyReply) => {
        const installId = readInstallId(office, request.headers.authorization);
        const { matched } = await handler.handle(request, reply, {
          prefix: officePrefix,
          context: { installId, pass: passOf(request) },
        });
        if (!matched) reply.callNotFound();
        return reply;
      };
      sync.post('/activate', { bodyLimit: activateMaxBytes }, answer);
      sync.post('/*', { bodyLimit: requestWireMaxBytes }, answer);
    },
    { prefix: officePrefix },
  );
}

/** A call that is not one is worth no more than a question. */
function classOf(request: FastifyRequest): CallClass {
  const [path = ''] = request.url.slice(officePrefix.length).split('?');
  if (path === '/push' || path === '/relay') return 'push';
  if (path === '/feed') return 'feed';
  if (path === '/activate') return 'activation';
  return path.startsWith('/snapshots/') ? 'snapshot' : 'question';
}

function outcomeOf(reply: FastifyReply): CallOutcome {
  if (!reply.raw.writableFinished) return 'given_up';
  if (reply.statusCode >= 500) return 'failed';
  return reply.statusCode >= 400 ? 'refused' : 'ok';
}

/** A call is worked on in its turn, and gives it away before a slow line reads the answer. */
async function inTurn<Result>({
  context,
  next,
}: {
  readonly context: SyncContext;
  readonly next: () => Promise<Result>;
}): Promise<Result> {
  const { pass } = context;
  await pass.begin();
  try {
    return await next();
  } finally {
    pass.end();
  }
}

async function refuseForNow(
  reply: FastifyReply,
  { code, retryAfterMs }: { readonly code: 'rate_limited' | 'busy'; readonly retryAfterMs: number },
): Promise<void> {
  const status = code === 'busy' ? 503 : 429;
  const refusal = new ORPCError(code, { defined: true, status, data: { retryAfterMs } });
  // The header is for whatever stands in between; tills read the body.
  const retryAfter = Math.ceil(retryAfterMs / 1000);
  await reply.status(status).header('retry-after', retryAfter).send(refusal.toJSON());
}

/** A token of ours for an install that the database does not have: it was activated after the backup that was restored. */
function makeStrangerLog({ log }: OfficeServices) {
  const noted = new Set<string>();
  return {
    note: (installId: string): void => {
      if (noted.has(installId)) return;
      noted.add(installId);
      log.warn(
        { installId },
        'a till that was activated after the backup calls: make an activation code for its store, and type it at its ' +
          'screen (F12) or start it with --activation CODE on the data folder that it has; it then sends everything again',
      );
    },
  };
}

const jsonCodec: StandardCodec = {
  decode: (request) => request.body(),
  encode: (output) => ({ status: 200, headers: {}, body: output }),
  encodeError: (error) => ({ status: error.status, headers: {}, body: error.toJSON() }),
};

function readInstallId(office: OfficeServices, authorization: string | undefined): string | null {
  const token = bearerTokenOf(authorization);
  return token === null ? null : office.keys.readTerminalToken(token);
}

/** Refusals are answers; anything else is a failure of ours, logged once and answered without its words. */
function logFailure(office: OfficeServices) {
  return async <Result>({ next }: { next: () => Promise<Result> }): Promise<Result> => {
    try {
      return await next();
    } catch (error) {
      if (!(error instanceof ORPCError) || error.status >= 500) {
        office.log.error({ err: error }, 'a till’s call failed');
      }
      throw error;
    }
  };
}
