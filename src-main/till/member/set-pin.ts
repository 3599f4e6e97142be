import type { InferContractRouterInputs } from '@orpc/contract';
import type {
  memberContract,
  memberScreenContract,
  Proof,
} from '../../../src-shared/contract/till/member.ts';
import { decideSetPin, type NewPin } from '../../../src-shared/domain/member/decide-set-pin.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown, identifyMember } from '../identify.ts';
import { checkManagerPin, checkMemberPin, checkNewPin, pinVerifierOf } from '../pin-checks.ts';
import { makePinVerifier } from '../pin-verifier.ts';
import { announcePosted, postOperation } from '../post-operation.ts';
import type { SignedIn } from '../session.ts';

type SetInput = InferContractRouterInputs<typeof memberContract>['setPin'];
type ResetInput = InferContractRouterInputs<typeof memberScreenContract>['resetPin'];

/** Sets a member's first PIN, or changes it with the old one or a manager beside them. */
export function setPin(
  till: ActiveTill,
  session: SignedIn,
  input: SetInput,
): Promise<Refusal | { readonly status: 'set' }> {
  return till.queue.run(`pin:${input.memberId}`, async () => {
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    const { profile } = view.state;
    const known = { phone: profile.phone.value, birthday: profile.birthday?.value };
    const refusal =
      checkMaySet(till, session, view) ??
      checkNewPin(input.pin, known) ??
      (await checkProof(till, view, input.proof));
    if (refusal !== null) return refusal;
    const pinVerifier = await makePinVerifier(input.pin, till.pinCost);
    return keepPin(till, session, { view, pin: { by: 'member', pinVerifier }, answer: 'set' });
  });
}

/** Takes a forgotten PIN away, so that the member sets a new one: staff never know a member's PIN. */
export function resetPin(
  till: ActiveTill,
  session: SignedIn,
  input: ResetInput,
): Promise<Refusal | { readonly status: 'reset' }> {
  return till.queue.run(`pin:${input.memberId}`, async () => {
    const view = readMember(till, input.memberId);
    if (isRefused(view)) return view;
    if (input.proof.kind !== 'manager') return refuse('staff_role_needed');
    // The manager has looked at who it is (ID-02), so that the member may set the new one.
    const refusal = await identifyMember(till, session, view, input.proof);
    if (refusal !== null) return refusal;
    return keepPin(till, session, { view, pin: { by: 'manager' }, answer: 'reset' });
  });
}

/** The first PIN has no other to prove it: whoever sets it must be known, or a phone number would be enough to spend. */
function checkMaySet(till: ActiveTill, session: SignedIn, view: MemberView): Refusal | null {
  const isFirst = pinVerifierOf(view.state) === null;
  return isFirst ? checkKnown(till, session, view, 'changeProfile') : null;
}

async function checkProof(
  till: ActiveTill,
  view: MemberView,
  proof: Proof | undefined,
): Promise<Refusal | null> {
  if (pinVerifierOf(view.state) === null) return null;
  if (proof === undefined) return refuse('pin_proof_needed');
  return proof.kind === 'pin'
    ? checkMemberPin(till, view, proof.pin)
    : checkManagerPin(till, view, proof);
}

function keepPin<Answer extends string>(
  till: ActiveTill,
  session: SignedIn,
  change: { readonly view: MemberView; readonly pin: NewPin; readonly answer: Answer },
): Refusal | { readonly status: Answer } {
  const { view, pin, answer } = change;
  const { memberId } = view;
  const moment = till.time.now();
  const programme = till.reference.programmeAt(moment.businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const result = till.store.transaction(() => {
    const now = readMember(till, memberId);
    if (isRefused(now)) return now;
    const decided = decideSetPin({ state: now.state, pin });
    if (decided.status === 'refused') return decided;

    // Nothing below may refuse.
    postOperation(till, { draft: decided.draft, view: now.state, session, programme, moment });
    till.pins.forget({ kind: 'member', id: memberId });
    return { status: answer };
  });
  if (result.status === answer) announcePosted(till, memberId);
  return result;
}
