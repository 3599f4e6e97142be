import { randomUUIDv7 } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src-main/store/clock.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { activateInstall } from '../../src-main/sync/activate-install.ts';
import { startSync } from '../../src-main/sync/start-sync.ts';
import type { Sync, SyncEvent } from '../../src-main/sync/sync.ts';
import type { SyncTiming } from '../../src-main/sync/sync-timing.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { operationHashInput } from '../../src-shared/domain/operation/hash-input.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { operationId, type MemberId } from '../../src-shared/values/ids.ts';
import { emptyReplicaKey, putEmptyReplica } from './empty-replica.ts';
import { createQuietLog, type QuietLog } from './quiet-log.ts';
import {
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberId,
  sampleTill,
  sha256,
} from './sample-domain.ts';
import { makeTempDir, type TempDir } from './temp-dir.ts';
import { createTillTime } from '../../src-main/sync/till-time.ts';

/** A till's store and its sync, with operations made of samples; everything else of the core is left out. */
export interface SyncTill {
  readonly store: TillStore;
  readonly dataFolder: string;
  readonly key: Buffer;
  readonly sync: Sync;
  readonly events: SyncEvent[];
  readonly quiet: QuietLog;
  readonly clock: Clock & { offsetMs: number };
  enrol(index: number): MemberId;
  /** One durable sale to a member enrolled before. */
  earn(index: number): void;
  /** Sum of the lots in every view given. */
  sumViews(memberIds: Iterable<MemberId>): number;
  /** Stops sync and starts it again on the same store. */
  restart(): Promise<void>;
}

/** Short waits: what takes seconds at a till must not take them in every test. */
export const briskTiming: Partial<SyncTiming> = {
  feedWaitMs: 1_000,
  slowAfterMs: 400,
  feedTimeoutMs: 1_000,
  pushTimeoutMs: 2_000,
  onDemandTimeoutMs: 1_000,
  authoriseTimeoutMs: 300,
  findTimeoutMs: 300,
  trustHangMs: 500,
  runDeadlineMs: 3_000,
  backOffFirstMs: 50,
  backOffMaxMs: 400,
};

/** Of what somebody waits for, at an office that shares a busy machine with other tests: what answers late has answered. */
export const patientTiming: Partial<SyncTiming> = {
  onDemandTimeoutMs: 20_000,
  authoriseTimeoutMs: 20_000,
  findTimeoutMs: 20_000,
  runDeadlineMs: 40_000,
};

/** Over all tills of a test: they are of one store, where a receipt number comes once. */
let receiptCount = 0;

export async function startSyncTill(
  officeUrl: string,
  options: {
    readonly timing?: Partial<SyncTiming>;
    readonly clockOffsetMs?: number;
    readonly activateAt?: string;
    readonly activationCode?: string;
  } = {},
): Promise<SyncTill> {
  const folder = await makeTempDir('sync-till');
  const dataFolder = folder.path;
  putEmptyReplica(dataFolder);
  const key = emptyReplicaKey;
  const store = openTillStore({ dataFolder, key });
  const quiet = createQuietLog();
  const clock = makeClock(options.clockOffsetMs ?? 0);
  await activateInstall({
    store,
    officeUrl: options.activateAt ?? officeUrl,
    activationCode: options.activationCode ?? 'CODE',
    clock,
    log: quiet.log,
    signal: AbortSignal.timeout(10_000),
  });
  return runSyncTill(officeUrl, { store, folder, key, quiet, clock, timing: options.timing ?? {} });
}

/** A second machine with a copy of a till's disk: the same identity, key and chain. */
export async function cloneSyncTill(
  till: SyncTill,
  officeUrl: string,
  timing: Partial<SyncTiming> = {},
): Promise<SyncTill> {
  const folder = await makeTempDir('sync-clone');
  for (const name of ['till.db', 'till.db-wal']) {
    copyFileSync(path.join(till.dataFolder, name), path.join(folder.path, name));
  }
  const { key } = till;
  const store = openTillStore({ dataFolder: folder.path, key });
  return runSyncTill(officeUrl, {
    store,
    folder,
    key,
    quiet: createQuietLog(),
    clock: makeClock(0),
    timing,
  });
}

function makeClock(offsetMs: number): Clock & { offsetMs: number } {
  const clock = {
    offsetMs,
    nowMs: () => Date.now() + clock.offsetMs,
    uptimeMs: () => systemClock.uptimeMs(),
    newId: () => randomUUIDv7(),
  };
  return clock;
}

function runSyncTill(
  officeUrl: string,
  parts: Pick<SyncTill, 'store' | 'key' | 'quiet' | 'clock'> & {
    readonly folder: TempDir;
    readonly timing: Partial<SyncTiming>;
  },
): SyncTill {
  const { store, folder, key, quiet, clock } = parts;
  const dataFolder = folder.path;
  const events: SyncEvent[] = [];
  const start = (): Sync =>
    startSync({
      store,
      officeUrl,
      time: createTillTime(store, clock),
      log: quiet.log,
      onEvent: (event) => events.push(event),
      timing: { ...briskTiming, ...parts.timing },
    });
  let sync = start();
  onTestFinished(async () => {
    await sync.stop();
    store.close();
    await folder.remove();
  });

  const samples = sampleTill(0);
  const post = (draft: Parameters<typeof samples.place>[0], memberId: MemberId): void => {
    store.transaction(() => {
      const operation = chain(store, samples.place(draft));
      const view = findView(store, memberId);
      const { state } = applyOperation(view, operation, { acknowledged: false });
      store.operation.append(operation);
      if (state !== null) store.member.writeView(state);
    });
    sync.nudge();
  };
  return {
    store,
    dataFolder,
    key,
    get sync() {
      return sync;
    },
    events,
    quiet,
    clock,
    enrol: (index) => {
      post(sampleEnrolDraft(index), sampleMemberId(index));
      return sampleMemberId(index);
    },
    earn: (index) => {
      receiptCount += 1;
      const memberId = sampleMemberId(index);
      post(sampleEarnDraft(readView(store, memberId), receiptCount), memberId);
    },
    sumViews: (memberIds) => {
      let points = 0;
      for (const memberId of memberIds) {
        for (const lot of readView(store, memberId).lots) points += lot.points;
      }
      return points;
    },
    restart: async () => {
      await sync.stop();
      sync = start();
    },
  };
}

/** Gives a sample operation its place in the chain of this very install. */
function chain(store: TillStore, sample: Operation): Operation {
  const install = store.install.read();
  if (install === null || install.activated === null)
    throw new Error('Activate the install first.');
  const { terminalId, storeId } = install.activated;
  const head = store.operation.head();
  const unhashed = {
    ...sample,
    operationId: operationId(randomUUIDv7()),
    terminalId,
    storeId,
    installId: install.installId,
    terminalSeq: head.terminalSeq + 1,
    prevHash: head.hash,
  };
  return { ...unhashed, hash: sha256(operationHashInput(unhashed)) };
}

function readView(store: TillStore, memberId: MemberId): MemberState {
  const view = findView(store, memberId);
  if (view === null) throw new Error('Enrol the member first.');
  return view;
}

function findView(store: TillStore, memberId: MemberId): MemberState | null {
  const row = store.member.findById(memberId);
  return row === null ? null : (JSON.parse(row.stateJson) as MemberState); // written by the store
}
