import type {
  DraftOf,
  OperationKind,
  OperationOf,
} from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { ActiveTill } from './active-till.ts';
import { faultError, type IdReused, idReused } from './answer.ts';
import { isRefused, type MemberView, readMember } from './find-member.ts';
import { checkCeiling } from './offline-ceiling.ts';
import { announcePosted, postOperation } from './post-operation.ts';
import type { Moment } from '../sync/till-time.ts';
import type { SignedIn } from './session.ts';

/** One act as its caller asked for it. */
export interface Act<Kind extends OperationKind, Kept extends object> {
  /** Of the table of acts: ids are unique within a kind. */
  readonly kind: string;
  readonly actId: string;
  /** Tells a repeat from another request under the id. */
  readonly requestHash: string;
  readonly memberId: string;
  /** "" where it belongs to no receipt. */
  readonly receiptNo?: string;
  /** What a posted act is from then on; `open` while it waits for its receipt. */
  readonly postedState?: 'open' | 'done';
  /** Runs inside the transaction and may refuse; `kept` is what a repeat is answered from. */
  readonly decide: (ready: ReadyAct) =>
    | Refusal
    | { readonly status: 'decided'; readonly draft: DraftOf<Kind>; readonly kept: Kept }
    /** Somebody else must agree first: nothing is posted, and the next call under the id decides again. */
    | { readonly status: 'waiting'; readonly kept: Kept };
  /** Writes what belongs to the act beside it, in the same transaction; may not refuse. */
  readonly alsoPost?: (operation: OperationOf<Kind>) => void;
}

/** What a decision works with. */
export interface ReadyAct {
  readonly view: MemberView;
  readonly programme: Programme;
  readonly moment: Moment;
}

export interface ActDone<Kept extends object> {
  readonly status: 'posted' | 'already_posted' | 'waiting';
  readonly kept: Kept;
  /** With the act in it. */
  readonly view: MemberView;
}

/**
 * Does one act under the id its caller gave it, in one transaction, or changes nothing. Safe to repeat: a posted id answers
 * what was kept, the same id for another request is refused. Tells sync and the screens once it is on the disk.
 */
export function runAct<Kind extends OperationKind, Kept extends object>(
  till: ActiveTill,
  session: SignedIn,
  act: Act<Kind, Kept>,
): Refusal | IdReused | ActDone<Kept> {
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction((): Refusal | IdReused | ActDone<Kept> => {
    const { kind, actId, requestHash } = act;
    const stored = till.store.act.find(kind, actId);
    if (stored !== null && stored.requestHash !== requestHash) return idReused;
    const view = readMember(till, act.memberId);
    if (isRefused(view)) return view;
    if (stored !== null && stored.state !== 'waiting') {
      return { status: 'already_posted', kept: stored.record as Kept, view }; // kept by this act
    }
    const decided = act.decide({ view, programme, moment });
    if (decided.status === 'refused') return decided;
    const above =
      decided.status === 'waiting' ? null : checkCeiling(till, decided.draft, programme);
    if (above !== null) return above;

    // Nothing below may refuse.
    const { memberId } = view;
    const posted =
      decided.status === 'waiting'
        ? null
        : postOperation<Kind>(till, {
            draft: decided.draft,
            view: view.state,
            session,
            programme,
            moment,
          });
    const change = {
      terminalSeq: posted?.operation.terminalSeq ?? null,
      state: posted === null ? 'waiting' : (act.postedState ?? 'done'),
      record: decided.kept,
    } as const;
    if (stored === null) {
      const { receiptNo = '' } = act;
      const { businessDate } = moment;
      till.store.act.insert({
        kind,
        actId,
        requestHash,
        memberId,
        receiptNo,
        businessDate,
        ...change,
      });
    } else {
      till.store.act.update(kind, actId, change);
    }
    if (posted === null) return { status: 'waiting', kept: decided.kept, view };
    act.alsoPost?.(posted.operation);
    const after = { memberId, state: posted.state, hasPending: true };
    return { status: 'posted', kept: decided.kept, view: after };
  });
  if (result.status === 'posted') announcePosted(till, result.view.memberId);
  return result;
}
