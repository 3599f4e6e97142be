import { setTimeout as sleep } from 'node:timers/promises';
import { readTillKey } from '../store/key-file.ts';
import { openTillStore } from '../store/open-till-store.ts';
import { rebuildReplica } from '../store/rebuild-replica.ts';
import type { TillStore } from '../store/till-store.ts';
import { startSync } from '../sync/start-sync.ts';
import { createTillTime } from '../sync/till-time.ts';
import type { Lan } from '../lan/lan.ts';
import { startLan } from '../lan/start-lan.ts';
import { verifyTill } from '../sync/verify-till.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { Sync, SyncEvent } from '../sync/sync.ts';
import { startActivation, type Activation } from './activation.ts';
import type { ActiveTill, TillState } from './active-till.ts';
import { answerInWords } from './answer.ts';
import { announcer as createAnnouncer } from './announcer.ts';
import { createHalfReads } from './half-reads.ts';
import { createReadCards } from './read-cards.ts';
import { startDevices } from './device/devices.ts';
import { isForged } from './device/forged-scan.ts';
import { lookUpLimit } from './look-up-limit.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { pinGuard } from './pin-guard.ts';
import { usualPinCost } from './pin-verifier.ts';
import { createKeptQuotes } from './quote/kept-quotes.ts';
import { createReaderScans, type ReaderScan } from './reader-scans.ts';
import { referenceData } from './reference-data.ts';
import { tillRouter, type TillRouter } from './router.ts';
import { watchClock } from './watch-clock.ts';
import { staffBadgeOf } from './scan.ts';
import type { Session } from './session.ts';
import { createSetup } from './setup/setup.ts';
import { noHolding } from '../../src-shared/domain/offline-rights/holding.ts';
import { lendShare } from './share-loan.ts';
import { StartFailure } from './start-failure.ts';
import type { StartLine, StartNeighbours, TillOptions } from './till-options.ts';
import { statusReader } from './till-status.ts';
import { createVisits } from './visits.ts';

export type { KeyHolder, TillOptions } from './till-options.ts';

/** Where a head office on this machine is. */
const usualOfficeUrl = 'http://127.0.0.1:8300';
/** How long a first start waits for the programme before it serves; without one a till can only look. */
const firstProgrammeMs = 10_000;
/** Operations that a start looks through; `station verify` looks through all. */
const checkedAtStartCount = 1000;

