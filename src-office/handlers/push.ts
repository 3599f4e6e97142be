import type { Verdict } from '../../src-shared/contract/office/push.ts';
import type { SignedHead } from '../../src-shared/contract/office/signed-head.ts';
import { countersignatureText, pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { isRowFailure, type Queryable } from '../store/database.ts';
import { isForkOf } from '../store/line-beside-store.ts';
import { insertOperations, readVerdicts, type StoredVerdict } from '../store/operation-store.ts';
import { type Install, lockInstall, updateHead } from '../store/terminal-store.ts';
import { decideWaitingRefunds } from './decide-waiting-refunds.ts';
import { openIdentityCase } from './report-identity.ts';
import { issueWelcome } from './issue-welcome.ts';
import { isSignedBy } from './office-keys.ts';
import type { OfficeServices, SyncContext } from './office-services.ts';
import { type NextOperation, postBatch, toVerdict } from './post-batch.ts';
import { parseOperation, type PushedOperation } from '../../src-shared/contract/read-operation.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';
import { noteBeside, takeBackLine } from './take-back-line.ts';

interface Push {
  readonly operations: readonly PushedOperation[];
  readonly signature: string;
  readonly signed?: SignedHead | undefined;
}

interface Pushed {
  /** First told now. */
  readonly posted: readonly Verdict[];
  /** Told before. */
  readonly repeated: readonly Verdict[];
  readonly head: { readonly installId: string; readonly heldSeq: number; readonly hash: string };
}

/** Takes operations of one install. What was answered is on the disk; a repeat gets the same verdicts again. */
export function pushHandler(office: OfficeServices) {
  return syncCalls.push.handler(async ({ input, context, errors }) => {
    const pushed = await push(office, context, input);
    if (pushed === 'signature_wrong') throw errors.signature_wrong({ data: {} });
    if (input.operations.length > 0) {
      await decideWaiting(office);
      office.changes.notify();
      office.auditor.nudge();
    }
    countOutcomes(office, pushed);
    return {
      verdicts: [...pushed.repeated, ...pushed.posted].toSorted(
        (a, b) => a.terminalSeq - b.terminalSeq,
      ),
      heldSeq: pushed.head.heldSeq,
      headHash: pushed.head.hash,
      countersignature: office.keys.sign(countersignatureText(pushed.head)),
      officeAtMs: office.nowMs(),
    };
  });
}

function countOutcomes({ meter }: OfficeServices, { posted, repeated }: Pushed): void {
  for (const { outcome } of posted) meter.posted(outcome, 1);
  meter.posted('duplicate', repeated.length);
}

/** What the push brought is on the disk whatever becomes of this: the next push tries again. */
async function decideWaiting(office: OfficeServices): Promise<void> {
  try {
    await decideWaitingRefunds(office);
  } catch (error) {
    office.log.error({ err: error }, 'refunds of receipts from elsewhere could not be decided');
  }
}

async function push(
  office: OfficeServices,
  context: SyncContext,
  input: Push,
): Promise<Pushed | 'signature_wrong'> {
  const take = (operations: readonly PushedOperation[], options: TakeOptions) =>
    office.store.database.transaction(async (transaction) => {
      const install = await requireInstall(transaction, context, lockInstall);
      const hashes = input.operations.map(({ hash }) => hash);
      const signedText = pushSignatureText({ installId: install.installId, hashes });
      const isSigned =
        hashes.length === 0 || isSignedBy(install.publicKey, signedText, input.signature);
      if (!isSigned) return 'signature_wrong';
      const line = await takeBackLine(transaction, office.keys, install, {
        operations: operations.toSorted((a, b) => a.terminalSeq - b.terminalSeq),
        signed: input.signed ?? null,
        atMs: options.atMs,
      });
      await noteBeside(transaction, office.keys, line, { ...input, atMs: options.atMs });
      return takeOperations(transaction, line.install, line.operations, options);
    });
  const programmes = await office.programmes(office.store.database);
  const options = { setAside: false, atMs: office.nowMs(), programmes };
  try {
    return await take(input.operations, options);
  } catch (error) {
    if (!isRowFailure(error) || input.operations.length === 0) throw error;
    office.log.error(
      { err: error, installId: context.installId },
      'a batch was refused by the database',
    );
  }

  // Something in the batch cannot be stored. One by one, so that only this something is set aside.
  const posted: Verdict[] = [];
  const repeated: Verdict[] = [];
  for (const operation of input.operations) {
    const one = await take([operation], options).catch((error: unknown) => {
      if (!isRowFailure(error)) throw error;
      return take([operation], { ...options, setAside: true });
    });
    if (one === 'signature_wrong') return one;
    posted.push(...one.posted);
    repeated.push(...one.repeated);
  }
  const end = await take([], options);
  return end === 'signature_wrong' ? end : { posted, repeated, head: end.head };
}

interface TakeOptions {
  /** Nothing of these operations is to be believed: the database would not have them. */
  readonly setAside: boolean;
  readonly atMs: number;
  readonly programmes: LoadedProgrammes;
}

/**
 * Sorts operations, which come in the order of terminalSeq, into repeats, next ones and what comes after a gap; posts the next
 * ones and moves the head on.
 */
async function takeOperations(
  transaction: Queryable,
  install: Install,
  inOrder: readonly PushedOperation[],
  { setAside, atMs, programmes }: TakeOptions,
): Promise<Pushed> {
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
    const next = { headSeq: head.seq, headHash: head.hash, lastSeenAtMs: atMs };
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
