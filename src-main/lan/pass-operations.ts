import type { Logger } from 'pino';
import { pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import type { TillStore } from '../store/till-store.ts';
import type { LanClient } from './neighbour-link.ts';

/** Passes on to one neighbour what it does not have; one round at a time, and once more where it was woken meanwhile. */
export interface Passer {
  wake(): void;
}

/** The neighbour takes a batch in one transaction, and its cashier waits as long. */
const batchMaxCount = 40;
const batchMaxBytes = 2_000_000;
const passTimeoutMs = 10_000;
/** What head office has had for longer than so many operations comes to a neighbour by its feed. */
const keptBackCount = 1_000;
/** A neighbour that was met for the first time is also told the last ones that head office has: its feed may be behind. */
const firstCount = 200;
const invalidMaxCount = 100;

/**
 * `heldSeq` is what the neighbour said that it has. Fails by `onFailed`, once, and is of no use afterwards: the pipe is opened
 * again then.
 */
export function createPasser(options: {
  readonly store: TillStore;
  readonly installId: string;
  readonly sign: (text: string) => string;
  readonly client: LanClient;
  readonly heldSeq: number;
  readonly log: Logger;
  readonly onFailed: (error: unknown) => void;
}): Passer {
  const { store, installId, sign, client, log, onFailed } = options;
  let { heldSeq } = options;
  let toldInvalid = '';
  let isPassing = false;
  let isWoken = false;

  const listInvalid = (): number[] =>
    store.operation
      .listSetAside(invalidMaxCount)
      .flatMap(({ verdict }) => (verdict?.outcome === 'invalid' ? [verdict.terminalSeq] : []));

  const passAll = async (): Promise<void> => {
    for (;;) {
      const { terminalSeq: headSeq } = store.operation.head();
      if (heldSeq > headSeq) {
        log.error({ heldSeq, headSeq }, 'a neighbour has more of this till than its data folder');
        return;
      }
      const { ackedSeq } = store.sync.read();
      if (heldSeq === 0) heldSeq = Math.max(0, ackedSeq - firstCount);
      else if (heldSeq < ackedSeq - keptBackCount) heldSeq = ackedSeq - firstCount;
      const bounds = { maxCount: batchMaxCount, maxBytes: batchMaxBytes };
      const operations = store.operation
        .listAfter(heldSeq, bounds)
        .map(({ isOurs, ...row }) => (isOurs ? row : { ...row, json: '' }));
      const invalidSeqs = listInvalid();
      const invalid = invalidSeqs.join();
      if (operations.length === 0 && invalid === toldInvalid) return;
      const hashes = operations.map(({ hash }) => hash);
      const signature = sign(pushSignatureText({ installId, hashes }));
      const answer = await client.pass(
        { operations, signature, invalidSeqs },
        { signal: AbortSignal.timeout(passTimeoutMs) },
      );
      if (answer.status === 'refused') {
        log.error({ reason: answer.reason }, 'a neighbour does not take what this till did');
        return;
      }
      toldInvalid = invalid;
      const isFurther = operations.length === 0 || answer.heldSeq > heldSeq;
      heldSeq = answer.heldSeq;
      if (!isFurther) return;
    }
  };

  const round = async (): Promise<void> => {
    isPassing = true;
    try {
      do {
        isWoken = false;
        await passAll();
      } while (isWoken);
    } catch (error) {
      onFailed(error);
    } finally {
      isPassing = false;
    }
  };

  return {
    wake: () => {
      isWoken = true;
      if (!isPassing) void round();
    },
  };
}
