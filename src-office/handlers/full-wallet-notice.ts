import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { excessOfWalletFen } from '../../src-shared/domain/stored-value/excess-of-wallet.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Notice } from '../store/notice-store.ts';

/**
 * What a member is told of a top-up that took their wallet above its limit (SV-13): by how much, and of which contract the
 * refund is offered. The money was received, so the fact stands; a person settles it. null where the limit holds.
 */
export function fullWalletNotice(
  operation: Operation,
  { memberId, value }: MemberState,
  programmes: LoadedProgrammes,
): Notice | null {
  if (operation.kind !== 'topUp') return null;
  const { contractNo, profileId } = operation.body;
  const rules = programmes.onDay(operation.businessDate)?.value;
  const profile = rules?.profiles.find((each) => each.profileId === profileId);
  if (profile === undefined) return null;
  const excessFen = excessOfWalletFen(value, profile);
  if (excessFen === 0) return null;
  const { maxBalanceFen } = profile;
  return {
    onDay: operation.businessDate,
    memberId,
    kind: 'wallet_above_limit',
    reference: contractNo,
    detail: { excessFen, maxBalanceFen, contractNo },
  };
}
