import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { decideGiftPack } from '../../src-shared/domain/tier/decide-gift-pack.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { LoadedProgrammes } from '../jobs/office-programmes.ts';
import type { Queryable } from '../store/database.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';

/**
 * Gives the gift packs that the tills' operations brought up (TR-06): those a state notes now and did not before. The members
 * are locked and written in this transaction. Safe to repeat: a pack is given once ever.
 */
export async function giveGiftPacks(
  transaction: Queryable,
  programmes: LoadedProgrammes,
  members: Iterable<{ readonly state: MemberState | null; readonly before: MemberState | null }>,
  atMs: number,
): Promise<void> {
  const businessDate = businessDateAt(atMs);
  const programme = programmes.onDay(businessDate);
  if (programme === null) return;
  const operations: OfficeOperation[] = [];
  for (const { state, before } of members) {
    if (state === null || state.giftPackKeys === before?.giftPackKeys) continue;
    const { memberId } = state;
    for (const giftPackKey of state.giftPackKeys ?? []) {
      if (before?.giftPackKeys?.includes(giftPackKey) === true) continue;
      const pack = decideGiftPack({ programme, memberId, giftPackKey, businessDate, atMs });
      if (pack === null) continue;
      operations.push({
        ...pack,
        kind: 'givePack',
        memberId,
        atMs,
        businessDate,
        programmeVersion: programme.version,
        actor: 'gift-packs',
      });
    }
  }
  await postOfficeOperations(transaction, operations);
}
