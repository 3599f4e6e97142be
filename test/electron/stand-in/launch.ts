import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, ElectronApplication } from 'playwright-core';
import { launchChromiumProfile } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import type { FromApp, ToApp } from './boot.ts';

/** What the tests use of Playwright's way to an Electron app. */
export type RunningApp = Pick<
  ElectronApplication,
  'close' | 'evaluate' | 'firstWindow' | 'process' | 'windows'
>;

const userFolderFlag = '--user-data-dir=';
const windowWithinMs = 60_000;

/**
 * Starts an app as `_electron.launch()` does: the first argument is its folder, `--user-data-dir=FOLDER` is needed. Its
 * main script runs in a process of plain Node with the stand-in for `electron`, its pages in a Chromium of their own.
 */
export async function launch({ args }: { readonly args: readonly string[] }): Promise<RunningApp> {
  const userFolder = args.find((word) => word.startsWith(userFolderFlag));
  if (userFolder === undefined) throw new Error(`An app is launched with ${userFolderFlag}FOLDER.`);
  const profile = path.join(userFolder.slice(userFolderFlag.length), 'Chromium');
  const { context, address } = await launchChromiumProfile(profile);
  const blank = new Set(context.pages());
  const app = startApp(args, address);
  const exited = once(app, 'exit').then(() => context.close());
  const ask = answersOf(app);
  const windows = () => context.pages().filter((page) => !blank.has(page));
  return {
    process: () => app,
    windows,
    firstWindow: () => firstWindow(context, windows),
    evaluate: (async (run: unknown, arg: unknown) =>
      ask(String(run), arg)) as RunningApp['evaluate'],
    close: async () => {
      if (app.connected) app.send({ kind: 'quit' } satisfies ToApp);
      await exited;
    },
  };
}

/** Starts the main script of an app's folder; without a browser it can open no window. */
export function startApp(args: readonly string[], browserAddress?: string): ChildProcess {
  const [folder = '', ...words] = args;
  const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    main: string;
  };
  const boot = new URL('boot.ts', import.meta.url).href;
  const app = fork(path.join(folder, main), words, {
    execArgv: ['--import', boot],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      STAND_IN_APP_FOLDER: folder,
      ...(browserAddress === undefined ? {} : { STAND_IN_BROWSER: browserAddress }),
    },
  });
  // Whoever does not read them must not stop the app.
  app.stdout?.resume();
  app.stderr?.resume();
  return app;
}

async function firstWindow(context: BrowserContext, windows: RunningApp['windows']) {
  await until('a window is open', () => windows().length > 0, windowWithinMs);
  const [page] = windows();
  if (page === undefined) throw new Error(`${context.pages().length} pages, no window.`);
  return page;
}

function answersOf(app: ChildProcess): (code: string, arg: unknown) => Promise<unknown> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  app.on('message', ({ id, value, error }: FromApp) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(error));
  });
  app.on('exit', () => {
    for (const call of waiting.values()) call.reject(new Error('The app has ended.'));
  });
  return (code, arg) => {
    lastId += 1;
    const call = Promise.withResolvers<unknown>();
    waiting.set(lastId, call);
    app.send({ kind: 'evaluate', id: lastId, code, arg } satisfies ToApp);
    return call.promise;
  };
}
