import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findFreePort } from './free-port.ts';

const readyWithinMs = 120_000;
const pollEveryMs = 50;
const keptLogChars = 8_000;

/** A PostgreSQL server that a test may fill and throw away. */
export interface PostgresServer {
  readonly url: string;
  /** The server's main process, to trace it or to kill it. */
  readonly pid: number;
  /** Creates an empty database with this name and a random ending, and returns its address. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and removes its files. Safe to repeat. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** On unless told otherwise. Off is faster, and proves nothing about what survives. */
  readonly fsync?: boolean;
  readonly maxConnections?: number;
  /** Further settings, as after `postgres -c`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** PostgreSQL refuses to run as root, so root runs it as the user that Debian's package made. */
type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>;

// The server outlives neither the test run nor its own folder: the keeper's standard input ends
// when the run closes it or is killed, and then the keeper stops the server and cleans up.
const keeperScript = `
folder=$1; shift
exec 3<&0
"$@" </dev/null &
server=$!
( cat <&3 >/dev/null; kill -INT $server 2>/dev/null ) &
wait $server
code=$?
rm -rf "$folder" 2>/dev/null
exit $code
`;

/** Starts a private server in a folder of its own, on a free loopback port. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const user = await findServerUser();
  const folder = await mkdtemp(path.join(tmpdir(), 'membership-postgres-'));
  try {
    if ('uid' in user) await chown(folder, user.uid, user.gid);
    return await startIn(folder, user, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(
  folder: string,
  user: ServerUser,
  options: PostgresOptions,
): Promise<PostgresServer> {
  const bin = findPostgresBin();
  const data = path.join(folder, 'data');
  const initialise = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  await promisify(execFile)(path.join(bin, 'initdb'), [...initialise, '--locale=C.UTF-8'], {
    ...user,
    cwd: folder,
  });

  const port = await findFreePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const command = [path.join(bin, 'postgres'), '-D', data, '-p', String(port)];
  for (const [name, value] of Object.entries(toSettings(options))) {
    command.push('-c', `${name}=${value}`);
  }
  // In a process group of its own, so that Ctrl-C reaches the tests first and the server last.
  const keeper = spawn('/bin/sh', ['-c', keeperScript, 'keep-postgres', folder, ...command], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(keeper, 'close');
  let log = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-keptLogChars);
  });

  const stop = async (): Promise<void> => {
    keeper.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(url, () => keeper.exitCode === null);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start. Its log ends:\n${log}`, { cause: error });
  }
  const [pid = ''] = (await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n');
  return { url, pid: Number(pid), createDatabase: (name) => createDatabase(url, name), stop };
}

function toSettings(options: PostgresOptions): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: (options.fsync ?? true) ? 'on' : 'off',
    max_connections: String(options.maxConnections ?? 100),
    ...options.settings,
  };
}

/** Creates an empty database with this name and a random ending, and returns its address. */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  const database = `${words.slice(0, 40)}_${randomBytes(4).toString('hex')}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
  return new URL(`/${database}`, serverUrl).href;
}

function findPostgresBin(): string {
  const version = (bin: string): number => Number(bin.split('/')[4]);
  const found = globSync('/usr/lib/postgresql/*/bin/initdb').map((file) => path.dirname(file));
  const newest = found.toSorted((a, b) => version(b) - version(a))[0];
  if (newest === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql');
  return newest;
}

async function findServerUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const read = async (option: string): Promise<number> =>
    Number((await promisify(execFile)('id', [option, 'postgres'])).stdout);
  return { uid: await read('-u'), gid: await read('-g') };
}

async function waitUntilReady(url: string, isAlive: () => boolean): Promise<void> {
  const endsAtMs = Date.now() + readyWithinMs;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (!isAlive() || Date.now() > endsAtMs) throw error;
      await sleep(pollEveryMs);
    } finally {
      await client.end();
    }
  }
}
