import { randomUUIDv7 } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { flatError } from '../src-shared/contract/http-errors.ts';
import { isPortTaken, portTakenWords } from '../src-shared/text/start-words.ts';
import { addAdminHttp } from './admin-http.ts';
import { openDataFolder, readDemoKey, refuseKeysWithoutDatabase } from './data-folder.ts';
import { type CallLimits, makeCallGate, usualCallLimits } from './handlers/call-gate.ts';
import { makeChangeSignal } from './handlers/change-signal.ts';
import { makeOfficeMeter } from './handlers/office-meter.ts';
import type { OfficeServices } from './handlers/office-services.ts';
import { publishFirstProgramme, signProgrammes } from './handlers/publish-programme.ts';
import { makeAuditor } from './jobs/auditor.ts';
import { makeJobRunner } from './jobs/job-runner.ts';
import { makeMonthKeeper } from './jobs/month-keeper.ts';
import { makeScopeKeeper } from './jobs/scope-keeper.ts';
import { makeOfficeProgrammes } from './jobs/office-programmes.ts';
import { makeScheduler } from './jobs/scheduler.ts';
import { addHealth } from './health-http.ts';
import { addMetricsHttp } from './metrics-http.ts';
import { makeMetricsReader } from './metrics/read-metrics.ts';
import { readPlainProgramme } from './plain-programme.ts';
import { makeSnapshots, type SnapshotPolicy } from './snapshot/make-snapshots.ts';
import { noteAwaiting } from './store/awaited-store.ts';
import { makeFeedReader } from './store/feed-reader.ts';
import { readNewestChange } from './store/feed-store.ts';
import { openStore, type Store } from './store/open-store.ts';
import { refuseUnfinishedRestore } from './store/restoring-folder.ts';
import { StartRefusal } from './store/start-refusal.ts';
import { addSyncHttp } from './sync-http.ts';

const requestTimeoutMs = 60_000;
/** The till that asks waits 1,500 ms. */
const usualRevokeWaitMs = 800;
/** A caller who sends or reads without end does not keep the office from ending. */
const stopWithinMs = 5_000;

export interface OfficeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Tokens and keys; without `databaseUrl` also the database. */
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  readonly log: Logger;
  /** Begins every job at its time of the day, as an office does that is left alone; absent: jobs are begun by hand. */
  readonly runsJobs?: boolean;
  /** Also serves the page that shows any member's code to whoever has DIR/demo-key: for a demonstration. */
  readonly demoPage?: boolean;
  /** When a till is given an image of all members; tests have few. */
  readonly snapshots?: Partial<SnapshotPolicy>;
  /** How long a question waits for tills to give back what is set aside for them (OF-04); a simulation has no time for it. */
  readonly revokeWaitMs?: number;
  /** What calls of tills may take of this process; a class that is left out takes the usual. */
  readonly callLimits?: Partial<CallLimits>;
  /** Tests pass their own. */
  readonly nowMs?: () => number;
}

