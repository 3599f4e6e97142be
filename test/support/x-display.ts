import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An X server without a screen, and a keyboard at it. */
export interface XDisplay {
  /** ":99" */
  readonly name: string;
  /** Presses keys as a device does, `delayMs` apart; "\n" is Enter. */
  type(text: string, delayMs: number): Promise<void>;
  /** Presses keys by their X names with pauses of their own (milliseconds) before each. */
  press(keys: readonly { readonly name: string; readonly afterMs: number }[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an X server that nobody else can reach, on a number that is free. */
export async function startXDisplay(): Promise<XDisplay> {
  const screen = ['-displayfd', '3', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  const number = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.stdio[3]?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
    server.once('exit', () => reject(new Error('Xvfb did not start.')));
  });
  const name = `:${number}`;
  const env = { ...process.env, DISPLAY: name };
  return {
    name,
    type: async (text, delayMs) => {
      await run('xdotool', ['type', '--delay', String(delayMs), text], { env });
    },
    press: async (keys) => {
      const words = keys.flatMap((key) => ['sleep', String(key.afterMs / 1000), 'key', key.name]);
      await run('xdotool', words, { env });
    },
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
