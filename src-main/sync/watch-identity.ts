import type { Logger } from 'pino';
import type { Verdict } from '../../src-shared/contract/office/push.ts';
import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import { countersignatureText } from '../../src-shared/contract/office-wire.ts';
import type { LostIdentity, TillStore } from '../store/till-store.ts';
import type { OfficeClient, OfficeInputs } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import type { SyncTiming } from './sync-timing.ts';

/** Notices that head office holds another line of operations under this till's identity (FR-22). */
export interface IdentityWatch {
  /** What an answer says that head office holds; false where that is another line, of which nothing is to be believed. */
  held(head: { readonly heldSeq: number; readonly headHash?: string | undefined }): boolean;
  /** What it said of this till's operations. */
  judged(verdicts: readonly Verdict[]): void;
}

/** The row that does not fit, and the one it hangs on. */
const linkRows = 2;

/**
 * Where head office holds another line, this till asks which of the two it had signed for before. If that is this till's, which
 * an office lacks that was restored, everything since they agreed is sent again with the signature, and takes its places back.
 * Else this machine is one too many. Before head office has agreed with this run once, an old copy of the folder was put back;
 * after that, somebody else has gone on meanwhile: two machines are one till. Whichever it is, this one stops for good, and tells
 * head office with its last words.
 */
export function watchIdentity(options: {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly installId: string;
  /** By the office's key. */
  readonly verify: (text: string, signature: string) => boolean;
  readonly onLost: (kind: LostIdentity) => Promise<void>;
  /** Head office lacks what it had signed for: there is something to send again. */
  readonly onSendAgain: () => void;
}): IdentityWatch {
  const { store, client, log, timing, installId, verify } = options;
  let hasAgreed = false;
  let isLost = false;
  let comparing: Promise<void> | null = null;

  const lose = (heldSeq: number): void => {
    if (isLost) return;
    const kind = hasAgreed ? 'identity_shared' : 'data_folder_old';
    const words =
      kind === 'identity_shared'
        ? 'another machine works with the identity of this till'
        : 'the data folder of this till is older than what head office holds';
    const head = store.operation.head();
    // A full disk may not take it: then the next answer tries again, and nothing is posted meanwhile.
    store.install.lose(kind);
    isLost = true;
    log.error({ heldSeq, headSeq: head.terminalSeq }, words);
    void tell(kind, head).finally(() => client.close());
  };

  const tell = async (
    kind: LostIdentity,
    { terminalSeq, hash }: ReturnType<TillStore['operation']['head']>,
  ): Promise<void> => {
    await options.onLost(kind);
    try {
      await client.reportIdentity({ kind, headSeq: terminalSeq, headHash: hash }, shortly());
    } catch (error) {
      // It finds out by itself when the other line goes on.
      log.debug({ err: error }, 'head office was not told');
    }
  };

  const shortly = () => ({
    signal: AbortSignal.timeout(timing.findTimeoutMs),
    timeoutMs: timing.findTimeoutMs,
  });

  const compare = async (): Promise<void> => {
    const input = { signed: store.operation.signed(), places: placesOf(store) };
    const { sendAfterSeq, head, atSigned } = await client.compareIdentity(input, shortly());
    if (isLost || isOwn(head)) return; // a push of this till came in between
    for (const other of [head, atSigned]) {
      if (other !== null && !isSigned(other)) {
        throw new OfficeFailure('not_ours', 'The countersignature is wrong.');
      }
      if (other !== null && !isOwn(other)) store.operation.keepOther(other);
    }
    if (sendAfterSeq === null) return lose(head?.terminalSeq ?? 0);
    log.warn({ sendAfterSeq }, 'head office holds a copy’s operations instead: sending again');
    store.sync.write({ ackedSeq: Math.min(sendAfterSeq, store.sync.read().ackedSeq) });
    options.onSendAgain();
  };

  const isOwn = (head: SignedHead | null): boolean =>
    head === null || store.operation.hashAt(head.terminalSeq) === head.hash;

  const isSigned = ({ terminalSeq, hash, signature }: SignedHead): boolean =>
    verify(countersignatureText({ installId, heldSeq: terminalSeq, hash }), signature);

  return {
    held: ({ heldSeq, headHash }) => {
      const own = store.operation.hashAt(heldSeq);
      const isOurs = headHash === undefined ? own !== null : own === headHash;
      if (isOurs) {
        // An office of before says the place only: more than this till knows to be there may be the work of another machine.
        const { ackedSeq } = store.sync.read();
        hasAgreed ||= headHash === undefined ? heldSeq === ackedSeq : heldSeq >= ackedSeq;
      } else if (headHash === undefined) {
        lose(heldSeq);
      } else {
        comparing ??= compare()
          // The next answer shows the same.
          .catch((error: unknown) => log.warn({ err: error }, 'the lines were not compared'))
          .finally(() => {
            comparing = null;
          });
      }
      return isOurs;
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

/** From the last operation back in steps that double: whatever two lines have in common, one of these is close to its end. */
function placesOf({ operation }: TillStore): OfficeInputs['identity']['compare']['places'] {
  const places = [];
  const headSeq = operation.head().terminalSeq;
  for (let back = 0; back < headSeq; back = back === 0 ? 1 : back * 2) {
    const terminalSeq = headSeq - back;
    const hash = operation.hashAt(terminalSeq);
    if (hash !== null) places.push({ terminalSeq, hash });
  }
  return places;
}
