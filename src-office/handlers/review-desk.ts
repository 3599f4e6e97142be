import { faceOf } from '../../src-shared/domain/member/member-face.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Hold } from '../../src-shared/domain/office/office-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { EntryKind } from '../../src-shared/domain/points/points-entry.ts';
import { saleOfHold } from '../../src-shared/domain/points/sale-hold.ts';
import type { ReceiptKey } from '../../src-shared/domain/receipt/receipt.ts';
import { isOfSale, type SaleOf } from '../../src-shared/domain/receipt/sale-of.ts';
import { paidMoneyFen } from '../../src-shared/domain/refund/tenders.ts';
import type { CaseEvidence } from '../../src-shared/domain/review/review-case.ts';
import type { Queryable } from '../store/database.ts';
import { listProposedMerges } from '../store/case-store.ts';
import { listMembersWithHolds, readMembers } from '../store/member-store.ts';
import {
  type ConflictRow,
  type DisputeRow,
  type EarnedBy,
  listConflictsOfStore,
  listDisputesOfStore,
  listWaitingRefundsOfStore,
  readEarnedBy,
  readSoldElsewhere,
  type WaitingRefundRow,
} from '../store/review-store.ts';
import { readEarn, readReceiptHistories } from '../store/receipt-history-store.ts';
import { findStaff } from '../store/staff-store.ts';
import type { Install } from '../store/terminal-store.ts';
import { decideHold } from './decide-hold.ts';
import { disputeWords } from './dispute-words.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** More than these nobody works off in a shift; the rest comes when they are done. */
const maxListed = 100;
/** Conflicts are told for so long: as long as they count against a member (CP-09). What was disputed is told as long. */
const conflictShownMs = 90 * 86_400_000;

/** Lists what waits for a person at the store of the till that asks (R115): nothing of other stores. */
export function listReviewHandler(office: OfficeServices) {
  return syncCalls.review.list.handler(async ({ input, context }) => {
    const { database } = office.store;
    const install = await requireInstall(database, context);
    const { storeId } = install;
    const sinceMs = office.nowMs() - conflictShownMs;
    const [holds, conflicts, refunds, pairs, disputes, soldElsewhere] = await Promise.all([
      listHolds(database, storeId),
      listConflictsOfStore(database, { storeId, sinceMs, limit: maxListed }),
      listWaitingRefundsOfStore(database, storeId, maxListed),
      listProposedMerges(database, { storeId, limit: maxListed }),
      listDisputesOfStore(database, { storeId, sinceMs, limit: maxListed }),
      listSoldElsewhere(database, install, input.receipts),
    ]);
    const told = [
      ...conflicts.map(({ memberId }) => memberId),
      ...refunds.map((row) => readRefund(row).memberId),
      ...disputes.map(({ memberId }) => memberId),
      ...pairs.flatMap(({ memberId, otherMemberId }) => [memberId, otherMemberId]),
    ];
    const whose = await readWhose(database, told);
    return {
      holds,
      conflicts: conflicts.map((row) => ({ ...toConflict(row), ...whose(row.memberId) })),
      refunds: refunds.map((row) => ({
        ...toRefund(row),
        ...whose(readRefund(row).memberId),
      })),
      duplicates: pairs.map(({ memberId, otherMemberId, openedAtMs: sinceMs, ...pair }) => {
        return { ...pair, sinceMs, ...whose(memberId), other: whose(otherMemberId) };
      }),
      disputes: disputes.map((row) => ({ ...toDispute(row), ...whose(row.memberId) })),
      soldElsewhere,
      hasMore: [holds, conflicts, refunds, pairs, disputes].some(
        ({ length }) => length >= maxListed,
      ),
    };
  });
}

/**
 * Decides a hold for a manager of the store it was earned at, whose PIN the till has checked (R115, FR-20). Who served the
 * member does not decide, and what a rule about the staff has found is for head office.
 */
export function decideStoreHoldHandler(office: OfficeServices) {
  return syncCalls.review.decideHold.handler(async ({ input, context }) => {
    const install = await requireInstall(office.store.database, context);
    const { staffId: actor, ...asked } = input;
    const status = await decideHold(office, { ...asked, actor }, (transaction, hold) =>
      objectionTo(transaction, install, { actor, hold }),
    );
    return { status };
  });
}

async function objectionTo(
  transaction: Queryable,
  { storeId }: Install,
  { actor, hold }: { readonly actor: string; readonly hold: Hold },
): Promise<'not_found' | 'office_only' | 'no_manager' | 'own_act' | null> {
  const sale = saleHeldBy(hold, storeId);
  if (sale === null) return 'not_found';
  if (hold.reason === 'review') return 'office_only';
  const person = await findStaff(transaction, actor);
  const isHere = person !== null && (person.storeId === null || person.storeId === storeId);
  if (!isHere || person.role !== 'manager' || person.status !== 'active') return 'no_manager';
  const earned = earnedOn(sale, await readEarnedBy(transaction, storeId, [sale.receipt]));
  return earned?.operatorId === actor ? 'own_act' : null;
}

