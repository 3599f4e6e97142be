import type { StaffRole } from '../../src-shared/domain/programme/programme.ts';
import type { Language } from '../../src-shared/domain/programme/programme.ts';

/** Who is calling. The POS API is trusted by its token; a screen is nobody until staff sign in. */
export interface Session {
  operator:
    | { readonly kind: 'pos' }
    | { readonly kind: 'staff'; readonly staffId: string; readonly role: StaffRole }
    | null;
  /** Of the messages in answers. */
  language: Language;
}

/** What every handler gets beside its input. */
export interface TillContext {
  readonly session: Session;
}
