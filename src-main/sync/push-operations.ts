import type { Logger } from 'pino';
import { countersignatureText, pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import type { Verdict } from '../../src-shared/contract/office/push.ts';
import type { StoredVerdict, TillStore } from '../store/till-store.ts';
import type { Round } from './lane.ts';
import type { Line } from './line.ts';
import type { OfficeClient, OfficeOutputs } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import type { IdentityWatch } from './watch-identity.ts';
import { type SyncTiming, transferMs } from './sync-timing.ts';
import type { TillTime } from './till-time.ts';

export interface Pusher {
  /** Sends everything that the office does not hold yet. */
  push(round: Round): Promise<void>;
  /** Progress of a large backlog, else null. */
  drain(): { readonly sentCount: number; readonly totalCount: number } | null;
}

export interface PusherOptions {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly line: Line;
  readonly time: TillTime;
  readonly log: Logger;
  readonly timing: SyncTiming;
  /** By the install's key. */
  readonly sign: (text: string) => string;
  /** By the office's key. */
  readonly verify: (text: string, signature: string) => boolean;
  readonly installId: string;
  readonly onPushed: () => void;
  readonly identity: IdentityWatch;
}

type Outgoing = ReturnType<TillStore['operation']['listAfter']>[number];

/** From so many waiting operations on, their sending is worth showing. */
const drainFromCount = 200;
const smallestBatchAfterTimeout = 50;
/** Of one operation on the wire; a longer one is sent without its text, so that the office sets it aside. */
const operationMaxChars = 1_000_000;
/** How often the office may name an earlier place in one round before that counts as a failure. */
const lowerHeldMaxCount = 3;

export function createPusher(options: PusherOptions): Pusher {
  const { store, client, line, time, log, timing, sign, verify, installId } = options;
  let batchCount = timing.pushMaxCount;
  let drain: { sentCount: number; totalCount: number } | null = null;

  const push = async (round: Round): Promise<void> => {
    let lowerHeldCount = 0;
    let withoutText = false;
    let sentCount = 0;
    try {
      for (;;) {
        round.signal.throwIfAborted();
        const { ackedSeq } = store.sync.read();
        const batch = store.operation.listAfter(ackedSeq, {
          maxCount: withoutText ? 1 : batchCount,
          maxBytes: timing.pushMaxBytes,
        });
        const last = batch.at(-1);
        if (last === undefined) return;
        const totalCount = sentCount + store.operation.countAfter(ackedSeq);
        drain = totalCount >= drainFromCount ? { sentCount, totalCount } : null;

        let answer: OfficeOutputs['push'];
        try {
          answer = await send(batch, { round, withoutText });
        } catch (error) {
          if (!isUnreadable(error)) throw error;
          if (batch.length === 1 && withoutText) throw error;
          withoutText = batch.length === 1;
          batchCount = Math.max(1, Math.floor(batch.length / 2));
          continue;
        }
        if (!options.identity.held(answer)) return line.succeeded('push');
        options.identity.judged(answer.verdicts);
        const heldSeq = Math.min(answer.heldSeq, last.terminalSeq);
        checkCountersignature(answer, last);
        if (heldSeq === ackedSeq) {
          throw new OfficeFailure('refused', 'The office takes nothing.', {
            refusal: 'no_progress',
          });
        }
        if (heldSeq < ackedSeq) {
          lowerHeldCount += 1;
          log.warn({ ackedSeq, heldSeq }, 'head office holds less than before: sending again');
          if (lowerHeldCount > lowerHeldMaxCount) {
            throw new OfficeFailure('refused', 'The office forgets.', { refusal: 'no_progress' });
          }
        }
        keep(
          answer.verdicts.filter(
            ({ terminalSeq }) => terminalSeq > ackedSeq && terminalSeq <= heldSeq,
          ),
          heldSeq,
        );
        line.succeeded('push');
        withoutText = false;
        batchCount = Math.min(timing.pushMaxCount, batchCount * 2);
        sentCount += Math.max(0, heldSeq - ackedSeq);
        options.onPushed();
      }
    } finally {
      drain = null;
    }
  };

  const send = async (
    batch: readonly Outgoing[],
    how: { readonly round: Round; readonly withoutText: boolean },
  ): Promise<OfficeOutputs['push']> => {
    const { round } = how;
    const hashes = batch.map(({ hash }) => hash);
    const operations = batch.map((operation) => toSent(operation, how.withoutText));
    const chars = operations.reduce((sum, { json }) => sum + json.length, 0);
    const startedAt = performance.now();
    try {
      const answer = await client.push(
        {
          operations,
          signature: sign(pushSignatureText({ installId, hashes })),
          signed: store.operation.signed() ?? undefined,
          beside: store.operation.other() ?? undefined,
        },
        {
          signal: round.signal,
          timeoutMs: round.onDemand
            ? timing.onDemandTimeoutMs
            : timing.pushTimeoutMs + transferMs(chars),
          slowAfterMs: timing.slowAfterMs,
          onSlow: () => line.failed('push', new OfficeFailure('timeout', 'The answer is late.')),
        },
      );
      time.learn({ officeAtMs: answer.officeAtMs, startedAt, heldMs: 0 });
      return answer;
    } catch (error) {
      const isTimeout = error instanceof OfficeFailure && error.code === 'timeout';
      if (isTimeout) batchCount = Math.max(smallestBatchAfterTimeout, Math.floor(batchCount / 2));
      throw error;
    }
  };

  // Head office can see an edited text for itself, but not that somebody else made the whole row: it gets its place only.
  const toSent = ({ isOurs, ...row }: Outgoing, withoutText: boolean): Omit<Outgoing, 'isOurs'> => {
    if (!isOurs) {
      const { terminalSeq } = row;
      log.error({ terminalSeq }, 'this operation was not written by this till: it is not sent');
    }
    const isTooLong = row.json.length > operationMaxChars;
    return withoutText || isTooLong || !isOurs ? { ...row, json: '' } : row;
  };

  // An office that cannot sign for what it holds is not our office, and what we sent it is not safe there.
  const checkCountersignature = (answer: OfficeOutputs['push'], last: Outgoing): void => {
    const { heldSeq, countersignature } = answer;
    const ofLast = answer.verdicts.find(({ terminalSeq }) => terminalSeq === last.terminalSeq);
    // Only what it took as the next of our chain can be the head it signed.
    if (heldSeq !== last.terminalSeq || ofLast?.outcome === 'invalid') return;
    const text = countersignatureText({ installId, heldSeq, hash: last.hash });
    if (verify(text, countersignature)) {
      store.operation.keepSigned({
        terminalSeq: heldSeq,
        hash: last.hash,
        signature: countersignature,
      });
      return;
    }
    throw new OfficeFailure('not_ours', 'The countersignature is wrong.');
  };

  const keep = (verdicts: readonly Verdict[], heldSeq: number): void => {
    store.transaction(() => {
      store.operation.setVerdicts(verdicts.map(toStoredVerdict));
      store.sync.write({ ackedSeq: heldSeq });
    });
    for (const { terminalSeq, outcome, reason } of verdicts) {
      if (outcome !== 'invalid') continue;
      log.error({ terminalSeq, reason }, 'head office set an operation aside');
    }
  };

  return { push, drain: () => drain };
}

function toStoredVerdict({ reason, ...verdict }: Verdict): StoredVerdict {
  return reason === undefined ? verdict : { ...verdict, reason };
}

/** The office could not read the request as a whole: something in it is too large or broken. */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof OfficeFailure) || error.refusal === null) return false;
  return unreadableRefusals.has(error.refusal);
}

const unreadableRefusals: ReadonlySet<string> = new Set([
  'body_too_large',
  'PAYLOAD_TOO_LARGE',
  'bad_request',
  'BAD_REQUEST',
  'invalid_value',
]);
