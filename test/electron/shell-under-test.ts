import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { launch, type RunningApp, startApp } from './stand-in/launch.ts';

export type App = RunningApp;

const repo = path.join(import.meta.dirname, '../..');
/** Set by `npm run test:electron`. */
const executablePath = process.env['REAL_ELECTRON'];

/** Starts the built app with its data in a folder: in Electron where it is asked for, else with the stand-in. */
export function launchShell(userFolder: string, words: readonly string[]): Promise<App> {
  const args = [repo, `--user-data-dir=${userFolder}`, ...words];
  return executablePath === undefined
    ? launch({ args })
    : _electron.launch({ executablePath, args });
}

/** Starts it where it opens no window of its own: a second time for the same folder, or to try itself. */
export function startShell(userFolder: string, words: readonly string[] = []): ChildProcess {
  const args = [repo, `--user-data-dir=${userFolder}`, ...words];
  if (executablePath === undefined) return startApp(args);
  return spawn(executablePath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
