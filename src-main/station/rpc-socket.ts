import websocket from '@fastify/websocket';
import { RPCHandler } from '@orpc/server/ws';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keepAlive } from '../../src-shared/node/keep-alive.ts';
import { pickLanguage } from '../../src-shared/text/pick-language.ts';
import type { TillContext } from '../till/session.ts';
import type { ServedTill } from '../till/locked-till.ts';
import type { OwnHost } from './own-host.ts';

/** No call of a screen is larger; receipts come through the POS API. */
const messageBytesMax = 1_000_000;
/** A tablet that went to sleep is noticed after two of these. */
const pingEveryMs = 15_000;

const querySchema = z.object({ lang: z.string().max(64).optional() });

/** The screens' pipe at `/rpc`: one session per connection, for pages of this station only. */
export async function registerRpcSocket(
  app: FastifyInstance,
  { readTill, host }: { readonly readTill: () => ServedTill; readonly host: OwnHost },
): Promise<void> {
  let serving: { readonly till: ServedTill; readonly rpc: RPCHandler<TillContext> } | null = null;
  /** One handler for a till; there is another till only after one that was locked. */
  const handlerOf = (till: ServedTill): RPCHandler<TillContext> => {
    if (serving?.till !== till) {
      const { router, answerInWords } = till;
      const rpc = new RPCHandler<TillContext>(router, { clientInterceptors: [answerInWords] });
      serving = { till, rpc };
    }
    return serving.rpc;
  };
  await app.register(websocket, { options: { maxPayload: messageBytesMax } });
  await app.register(async (pipes) => {
    await Promise.resolve();
    pipes.get(
      '/rpc',
      {
        websocket: true,
        preValidation: async (request, reply) => {
          const { headers } = request;
          if (host.isHost(headers.host) && host.isOrigin(headers.origin)) return;
          await reply
            .status(403)
            .send({ code: 'forbidden', message: 'Only pages of this station.' });
        },
      },
      (socket, request) => {
        // At once: what the page says before anybody listens would be lost.
        const till = readTill();
        const session = till.newSession(languageOf(request));
        void handlerOf(till).upgrade(socket, { context: { session } });
        keepAlive(socket, pingEveryMs);
        socket.on('error', (error) => request.log.warn({ err: error }, 'a screen broke its pipe'));
      },
    );
  });
}

function languageOf(request: FastifyRequest) {
  const query = querySchema.safeParse(request.query);
  return pickLanguage(query.data?.lang ?? request.headers['accept-language']);
}
