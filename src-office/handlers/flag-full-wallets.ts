import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { excessOfWalletFen } from '../../src-shared/domain/stored-value/excess-of-wallet.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import { openCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { insertNotices } from '../store/notice-store.ts';

/** A top-up that took a wallet above its limit. */
export interface FullWallet {
  readonly operationId: string;
  readonly memberId: MemberId;
  readonly businessDate: BusinessDate;
  /** By how much, of what it may hold, and the contract whose refund is offered. */
  readonly detail: {
    readonly excessFen: number;
    readonly maxBalanceFen: number;
    readonly contractNo: string;
  };
}

/** Whether an operation that was just posted took a wallet above its limit (SV-04); null where it did not. */
export function fullWalletOf(
  operation: Operation,
  { memberId, value }: MemberState,
  programmes: LoadedProgrammes,
): FullWallet | null {
  if (operation.kind !== 'topUp') return null;
  const { operationId, businessDate } = operation;
  const { contractNo, profileId } = operation.body;
  const rules = programmes.onDay(businessDate)?.value;
  const profile = rules?.profiles.find((each) => each.profileId === profileId);
  const excessFen = profile === undefined ? 0 : excessOfWalletFen(value, profile);
  if (profile === undefined || excessFen === 0) return null;
  const detail = { excessFen, maxBalanceFen: profile.maxBalanceFen, contractNo };
  return { operationId, memberId, businessDate, detail };
}

/**
 * Opens a case for each of these and tells the member that the money can be had back (SV-13). It was received, so the fact
 * stands. Safe to repeat.
 */
export async function flagFullWallets(
  transaction: Queryable,
  wallets: readonly FullWallet[],
  atMs: number,
): Promise<void> {
  if (wallets.length === 0) return;
  await openCases(
    transaction,
    wallets.map(({ operationId, memberId, detail }) => ({
      caseId: `wallet:${operationId}`,
      kind: 'wallet_above_limit',
      memberId,
      operatorId: null,
      evidence: { operationId, ...detail },
      openedAtMs: atMs,
    })),
  );
  await insertNotices(
    transaction,
    wallets.map(({ memberId, businessDate, detail }) => ({
      onDay: businessDate,
      memberId,
      kind: 'wallet_above_limit',
      reference: detail.contractNo,
      detail,
    })),
  );
}
