import { setImmediate as yieldToCashier } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { FeedPage, TillStore } from '../store/till-store.ts';
import type { Bootstrap } from './bootstrap.ts';
import type { DriftFinder } from './find-drift.ts';
import { keepDirectory } from './keep-directory.ts';
import { createListKeeper } from './keep-lists.ts';
import { keepStoreReceipts } from './keep-receipts.ts';
import type { Round } from './lane.ts';
import type { Line } from './line.ts';
import type { OfficeClient, OfficeOutputs } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import type { IdentityWatch } from './watch-identity.ts';
import type { SyncTiming } from './sync-timing.ts';
import type { TillTime } from './till-time.ts';

export interface Puller {
  /** Takes everything new from the feed: waits for it while idle, at once on demand. */
  pull(round: Round): Promise<{ readonly restMs: number }>;
  /** Progress of a full load, else null; how many there are in all is known of an image only. */
  load(): { readonly loadedCount: number; readonly totalCount: number | null } | null;
  /** End of the last pull that left nothing behind, by head office's clock, or null. */
  completeAtMs(): number | null;
}

export interface PullerOptions {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly line: Line;
  readonly bootstrap: Bootstrap;
  readonly drift: DriftFinder;
  readonly time: TillTime;
  readonly log: Logger;
  readonly timing: SyncTiming;
  /** Checks what the office signed. */
  readonly verify: (text: string, signature: string) => boolean;
  readonly onPulled: () => void;
  readonly onListsChanged: () => void;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
  /** The office holds less of this install than it had acknowledged: it was restored. */
  readonly onHeldLess: () => void;
  readonly identity: IdentityWatch;
}

/** An answer of the feed; the members of a large one wait beside the counter. */
type Page = OfficeOutputs['feed'] & { readonly beside: FeedPage | null };

