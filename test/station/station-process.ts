import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const cli = path.join(import.meta.dirname, '../../src-main/station/station-cli.ts');
const readyWithinMs = 120_000;

/** `npm run station` as its own process, the way a shop runs it. */
export interface StationProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Calls the POS API with the token of the data folder. */
  call(
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** Sends a signal and answers how the process ended. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts a station and waits for its ready line. It is killed when the test has finished. */
export async function spawnStation(
  dataFolder: string,
  args: readonly string[],
  typed = '',
): Promise<StationProcess> {
  const child = spawnCli(['--port', '0', '--data', dataFolder, ...args], typed);
  const errors = collect(child);
  const ready = await firstLine(child, errors);
  const { url } = JSON.parse(ready) as { readonly url: string };
  return {
    url,
    child,
    call: async (address, body) => {
      const token = readFileSync(path.join(dataFolder, 'pos-token'), 'utf8');
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init =
        body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${url}${address}`, init);
      return {
        status: response.status,
        body: (await response.json()) as Readonly<Record<string, unknown>>,
      };
    },
    end: (signal) => endOf(child, signal),
  };
}

/** Starts a station that is not expected to serve; answers its exit code and what it said. */
export async function runStation(
  args: readonly string[],
  typed = '',
): Promise<{ readonly code: number | null; readonly errors: string; readonly output: string }> {
  const child = spawnCli(args, typed);
  const errors = collect(child);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, errors: errors(), output };
}

/** `typed` is what somebody types on its standard input. */
function spawnCli(args: readonly string[], typed: string): ChildProcess {
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'pipe' });
  child.stdin?.end(typed);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}

async function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('The station has no output.');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The station ended before it was ready:\n${errors()}`);
  });
  const late = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`The station is not ready:\n${errors()}`));
    setTimeout(fail, readyWithinMs).unref();
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended, late])) as [string];
  ended.catch(() => {}); // it ends when the test ends it
  late.catch(() => {}); // it was in time
  return line;
}

async function endOf(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<number | NodeJS.Signals | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code, bySignal] = (await exit) as [number | null, NodeJS.Signals | null];
  return code ?? bySignal;
}
