import { ORPCError } from '@orpc/server';
import { FastifyHandler } from '@orpc/server/fastify';
import { type StandardCodec, StandardHandler, StandardRPCMatcher } from '@orpc/server/standard';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { bearerTokenOf } from '../src-shared/contract/bearer-token.ts';
import {
  officePrefix,
  requestWireMaxBytes,
  snapshotPath,
} from '../src-shared/contract/office-wire.ts';
import type { OfficeServices, SyncContext } from './handlers/office-services.ts';
import { requireInstall } from './handlers/sync-calls.ts';
import { makeSyncRouter } from './handlers/sync-router.ts';
import { addZstdBodies } from './zstd-bodies.ts';

/** Serves the tills under `/sync/v1`: plain JSON both ways, since the contract holds nothing else. */
export function addSyncHttp(app: FastifyInstance, office: OfficeServices): void {
  const handler = new FastifyHandler<SyncContext>(
    new StandardHandler<SyncContext>(makeSyncRouter(office), new StandardRPCMatcher(), jsonCodec, {
      interceptors: [logFailure(office)],
    }),
  );
  void app.register(
    async (sync) => {
      addZstdBodies(sync);
      sync.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
        if (error instanceof ORPCError) return reply.status(error.status).send(error.toJSON());
        const status = error.statusCode ?? 500;
        if (status >= 500) office.log.error({ err: error }, 'a till’s call failed');
        const code = status === 413 ? 'body_too_large' : status < 500 ? 'bad_request' : 'internal';
        return reply.status(status).send(new ORPCError(code, { status, message: code }).toJSON());
      });
      // Bodies are read only for those who hold a token, but for the one call that gives it.
      sync.addHook('onRequest', async (request, reply) => {
        if (request.url.split('?')[0] === `${officePrefix}/activate`) return;
        if (readInstallId(office, request.headers.authorization) !== null) return;
        const refusal = new ORPCError('unauthorised', { defined: true, status: 401, data: {} });
        await reply.status(401).send(refusal.toJSON());
      });
      await sync.register(fastifyStatic, { root: office.snapshots.folder, serve: false });
      sync.get<{ Params: { snapshotId: string } }>(
        snapshotPath(':snapshotId'),
        async (request, reply) => {
          const installId = readInstallId(office, request.headers.authorization);
          await requireInstall(office.store.database, { installId });
          const { snapshotId } = request.params;
          if (!/^[\w-]+$/.test(snapshotId)) return reply.callNotFound();
          // Ranges and what is not there any more are answered by the plugin.
          return reply.sendFile(`${snapshotId}.image`);
        },
      );
      sync.post('/*', { bodyLimit: requestWireMaxBytes }, async (request, reply) => {
        const installId = readInstallId(office, request.headers.authorization);
        const { matched } = await handler.handle(request, reply, {
          prefix: officePrefix,
          context: { installId },
        });
        if (!matched) reply.callNotFound();
        return reply;
      });
    },
    { prefix: officePrefix },
  );
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