export function createPuller(options: PullerOptions): Puller {
  const { store, client, line, bootstrap, drift, time, log, timing } = options;
  const lists = createListKeeper(store, options.verify, log);
  // What the last session ended with is at least this fresh.
  let completeAtMs = store.sync.read().lastSyncAtMs;
  let loadedCount: number | null = null;
  let isWell = false;

  const pull = async (round: Round): Promise<{ readonly restMs: number }> => {
    // Until the line is known to be well, a long wait would only hide how it is.
    const mayWait = isWell && !round.onDemand;
    isWell = false;
    const result = await pullPages(round, mayWait ? timing.feedWaitMs : 0);
    isWell = true;
    return result;
  };

  const pullPages = async (round: Round, waitMs: number): Promise<{ readonly restMs: number }> => {
    for (;;) {
      const startedAt = performance.now();
      // Before the question: a push beside it may have brought the office further than the answer knows.
      const { ackedSeq } = store.sync.read();
      const isLeftToImage = bootstrap.isRunning();
      const page = await ask(isLeftToImage ? 0 : waitMs, round);
      // One with nothing in it was held back to the end, any other for nobody knows how long.
      const heldMs = hasNews(page) ? 0 : waitMs;
      time.learn({ officeAtMs: page.officeAtMs, startedAt, heldMs });
      if (page.awaitsTills === true) noteSharesWait(true);
      if (isLeftToImage || (await comesAsImage(page, round))) {
        await keepLists(page, round.signal);
        compareHeld(page, ackedSeq);
        line.succeeded('pull');
        options.onPulled();
        return { restMs: timing.feedIdleMs };
      }
      await apply(page, round.signal);
      compareHeld(page, ackedSeq);
      line.succeeded('pull');
      if (page.more || page.receipts?.more === true || page.directory?.more === true) {
        options.onPulled();
        continue;
      }
      // Only where everything is here that those it waited for have told.
      if (page.awaitsTills !== true) noteSharesWait(false);
      complete();
      const { sums } = page;
      if (sums && (await drift.compare(sums, round.signal))) continue;
      if (waitMs === 0) return { restMs: 0 };
      const cameAtOnce = performance.now() - startedAt < timing.feedIdleMs;
      return { restMs: cameAtOnce && !hasNews(page) ? timing.feedIdleMs : 0 };
    }
  };

  const noteSharesWait = (sharesWait: boolean): void => {
    if (store.sync.read().sharesWait === sharesWait) return;
    store.sync.write({ sharesWait });
    options.onPulled();
  };

  /** A till that has nobody, or was away for long, may be brought on sooner than page by page. */
  const comesAsImage = (page: Page, round: Round): Promise<boolean> => {
    const { cursor, loaded } = store.sync.read();
    const ageMs = completeAtMs === null ? null : time.ageMs(completeAtMs);
    const isLongAgo = ageMs === null || ageMs > timing.longAbsenceMs;
    if (!page.more || !(page.fromStart || !loaded || isLongAgo)) return Promise.resolve(false);
    return bootstrap.consider({ cursor, officeCursor: page.cursor, signal: round.signal });
  };

  const ask = async (waitMs: number, round: Round): Promise<Page> => {
    const { cursor, receiptCursor, directoryCursor, loaded } = store.sync.read();
    const head = store.operation.head();
    let beside: FeedPage | null = null;
    const readBeside = async (answer: Parameters<TillStore['feed']['read']>[0]) => {
      beside = await store.feed.read(answer);
      return beside.rest;
    };
    const page = await client.feed(
      {
        cursor,
        limit: bootstrap.isRunning() ? 1 : timing.feedLimit,
        waitMs,
        ...lists.revisions(),
        receiptCursor,
        directoryCursor,
        headSeq: head.terminalSeq,
        headHash: head.hash,
        ...(loaded && !bootstrap.isRunning() && drift.isDue() ? { withSums: true } : {}),
      },
      {
        signal: round.signal,
        timeoutMs: round.onDemand ? timing.onDemandTimeoutMs : waitMs + timing.feedTimeoutMs,
        slowAfterMs: waitMs + timing.slowAfterMs,
        onSlow: () => line.failed('pull', new OfficeFailure('timeout', 'The answer is late.')),
        readBody: (answer) =>
          answer.body.length < timing.besideFromBytes ? null : readBeside(answer),
      },
    );
    return { ...page, beside };
  };

  const apply = async (page: Page, signal: AbortSignal): Promise<void> => {
    if (page.fromStart) {
      loadedCount = 0;
      store.sync.write({ loaded: false });
      drift.expect();
    }
    const isLoading = !store.sync.read().loaded;
    if (page.beside !== null) membersChanged(await page.beside.apply(signal));
    for (let from = 0; from < page.members.length; from += timing.applyChunkCount) {
      signal.throwIfAborted();
      const chunk = page.members.slice(from, from + timing.applyChunkCount);
      // The feed gives each state after the one before it, so its latest word counts even where its revision is lower:
      // a restored office counts anew, also for members that come back to it only later. A state that a question
      // brought earlier than the feed is older for a moment at most.
      membersChanged(store.member.applyBases(chunk, { acceptLowerRevisions: true }));
      await yieldToCashier();
    }
    await keepLists(page, signal);
    if (isLoading) loadedCount = (loadedCount ?? 0) + countMembers(page);
    // Only now: a crash before this line reads the page again, which changes nothing.
    const isLoaded = !isLoading || !page.more;
    if (page.cursor !== store.sync.read().cursor || isLoading) {
      store.sync.write({ cursor: page.cursor, loaded: isLoaded });
    }
    if (!isLoaded) return;
    loadedCount = null;
    if (isLoading) bootstrap.forget();
  };

  const keepLists = async (page: Page, signal: AbortSignal): Promise<void> => {
    const chunks = { chunkCount: timing.keepChunkCount, signal };
    await keepStoreReceipts(store, page, chunks);
    await keepDirectory(store, page, chunks);
    try {
      membersChanged(lists.keep(page));
    } finally {
      // Also where only some of them could be kept.
      if (page.staff !== null || page.programmes !== null) options.onListsChanged();
    }
  };

  const membersChanged = (memberIds: readonly MemberId[]): void => {
    if (memberIds.length > 0) options.onMembersChanged(memberIds);
  };

  const compareHeld = ({ heldSeq, headHash }: Page, ackedSeq: number): void => {
    if (options.identity.held({ heldSeq, headHash }) && heldSeq < ackedSeq) {
      log.warn({ ackedSeq, heldSeq }, 'head office holds less than before: sending again');
      store.sync.write({ ackedSeq: heldSeq });
      options.onHeldLess();
    }
  };

  const complete = (): void => {
    completeAtMs = time.now().atMs;
    const { ackedSeq } = store.sync.read();
    if (store.operation.countAfter(ackedSeq) === 0) {
      const lastSyncAtMs = completeAtMs;
      store.transaction(() => {
        store.sync.write({ lastSyncAtMs });
        store.offlineStretch.end();
      });
    }
    options.onPulled();
  };

  return {
    pull,
    load: () =>
      bootstrap.progress() ?? (loadedCount === null ? null : { loadedCount, totalCount: null }),
    completeAtMs: () => completeAtMs,
  };
}

function hasNews(page: Page): boolean {
  return (
    countMembers(page) > 0 || Boolean(page.receipts?.receipts.length) || Boolean(page.directory)
  );
}

function countMembers({ members, beside }: Page): number {
  return members.length + (beside?.memberCount ?? 0);
}
