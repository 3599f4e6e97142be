import { implement } from '@orpc/server';
import { adminContract } from '../../src-shared/contract/admin-contract.ts';

/** The calls of the admin contract, to be given their handlers one by one. The token is checked before any is reached. */
export const adminCalls = implement(adminContract);
