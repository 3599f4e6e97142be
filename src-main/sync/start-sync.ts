import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SyncState } from '../../src-shared/contract/till/sync.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { TillStore } from '../store/till-store.ts';
import { createOfficeQuestions } from './ask-office.ts';
import { createBackOff } from './back-off.ts';
import { createSigner, createVerifier } from './install-key.ts';
import { createBootstrap } from './bootstrap.ts';
import { createDriftFinder } from './find-drift.ts';
import { createMemberKeeper } from './keep-member.ts';
import { startLane } from './lane.ts';
import { createLine, type LineUser } from './line.ts';
import { createOfficeClient } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import { createPuller } from './pull-feed.ts';
import { createPusher } from './push-operations.ts';
import { createRelayer } from './relay-passed.ts';
import { startReleaser } from './release-kept.ts';
import type { Sync, SyncEvent } from './sync.ts';
import { watchIdentity } from './watch-identity.ts';
import { usualTiming, type SyncTiming } from './sync-timing.ts';
import type { TillTime } from './till-time.ts';

/**
 * Starts the two loops of the till's line to head office: push and pull, neither waiting for the other. The install must
 * be activated. Nothing here throws once it runs; what fails is tried again until `stop`.
 */
export function startSync(options: {
  readonly store: TillStore;
  readonly officeUrl: string;
  readonly time: TillTime;
  readonly log: Logger;
  readonly onEvent: (event: SyncEvent) => void;
  readonly timing?: Partial<SyncTiming>;
  /** Opens the calls of head office; the simulator puts a bad network in between. */
  readonly connect?: typeof createOfficeClient;
}): Sync {
  const { store, officeUrl, time, log, onEvent } = options;
  const timing: SyncTiming = { ...usualTiming, ...options.timing };
  const install = store.install.read();
  const activated = install?.activated ?? null;
  assert(install !== null && activated !== null, 'Sync starts after the install is activated.');
  const { installId } = install;

  const stopping = new AbortController();
  const { connect = createOfficeClient } = options;
  const client = connect({ officeUrl, token: activated.terminalToken });
  const onStateChanged = (): void => onEvent({ kind: 'state_changed' });
  const line = createLine({
    time,
    log,
    offlineSinceMs: store.sync.read().lastSyncAtMs ?? time.now().atMs,
    onChanged: () => {
      onStateChanged();
      if (line.isOnline()) releaser.hurry();
    },
    onRecovered: () => {
      pushLane.hurry();
      pullLane.hurry();
    },
  });
  const verify = createVerifier(activated.officeKey);
  const identity = watchIdentity({
    store,
    client,
    log,
    timing,
    installId,
    verify,
    onSendAgain: () => pushLane.restart(),
    onLost: async (kind) => {
      if (stopping.signal.aborted) return;
      onEvent({ kind });
      await stop();
    },
  });
  const shared = {
    store,
    client,
    installId,
    line,
    time,
    log,
    timing,
    identity,
    onMembersChanged: (memberIds: readonly MemberId[]) =>
      onEvent({ kind: 'members_changed', memberIds }),
  };

  const sign = createSigner(install.privateKey);
  const pusher = createPusher({
    ...shared,
    sign,
    verify,
    onPushed: onStateChanged,
  });
  const bootstrap = createBootstrap({
    ...shared,
    sign,
    verify,
    onProgress: onStateChanged,
    onEnded: () => {
      onStateChanged();
      pullLane.hurry();
    },
  });
  const drift = createDriftFinder(shared);
  const puller = createPuller({
    ...shared,
    bootstrap,
    drift,
    verify,
    onPulled: onStateChanged,
    onListsChanged: () => onEvent({ kind: 'lists_changed' }),
    onHeldLess: () => pushLane.restart(),
  });
  const keepMember = createMemberKeeper(shared);
  const onFailed = (failure: OfficeFailure): void => {
    if (!stopIfRevoked(failure)) pullLane.restart();
  };
  const questions = createOfficeQuestions({
    ...shared,
    sign,
    signal: stopping.signal,
    keepMember,
    onFailed,
  });
  const releaser = startReleaser({ ...shared, keepMember, onFailed });
  const lastBug: Partial<Record<LineUser | 'relay', string>> = {};

  /** What is no failure of the line is ours, logged when it is new. */
  const noteBug = (user: keyof typeof lastBug, error: unknown): void => {
    const text = String(error);
    if (lastBug[user] !== text) log.error({ user, err: error }, 'sync failed at this till');
    lastBug[user] = text;
  };

  /** A line's failure is the line's to log. */
  const onFailure = (user: LineUser, error: unknown): number | null => {
    if (!(error instanceof OfficeFailure)) {
      noteBug(user, error);
      return null;
    }
    line.failed(user, error);
    stopIfRevoked(error);
    return error.retryAfterMs;
  };

  const stopIfRevoked = (failure: OfficeFailure): boolean => {
    if (failure.refusal !== 'terminal_revoked') return false;
    if (stopping.signal.aborted) return true;
    log.warn('head office revoked this till');
    try {
      store.install.revoke();
    } catch (error) {
      // Full, say. It stops all the same, and head office tells the next start again.
      log.error({ err: error }, 'the disk did not take that this till was revoked');
    }
    void stop();
    onEvent({ kind: 'revoked' });
    return true;
  };

  const pushLane = startLane({
    round: async (round) => {
      await pusher.push(round);
      delete lastBug.push;
      return { restMs: timing.pushIdleMs };
    },
    onFailure: (error) => onFailure('push', error),
    backOff: createBackOff(timing),
  });
  const pullLane = startLane({
    round: async (round) => {
      const pulled = await puller.pull(round);
      delete lastBug.pull;
      return pulled;
    },
    onFailure: (error) => onFailure('pull', error),
    backOff: createBackOff(timing),
  });

  // Not a user of the line: what it meets there says nothing of this till's own push and pull.
  const relay = createRelayer({
    ...shared,
    onLineLeft: (leftId) => onEvent({ kind: 'neighbour_line_left', installId: leftId }),
  });
  const relayLane = startLane({
    round: async (round) => {
      const relayed = await relay(round);
      delete lastBug.relay;
      return relayed;
    },
    onFailure: (error) => {
      if (error instanceof OfficeFailure) return error.retryAfterMs;
      noteBug('relay', error);
      return null;
    },
    backOff: createBackOff(timing),
  });

  const stop = async (): Promise<void> => {
    stopping.abort(new Error('Sync was stopped.'));
    drift.stop();
    const lanes = [pushLane, pullLane, relayLane];
    await Promise.all([...lanes, releaser, bootstrap].map((each) => each.stop()));
    client.close();
  };

  const state = (): SyncState => {
    const { ackedSeq, lastSyncAtMs } = store.sync.read();
    const completeAtMs = puller.completeAtMs();
    return {
      online: line.isOnline(),
      offlineReason: line.offlineReason(),
      pendingCount: store.operation.countAfter(ackedSeq),
      setAsideCount: store.operation.countSetAside(),
      lastSyncAtMs,
      replicaAgeMs: completeAtMs === null ? null : time.ageMs(completeAtMs),
    };
  };

  const runOnce = async (): Promise<SyncState> => {
    const finished = new AbortController();
    const pushAndPull = async (): Promise<void> => {
      await pushLane.runNow();
      await pullLane.runNow();
      // The feed may have told that a restored office lacks some.
      const { ackedSeq } = store.sync.read();
      if (line.isOnline() && store.operation.countAfter(ackedSeq) > 0) await pushLane.runNow();
    };
    const deadline = sleep(timing.runDeadlineMs, undefined, { signal: finished.signal });
    deadline.catch(() => {}); // ended when it was not needed
    try {
      await Promise.race([pushAndPull(), deadline]);
    } catch (error) {
      log.error({ err: error }, 'a run on demand failed at this till');
    }
    finished.abort();
    return state();
  };
  let running: Promise<SyncState> | null = null;

  return {
    state,
    offlineSinceMs: () => line.offlineSinceMs(),
    drain: () => pusher.drain(),
    load: () => puller.load(),
    runNow: () => {
      running ??= runOnce().finally(() => {
        running = null;
      });
      return running;
    },
    nudge: () => {
      onStateChanged();
      pushLane.wake();
    },
    ...questions,
    release: releaser.release,
    stop,
  };
}
