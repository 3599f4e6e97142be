import type { Language, StaffRole } from '../../src-shared/domain/programme/programme.ts';

export type Operator =
  | { readonly kind: 'pos' }
  | { readonly kind: 'staff'; readonly staffId: string; readonly role: StaffRole };

/** Who is calling. The POS API is trusted by its token; a screen is nobody until staff sign in. */
export interface Session {
  operator: Operator | null;
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

/** As an operation names who did it. */
export function operatorId(operator: Operator): string {
  return operator.kind === 'pos' ? 'pos' : operator.staffId;
}
