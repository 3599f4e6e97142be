import type { Logger } from 'pino';
import { relayedBatchesMax } from '../../src-shared/contract/office/relay.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Round } from './lane.ts';
import type { Line } from './line.ts';
import type { OfficeClient } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import { type SyncTiming, transferMs } from './sync-timing.ts';

/** Of one call; a single batch may be longer. */
const relayMaxChars = 1_000_000;

/**
 * Delivers to head office what neighbours passed on and it has not told of since: of a till that is dead, or whose own line is
 * down. Nothing depends on who does it, nor on one alone doing it, since head office takes each operation once. So that mostly
 * one does, the tills of a store wait one after the other, in the order of their ids. What is refused of a neighbour is tried
 * again when it has passed on more. What is of another line than head office holds counts here no more (OF-04, FR-22): the
 * neighbour itself is asked what its line is now, for whoever may take that line back has all of it.
 */
export function createRelayer(options: {
  readonly store: TillStore;
  readonly client: Pick<OfficeClient, 'relay'>;
  readonly line: Pick<Line, 'isOnline'>;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly installId: string;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
  /** What a neighbour passed on was left, and is to be passed on anew. */
  readonly onLineLeft: (installId: string) => void;
}): (round: Pick<Round, 'signal'>) => Promise<{ readonly restMs: number }> {
  const { store, client, line, log, timing, installId: ownId } = options;
  /** The oldest batch of each neighbour, and since when it is that while the line is up. */
  let oldest = new Map<string, { readonly seq: number; readonly sinceMs: number }>();
  /** Where the last batch ended when a neighbour's were refused. */
  const refusedSeqs = new Map<string, number>();

  const waitMs = (): number => {
    const ids = [ownId, ...store.neighbour.list().map(({ installId }) => installId)];
    return timing.relayAfterMs + ids.toSorted().indexOf(ownId) * timing.relayEveryMs;
  };

  const leaveLine = (installId: string, otherFromSeq: number): void => {
    log.error({ installId, otherFromSeq }, 'head office holds another line of a neighbour');
    oldest.delete(installId);
    options.onMembersChanged(store.neighbour.leaveLine(installId, otherFromSeq));
    options.onLineLeft(installId);
  };

  /** What waits of one neighbour, up to what head office does not take. */
  const relayAll = async (installId: string, signal: AbortSignal): Promise<void> => {
    const bounds = { maxCount: relayedBatchesMax, maxChars: relayMaxChars };
    for (;;) {
      const batches = store.neighbour.readBatches(installId, bounds).map((batch) => ({
        ...batch,
        operations: [...batch.operations],
      }));
      const sent = batches.flatMap(({ operations }) => operations);
      const lastSeq = sent.at(-1)?.terminalSeq;
      if (lastSeq === undefined) return;
      const chars = sent.reduce((sum, { json }) => sum + json.length, 0);
      const timeoutMs = timing.pushTimeoutMs + transferMs(chars);
      const answer = await client.relay({ installId, batches }, { signal, timeoutMs });
      const { heldSeq, otherFromSeq } = answer;
      if (otherFromSeq !== undefined) return leaveLine(installId, otherFromSeq);
      store.neighbour.dropBatches(installId, heldSeq);
      log.info({ installId, lastSeq, heldSeq }, 'a neighbour’s operations were delivered for it');
      if (heldSeq < lastSeq) {
        throw new OfficeFailure('refused', 'The office takes nothing.', { refusal: 'no_progress' });
      }
    }
  };

  return async ({ signal }) => {
    const restMs = timing.relayEveryMs;
    if (!line.isOnline()) {
      oldest.clear();
      return { restMs };
    }
    const atMs = performance.now();
    const waiting = store.neighbour.listWaiting();
    oldest = new Map(
      waiting.map(({ installId, oldestSeq: seq }) => {
        const known = oldest.get(installId);
        return [installId, known?.seq === seq ? known : { seq, sinceMs: atMs }];
      }),
    );
    const isDue = (installId: string): boolean =>
      atMs - (oldest.get(installId)?.sinceMs ?? atMs) >= waitMs();
    for (const { installId, newestSeq } of waiting) {
      const isRefused = newestSeq <= (refusedSeqs.get(installId) ?? 0);
      if (isRefused || !isDue(installId)) continue;
      try {
        await relayAll(installId, signal);
      } catch (error) {
        if (!(error instanceof OfficeFailure) || error.code !== 'refused') throw error;
        refusedSeqs.set(installId, newestSeq);
        log.warn({ installId, failure: error.kind }, 'head office takes nothing for a neighbour');
      }
    }
    return { restMs };
  };
}
