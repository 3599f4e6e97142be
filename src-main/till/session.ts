import type { Language, StaffRole } from '../../src-shared/domain/programme/programme.ts';
import type { Visits } from './visits.ts';

export type Operator =
  /** `staffId`: who the cash register says stands there; it gives them no rights of their role. */
  | { readonly kind: 'pos'; readonly staffId?: string }
  | { readonly kind: 'staff'; readonly staffId: string; readonly role: StaffRole };

/** Who is calling. The POS API is trusted by its token; a screen is nobody until staff sign in. */
export interface Session {
  operator: Operator | null;
  /** Whom this screen knows beyond a phone number. */
  readonly visits: Visits;
  /** Of the messages in answers. */
  language: Language;
}

/** A session in which somebody may act. */
export interface SignedIn extends Session {
  operator: Operator;
}

/** What every handler gets beside its input. */
export interface TillContext {
  readonly session: Session;
}

/** Nobody stands at a screen any more: whom it knew, it knows no longer. */
export function endSession(session: Session): void {
  session.operator = null;
  session.visits.leaveAll();
}

/** As an operation names who did it. */
export function operatorId(operator: Operator): string {
  return staffIdOf(operator) ?? 'pos';
}

/** Who of the staff it is; null where a cash register does not say. */
export function staffIdOf(operator: Operator): string | null {
  return operator.staffId ?? null;
}
