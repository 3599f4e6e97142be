import { implement, ORPCError } from '@orpc/server';
import { officeContract } from '../../src-shared/contract/office-contract.ts';
import { findInstall, type Install } from '../store/terminal-store.ts';
import type { Queryable } from '../store/database.ts';
import type { SyncContext } from './office-services.ts';

/** The calls of the office contract, to be given their handlers one by one. */
export const syncCalls = implement(officeContract).$context<SyncContext>();

/** Refuses a call whose token is missing or unknown. */
export function unauthorised(): ORPCError<'unauthorised', object> {
  return new ORPCError('unauthorised', {
    status: 401,
    message: 'The token is missing, or not one of this office.',
    data: {},
  });
}

/** Refuses a terminal that head office revoked. */
export function terminalRevoked(): ORPCError<'terminal_revoked', object> {
  return new ORPCError('terminal_revoked', {
    status: 403,
    message: 'Head office revoked this terminal.',
    data: {},
  });
}

/** The calling install, if it may call. Throws the refusal otherwise. */
export async function requireInstall(
  queryable: Queryable,
  context: Pick<SyncContext, 'installId'>,
  find: typeof findInstall = findInstall,
): Promise<Install> {
  return permitInstall(
    context.installId === null ? null : await find(queryable, context.installId),
  );
}

/** An install that was found, if it may call. Throws the refusal otherwise. */
export function permitInstall(install: Install | null): Install {
  if (install === null) throw unauthorised();
  if (install.status === 'revoked') throw terminalRevoked();
  return install;
}
