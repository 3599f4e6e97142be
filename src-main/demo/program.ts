import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** One of the product's own programs, run by a Node as a person would run it. */
export interface Program {
  readonly url: string;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<number>;
  /** Ends it in order; resolves when it is gone, after 10 s by force. */
  stop(): Promise<void>;
}

const readyLineSchema = z.object({ ready: z.literal(true), url: z.string() });
const stopTimeoutMs = 10_000;

/**
 * Starts a program and waits for its ready line. Its log goes to `onLog`. Fails when it ends before it is ready, with the
 * last lines of its log.
 */
export async function startProgram(
  node: string,
  file: string,
  args: readonly string[],
  onLog: (line: string) => void,
): Promise<Program> {
  // A process group of its own: Ctrl-C reaches this program alone, which then ends the others in order.
  // Its input stays open for as long as we live: by that it can tell.
  const child = spawn(node, [file, ...args], { stdio: 'pipe', detached: true });
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > 10) lastLines.shift();
    onLog(line);
  });
  const ended = new Promise<number>((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve(readyLineSchema.parse(JSON.parse(line)).url);
    });
  });
  const url = await Promise.race([ready, ended.then(() => null)]);
  if (url === null) throw new Error(`${file} did not start:\n${lastLines.join('\n')}`);
  return { url, ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(force);
}
