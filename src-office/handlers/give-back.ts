import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { type BackParts, partsOfOthers } from '../../src-shared/domain/office/given-back.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { sumValueFen } from '../../src-shared/domain/stored-value/restore-value.ts';
import { memberId as toMemberId } from '../../src-shared/values/ids.ts';
import { lockCase, updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { survivorOf } from '../store/member-store.ts';
import { postOfficeOperations } from '../store/office-operation-store.ts';

/** What came back to a member, of which some may be somebody else's since a merge was undone. */
export interface CameBack {
  readonly operation: Pick<OfficeOperation, 'operationId' | 'businessDate' | 'programmeVersion'>;
  /** The number of the refund, or the paymentId. */
  readonly reference: string;
  readonly parts: BackParts;
  /** Of the member it was posted to. */
  readonly state: Pick<MemberState, 'memberId' | 'value' | 'givenBack'>;
}

/** The case of what was spent of a merge's value and coupons before it was undone. */
export function spentCaseId(mergeId: string): string {
  return `spent:${mergeId}`;
}

/**
 * Posts stored value, coupons and what plans saved to whose they are, where a merge was undone since they were used (PL-14,
 * PL-19). The case of that undo is told what has come back of what was spent. Safe to repeat.
 */
export async function giveBack(
  transaction: Queryable,
  cameBack: readonly CameBack[],
  atMs: number,
): Promise<void> {
  const acts = cameBack.flatMap(({ operation, reference, parts, state }) =>
    partsOfOthers(parts, state).map(
      ({ mergeId, memberId, ...theirs }): Extract<OfficeOperation, { kind: 'giveBack' }> => ({
        operationId: `back:${mergeId}:${operation.operationId}`,
        kind: 'giveBack',
        body: { mergeId, fromMemberId: state.memberId, reference, ...theirs },
        memberId: toMemberId(memberId),
        atMs,
        businessDate: operation.businessDate,
        programmeVersion: operation.programmeVersion,
        actor: 'job:merges',
      }),
    ),
  );
  if (acts.length === 0) return;
  const { outcomes, members } = await postOfficeOperations(transaction, acts);
  for (const { operationId, body } of acts) {
    if (outcomes.get(operationId) !== 'posted') continue;
    const opened = await lockCase(transaction, spentCaseId(body.mergeId));
    if (opened === null) continue;
    const { returnedFen = 0, returnedCoupons = 0 } = opened.evidence;
    const evidence = {
      ...opened.evidence,
      returnedFen: Number(returnedFen) + sumValueFen(body.value),
      returnedCoupons: Number(returnedCoupons) + body.coupons.length,
    };
    await updateCases(transaction, [{ ...opened, evidence }]);
  }
  // Who had it back may have had it by a merge themselves, which was undone as well.
  const passedOn = acts.flatMap((operation): CameBack[] => {
    const member = survivorOf(members, operation.memberId);
    const { reference } = operation.body;
    if (member === null || outcomes.get(operation.operationId) !== 'posted') return [];
    return [{ operation, reference, parts: operation.body, state: member.state }];
  });
  await giveBack(transaction, passedOn, atMs);
}