export interface Office {
  readonly url: string;
  /** Resolves with why, in words, once it ceases to serve by itself: its database is another one (`Store.lost`). */
  readonly ceased: Promise<StartRefusal>;
  /** Answers those who wait, lets those in the middle finish, and closes the database. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts head office on this machine. Throws StartRefusal, in words for whoever starts it, when the folder is in use, the port
 * is taken, or database or keys are missing, damaged or not those of each other, or a restore ended in its middle.
 */
export async function startOffice(options: OfficeOptions): Promise<Office> {
  const { log, databaseUrl, dataFolder } = options;
  refuseUnfinishedRestore(dataFolder);
  const location =
    databaseUrl === undefined
      ? { kind: 'folder' as const, folder: dataFolder }
      : { kind: 'server' as const, url: databaseUrl };
  if (location.kind === 'folder') refuseKeysWithoutDatabase(location.folder);
  const store = await openStore(
    location,
    (error) => log.error({ err: error }, 'database lost'),
    (error) => log.fatal({ err: error }, 'the disk did not take what was written'),
  );
  try {
    return await serve(options, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(options: OfficeOptions, store: Store): Promise<Office> {
  const { log, nowMs = Date.now } = options;
  const { database } = store;
  const { adminToken, metricsToken, ...folderKeys } = await openDataFolder(
    options.dataFolder,
    database,
  );
  const { keys } = folderKeys;
  await noteAwaiting(database, nowMs());
  await publishFirstProgramme(database, keys, readPlainProgramme(), nowMs());
  await signProgrammes(database, keys);
  const changes = makeChangeSignal(
    database.engine === 'postgres' ? () => readNewestChange(database) : null,
  );
  const programmes = makeOfficeProgrammes();
  const jobs = makeJobRunner({
    database,
    programmes,
    log,
    nowMs,
    notify: () => changes.notify(),
  });
  const scheduler = makeScheduler({ database, programmes, runner: jobs, log, nowMs });
  const auditor = makeAuditor({ database, programmes, log, nowMs });
  const months = makeMonthKeeper({ database, log, nowMs });
  const scopes = makeScopeKeeper({ database, log, nowMs });
  const snapshots = makeSnapshots({
    store,
    dataFolder: options.dataFolder,
    log,
    nowMs,
    policy: options.snapshots ?? {},
  });
  const office = {
    store,
    ...folderKeys,
    revokeWaitMs: options.revokeWaitMs ?? usualRevokeWaitMs,
    snapshots,
    changes,
    feed: makeFeedReader(database, nowMs),
    gate: makeCallGate({
      limits: { ...usualCallLimits, ...options.callLimits },
      nowMs: () => performance.now(),
      random: Math.random,
    }),
    meter: makeOfficeMeter(),
    jobs,
    auditor,
    programmes,
    log,
    nowMs,
    newId: () => randomUUIDv7(),
  } satisfies OfficeServices;
  const metrics = makeMetricsReader(office);

  const app = fastify({
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1000 },
    frameworkErrors: (_error, _request, reply) => {
      // The types of this one place know no route and therefore no answer.
      void (reply as FastifyReply).status(400).send(flatError('bad_request', 'No such address.'));
    },
  });
  answerErrors(app, log);
  app.addHook('onSend', async (_request, reply) => {
    // A connection that was kept open after its last answer would keep the office from ending.
    if (changes.isStopped()) reply.header('connection', 'close');
  });
  addHealth(app, database);
  addAdminHttp(app, office, adminToken);
  addMetricsHttp(app, metrics, { metricsToken, adminToken });
  addSyncHttp(app, office);
  if (options.demoPage === true) {
    const { addDemoPage } = await import('./demo-page.ts');
    addDemoPage(app, office, readDemoKey(options.dataFolder));
  }
  const url = await listen(app, options.port);
  // Whoever calls by now is served meanwhile.
  await months.start();
  await jobs.resume();
  if (options.runsJobs === true) {
    void scheduler.start();
    void scopes.start();
  }
  auditor.nudge();
  log.info({ url, engine: database.engine }, 'the office serves');
  const end = async (): Promise<void> => {
    changes.stop();
    metrics.stop();
    await scheduler.stop();
    await Promise.all([
      jobs.stop(),
      auditor.stop(),
      snapshots.stop(),
      months.stop(),
      scopes.stop(),
    ]);
    const overdue = setTimeout(() => app.server.closeAllConnections(), stopWithinMs);
    await app.close();
    clearTimeout(overdue);
    await store.close();
  };
  let ending: Promise<void> | null = null;
  const stop = (): Promise<void> => (ending ??= end());
  const ceased = store.lost.then(async (reason) => {
    await stop();
    return reason;
  });
  return { url, ceased, stop };
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    throw new StartRefusal(portTakenWords(port), { cause: error });
  }
}

function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      log.error({ err: error }, 'a call failed');
      return reply.status(500).send(flatError('internal', 'Internal error'));
    }
    if (status === 413) return reply.status(413).send(flatError('body_too_large', error.message));
    if (status === 415) {
      return reply.status(415).send(flatError('unsupported_media_type', error.message));
    }
    return reply.status(status).send(flatError('bad_request', 'The request cannot be read.'));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send(flatError('not_found', 'There is no such address.')),
  );
}
