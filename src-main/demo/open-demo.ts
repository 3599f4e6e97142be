import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Logger } from 'pino';
import { assert } from '../../src-shared/values/assert.ts';
import type { DemoOffice } from '../till/setup/demo-office.ts';
import { deliverGifts, demoGuide } from './demo-shop.ts';
import type { Program } from './program.ts';
import { type DemoPlace, officeFolder, readShop, startShopOffice } from './shop-office.ts';

/** The usual one of an office; another is taken where it is not free. */
const usualPort = 8300;

/** What a shell holds: the demo for its till, and how to end what it runs. */
export interface Demo extends DemoOffice {
  /** Ends the head office, if it runs. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * The demo that a till offers on its first run: a head office with a sample shop, in programs of its own beside the till.
 * One that was begun in this folder before is started again at once, at the address that the till knows. null where the
 * product is without its head office, as in a packaged till.
 */
export function openDemo(options: {
  readonly appFolder: string;
  readonly folder: string;
  readonly log: Logger;
}): Demo | null {
  const { appFolder, folder, log } = options;
  const node = findNode(appFolder);
  if (node === null || !existsSync(path.join(appFolder, 'src-office'))) return null;
  const place: DemoPlace = { appFolder, folder, node };
  let shop = readShop(place);
  let running: Promise<Program> | null = null;
  let isStopped = false;

  async function run(): Promise<Program> {
    const port = shop === null ? usualPort : Number(new URL(shop.officeUrl).port);
    const started = await startShopOffice(place, {
      port,
      onStarted: (office) => (isStopped ? office.stop() : undefined),
    });
    ({ shop } = started);
    if (started.office.url !== shop.officeUrl) {
      log.error(
        { officeUrl: shop.officeUrl },
        'the port of the demo is taken: its till finds no head office',
      );
    }
    return started.office;
  }

  function ensureRunning(): Promise<Program> {
    running ??= run().catch((error: unknown) => {
      running = null; // it can be tried again
      throw error;
    });
    return running;
  }

  if (shop !== null) {
    ensureRunning().catch((error: unknown) => {
      log.error({ err: error }, 'the head office of the demo could not be started');
    });
  }
  return {
    guideOf: (officeUrl) => (shop?.officeUrl === officeUrl ? demoGuide(shop) : null),
    async start() {
      const { url } = await ensureRunning();
      assert(shop !== null, 'A shop is there once its office is.');
      return { officeUrl: url, activationCode: shop.stationActivation };
    },
    async welcome() {
      const office = await ensureRunning();
      await deliverGifts(office.url, officeFolder(place));
    },
    async stop() {
      isStopped = true;
      await running?.then(
        (office) => office.stop(),
        () => {}, // was told to whoever started it
      );
    },
  };
}

/** The Node of this program, or in Electron, whose own cannot run other programs, the one that the product brings. */
function findNode(appFolder: string): string | null {
  if (process.versions['electron'] === undefined) return process.execPath;
  const installed = createRequire(path.join(appFolder, 'package.json'));
  try {
    const folder = path.dirname(installed.resolve('node/package.json'));
    return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return null; // an app that was packed brings none
  }
}
