import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { launch, type RunningApp, startApp } from './stand-in/launch.ts';

export type App = RunningApp;

const repo = path.join(import.meta.dirname, '../..');

/** Starts the built app with its data in a folder. */
export function launchShell(userFolder: string, words: readonly string[]): Promise<App> {
  return launch({ args: [repo, `--user-data-dir=${userFolder}`, ...words] });
}

/** Starts it once more for the same folder. */
export function startSecond(userFolder: string): ChildProcess {
  return startApp([repo, `--user-data-dir=${userFolder}`]);
}
