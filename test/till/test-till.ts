import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ORPCError, safe } from '@orpc/client';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { replicaKeyFile } from '../../src-main/store/key-file.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { StoredStaff } from '../../src-main/store/till-store.ts';
import { createInstallKeys } from '../../src-main/sync/install-key.ts';
import { makePinVerifier } from '../../src-main/till/pin-verifier.ts';
import type { TillRouter } from '../../src-main/till/router.ts';
import type { Session } from '../../src-main/till/session.ts';
import { startTill, type Till, type TillOptions } from '../../src-main/till/start-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { programmeSchema } from '../../src-shared/programme/programme-schema.ts';
import { installId, storeId, terminalId } from '../../src-shared/values/ids.ts';
import { emptyReplicaKey, putEmptyReplica } from '../support/empty-replica.ts';
import { quickPinCost } from '../support/quick-pin-cost.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { fakeLine, type FakeLine } from './fake-sync.ts';

const programmes = path.join(import.meta.dirname, '../../resources/programmes');
export const silent = pino({ level: 'silent' });
/** When the machine of every test till was started. */
const bootedAtMs = Date.now() - 3_600_000;
export const managerPin = '830164';
export const cashierPin = '571938';
export const supervisorPin = '264807';

const staff = Promise.all([
  person({ staffId: 'manager-1', name: '王店长', role: 'manager' }, managerPin),
  person({ staffId: 'cashier-1', name: '小李', role: 'cashier' }, cashierPin),
  person({ staffId: 'supervisor-1', name: '陈主管', role: 'supervisor' }, supervisorPin),
]);

async function person(
  who: Pick<StoredStaff, 'staffId' | 'name' | 'role'>,
  pin: string,
): Promise<StoredStaff> {
  return { ...who, pinVerifier: await makePinVerifier(pin, quickPinCost), memberIds: [] };
}

/** A till over a real encrypted store, activated and with a programme, whose line says what the test wants. */
export interface TestTill {
  readonly till: Till;
  readonly line: FakeLine;
  /** `uptimeMs` follows `nowMs` until a test says otherwise: time that passes, and not a clock that was set. */
  readonly clock: { nowMs: () => number; uptimeMs: () => number; newId: () => string };
  readonly dataFolder: string;
  /** The cash register. */
  readonly pos: RouterClient<TillRouter>;
  /** A cash register that says who stands there. */
  readonly posOf: (staffId: string) => RouterClient<TillRouter>;
  /** A screen with a session of its own. */
  readonly screen: (language?: Session['language']) => RouterClient<TillRouter>;
}

export async function openTestTill(
  given: {
    readonly online?: boolean;
    readonly programme?: Partial<Programme>;
    readonly loaded?: boolean;
    readonly serialPorts?: TillOptions['serialPorts'];
    readonly hid?: TillOptions['hid'];
    readonly log?: TillOptions['log'];
    /** How far the clock of the machine is wrong when the till starts, and how long that has run; usually an hour. */
    readonly machine?: { readonly wallMs: number; readonly upMs: number };
    /** Of a till that was stopped, to start it again. */
    readonly dataFolder?: string;
  } = {},
): Promise<TestTill> {
  const dataFolder = given.dataFolder ?? (await makeTillFolder(given));
  const line = fakeLine(given);
  const clock = { ...systemClock, uptimeMs: () => clock.nowMs() - bootedAtMs };
  if (given.machine !== undefined) {
    const { wallMs, upMs } = given.machine;
    const startedAtMs = Date.now();
    clock.nowMs = () => Date.now() + wallMs;
    clock.uptimeMs = () => Date.now() - startedAtMs + upMs;
  }
  const till = await startTill(
    {
      dataFolder,
      keyHolder: replicaKeyFile(dataFolder),
      officeUrl: 'http://127.0.0.1:9',
      serialPorts: given.serialPorts ?? [],
      ...(given.hid === undefined ? {} : { hid: given.hid }),
      clock,
      log: given.log ?? silent,
      pinCost: quickPinCost,
    },
    line.start,
  );
  onTestFinished(() => till.stop());
  const clientOf = (session: Session): RouterClient<TillRouter> =>
    createRouterClient(till.router, { context: { session }, interceptors: [] });
  return {
    till,
    line,
    clock,
    dataFolder,
    pos: clientOf(till.posSession('zh-CN')),
    posOf: (staffId) => clientOf(till.posSession('zh-CN', staffId)),
    screen: (language = 'zh-CN') => clientOf(till.newSession(language)),
  };
}

/** Somebody sets the clock of the machine, which runs on. */
export function setWall({ clock }: TestTill, byMs: number): void {
  const bootedAtMs = Date.now() - clock.uptimeMs();
  clock.uptimeMs = () => Date.now() - bootedAtMs;
  clock.nowMs = () => Date.now() + byMs;
}

/** A data folder as after the first start: installed, activated, with staff and a programme. */
export async function makeTillFolder(given: {
  readonly programme?: Partial<Programme>;
  readonly loaded?: boolean;
  /** How long the machine has run; usually an hour. */
  readonly upMs?: number;
}): Promise<string> {
  const folder = await makeTempDir('till');
  onTestFinished(() => folder.remove());
  const dataFolder = folder.path;
  putEmptyReplica(dataFolder);
  const store = openTillStore({ dataFolder, key: emptyReplicaKey });
  store.install.create({ installId: installId('install-1'), ...createInstallKeys() });
  store.install.activate({
    terminalId: terminalId('terminal-1'),
    terminalName: '1号机',
    storeId: storeId('store-1'),
    storeName: '南京路店',
    installNo: 12,
    terminalToken: randomBytes(16).toString('hex'),
    officeKey: createInstallKeys().publicKey,
    officeUrl: 'http://127.0.0.1:9',
  });
  store.programme.replaceAll([{ ...plainProgramme(), ...given.programme }]);
  store.staff.replaceAll(await staff);
  const nowMs = Date.now();
  store.sync.write({
    loaded: given.loaded ?? true,
    lastSyncAtMs: nowMs,
    officeAnchorAtMs: nowMs,
    officeAnchorUptimeMs: given.upMs ?? nowMs - bootedAtMs,
  });
  store.close();
  return dataFolder;
}

export function plainProgramme(): Programme {
  return programmeSchema.parse(
    JSON.parse(readFileSync(path.join(programmes, 'plain.json'), 'utf8')),
  );
}

/** The code and the numbers of what a call was refused with; fails when it was not refused. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<Readonly<Record<string, unknown>>> {
  const { error } = await safe(call);
  if (!(error instanceof ORPCError)) throw new Error('The call was not refused.', { cause: error });
  return { code: error.code as string, ...(error.data as object | undefined) };
}
