import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './program.ts';

/** Opens the desktop app as a second till where Electron's binary is installed; null where it is not. Downloads nothing. */
export function openDesktop(
  repo: string,
  till: {
    readonly userFolder: string;
    readonly officeUrl: string;
    readonly activationCode: string;
  },
): Program | null {
  const packageFolder = path.join(repo, 'node_modules/electron');
  const pathFile = path.join(packageFolder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = path.join(packageFolder, 'dist', readFileSync(pathFile, 'utf8').trim());
  if (!existsSync(binary) || !existsSync(path.join(repo, 'dist/electron/main.js'))) return null;
  const child = spawn(
    binary,
    [
      repo,
      `--user-data-dir=${till.userFolder}`,
      '--office',
      till.officeUrl,
      '--activation',
      till.activationCode,
    ],
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise<number>((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
  return {
    url: '',
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
