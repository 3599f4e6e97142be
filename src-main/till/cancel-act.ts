import type { DraftOf, OperationKind } from '../../src-shared/domain/operation/operation.ts';
import { type Refusal, type RefusalCode, refuse } from '../../src-shared/domain/refusal.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { ReadyAct } from './act.ts';
import type { ActiveTill } from './active-till.ts';
import { faultError } from './answer.ts';
import { isRefused, type MemberView, readMember } from './find-member.ts';
import { announcePosted, postOperation } from './post-operation.ts';
import type { SignedIn } from './session.ts';

/** What the caller wants undone. */
export interface Cancelling<Kind extends OperationKind, Found extends FoundAct> {
  /** The act as it is kept now; null where there is none to undo, which `notFound` says. */
  readonly find: () => Found | null;
  readonly notFound: RefusalCode;
  /** Runs inside the transaction and may refuse. */
  readonly decide: (
    found: Found,
    ready: ReadyAct,
  ) => Refusal | { readonly status: 'decided'; readonly draft: DraftOf<Kind> };
  /** Marks it as undone, in the same transaction; may not refuse. */
  readonly close: (cancelledSeq: number) => void;
}

interface FoundAct {
  readonly memberId: MemberId;
  readonly isCancelled: boolean;
}

interface Cancelled<Found extends FoundAct> {
  readonly status: 'cancelled' | 'already_cancelled';
  readonly found: Found;
  readonly view: MemberView;
}

/**
 * Undoes what a member spent, in one transaction and behind a spend of the same member that is on its way; or changes
 * nothing. Safe to repeat: it is given back once. Tells sync and the screens once it is on the disk.
 */
export function runCancel<Kind extends OperationKind, Found extends FoundAct>(
  till: ActiveTill,
  session: SignedIn,
  cancelling: Cancelling<Kind, Found>,
): Promise<Refusal | Cancelled<Found>> {
  const found = cancelling.find();
  if (found === null) return Promise.resolve(refuse(cancelling.notFound));
  return till.queue.run(`spend:${found.memberId}`, () =>
    Promise.resolve(cancel(till, session, cancelling)),
  );
}

function cancel<Kind extends OperationKind, Found extends FoundAct>(
  till: ActiveTill,
  session: SignedIn,
  cancelling: Cancelling<Kind, Found>,
): Refusal | Cancelled<Found> {
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction((): Refusal | Cancelled<Found> => {
    const found = cancelling.find();
    if (found === null) return refuse(cancelling.notFound);
    const view = readMember(till, found.memberId);
    if (isRefused(view)) return view;
    if (found.isCancelled) return { status: 'already_cancelled', found, view };
    const decided = cancelling.decide(found, { view, programme, moment });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const act = { draft: decided.draft, view: view.state, session, programme, moment };
    const { operation, state } = postOperation<Kind>(till, act);
    cancelling.close(operation.terminalSeq);
    return { status: 'cancelled', found, view: { ...view, state, hasPending: true } };
  });
  if (result.status === 'cancelled') announcePosted(till, result.view.memberId);
  return result;
}
