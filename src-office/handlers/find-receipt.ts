import { findMember, followMerges } from '../store/member-store.ts';
import { findReceiptKey, readEarning, readReceiptHistory } from '../store/receipt-history-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** Looks one receipt up for a till that did not post it, with what came back of it so far. */
export function findReceiptHandler(office: OfficeServices) {
  return syncCalls.receipts.find.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const { storeId = install.storeId, receiptNo, businessDate = null } = input;
    const key = await findReceiptKey(database, { storeId, receiptNo, businessDate });
    const earning = key === null ? null : await readEarning(database, key);
    if (earning === null) return { receipt: null };
    const owner = await findMember(database, earning.memberId);
    const member = await followMerges(database, owner);
    if (member === null) return { receipt: null };
    const memberIds = [earning.memberId, member.memberId];
    const record = await readReceiptHistory(database, earning, memberIds);
    const recordJson = JSON.stringify({ ...record, memberId: member.memberId });
    return { receipt: { recordJson, member } };
  });
}
