import { storeReceiptDays } from '../../src-shared/domain/receipt/receipt-history.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import {
  addDays,
  businessDateAt,
  parseBusinessDate,
} from '../../src-shared/values/business-date.ts';
import type { FeedQuestion } from '../store/feed-reader.ts';
import { isPositionKnown } from '../store/feed-store.ts';
import { readEarn, readReceiptHistories } from '../store/receipt-history-store.ts';
import {
  type FeedReceiptRow,
  readReceiptPage,
  type ReceiptPosition,
  receiptStart,
} from '../store/receipt-store.ts';
import type { Install } from '../store/terminal-store.ts';
import { addWaitingGoods, type EarnedRecord } from './add-waiting-goods.ts';
import type { OfficeServices } from './office-services.ts';

/** So many receipts come with one answer: each is made of several operations. */
const receiptPageCount = 200;
const dayMs = 86_400_000;

export interface ReceiptNews {
  readonly receipts: {
    readonly businessDate: string;
    readonly receiptNo: string;
    readonly installId: string;
    readonly recordJson: string;
  }[];
  readonly madeUp: {
    readonly businessDate: string;
    readonly receiptNo: string;
    readonly adjustmentId: string;
    readonly memberId: string;
  }[];
  readonly cursor: string;
  readonly more: boolean;
}

/** What a till asks for of its store's receipts; null for one of before, which asks for none. */
export function receiptQuestionOf(
  office: OfficeServices,
  { storeId }: Install,
  cursor: string | null | undefined,
): FeedQuestion['receipts'] {
  if (cursor === undefined) return null;
  return {
    storeId,
    fromDay: addDays(businessDateAt(office.nowMs()), -storeReceiptDays),
    position: readCursor(office.store.epoch, cursor),
  };
}

/**
 * The receipts of a till's store of the last days that changed after a cursor, as they stand: with them goods come back at any
 * till of the store while the line is down (PL-12, R100). A till is not told of what it posted itself, but for what came back
 * of it at other tills. null where nothing is new.
 */
export async function readReceiptNews(
  office: OfficeServices,
  install: Install,
  { storeId, fromDay, position }: NonNullable<FeedQuestion['receipts']>,
): Promise<ReceiptNews | null> {
  const { database, epoch } = office.store;
  const wanted = { storeId, fromDay, limit: receiptPageCount };
  let page = await readReceiptPage(database, position, wanted);
  // A cursor of this epoch's future, of before a restore, would pass over what comes now.
  if (page.length === 0 && !(await isPositionKnown(database, position))) {
    page = await readReceiptPage(database, receiptStart, wanted);
  }
  const last = page.at(-1);
  if (last === undefined) return null;
  const records = await readRecords(office, page, office.nowMs() - (storeReceiptDays + 1) * dayMs);
  return {
    receipts: records
      .filter(({ installId, record }) => !isKnownAt(install, installId, record))
      .map(({ installId, record }) => ({
        businessDate: record.key.businessDate,
        receiptNo: record.key.receiptNo,
        installId,
        recordJson: JSON.stringify(record),
      })),
    madeUp: page.flatMap(({ madeUpFor, businessDate, receiptNo, installId: adjustmentId }) =>
      madeUpFor === null ? [] : [{ businessDate, receiptNo, adjustmentId, memberId: madeUpFor }],
    ),
    cursor: writeCursor(epoch, last),
    more: page.length === receiptPageCount,
  };
}

interface FoundRecord {
  readonly installId: string;
  readonly record: ReceiptRecord;
}

async function readRecords(
  { store: { database } }: OfficeServices,
  page: readonly FeedReceiptRow[],
  sinceMs: number,
): Promise<readonly FoundRecord[]> {
  const found = page.flatMap(({ installId, json }) => {
    const earning = json === null ? null : readEarn(json);
    return earning === null ? [] : [{ installId, earning }];
  });
  const earnings = found.map(({ earning }) => earning);
  const histories = await readReceiptHistories(database, earnings, { sinceMs });
  const earned = earnings.flatMap((earning, index): EarnedRecord[] => {
    const record = histories[index];
    return record === undefined ? [] : [{ earning, record }];
  });
  const records = await addWaitingGoods(database, earned);
  return records.flatMap((record, index) => {
    const installId = found[index]?.installId;
    return installId === undefined ? [] : [{ installId, record }];
  });
}

/** A till keeps its own receipts, and what it took back of them. */
function isKnownAt(
  install: Install,
  installId: string,
  { refunds, waiting = [] }: ReceiptRecord,
): boolean {
  return installId === install.installId && refunds.length + waiting.length === 0;
}

const cursorShape = /^([\w-]+)\.(\d{1,20})\.(\d{4}-\d{2}-\d{2})\.([\w-]*)\.([\w.:-]*)$/;

function writeCursor(epoch: string, position: ReceiptPosition): string {
  const { changedXid, businessDate, receiptNo, installId } = position;
  const numberText = Buffer.from(receiptNo, 'utf8').toString('base64url');
  return `${epoch}.${changedXid}.${businessDate}.${numberText}.${installId}`;
}

/** A cursor of another epoch, or none at all, starts over; what a till has already it takes again. */
function readCursor(epoch: string, cursor: string | null): ReceiptPosition {
  const [, of, changedXid = '', businessDate = '', numberText = '', installId = ''] =
    cursorShape.exec(cursor ?? '') ?? [];
  if (of !== epoch || parseBusinessDate(businessDate) === null) return receiptStart;
  const receiptNo = Buffer.from(numberText, 'base64url').toString();
  return { changedXid, businessDate, receiptNo, installId };
}
