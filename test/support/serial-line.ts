import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const plugWithinMs = 30_000;

/** A serial cable made of two pseudo-terminals: the till opens one end, a scanner writes into the other. */
export interface SerialLine {
  /** What the till opens. */
  readonly tillPath: string;
  send(bytes: string | Uint8Array): void;
  /** Pulls the cable: the till's end is gone. Safe to repeat. */
  unplug(): Promise<void>;
  /** Does the same while this process stands still, so that it finds bytes and the hang-up together. */
  unplugUnseen(): void;
}

/** Plugs a scanner in. A second call with the same folder plugs it in again, at the same path. */
export async function plugSerialLine(folder: string): Promise<SerialLine> {
  const tillPath = path.join(folder, 'scanner');
  const scannerPath = path.join(folder, 'scanner-device');
  const socat = spawn(
    'socat',
    [`pty,raw,echo=0,link=${tillPath}`, `pty,raw,echo=0,link=${scannerPath}`],
    { stdio: 'ignore' },
  );
  await waitForFiles(socat, [tillPath, scannerPath]);
  const file = openSync(scannerPath, 'w');
  let isPlugged = true;
  const ended = once(socat, 'exit');
  return {
    tillPath,
    send: (bytes) => {
      const all = Buffer.from(bytes);
      for (let sent = 0; sent < all.length;) sent += writeSync(file, all, sent);
    },
    unplug: async () => {
      if (!isPlugged) return;
      isPlugged = false;
      closeSync(file);
      socat.kill('SIGTERM');
      await ended;
    },
    unplugUnseen: () => {
      isPlugged = false;
      closeSync(file);
      socat.kill('SIGTERM');
      const endsAtMs = Date.now() + plugWithinMs;
      while (existsSync(tillPath) && Date.now() < endsAtMs);
    },
  };
}

async function waitForFiles(socat: ChildProcess, paths: readonly string[]): Promise<void> {
  const endsAtMs = Date.now() + plugWithinMs;
  while (!paths.every((each) => existsSync(each))) {
    if (socat.exitCode !== null || Date.now() > endsAtMs) throw new Error('socat did not start.');
    await sleep(2);
  }
}
