import { renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { backUp } from '../../src-office/backup/back-up.ts';
import { restore } from '../../src-office/backup/restore.ts';
import { startOffice } from '../../src-office/start-office.ts';
import { restoringFolder } from '../../src-office/store/restoring-folder.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { putEmptyReplica } from '../support/empty-replica.ts';
import { noCallLimits } from '../support/no-call-limits.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { keepRows, onFilledDatabase, putRowsBack, seeDatabase } from './kept-rows.ts';
import { installLossyDisk } from './lossy-disk.ts';
import { simTemplates } from './sim-coupons.ts';
import { simPlan } from './sim-plans.ts';
import { OfficePower } from './office-power.ts';
import { withOutside } from './seeded-chance.ts';

const log = pino({ level: 'silent' });
const beginsAtMs = Date.UTC(2026, 10, 21, 2);

/** A head office that many simulated shops use one after the other; it lives in memory that looks like a disk. */
export interface SimOffice {
  readonly url: string;
  readonly adminToken: string;
  /** Points are set aside for stores (OF-04). */
  readonly hasGrants: boolean;
  /** What rules when a history begins. */
  readonly programme: SimProgramme;
  nowMs(): number;
  passMs(ms: number): void;
  /** Forgets all that happened: the next history begins with nobody, at the same time as every other. */
  begin(): Promise<void>;
  readonly power: OfficePower;
  /** Starts again where the power was cut, on what is found on the disk; answers whether it was. */
  restartAfterCut(): Promise<boolean>;
  /** Stops, is backed up, and starts again. */
  backUp(): Promise<void>;
  /** Goes back to what the backup of this history has. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** One head office that sets points aside for stores, and one that does not: a seed is always lived through at the same. */
export interface SimOffices {
  of(seed: number): SimOffice;
  stop(): Promise<void>;
}

export async function startSimOffices(folder: string): Promise<SimOffices> {
  const chance = { random: seededRandom(0), nowMs: () => beginsAtMs };
  return withOutside(chance, () => startBothOffices(folder));
}

async function startBothOffices(folder: string): Promise<SimOffices> {
  const plain = await startSimOffice(path.join(folder, 'plain'));
  const granting = await startSimOffice(path.join(folder, 'granting'));
  const document = JSON.parse(await readFile(plainFile, 'utf8')) as SimProgramme;
  const offline = { ...document.offline, grants: grantsUpTo(document, 1_000) };
  // A history's stores are a region of their own, or each its own (OF-13): they hold nobody of another history.
  const next = {
    ...document,
    version: document.version + 1,
    scope: 'region',
    coupons: { maxPerReceipt: 3, giveBackGraceDays: 7, templates: simTemplates },
    plans: [simPlan],
  };
  const programmes = {
    plain: next,
    granting: { ...next, offline, value: valueRules() },
  };
  for (const [office, programme] of [
    [plain, programmes.plain],
    [granting, programmes.granting],
  ] as const) {
    const { status } = await callAdmin(office, '/programmes', { document: programme });
    if (status !== 200) throw new Error('The programme of the simulation is none.');
    await office.keep();
  }
  // Here, where no history's chance is used up by it.
  putEmptyReplica(path.join(folder, 'replica'));
  return {
    of: (seed) =>
      seed % 2 === 0
        ? { ...plain, hasGrants: false, programme: programmes.plain }
        : { ...granting, hasGrants: true, programme: programmes.granting },
    stop: async () => {
      await plain.stop();
      await granting.stop();
    },
  };
}

/** Of every tier so many points may be set aside in all. */
export function grantsUpTo({ tiers }: SimProgramme, maxPoints: number) {
  return { tiers: tiers.map(({ code }) => ({ tierCode: code, maxPoints })) };
}

/** Stored value that is set aside for stores too (SV-13). */
function valueRules(): object {
  const rules = sampleValueRules();
  const profiles = rules.profiles.filter(({ profileId }) => profileId === rules.defaultProfileId);
  const offline = { ...rules.offline, maxPaymentFen: 20_000 };
  return { ...rules, profiles, profileIdByStore: {}, offline };
}

/** A programme document, as far as the simulator knows it. */
export interface SimProgramme {
  readonly version: number;
  readonly startsOnDay: string;
  readonly earn: { readonly rate: object };
  readonly offline: {
    readonly floorPoints: number;
    readonly grants: 'off' | { readonly tiers: readonly object[] };
  };
  readonly tiers: readonly { readonly code: string }[];
}
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

/** Starts a real head office on PGlite with a clock of the simulator's. */
async function startSimOffice(
  folder: string,
): Promise<Omit<SimOffice, 'hasGrants' | 'programme'> & { keep(): Promise<void> }> {
  await putEmptyDatabase(folder);
  installLossyDisk();
  let atMs = beginsAtMs;
  const start = (dataFolder: string, port: number) =>
    seeDatabase(() =>
      startOffice({
        port,
        dataFolder,
        log,
        nowMs: () => atMs,
        // No till waits for news here: it sees what was taken back when it syncs.
        revokeWaitMs: 0,
        // Its tills ask all day long within seconds.
        callLimits: noCallLimits,
      }),
    );
  let dataFolder = folder;
  let [office, database] = await start(dataFolder, 0);
  const { url } = office;
  const power = new OfficePower({ folder, database });
  const file = `${folder}.backup`;
  const place = { passphrase: null, databaseUrl: undefined, log, nowMs: () => atMs };
  /** What this office was before a restore: the next history needs it again. */
  let keptFolder: string | null = null;
  const startOn = async (next: string): Promise<void> => {
    dataFolder = next;
    [office, database] = await start(dataFolder, Number(new URL(url).port));
    power.plugInto({ folder: dataFolder, database });
  };
  const moveTo = async (next: string): Promise<void> => {
    await office.stop();
    rmSync(dataFolder, { recursive: true, force: true });
    await startOn(next);
  };
  const restartAfterCut = async (): Promise<boolean> => {
    const found = power.found();
    if (found !== null) await moveTo(found);
    return found !== null;
  };
  return {
    url,
    adminToken: (await readFile(path.join(folder, 'admin-token'), 'utf8')).trim(),
    power,
    restartAfterCut,
    backUp: async () => {
      await office.stop();
      rmSync(file, { force: true });
      await backUp({ ...place, file, dataFolder });
      await startOn(dataFolder);
    },
    restore: async () => {
      await office.stop();
      const restored = await onFilledDatabase(
        () => putEmptyDatabase(path.join(dataFolder, restoringFolder)),
        () => restore({ ...place, file, dataFolder, replace: true }),
      );
      if (restored.keptFolder !== null) {
        // Beside the disk, which a power cut of the same history leaves behind.
        keptFolder = `${dataFolder}-before`;
        renameSync(restored.keptFolder, keptFolder);
      }
      await startOn(dataFolder);
    },
    nowMs: () => atMs,
    passMs: (ms) => {
      atMs += ms;
    },
    keep: () => keepRows(database),
    begin: async () => {
      power.spare();
      await restartAfterCut();
      if (keptFolder !== null) {
        await moveTo(keptFolder);
        keptFolder = null;
      }
      await putRowsBack(database);
      atMs = beginsAtMs;
    },
    stop: () => office.stop(),
  };
}
