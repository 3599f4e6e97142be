import type { StaffRole } from '../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { ActiveTill } from './active-till.ts';

/** A second person, as they prove themselves: by their own PIN (FR-20). */
export interface ApproverProof {
  readonly staffId: string;
  readonly pin: string;
}

export interface Approver {
  readonly staffId: string;
  readonly role: StaffRole;
}

/**
 * Checks a second person for one act, at once and for that act only (FR-20). Refuses in the order staff_unknown,
 * approver_same_person, staff_role_needed, and what is wrong with the PIN.
 */
export async function checkApprover(
  till: ActiveTill,
  proof: ApproverProof,
  wanted: { readonly initiatorId: string; readonly roles: readonly StaffRole[] },
): Promise<Refusal | { readonly status: 'approved'; readonly approver: Approver }> {
  const person = till.reference.staff(proof.staffId);
  if (person === null) return refuse('staff_unknown');
  const { staffId, role, pinVerifier } = person;
  if (staffId === wanted.initiatorId) return refuse('approver_same_person');
  if (!wanted.roles.includes(role)) return refuse('staff_role_needed');
  const refusal = await till.pins.check(
    { kind: 'staff', id: staffId, verifier: pinVerifier },
    proof.pin,
  );
  return refusal ?? { status: 'approved', approver: { staffId, role } };
}
