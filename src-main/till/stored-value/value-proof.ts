import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import type { MemberView } from '../find-member.ts';
import { identifyMember } from '../identify.ts';
import type { SignedIn } from '../session.ts';

/** How a member who wants to spend has shown who they are; `known` is their PIN within this visit (ID-02, SV-12). */
export type ValueProof = 'pin' | 'known' | 'none';

/** What a request offers as proof, its PIN still to be checked. */
export function offeredProof(
  till: ActiveTill,
  session: SignedIn,
  { memberId }: MemberView,
  proof: { readonly pin: string } | undefined,
): ValueProof {
  if (proof !== undefined) return 'pin';
  // A code opens points and coupons; stored value wants the PIN beside it.
  const level = session.visits.levelWithoutCode(memberId, till.clock.uptimeMs());
  return level === 'L2' ? 'known' : 'none';
}

/** null where no PIN came, or the one that came is the member's, who is known by it for this visit. */
export async function checkOfferedPin(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  proof: { readonly pin: string } | undefined,
): Promise<Refusal | null> {
  if (proof === undefined) return null;
  return identifyMember(till, session, view, { kind: 'pin', pin: proof.pin });
}
