import fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import path from 'node:path';
import type { Logger } from 'pino';
import { flatError } from '../../src-shared/contract/http-errors.ts';
import { pickLanguage } from '../../src-shared/text/pick-language.ts';
import { refusalText } from '../../src-shared/text/refusal-words.ts';
import { isPortTaken, portTakenWords } from '../../src-shared/text/start-words.ts';
import { keyFileHolder } from '../till/key-file-holder.ts';
import { lockedTill, type ServedTill } from '../till/locked-till.ts';
import { isKeyMissing } from '../till/setup/recover-key.ts';
import { StartFailure } from '../till/start-failure.ts';
import { startTill, type Till } from '../till/start-till.ts';
import type { StartLine, TillOptions } from '../till/till-options.ts';
import { systemClock } from '../till/system-clock.ts';
import { ownHost } from './own-host.ts';
import { registerPosApi } from './pos-api.ts';
import { readPosToken } from './pos-token.ts';
import { registerRpcSocket } from './rpc-socket.ts';
import { registerScreens } from './screens.ts';
import type { StationOptions } from './station-options.ts';

const bodyBytesMax = 1_048_576;
const paramCharactersMax = 500;
const builtScreens = path.join(import.meta.dirname, '../../dist/screens');

export interface Station {
  readonly url: string;
  /** Closes the pipes, then the till. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts the till core and serves it: the screens, their socket and the cash register's API, on this machine only. A till
 * whose key is lost is served locked, until a screen has given the code of its recovery sheet.
 */
export async function startStation(
  options: StationOptions &
    Pick<TillOptions, 'hid' | 'demo'> & {
      readonly log: Logger;
      readonly screensFolder?: string;
    },
  startLine?: StartLine,
): Promise<Station> {
  const { dataFolder, log } = options;
  const keyHolder = keyFileHolder(dataFolder);
  const tillOptions = { ...options, keyHolder, clock: systemClock };
  const start = (): Promise<Till> => startTill(tillOptions, startLine);
  let app: FastifyInstance | undefined;

  async function unlock(): Promise<void> {
    try {
      const locked = served.till;
      served = openedTill(await start());
      await locked.stop();
      // Screens come back by themselves, and find the till.
      for (const socket of app?.websocketServer.clients ?? []) socket.close();
      log.info('the till was opened by its recovery code');
    } catch (error) {
      log.error({ err: error }, 'the till could not start after its recovery');
    }
  }

  let served: Served = await start().then(openedTill, (error: unknown) => {
    if (!isKeyMissing(error)) throw error;
    log.error(
      { reason: error.message },
      'locked: a screen of this till asks for its recovery code',
    );
    const till = lockedTill({ ...tillOptions, onOpened: () => void unlock() });
    return { till, pos: null };
  });
  try {
    const serving = await serve(() => served, options);
    ({ app } = serving);
    let stopped: Promise<void> | null = null;
    const stop = async (): Promise<void> => {
      await serving.app.close();
      await served.till.stop();
      log.info('station stopped');
    };
    return { url: serving.url, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await app?.close();
    await served.till.stop();
    throw error;
  }
}

/** What the pipes lead to now; `pos` is null while the till is locked. */
export interface Served {
  readonly till: ServedTill;
  readonly pos: Till | null;
}

function openedTill(till: Till): Served {
  return { till, pos: till };
}

async function serve(
  readServed: () => Served,
  options: StationOptions & { readonly log: Logger; readonly screensFolder?: string },
): Promise<{ readonly app: FastifyInstance; readonly url: string }> {
  const token = readPosToken(options.dataFolder);
  const app = fastify({
    loggerInstance: options.log,
    // An address may hold a phone number.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: paramCharactersMax },
    frameworkErrors: (_error, request, reply) => {
      const language = pickLanguage(request.headers['accept-language']);
      const body = flatError('bad_request', refusalText(language, 'bad_request'));
      void (reply as FastifyReply).status(400).send(body); // typed for one route's answers
    },
  }) as unknown as FastifyInstance; // with a logger of our own its type differs in nothing we use
  let port = options.port;
  const host = ownHost(() => port);
  app.setNotFoundHandler(async (request, reply) => {
    const language = pickLanguage(request.headers['accept-language']);
    await reply.status(404).send(flatError('not_found', refusalText(language, 'not_found')));
  });
  await registerScreens(app, options.screensFolder ?? builtScreens);
  await registerRpcSocket(app, { readTill: () => readServed().till, host });
  await registerPosApi(app, { readTill: () => readServed().pos, token });
  try {
    const url = await app.listen({ host: '127.0.0.1', port: options.port });
    port = Number(new URL(url).port);
    return { app, url };
  } catch (error) {
    await app.close();
    if (!isPortTaken(error)) throw error;
    throw new StartFailure(portTakenWords(port), { cause: error });
  }
}
