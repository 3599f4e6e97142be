import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import type { OperationOf } from '../../../src-shared/domain/operation/operation.ts';
import { decideAdjustment } from '../../../src-shared/domain/points/decide-adjustment.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError, type IdReused, idReused } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['adjust'];
type Output = InferContractRouterOutputs<typeof memberScreenContract>['adjust'];

/** Corrects a member's points by hand (PL-17). Safe to repeat: the same adjustmentId posts once. */
export function postAdjustment(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  const { operator } = session;
  if (operator.kind !== 'staff') return refuse('staff_role_needed');
  const moment = till.reference.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    const posted = findAdjustment(till, input);
    if (posted !== null) {
      return isSame(posted, input) ? ({ status: 'already_posted', view } as const) : idReused;
    }
    // Even what cannot be taken would tell what there is.
    const unknown = checkKnown(till, session, view, 'seeAssets');
    if (unknown !== null) return unknown;
    const { state } = view;
    const { adjustmentId, points, reasonCode, note } = input;
    const decided = decideAdjustment({
      programme,
      state,
      role: operator.role,
      adjustmentId,
      reasonCode,
      points,
      ...(note === undefined ? {} : { note }),
      businessDate: moment.businessDate,
      nowMs: moment.atMs,
    });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    const act = { draft: decided.draft, view: state, session, programme, moment };
    const after = postOperation<'adjust'>(till, act);
    return { status: 'posted', view: { ...view, state: after.state, hasPending: true } } as const;
  });
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  const { status, view } = result;
  if (status === 'posted') announcePosted(till, view.memberId);
  return { status, member: memberSummary(till, view, session) };
}

/** The operation itself remembers the id; a list of its own would only repeat it. */
function findAdjustment(till: ActiveTill, { adjustmentId }: Input): OperationOf<'adjust'> | null {
  const operation = till.store.operation.findAdjustment(adjustmentId)?.operation;
  return operation?.kind === 'adjust' ? operation : null;
}

function isSame({ memberId, body, personal }: OperationOf<'adjust'>, input: Input): boolean {
  const points = body.entries.reduce((sum, entry) => sum + entry.points, 0);
  return (
    memberId === input.memberId &&
    points === input.points &&
    body.reasonCode === input.reasonCode &&
    personal?.note === input.note
  );
}