/** A running till core. A shell hands its router to a pipe and knows no procedure by name. */
export interface Till {
  readonly router: TillRouter;
  /** For every handler's `clientInterceptors`: errors in the words of the session. */
  readonly answerInWords: ReturnType<typeof answerInWords>;
  /** A session for one screen: nobody until staff sign in. */
  newSession(language: Session['language']): Session;
  /** A session for the cash register, whose token was checked. */
  /** `staffId`: who the cash register says stands there. */
  posSession(language: Session['language'], staffId?: string): Session;
  /** Stops devices, sync and store, in that order. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Opens the store, activates on the first start, and starts sync and readers. A till that was activated once starts
 * without head office; one that was not yet keeps trying in the background and refuses to work until then, or, without a
 * code, leaves it to the first run of its screens. Fails with
 * StoreFailure or StartFailure, see `startFailureSentence`.
 */
export async function startTill(
  options: TillOptions,
  startLine: StartLine = startSync,
  startNeighbours: StartNeighbours = startLan,
): Promise<Till> {
  const { dataFolder, keyHolder, log } = options;
  const key = readTillKey(dataFolder, keyHolder);
  const { migrationsFolder, checkpointWorkerUrl, snapshotWorkerUrl, feedWorkerUrl } = options;
  const migrations = migrationsFolder === undefined ? {} : { migrationsFolder };
  if (options.isRebuild === true) {
    log.warn(rebuildReplica({ dataFolder, key, ...migrations }), 'a replica was to be made anew');
  }
  const store = openTillStore({
    dataFolder,
    key,
    log,
    ...migrations,
    ...(checkpointWorkerUrl === undefined ? {} : { checkpointWorkerUrl }),
    ...(snapshotWorkerUrl === undefined ? {} : { snapshotWorkerUrl }),
    ...(feedWorkerUrl === undefined ? {} : { feedWorkerUrl }),
  });
  const running = run(options, { startLine, startNeighbours }, store);
  try {
    await running.begin();
    return running.till;
  } catch (error) {
    await running.till.stop();
    throw error;
  }
}

/**
 * Looks whether the newest operations are as this till wrote them (FR-22). What head office will see for itself, an edited
 * text, or knows, that it signed for two machines, is only logged: it stops nothing here. What it cannot see stops this till;
 * what waits is still sent.
 */
function isAsWritten(store: TillStore, log: TillOptions['log']): boolean {
  const { findings } = verifyTill(store, { newestCount: checkedAtStartCount });
  for (const finding of findings) {
    log.error(finding, 'the operations of this till were changed by somebody else');
  }
  return findings.every(({ kind }) => kind === 'row_edited' || kind === 'signed_twice');
}

function run(
  options: TillOptions,
  starters: { readonly startLine: StartLine; readonly startNeighbours: StartNeighbours },
  store: TillStore,
) {
  const { clock, log, keyHolder } = options;
  const time = createTillTime(store, clock);
  const { startLine, startNeighbours } = starters;
  const readOfficeUrl = (): string =>
    options.officeUrl ?? store.install.read()?.activated?.officeUrl ?? usualOfficeUrl;
  let state: TillState = { status: 'not_activated' };
  let activation: Activation | null = null;
  let sync: Sync | null = null;
  let lan: Lan | null = null;
  let stopped: Promise<void> | null = null;
  let isNudging = false;
  let onProgramme = (): void => {};

  const readState = (): TillState => state;
  const readStatus = statusReader({
    store,
    time,
    readState,
    devices: () => devices,
    setup: () => setup,
  });
  const announcer = createAnnouncer(readStatus, log);
  const endWatch = watchClock(time, () => announcer.statusChanged());
  const readerScans = createReaderScans(() => clock.uptimeMs());
  const devices = startDevices({
    store,
    time,
    monotonicMs: () => performance.now(),
    log,
    hid: options.hid ?? null,
    serialPorts: options.serialPorts,
    cardPrefixes: () => (state.status === 'active' ? state.till.reference.cardPrefixes() : []),
    isForged: (code) => state.status === 'active' && isForged(state.till, code),
    onScan: offerScan,
    onDropped: (reason) => announcer.scanDropped(reason),
    onStateChanged: () => announcer.statusChanged(),
    onChanged: () => announcer.devicesChanged(),
  });
  const setup = createSetup({
    store,
    keyHolder,
    clock,
    time,
    log,
    officeUrl: readOfficeUrl(),
    demo: options.demo ?? null,
    async onTry() {
      activation?.stop();
      await activation?.done.catch(() => {}); // was logged
    },
    onConnected: activate,
    isOut: () => state.status === 'revoked' || sync?.state().offlineReason === 'not_known',
    onReadmitted: welcomeBack,
    onStepChanged: () => announcer.statusChanged(),
  });
  const changeTo = (next: TillState): void => {
    state = next;
    announcer.statusChanged();
  };

  /** Starts the line of an activated install. */
  function activate(): void {
    const install = store.install.read();
    if (install === null || install.activated === null || stopped !== null) return;
    if (install.revoked) {
      changeTo({ status: 'revoked' });
      return void readmit();
    }
    if (install.lostAs !== null) return changeTo({ status: install.lostAs });
    const line = startLine({ store, officeUrl: readOfficeUrl(), time, log, onEvent });
    sync = line;
    const neighbours = startNeighbours({
      store,
      time,
      log,
      certify: (publicKey) => line.certify(publicKey),
      ...(options.lan === undefined ? {} : { fixed: options.lan }),
      lend: (request, toInstallId) =>
        state.status === 'active' ? lendShare(state.till, request, toInstallId) : noHolding,
      onMembersChanged: membersChanged,
      onChanged: () => {
        announcer.devicesChanged();
        announcer.statusChanged();
      },
    });
    lan = neighbours;
    const till: ActiveTill = {
      store,
      sync: { ...line, nudge: () => nudge(line) },
      clock,
      time,
      log,
      installId: install.installId,
      terminal: install.activated,
      reference: referenceData(store, line, clock),
      pins: pinGuard(store, { clock, time }),
      pinCost: options.pinCost ?? usualPinCost,
      lookUps: lookUpLimit(store, { clock, time }),
      queue: oneAtATime(),
      quotes: createKeptQuotes({ clock, time }),
      readCards: createReadCards(),
      halfReads: createHalfReads(store.member, () => clock.uptimeMs()),
      readerScans,
      announcer,
      lan: neighbours,
    };
    changeTo(
      isAsWritten(store, log) ? { status: 'active', till } : { status: 'data_folder_changed' },
    );
  }

  /** Our own post changes the counts only; what head office said is still true. */
  function nudge(line: Sync): void {
    isNudging = true;
    line.nudge();
    isNudging = false;
    lan?.nudge();
    announcer.statusChanged();
  }

  function membersChanged(memberIds: readonly MemberId[]): void {
    for (const memberId of memberIds) announcer.memberChanged(memberId);
  }

  function onEvent(event: SyncEvent): void {
    if (
      event.kind === 'revoked' ||
      event.kind === 'data_folder_old' ||
      event.kind === 'identity_shared'
    ) {
      // Whoever is no terminal of the chain any more is no neighbour either.
      void lan?.stop();
      return changeTo({ status: event.kind });
    }
    if (state.status === 'active' && !isNudging) {
      const { reference } = state.till;
      if (event.kind === 'lists_changed') reference.refreshLists();
      else reference.refresh();
    }
    if (!isNudging) lan?.refresh();
    if (sync?.state().offlineReason === 'not_known') void readmit();
    if (event.kind === 'members_changed') membersChanged(event.memberIds);
    if (event.kind === 'neighbour_line_left') lan?.beginAnew(event.installId);
    announcer.statusChanged();
    onProgramme();
  }

  async function begin(): Promise<void> {
    if ((store.install.read()?.activated ?? null) === null) {
      const { activationCode } = options;
      if (activationCode === undefined) {
        return log.warn('not activated: a screen of this till asks for the code of head office');
      }
      const officeUrl = readOfficeUrl();
      activation = startActivation({ officeUrl, activationCode, clock, log }, store);
      const outcome = await activation.soon();
      if (outcome === 'refused') {
        throw new StartFailure(
          '激活码不能用，请向总部要新的激活码。Head office refused the activation code: ask it for a new one.',
        );
      }
      if (outcome === 'activated') activate();
      else void activateLater(activation);
    } else {
      activate();
    }
    if (state.status === 'active' && store.programme.list().length === 0) await firstProgramme();
  }

  async function activateLater({ done }: Activation): Promise<void> {
    try {
      const outcome = await done;
      if (outcome === 'activated') activate();
      else if (outcome === 'refused') changeTo({ status: 'activation_refused' });
    } catch (error) {
      log.error({ err: error }, 'activation failed at this till');
    }
  }

  /** A code for a till that has been one: head office does not know it any more, or switched it off. Tried once in a run. */
  async function readmit(): Promise<void> {
    const { activationCode } = options;
    if (activationCode === undefined || activation !== null) return;
    const officeUrl = readOfficeUrl();
    activation = startActivation({ officeUrl, activationCode, clock, log, isAnew: true }, store);
    try {
      if ((await activation.done) === 'activated') await welcomeBack();
    } catch (error) {
      log.error({ err: error }, 'activation failed at this till');
    }
  }

  /** Goes on as the till it was. */
  async function welcomeBack(): Promise<void> {
    const terminal = store.install.read()?.activated ?? null;
    if (state.status === 'active' && terminal !== null) {
      changeTo({ status: 'active', till: { ...state.till, terminal } });
      state.till.reference.refresh();
      void sync?.runNow();
    } else if (state.status === 'revoked') {
      await Promise.all([sync?.stop(), lan?.stop()]);
      activate();
    }
  }

  /** The programme comes with the first feed, long before the last member of a large replica. */
  async function firstProgramme(): Promise<void> {
    const arrived = Promise.withResolvers<undefined>();
    onProgramme = () => {
      if (store.programme.list().length > 0) arrived.resolve(undefined);
    };
    const given = new AbortController();
    const tooLate = sleep(firstProgrammeMs, undefined, { signal: given.signal }).catch(() => {});
    await Promise.race([arrived.promise, tooLate]);
    given.abort();
    onProgramme = () => {};
  }

  /**
   * A code of a device is offered to the screen that somebody used last, and looked at when that takes it: a code that is good
   * once is not used up by a screen that cannot take it, and a member is known only where they stand (ID-02). Where nobody is
   * signed in, a badge is told to every screen, and of anything else the one used last hears: in the first run it takes the
   * codes that are asked for there, at the sign-in it says that somebody has to sign in first.
   */
  function offerScan(scan: ReaderScan): void {
    const staffId =
      state.status === 'active' && !scan.isTest ? staffBadgeOf(state.till, scan.read) : null;
    const isBadgeTaken = staffId !== null && announcer.badge(staffId);
    announcer.scanned(readerScans.offer(scan), isBadgeTaken ? 'signed_in' : 'anybody');
    if (isBadgeTaken) devices.noteOutcome(scan.scanNo, 'taken');
  }

  async function stopAll(): Promise<void> {
    state = { status: 'stopping' };
    activation?.stop();
    endWatch();
    announcer.stop();
    await devices.stop();
    await lan?.stop();
    await sync?.stop();
    await activation?.done.catch(() => {}); // was logged
    store.close();
  }

  const till: Till = {
    router: tillRouter(readState, announcer, devices, setup, readerScans),
    answerInWords: answerInWords(log),
    newSession: (language) => ({ operator: null, visits: createVisits(), language }),
    posSession: (language, staffId) => ({
      operator: { kind: 'pos', ...(staffId === undefined ? {} : { staffId }) },
      visits: createVisits(),
      language,
    }),
    stop: () => (stopped ??= stopAll()),
  };
  return { till, begin };
}
