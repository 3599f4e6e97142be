import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { putEmptyDatabase } from './empty-database.ts';
import { callAdmin } from './office-client.ts';

const root = path.join(import.meta.dirname, '../..');
const readyWithinMs = 120_000;
const keptLogChars = 8_000;

/** One of our programs as a process of its own, so that it can be killed. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  /** Ends the process without a chance to do anything more. */
  kill(): Promise<void>;
  /** Ends the process as a person would; answers its exit code. */
  stop(): Promise<number | null>;
  isRunning(): boolean;
}

export interface OfficePlace {
  readonly port: number;
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  /** Words before the program's own, such as a tracer's. */
  readonly wrapper?: readonly string[];
}

export interface StationPlace {
  readonly port: number;
  readonly dataFolder: string;
  readonly officeUrl: string;
  readonly activationCode?: string;
  /** Words before the program's own, such as a tracer's. */
  readonly wrapper?: readonly string[];
}

export async function startOfficeProgram(place: OfficePlace): Promise<Program> {
  if (place.databaseUrl === undefined) await putEmptyDatabase(place.dataFolder);
  return start(place.wrapper ?? [], 'src-office/office-cli.ts', [
    '--port',
    String(place.port),
    '--data',
    place.dataFolder,
    '--jobs',
    'by-hand',
    ...(place.databaseUrl === undefined ? [] : ['--database-url', place.databaseUrl]),
  ]);
}

export function startStationProgram(place: StationPlace): Promise<Program> {
  return start(place.wrapper ?? [], 'src-main/station/station-cli.ts', [
    '--port',
    String(place.port),
    '--data',
    place.dataFolder,
    '--office',
    place.officeUrl,
    ...(place.activationCode === undefined ? [] : ['--activation', place.activationCode]),
  ]);
}

/** The admin interface of an office on this machine. */
export function adminOf(place: OfficePlace) {
  return <Body>(call: string, body?: unknown): Promise<{ status: number; body: Body }> => {
    const adminToken = readFileSync(path.join(place.dataFolder, 'admin-token'), 'utf8').trim();
    return callAdmin<Body>({ url: `http://127.0.0.1:${place.port}`, adminToken }, call, body);
  };
}

/** The cash register's interface of a station on this machine. Throws when the connection breaks. */
export function posOf(place: StationPlace) {
  return async <Body>(call: string, body?: unknown): Promise<{ status: number; body: Body }> => {
    const token = readFileSync(path.join(place.dataFolder, 'pos-token'), 'utf8').trim();
    const response = await fetch(`http://127.0.0.1:${place.port}/api/v1${call}`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
}

async function start(
  wrapper: readonly string[],
  file: string,
  args: readonly string[],
): Promise<Program> {
  const [command = '', ...rest] = [...wrapper, process.execPath, file, ...args];
  const child = spawn(command, rest, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-keptLogChars);
  });
  const exited = once(child, 'exit');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const url = await readUrl(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${file} did not start. Its log ends:\n${log}`, { cause: error });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  return {
    url,
    pid: child.pid ?? 0,
    isRunning,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      return child.exitCode;
    },
  };
}

async function readUrl(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  const overdue = AbortSignal.timeout(readyWithinMs);
  const lines = createInterface({ input: child.stdout, signal: overdue });
  for await (const line of lines) {
    const ready = JSON.parse(line) as { ready?: boolean; url?: string };
    if (ready.ready === true && ready.url !== undefined) return ready.url;
  }
  throw new Error('It ended, or was not ready in time.');
}
