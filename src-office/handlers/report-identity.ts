import type { CaseKind } from '../../src-shared/domain/review/review-case.ts';
import { openCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import type { Install } from '../store/terminal-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** A till says that head office holds another line of operations under its identity: a person has to look. */
export function reportIdentityHandler(office: OfficeServices) {
  return syncCalls.identity.report.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const { kind, headSeq, headHash } = input;
    const { terminalId } = install;
    office.log.error({ terminalId, kind, headSeq }, 'a till met another line of its operations');
    await openIdentityCase(database, install, {
      kind,
      found: { headSeq, headHash, heldSeq: install.headSeq },
      openedAtMs: office.nowMs(),
    });
    return { status: 'noted' as const };
  });
}

/** One case of each kind for each place where a line leaves the chain; finding it again changes nothing. */
export async function openIdentityCase(
  queryable: Queryable,
  install: Install,
  {
    kind,
    found,
    openedAtMs,
  }: {
    readonly kind: Extract<CaseKind, 'data_folder_old' | 'identity_shared'>;
    readonly found: {
      readonly headSeq: number;
      readonly headHash: string;
      readonly heldSeq: number;
    };
    readonly openedAtMs: number;
  },
): Promise<void> {
  const { installId, terminalId, storeId, terminalName } = install;
  await openCases(queryable, [
    {
      caseId: `identity:${installId}:${found.headSeq}:${kind}`,
      kind,
      memberId: '',
      operatorId: null,
      evidence: { terminalId, terminalName, storeId, installId, ...found },
      openedAtMs,
    },
  ]);
}
