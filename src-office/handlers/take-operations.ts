import type { Verdict } from '../../src-shared/contract/office/push.ts';
import { parseOperation, type PushedOperation } from '../../src-shared/contract/read-operation.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { isRowFailure, type Queryable } from '../store/database.ts';
import { isForkOf } from '../store/line-beside-store.ts';
import { insertOperations, readVerdicts, type StoredVerdict } from '../store/operation-store.ts';
import { type Install, updateHead } from '../store/terminal-store.ts';
import { decideWaitingRefunds } from './decide-waiting-refunds.ts';
import { issueWelcome } from './issue-welcome.ts';
import type { OfficeServices } from './office-services.ts';
import { type NextOperation, postBatch, toVerdict } from './post-batch.ts';
import { openIdentityCase } from './report-identity.ts';

/** Operations of one install, by whichever way they came. */
export interface Sent {
  readonly installId: string | null;
  readonly operations: readonly PushedOperation[];
  /** The install itself sent them, and so was heard of. */
  readonly isSeen: boolean;
}

/** Where operations are to be taken, and which of them, in the order of terminalSeq. */
export interface Line {
  readonly install: Install;
  readonly operations: readonly PushedOperation[];
}

/** Locks the install and says what of these operations goes on which line. Throws the refusal of all of them. */
export type OpenLine = (
  transaction: Queryable,
  operations: readonly PushedOperation[],
  atMs: number,
) => Promise<Line>;

export interface Taken {
  /** First told now. */
  readonly posted: readonly Verdict[];
  /** Told before. */
  readonly repeated: readonly Verdict[];
  readonly head: { readonly installId: string; readonly heldSeq: number; readonly hash: string };
}

/** Takes operations of one install. What is answered is on the disk; a repeat gets the same verdicts again. */
export async function takeOperations(
  office: OfficeServices,
  sent: Sent,
  openLine: OpenLine,
): Promise<Taken> {
  const taken = await takeAll(office, sent, openLine);
  if (taken.posted.length + taken.repeated.length > 0) {
    await decideWaiting(office);
    office.changes.notify();
    office.auditor.nudge();
  }
  for (const { outcome } of taken.posted) office.meter.posted(outcome, 1);
  office.meter.posted('duplicate', taken.repeated.length);
  return taken;
}

/** What was taken is on the disk whatever becomes of this: the next call tries again. */
async function decideWaiting(office: OfficeServices): Promise<void> {
  try {
    await decideWaitingRefunds(office);
  } catch (error) {
    office.log.error({ err: error }, 'refunds of receipts from elsewhere could not be decided');
  }
}

async function takeAll(office: OfficeServices, sent: Sent, openLine: OpenLine): Promise<Taken> {
  const take = (operations: readonly PushedOperation[], options: TakeOptions): Promise<Taken> =>
    office.store.database.transaction(async (transaction) => {
      const line = await openLine(transaction, operations, options.atMs);
      return takeInOrder(transaction, line.install, line.operations, options);
    });
  const { installId, operations, isSeen } = sent;
  const programmes = await office.programmes(office.store.database);
  const options = { setAside: false, atMs: office.nowMs(), programmes, isSeen };
  try {
    return await take(operations, options);
  } catch (error) {
    if (!isRowFailure(error) || operations.length === 0) throw error;
    office.log.error({ err: error, installId }, 'a batch was refused by the database');
  }

  // Something in the batch cannot be stored. One by one, so that only this something is set aside.
  const posted: Verdict[] = [];
  const repeated: Verdict[] = [];
  for (const operation of operations) {
    const one = await take([operation], options).catch((error: unknown) => {
      if (!isRowFailure(error)) throw error;
      return take([operation], { ...options, setAside: true });
    });
    posted.push(...one.posted);
    repeated.push(...one.repeated);
  }
  const { head } = await take([], options);
  return { posted, repeated, head };
}

interface TakeOptions extends Pick<Sent, 'isSeen'> {
  /** Nothing of these operations is to be believed: the database would not have them. */
  readonly setAside: boolean;
  readonly atMs: number;
  readonly programmes: LoadedProgrammes;
}

/**
 * Sorts operations, which come in the order of terminalSeq, into repeats, next ones and what comes after a gap; posts the next
 * ones and moves the head on.
 */
