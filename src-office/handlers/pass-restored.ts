import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperationOf } from '../../src-shared/domain/office/office-operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import {
  movedEntries,
  restoredToPayers,
} from '../../src-shared/domain/refund/restored-to-payers.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';

/** Refunds of a receipt that have just been posted. */
interface Restored {
  readonly record: Pick<ReceiptRecord, 'memberId' | 'redemptions'>;
  /** What all refunds of the receipt had restored without them, and what they have with them. */
  readonly beforePoints: number;
  readonly afterPoints: number;
  /** The last of them. */
  readonly operationId: string;
  readonly refundNo: string;
  readonly businessDate: BusinessDate;
}

/**
 * Passes points that came back of a receipt to whoever had paid them, where they were merged with its member when it was sold and
 * are not any more (PL-13, PL-19). Safe to repeat.
 */
export async function passRestored(
  transaction: Queryable,
  programme: Programme,
  restored: Restored,
  atMs: number,
): Promise<void> {
  const { record, operationId, refundNo, businessDate } = restored;
  const parts = restoredToPayers(record, restored, { programme, businessDate });
  if (parts.length === 0) return;
  const ids = [record.memberId, ...parts.map(({ payerId }) => payerId)];
  const locked = await lockWithSurvivors(transaction, ids);
  const member = survivorOf(locked, record.memberId)?.state;
  const acts = parts.flatMap(({ payerId, points, lots }) => {
    const payer = survivorOf(locked, payerId)?.state;
    if (member === undefined || payer === undefined || payer.memberId === member.memberId)
      return [];
    const act = (
      side: 'out' | 'in',
      { memberId, debtPoints }: MemberState,
      other: MemberState,
    ): OfficeOperationOf<'passPoints'> => ({
      operationId: `paid:${operationId}:${payerId}:${side}`,
      kind: 'passPoints',
      body: {
        otherMemberId: other.memberId,
        refundNo,
        entries: movedEntries(side === 'out' ? 0 - points : points, lots, debtPoints),
      },
      memberId,
      atMs,
      businessDate,
      programmeVersion: programme.version,
      actor: 'job:merges',
    });
    return [act('out', member, payer), act('in', payer, member)];
  });
  await postToLocked(transaction, acts, locked);
}
