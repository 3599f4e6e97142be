import { once, EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import path from 'node:path';
import { BrowserWindow, windowEvents } from './browser-window.ts';
import { makeEvent } from './make-event.ts';
import { strict } from './strict.ts';
import { utilityProcesses } from './utility-process.ts';

const userFolder = readUserFolder();
const lockFile = path.join(userFolder, 'SingletonLock');
const socketFile = path.join(userFolder, 'SingletonSocket');

class App extends EventEmitter {
  readonly #ready = new Promise((resolve) => {
    setImmediate(resolve);
  });
  #isLockHeld = false;
  #isQuitting = false;
  /** What must have been sent before the process may end. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor() {
    super();
    windowEvents.on('created', (contents) => {
      this.emit('web-contents-created', makeEvent({}), contents);
    });
    windowEvents.on('closed', () => {
      if (BrowserWindow.getAllWindows().length > 0) return;
      if (this.#isQuitting) this.#end();
      else if (!this.emit('window-all-closed')) this.quit();
    });
  }

  whenReady(): Promise<void> {
    return this.#ready.then(() => undefined);
  }

  enableSandbox(): void {
    // Every renderer of the stand-in is sandboxed as far as it goes.
  }

  getAppPath(): string {
    return readEnvironment('STAND_IN_APP_FOLDER');
  }

  getPath(name: string): string {
    if (name === 'userData') return userFolder;
    throw new Error(`The stand-in knows no folder for ${name}.`);
  }

  /** Processes by their names; figures of them are not kept. */
  getAppMetrics() {
    return [...utilityProcesses].flatMap(([{ pid }, name]) =>
      pid === undefined ? [] : [{ type: 'Utility' as const, name, pid }],
    );
  }

  requestSingleInstanceLock(): boolean {
    this.#isLockHeld = takeLock();
    if (this.#isLockHeld) this.#hearOthers();
    else this.#sending = tellFirst({ argv: process.argv, folder: process.cwd() });
    return this.#isLockHeld;
  }

  quit(): void {
    if (this.#isQuitting) return;
    const event = makeEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length === 0) this.#end();
  }

  exit(code = 0): void {
    if (this.#isLockHeld) rmSync(lockFile, { force: true });
    this.emit('quit', makeEvent({}), code);
    void this.#sending.finally(() => process.exit(code));
  }

  #end(): void {
    const event = makeEvent({});
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#isQuitting = false;
    else this.exit();
  }

  #hearOthers(): void {
    rmSync(socketFile, { force: true });
    const server = createServer((socket) => {
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
      });
      socket.on('end', () => {
        const { argv, folder } = JSON.parse(text) as { argv: string[]; folder: string };
        this.emit('second-instance', makeEvent({}), argv, folder);
      });
    });
    server.listen(socketFile).unref();
  }
}

function takeLock(): boolean {
  try {
    const file = openSync(lockFile, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch {
    if (isRunning(Number(readFileSync(lockFile, 'utf8')))) return false;
    rmSync(lockFile);
    return takeLock();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function tellFirst(message: object): Promise<void> {
  const socket = connect(socketFile);
  socket.end(JSON.stringify(message));
  await once(socket, 'close');
}

function readUserFolder(): string {
  const flag = '--user-data-dir=';
  const word = process.argv.find((each) => each.startsWith(flag));
  if (word === undefined) throw new Error(`The stand-in is started with ${flag}FOLDER.`);
  return word.slice(flag.length);
}

function readEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The stand-in was started without ${name}.`);
  return value;
}

export const app = strict('app', new App());