async function takeInOrder(
  transaction: Queryable,
  install: Install,
  inOrder: readonly PushedOperation[],
  { setAside, atMs, programmes, isSeen }: TakeOptions,
): Promise<Taken> {
  const repeats: PushedOperation[] = [];
  const batch: NextOperation[] = [];
  let head = { seq: install.headSeq, hash: install.headHash };
  const beside = await findBeside(transaction, install, inOrder);
  for (const each of inOrder) {
    if (each.terminalSeq <= head.seq || each === beside) {
      repeats.push(each);
    } else if (each.terminalSeq === head.seq + 1) {
      batch.push({ pushed: each, prevHash: head.hash });
      head = { seq: each.terminalSeq, hash: each.hash };
    } else {
      break; // A gap: heldSeq tells the till from where to send again.
    }
  }
  const repeated = await repeatVerdicts(transaction, install, repeats, atMs);
  const forkedAt = repeated.find(({ isFork }) => isFork)?.verdict.terminalSeq;
  if (forkedAt !== undefined) {
    // What follows hangs on the other line: taken here, it would put the next of this one in the wrong.
    batch.length = 0;
    head = { seq: install.headSeq, hash: install.headHash };
    await openIdentityCase(transaction, install, {
      kind: 'data_folder_old',
      found: { headSeq: forkedAt, headHash: hashAt(repeats, forkedAt), heldSeq: head.seq },
      openedAtMs: atMs,
    });
  }
  const posted = await postBatch(transaction, install, batch, {
    setAside,
    receivedAtMs: atMs,
    programmes,
  });
  await issueWelcome(transaction, programmes, posted.enrolledIds, atMs);
  if (batch.length > 0) {
    const lastSeenAtMs = isSeen ? atMs : install.lastSeenAtMs;
    const next = { headSeq: head.seq, headHash: head.hash, lastSeenAtMs };
    await updateHead(transaction, install.installId, next);
  }
  return {
    posted: posted.verdicts,
    repeated: repeated.map(({ verdict }) => verdict),
    head: { installId: install.installId, heldSeq: head.seq, hash: head.hash },
  };
}

/**
 * The next operation where it hangs on one beside the chain: a copy that has been told so and is started again goes on where it
 * stopped. Taken into the chain, it would put all that the other machine still has to send in the wrong.
 */
async function findBeside(
  transaction: Queryable,
  { installId, headSeq, headHash }: Install,
  pushed: readonly PushedOperation[],
): Promise<PushedOperation | null> {
  const next = pushed.find(({ terminalSeq }) => terminalSeq === headSeq + 1);
  if (next === undefined || next.prevHash === headHash) return null;
  const stored = await readVerdicts(transaction, installId, { fromSeq: headSeq, toSeq: headSeq });
  return stored.some(({ hash }) => hash === next.prevHash) ? next : null;
}

/**
 * The verdicts given before. A second operation at a used terminalSeq is another matter: a till that was put back from an old
 * disk image makes such. It is kept, set aside, beside the first.
 */
async function repeatVerdicts(
  transaction: Queryable,
  install: Install,
  repeats: readonly PushedOperation[],
  atMs: number,
): Promise<readonly Repeated[]> {
  const first = repeats[0];
  const last = repeats.at(-1);
  if (first === undefined || last === undefined) return [];
  const range = { fromSeq: first.terminalSeq, toSeq: last.terminalSeq };
  const stored = await readVerdicts(transaction, install.installId, range);
  const verdicts: Repeated[] = [];
  for (const each of repeats) {
    const same = stored.find(isOf(each));
    if (same !== undefined) {
      verdicts.push({ verdict: toVerdict(same), isFork: isForkOf(stored, same) });
      continue;
    }
    const { claims } = parseOperation(each.json);
    const isIdUsed = stored.some(
      ({ terminalSeq, operationId }) =>
        terminalSeq === each.terminalSeq && operationId === claims.operationId,
    );
    const fork = {
      terminalSeq: each.terminalSeq,
      hash: each.hash,
      operationId: null,
      memberId: claims.memberId,
      kind: claims.kind ?? 'unknown',
      atMs: claims.atMs ?? atMs,
      verdict: 'invalid' as const,
      reason: isIdUsed ? 'id_reused' : 'chain_broken',
      json: each.json,
      personal: null,
      debtPoints: 0,
    };
    await insertOperations(transaction, install, [fork], atMs);
    verdicts.push({ verdict: toVerdict(fork), isFork: true });
  }
  return verdicts;
}

interface Repeated {
  readonly verdict: Verdict;
  /** Another operation came to this place first. */
  readonly isFork: boolean;
}

function hashAt(pushed: readonly PushedOperation[], seq: number): string {
  return pushed.find(({ terminalSeq }) => terminalSeq === seq)?.hash ?? '';
}

function isOf(pushed: PushedOperation): (stored: StoredVerdict) => boolean {
  return ({ terminalSeq, hash }) => terminalSeq === pushed.terminalSeq && hash === pushed.hash;
}
