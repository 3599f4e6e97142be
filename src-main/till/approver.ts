import type { StaffRole } from '../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { ActiveTill } from './active-till.ts';
import { isRefused, readMember } from './find-member.ts';
import { isMemberOfStaff } from './own-member.ts';

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
 * approver_same_person, staff_role_needed, approver_is_beneficiary (PL-17), and what is wrong with the PIN.
 */
export async function checkApprover(
  till: ActiveTill,
  proof: ApproverProof,
  wanted: {
    readonly initiatorId: string;
    readonly roles: readonly StaffRole[];
    /** Whose it is. */
    readonly memberId: string;
  },
): Promise<Refusal | { readonly status: 'approved'; readonly approver: Approver }> {
  const person = till.reference.staff(proof.staffId);
  if (person === null) return refuse('staff_unknown');
  const { staffId, role, pinVerifier } = person;
  if (staffId === wanted.initiatorId) return refuse('approver_same_person');
  if (!wanted.roles.includes(role)) return refuse('staff_role_needed');
  const beneficiary = readMember(till, wanted.memberId);
  if (!isRefused(beneficiary) && isMemberOfStaff(till, staffId, beneficiary.memberId)) {
    return refuse('approver_is_beneficiary');
  }
  const refusal = await till.pins.check(
    { kind: 'staff', id: staffId, verifier: pinVerifier },
    proof.pin,
  );
  return refusal ?? { status: 'approved', approver: { staffId, role } };
}
