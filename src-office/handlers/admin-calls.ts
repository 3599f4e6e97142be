import { implement } from '@orpc/server';
import { adminContract } from '../../src-shared/contract/admin-contract.ts';
import type { Language } from '../../src-shared/domain/programme/programme.ts';

/** What a call knows of who makes it. */
export interface AdminCallContext {
  /** That of `Accept-Language`, Chinese where it names none of ours. */
  readonly language: Language;
  /** The body as it came, JSON, for what reading it loses; "" without one. */
  readonly bodyText: string;
}

/** The calls of the admin contract, to be given their handlers one by one. The token is checked before any is reached. */
export const adminCalls = implement(adminContract).$context<AdminCallContext>();
