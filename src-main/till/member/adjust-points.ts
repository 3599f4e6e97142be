import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { postAdjustment } from '../adjustment/post-adjustment.ts';
import type { IdReused } from '../answer.ts';
import type { SignedIn } from '../session.ts';

type Input = InferContractRouterInputs<typeof memberScreenContract>['adjust'];
type Output = InferContractRouterOutputs<typeof memberScreenContract>['adjust'];

/** As `postAdjustment`, for a screen that has no place for a second person: it is then refused in words. */
export function adjustPoints(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Output | Refusal | IdReused {
  if (session.operator.kind !== 'staff') return refuse('staff_role_needed');
  const result = postAdjustment(till, session, input);
  if (result.status === 'refused' || result.status === 'id_reused') return result;
  const { status, member } = result;
  return status === 'needs_approval' ? refuse('approval_needed') : { status, member };
}
