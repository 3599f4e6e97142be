import { RPCHandler } from '@orpc/server/message-port';
import type { MessageEvent, MessagePortMain } from 'electron';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { pickLanguage } from '../../src-shared/text/pick-language.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { type Demo, openDemo } from '../demo/open-demo.ts';
import { readSerialPort } from '../till/serial-option.ts';
import { runSelfTest } from '../till/self-test.ts';
import type { TillContext } from '../till/session.ts';
import { startFailureSentence } from '../till/start-failure.ts';
import { lockedTill, type ServedTill } from '../till/locked-till.ts';
import { isKeyMissing } from '../till/setup/recover-key.ts';
import { startTill, type KeyHolder } from '../till/start-till.ts';
import { systemClock } from '../till/system-clock.ts';
import { systemHid } from '../till/system-hid.ts';
import type { CoreCommand, CoreReport, CoreStart } from './core-messages.ts';

/**
 * The till core in its own process of the desktop app: started by the shell's first message, then one port per screen.
 * It ends only when told, or with the crash that the shell answers by starting it again.
 */
const log = pino({ name: 'core' }, pino.destination({ dest: process.stderr.fd, sync: true }));

let starting: Promise<ServedTill> | null = null;
let demo: Demo | null = null;

process.parentPort.on('message', (event: MessageEvent) => {
  void obey(event.data as CoreCommand, event.ports); // sent by our own shell
});

async function obey(command: CoreCommand, ports: readonly MessagePortMain[]): Promise<void> {
  switch (command.kind) {
    case 'start':
      return start(command.start);
    case 'connect':
      assert(starting !== null, 'A port comes after the start.');
      return connect(await starting, ports, command.language);
    case 'self-test': {
      const failed = await runSelfTest(placesIn(command.appFolder));
      return report({
        kind: 'self-tested',
        failed: failed.map(({ part, reason }) => `${part}: ${reason}`),
      });
    }
    case 'stop':
      await (await starting)?.stop();
      await demo?.stop();
      return process.exit(0);
  }
}

async function start(options: CoreStart): Promise<void> {
  try {
    starting = startOrLock(options);
    await starting;
    report({ kind: 'ready' });
  } catch (error) {
    const sentence = startFailureSentence(error);
    if (sentence === null) throw error; // A bug: the shell starts the core again.
    report({ kind: 'fatal', message: sentence });
  }
}

/** Where the parts lie that this bundle does not hold. */
function placesIn(appFolder: string) {
  return {
    migrationsFolder: path.join(appFolder, 'migrations', 'till'),
    checkpointWorkerUrl: workerUrl('checkpoint-worker.js'),
    snapshotWorkerUrl: workerUrl('snapshot-worker.js'),
    feedWorkerUrl: workerUrl('feed-worker.js'),
  };
}

/** Packed, this file is inside app.asar; a thread starts from a real file, which lies beside it. */
function workerUrl(name: string): URL {
  const file = path.join(import.meta.dirname, name);
  return pathToFileURL(file.replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked'));
}

/** A till whose key is lost takes the code of its recovery sheet; the shell then seals the key and starts the core again. */
async function startOrLock(options: CoreStart): Promise<ServedTill> {
  const { dataFolder, officeUrl, activationCode } = options;
  const keyHolder = keyFromShell(options.key);
  const serialPorts = options.serialPorts.map((port) => readSerialPort(port));
  const common = { dataFolder, keyHolder, serialPorts, hid: systemHid(), clock: systemClock, log };
  demo ??= openDemo({ appFolder: options.appFolder, folder: path.join(dataFolder, 'demo'), log });
  try {
    return await startTill({
      ...common,
      ...(officeUrl === undefined ? {} : { officeUrl }),
      ...(activationCode === undefined ? {} : { activationCode }),
      ...(options.isRebuild === true ? { isRebuild: true as const } : {}),
      ...(demo === null ? {} : { demo }),
      ...placesIn(options.appFolder),
    });
  } catch (error) {
    if (!isKeyMissing(error)) throw error;
    log.error({ reason: error.message }, 'locked: the screen asks for the recovery code');
    return lockedTill({ ...common, onOpened: () => {} });
  }
}

function connect(till: ServedTill, ports: readonly MessagePortMain[], language: string): void {
  const [port] = ports;
  assert(port !== undefined, 'A screen connects with one port.');
  const rpc = new RPCHandler<TillContext>(till.router, {
    clientInterceptors: [till.answerInWords],
  });
  rpc.upgrade(port, { context: { session: till.newSession(pickLanguage(language)) } });
  port.start();
}

/** The shell has read or made the key before this process was started. */
function keyFromShell(key: string | null): KeyHolder {
  return {
    read: () => (key === null ? null : Buffer.from(key, 'base64')),
    create: () => {
      throw new Error('The shell makes the key before it starts the core.');
    },
    restore(restored) {
      report({ kind: 'restore_key', key: restored.toString('base64') });
      return Promise.resolve();
    },
  };
}

function report(message: CoreReport): void {
  process.parentPort.postMessage(message);
}
