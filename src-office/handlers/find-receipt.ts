import { readMadeUp } from '../store/adjustment-store.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import { readReceiptHistory } from '../store/receipt-history-store.ts';
import { findEarning } from '../store/find-earning.ts';
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
    if (found.status === 'ambiguous') return { receipt: null, isAmbiguous: true };
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
