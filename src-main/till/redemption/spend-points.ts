import type { DraftOf, OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import type { RightToSpend } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { StoredRedemption } from '../../store/till-store.ts';
import { type ActDone, type ReadyAct, runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError, type IdReused, idReused } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import type { SignedIn } from '../session.ts';
import { checkRight, findRight, isVouchedBeyondView, markGrantUsed } from './find-right.ts';

type SpendKind = 'redeem' | 'redeemSink';

/** Points spent under an id of the caller, whatever they are given for. */
export interface PointsSpend<Kept extends object> {
  /** Of the table of acts. */
  readonly actKind: string;
  readonly redemptionId: string;
  readonly requestHash: string;
  readonly memberId: string;
  /** "" where it pays no receipt. */
  readonly receiptNo: string;
  readonly points: (programme: Programme) => number;
  /** Everything that head office need not be asked about; identification comes before balances. */
  readonly check: (ready: ReadyAct) => Promise<Refusal | null>;
  /** Head office has fewer points of the member than that. */
  readonly tooFew: (ready: ReadyAct, availablePoints: number) => Refusal;
  /** Runs inside the transaction and may refuse; the office may vouch for points that this till does not know of. */
  readonly decide: (
    ready: ReadyAct,
    by: RightToSpend & { readonly isBeyondView: boolean },
  ) =>
    | Refusal
    | { readonly status: 'decided'; readonly draft: DraftOf<SpendKind>; readonly kept: Kept };
  /** Writes what belongs to it beside it, in the same transaction; may not refuse. */
  readonly alsoPost?: (body: OperationOf<SpendKind>['body']) => void;
  /** What a repeat is answered from. */
  readonly keptOf: (stored: StoredRedemption) => Kept;
}

/**
 * Spends points, or changes nothing: what this till can say by itself comes first, then the right is found (`findRight`). Safe
 * to repeat: the same redemptionId posts once, and a repeat needs no proof, because it moves nothing. One after the other per
 * member, so that a double click finds the first one posted.
 */
export function spendPoints<Kept extends object>(
  till: ActiveTill,
  session: SignedIn,
  wish: PointsSpend<Kept>,
): Promise<Refusal | IdReused | ActDone<Kept>> {
  return till.queue.run(`spend:${wish.memberId}`, () => spend(till, session, wish));
}

async function spend<Kept extends object>(
  till: ActiveTill,
  session: SignedIn,
  wish: PointsSpend<Kept>,
): Promise<Refusal | IdReused | ActDone<Kept>> {
  const { redemptionId, requestHash, receiptNo } = wish;
  const before = till.store.redemption.find(redemptionId);
  if (before !== null) return repeated(till, wish, before);
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const view = readMember(till, wish.memberId);
  if (isRefused(view)) return view;
  const { memberId } = view;
  const ready = { view, programme, moment };
  const refusal = await wish.check(ready);
  if (refusal !== null) return refusal;
  const askedSeq = till.store.operation.head().terminalSeq;
  const attemptId = till.clock.newId();
  const found = await findRight(till, {
    redemptionId,
    attemptId,
    memberId,
    points: wish.points(programme),
    businessDate: moment.businessDate,
  });
  if (found.status === 'id_reused' || found.status === 'refused') return found;
  if (found.status === 'too_few_points') return wish.tooFew(ready, found.availablePoints);
  const { status: _status, ...by } = found;
  const done = runAct<SpendKind, Kept>(till, session, {
    kind: wish.actKind,
    actId: redemptionId,
    requestHash,
    memberId: wish.memberId,
    receiptNo,
    // The line may have taken a while: what was true before is read again.
    decide: (again) => {
      const isBeyondView = isVouchedBeyondView(till, memberId, { ...by, askedSeq });
      const decided = wish.decide(again, { ...by, isBeyondView });
      if (decided.status === 'refused') return decided;
      return checkRight(till, again, { ...by, points: decided.draft.body.points }) ?? decided;
    },
    // Of whom it was posted to: a merge may have come in meanwhile, or its undo (PL-19).
    alsoPost: ({ body, terminalSeq, businessDate, memberId: postedToId }) => {
      const { points } = body;
      const offsetFen = 'offsetFen' in body ? body.offsetFen : 0;
      const lots = body.entries.flatMap((entry) => entry.lots);
      till.store.redemption.insert({
        redemption: { redemptionId, points, offsetFen, lots },
        memberId: postedToId,
        receiptNo,
        businessDate,
        right: by.right,
        requestHash,
        terminalSeq,
      });
      markGrantUsed(till, body);
      wish.alsoPost?.(body);
    },
  });
  if (by.right === 'authorised' && till.store.redemption.find(redemptionId) === null) {
    await till.sync.release({ actId: redemptionId, attemptId, memberId });
  }
  return done;
}

/** A spend that was cancelled stays so: its id answers no repeat that could be taken for a payment. */
function repeated<Kept extends object>(
  till: ActiveTill,
  { requestHash, keptOf }: PointsSpend<Kept>,
  stored: StoredRedemption,
): Refusal | IdReused | ActDone<Kept> {
  if (stored.requestHash !== requestHash) return idReused;
  if (stored.cancelledSeq !== null) return refuse('redemption_cancelled');
  const view = readMember(till, stored.memberId);
  if (isRefused(view)) return view;
  return { status: 'already_posted', kept: keptOf(stored), view };
}

/** Points that were spent here, with what their cancelling asks about. */
export type SpentPoints = StoredRedemption & { readonly isCancelled: boolean };

/** null where there is no such spend, or head office has set it aside for good: it took nothing there, and takes nothing here. */
export function findSpent(till: ActiveTill, redemptionId: string): SpentPoints | null {
  const stored = till.store.redemption.find(redemptionId);
  if (stored === null || till.store.operation.countsForNothing(stored.terminalSeq)) return null;
  return { ...stored, isCancelled: stored.cancelledSeq !== null };
}
