import { faceOf } from '../../src-shared/domain/member/member-face.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { NumberedSale } from '../../src-shared/domain/refusal.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { readMadeUp } from '../store/adjustment-store.ts';
import type { Queryable } from '../store/database.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import { readReceiptHistory } from '../store/receipt-history-store.ts';
import { findEarning } from '../store/find-earning.ts';
import { readEarnedBy } from '../store/review-store.ts';
import { isStoreKnown } from '../store/terminal-store.ts';
import { addWaitingGoods, findWaitingGoods } from './add-waiting-goods.ts';
import { takeIntoScope } from './member-scope.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** Looks one receipt up for a till that did not post it, with what came back of it so far. */
export function findReceiptHandler(office: OfficeServices) {
  return syncCalls.receipts.find.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const { storeId = install.storeId, receiptNo, businessDate = null, ...named } = input;
    const found = await findEarning(database, { ...named, storeId, receiptNo, businessDate });
    if (found.status === 'ambiguous') {
      const sales = await toNumberedSales(database, found.earnings);
      return { receipt: null, isAmbiguous: true, sales };
    }
    if (found.status === 'not_found') {
      const receipts = businessDate === null ? [] : [{ storeId, receiptNo, businessDate }];
      const [madeUp] = await readMadeUp(database, receipts);
      if (madeUp !== undefined) return { receipt: null, madeUpFor: madeUp.memberId };
      if (!(await isStoreKnown(database, storeId))) return { receipt: null, isStoreUnknown: true };
      const waiting = await findWaitingGoods(database, { storeId, receiptNo, businessDate });
      return { receipt: null, ...(waiting.length === 0 ? {} : { waiting }) };
    }
    const { earning } = found;
    const owner = await findMember(database, earning.memberId);
    const member = await takeIntoScope(office, install, await followMerges(database, owner));
    if (member === null) return { receipt: null };
    const history = await readReceiptHistory(database, earning);
    const [record = history] = await addWaitingGoods(database, [{ earning, record: history }]);
    const recordJson = JSON.stringify({ ...record, memberId: member.memberId });
    return { receipt: { recordJson, member } };
  });
}

/** More under one number nobody looks through at a counter. */
const listedSalesMax = 20;

/** Sales of one number as a person tells them apart. */
async function toNumberedSales(
  queryable: Queryable,
  earnings: readonly OperationOf<'earn'>[],
): Promise<NumberedSale[]> {
  const listed = earnings
    .toSorted((a, b) => a.atMs - b.atMs || (a.operationId < b.operationId ? -1 : 1))
    .slice(0, listedSalesMax);
  const keys = listed.map(({ body }) => body.receipt);
  const storeId = keys[0]?.storeId ?? '';
  const earnedBy = await readEarnedBy(queryable, storeId, keys);
  const sales: NumberedSale[] = [];
  for (const { operationId: saleOperationId, memberId, atMs, body } of listed) {
    const owner = await followMerges(queryable, await findMember(queryable, memberId));
    const by = earnedBy.find(({ operationId }) => operationId === saleOperationId);
    sales.push({
      saleOperationId,
      businessDate: body.receipt.businessDate,
      atMs,
      terminalName: by?.terminalName ?? null,
      amountFen: sumOf(body.lines, ({ amountFen }) => amountFen),
      // Written by this office.
      maskedName:
        owner === null ? '' : faceOf(JSON.parse(owner.stateJson) as MemberState).maskedName,
    });
  }
  return sales;
}
