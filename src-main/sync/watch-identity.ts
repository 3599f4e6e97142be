import type { Logger } from 'pino';
import type { Verdict } from '../../src-shared/contract/office/push.ts';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeClient } from './office-client.ts';
import type { SyncTiming } from './sync-timing.ts';

export type LostIdentity = 'data_folder_old' | 'identity_shared';

/** Notices that head office holds another line of operations under this till's identity (FR-22). */
export interface IdentityWatch {
  /** What an answer says that head office holds. */
  held(heldSeq: number): void;
  /** What it said of this till's operations. */
  judged(verdicts: readonly Verdict[]): void;
}

/** The row that does not fit, and the one it hangs on. */
const linkRows = 2;

/**
 * Before head office has agreed with this run once, an old copy of the folder was put back; after that, somebody else has gone
 * on meanwhile: two machines are one till. Whichever it is, this one stops, and tells head office with its last words.
 */
export function watchIdentity(options: {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly onLost: (kind: LostIdentity) => Promise<void>;
}): IdentityWatch {
  const { store, client, log, timing } = options;
  let hasAgreed = false;
  let isLost = false;

  const lose = (heldSeq: number): void => {
    if (isLost) return;
    isLost = true;
    const kind = hasAgreed ? 'identity_shared' : 'data_folder_old';
    const words =
      kind === 'identity_shared'
        ? 'another machine works with the identity of this till'
        : 'the data folder of this till is older than what head office holds';
    const head = store.operation.head();
    log.error({ heldSeq, headSeq: head.terminalSeq }, words);
    void tell(kind, head).finally(() => client.close());
  };

  const tell = async (
    kind: LostIdentity,
    { terminalSeq, hash }: ReturnType<TillStore['operation']['head']>,
  ): Promise<void> => {
    await options.onLost(kind);
    try {
      await client.reportIdentity(
        { kind, headSeq: terminalSeq, headHash: hash },
        { signal: AbortSignal.timeout(timing.findTimeoutMs), timeoutMs: timing.findTimeoutMs },
      );
    } catch (error) {
      // It finds out by itself when the other line goes on.
      log.debug({ err: error }, 'head office was not told');
    }
  };

  return {
    held: (heldSeq) => {
      if (heldSeq > store.operation.head().terminalSeq) lose(heldSeq);
      // More than this till knows to be there may be the work of another machine.
      else if (heldSeq === store.sync.read().ackedSeq) hasAgreed = true;
    },
    judged: (verdicts) => {
      const broken = verdicts.find(({ reason }) => reason === 'chain_broken');
      if (broken === undefined) return;
      // A chain that was edited here is broken for head office too: that is no other machine's doing.
      const { findings } = store.operation.verify(Math.max(0, broken.terminalSeq - linkRows));
      if (findings.length === 0) lose(broken.terminalSeq);
    },
  };
}