/** Which of some receipts another till of the store posted: where, when, and what was paid there in money. */
async function listSoldElsewhere(
  queryable: Queryable,
  install: Install,
  receipts: readonly Pick<ReceiptKey, 'receiptNo' | 'businessDate'>[],
) {
  const sold = (await readSoldElsewhere(queryable, install, receipts)).flatMap(
    ({ json, terminalName }) => {
      const earning = readEarn(json);
      return earning === null ? [] : [{ earning, terminalName }];
    },
  );
  const earnings = sold.map(({ earning }) => earning);
  const records = await readReceiptHistories(queryable, earnings);
  return records.flatMap((record, index) => {
    const at = sold[index];
    if (at === undefined) return [];
    const { receiptNo, businessDate } = record.key;
    const { earning, terminalName } = at;
    const { memberId, atMs } = earning;
    const moneyFen = paidMoneyFen(record);
    return [{ receiptNo, businessDate, memberId, terminalName, atMs, moneyFen }];
  });
}

async function listHolds(queryable: Queryable, storeId: string) {
  const waiting = await listWaitingHolds(queryable, storeId);
  const receipts = waiting.map(({ sale }) => sale.receipt);
  const earned = await readEarnedBy(queryable, storeId, receipts);
  return waiting
    .toSorted((a, b) => a.hold.sinceMs - b.hold.sinceMs)
    .map(({ hold, sale }) => {
      const by = earnedOn(sale, earned);
      return {
        ...hold,
        operatorId: by?.operatorId ?? null,
        terminalName: by?.terminalName ?? null,
      };
    });
}

/** Page by page: members of whom nothing waits any more are among them for a while. */
async function listWaitingHolds(queryable: Queryable, storeId: string) {
  const page = { limit: maxListed, holdIdPrefix: `receipt:${storeId}:` };
  const waiting = [];
  let after = '';
  for (;;) {
    const rows = await listMembersWithHolds(queryable, { ...page, after });
    for (const { stateJson } of rows) {
      const state = JSON.parse(stateJson) as MemberState; // written by this office
      for (const hold of state.holds ?? []) {
        const sale = hold.points > 0 ? saleHeldBy(hold, storeId) : null;
        if (sale === null) continue;
        const { holdId, points, reason, sinceMs } = hold;
        const { businessDate, receiptNo } = sale.receipt;
        const told = { holdId, points, reason, sinceMs, businessDate, receiptNo };
        waiting.push({ hold: { ...whoseOf(state), ...told }, sale });
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < maxListed || waiting.length >= maxListed)
      return waiting.slice(0, maxListed);
    after = last.memberId;
  }
}

/** The sale of this store that a hold is of; null for another. */
function saleHeldBy({ holdId }: Hold, storeId: string): SaleOf | null {
  const sale = saleOfHold(holdId);
  return sale?.receipt.storeId === storeId ? sale : null;
}

function earnedOn(sale: SaleOf, earned: readonly EarnedBy[]): EarnedBy | undefined {
  return earned.find((each) => isOfSale(sale, each));
}

function toConflict({ caseId, evidence, state, standsTerminal, lostTerminal }: ConflictRow) {
  const found = JSON.parse(evidence) as CaseEvidence; // written by this office
  return {
    caseId,
    templateId: textOf(found['templateId']),
    stands: usedAt(found, 'stands', standsTerminal),
    lost: usedAt(found, 'lost', lostTerminal),
    paidBy: found['paidBy'] === 'store' ? ('store' as const) : ('campaign' as const),
    state,
  };
}

function toDispute({ evidence, personal, openedAtMs: sinceMs, ...row }: DisputeRow) {
  const found = JSON.parse(evidence) as CaseEvidence; // written by this office
  return {
    ...row,
    sinceMs,
    operatorId: textOf(found['operatorId']),
    entryKind: found['entryKind'] as EntryKind, // as the operation said it, which was read
    points: Number(found['points']),
    entryDay: textOf(found['entryDay']),
    reference: textOf(found['reference']),
    words: disputeWords(personal),
  };
}

function usedAt(found: CaseEvidence, side: 'stands' | 'lost', terminalName: string | null) {
  return {
    storeId: textOf(found[`${side}StoreId`]),
    terminalName,
    receiptNo: textOf(found[`${side}ReceiptNo`]),
    atMs: Number(found[`${side}AtMs`]),
  };
}

function textOf(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}

function toRefund(row: WaitingRefundRow) {
  const { operationId, refused, terminalName } = row;
  const { operatorId, atMs, body } = readRefund(row);
  const { refundNo, receipt, lines } = body;
  const amountFen = lines.reduce((sumFen, line) => sumFen + line.amountFen, 0);
  return { operationId, refundNo, ...receipt, amountFen, operatorId, terminalName, atMs, refused };
}

function readRefund({ json }: WaitingRefundRow): OperationOf<'refund'> {
  const kept: unknown = JSON.parse(json);
  // A text that PostgreSQL cannot store was kept inside a JSON string.
  const operation: unknown = typeof kept === 'string' ? JSON.parse(kept) : kept;
  return operation as OperationOf<'refund'>; // only refunds that could be read wait
}

/** Tells whose each is, as a counter may see them; of a member that is gone no more than the id. */
async function readWhose(queryable: Queryable, memberIds: readonly string[]) {
  const rows = await readMembers(queryable, [...new Set(memberIds)]);
  const faces = new Map(
    rows.map(({ memberId, stateJson }) => {
      const state = JSON.parse(stateJson) as MemberState; // written by this office
      return [memberId, whoseOf(state)] as const;
    }),
  );
  return (memberId: string) => faces.get(memberId) ?? { memberId, maskedName: '', maskedPhone: '' };
}

function whoseOf(state: MemberState) {
  const { maskedName, maskedPhone } = faceOf(state);
  return { memberId: state.memberId, maskedName, maskedPhone };
}
