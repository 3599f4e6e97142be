import type { CaseEvidence } from '../../src-shared/domain/review/review-case.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import { type OperationOf, partsOf } from '../../src-shared/domain/operation/operation.ts';
import type { PlanChange } from '../../src-shared/domain/plan/plan.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { boundedToSale, decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { decideCase, lockCase, updateCases } from '../store/case-store.ts';
import type { Queryable } from '../store/database.ts';
import { lockWithSurvivors, survivorOf } from '../store/member-store.ts';
import { postToLocked } from '../store/office-operation-store.ts';
import {
  decidedRefundId,
  endWaitingRefund,
  lockDecidableRefunds,
  lockForsakenRefunds,
  readReceiptHistory,
  receiptNotFound,
} from '../store/receipt-history-store.ts';
import { touchReceipts } from '../store/receipt-store.ts';
import { findEarning } from '../store/find-earning.ts';
import { readTillsOf } from '../store/terminal-store.ts';
import { giveBack } from './give-back.ts';
import { passRestored } from './pass-restored.ts';
import type { OfficeServices } from './office-services.ts';
import { readProgrammes } from './publish-programme.ts';

/** A push never waits for more; what is left is decided with the next one. */
const decidedAtOnceMax = 100;

/** Who decides, as the ledger and the cases name them. */
const actor = 'job:waiting_refunds';

/** A till that sold and was cut off has told head office by then, or somebody should ask for it. */
const receiptAwaitedMs = 7 * 86_400_000;

/**
 * Decides refunds that tills took without knowing their receipt (OF-02), once the receipt has come in, whichever came first:
 * by the rule of every refund, as an act of head office on the receipt's own member. Points that are gone become a debt,
 * since nobody was asked. No more is posted than was sold and is not back yet; what went out beyond that is a case with the
 * tills that took the goods, and so is a refund that cannot be decided, as when no till tells of the receipt for a week. A
 * receipt that comes in after that is decided all the same. Safe to repeat: an act has the id of its refund, and a case too.
 */
export async function decideWaitingRefunds(office: OfficeServices): Promise<void> {
  const atMs = office.nowMs();
  await office.store.database.transaction(async (transaction) => {
    const decidable = await lockDecidableRefunds(transaction, decidedAtOnceMax);
    const programmes = decidable.length === 0 ? [] : await readProgrammes(transaction);
    for (const { refund, refused } of decidable) {
      const undecided = await decideOne(transaction, refund, { office, programmes });
      await settle(transaction, refund, { undecided, refused, office, atMs });
    }
    const receivedBeforeMs = atMs - receiptAwaitedMs;
    const limit = decidedAtOnceMax;
    const forsaken = await lockForsakenRefunds(transaction, { receivedBeforeMs, limit });
    for (const { refund, refused } of forsaken) {
      const undecided = { code: receiptNotFound, evidence: {} };
      await settle(transaction, refund, { undecided, refused, office, atMs });
    }
  });
}

/** Why a refund is not decided, and what of its receipt shows it. */
interface Undecided {
  readonly code: string;
  readonly evidence: CaseEvidence;
}

async function settle(
  transaction: Queryable,
  refund: OperationOf<'refund'>,
  found: {
    readonly undecided: Undecided | null;
    /** What was found before. */
    readonly refused: string | null;
    readonly office: OfficeServices;
    readonly atMs: number;
  },
): Promise<void> {
  const { undecided, refused, office, atMs } = found;
  const { operationId, operatorId, storeId, terminalId, businessDate, body } = refund;
  if (undecided !== null && undecided.code === refused) return;
  await endWaitingRefund(transaction, operationId, undecided?.code ?? null);
  const caseId = `refund:${operationId}`;
  if (undecided === null) {
    if (refused === null) return;
    const opened = await lockCase(transaction, caseId);
    if (opened?.state !== 'open') return;
    const decided = { state: 'dismissed', decidedBy: actor, decidedAtMs: atMs } as const;
    await decideCase(transaction, caseId, { ...decided, reason: 'receipt_found' });
    return;
  }
  const { approverId = operatorId, receipt, refundNo, lines } = body;
  const { code: reason } = undecided;
  const evidence = {
    operationId,
    operatorId,
    approverId,
    storeId,
    terminalId,
    businessDate,
    refundNo,
    receiptStoreId: receipt.storeId,
    receiptDay: receipt.businessDate,
    receiptNo: receipt.receiptNo,
    reason,
    refundFen: sumFen(lines),
    ...undecided.evidence,
  };
  const { memberId } = refund;
  const opened = { caseId, kind: 'refund_undecided', memberId, operatorId: approverId } as const;
  await updateCases(transaction, [{ ...opened, evidence, openedAtMs: atMs }]);
  office.log.error({ operationId, caseId, reason }, 'a refund needs a person');
}

/** null where the refund is decided; otherwise why it is not, or not all of it. */
async function decideOne(
  transaction: Queryable,
  refund: OperationOf<'refund'>,
  {
    office,
    programmes,
  }: { readonly office: OfficeServices; readonly programmes: readonly Programme[] },
): Promise<Undecided | null> {
  const { refundNo, receipt } = refund.body;
  const found = await findEarning(transaction, { ...receipt, memberId: refund.memberId });
  if (found.status === 'not_found') return { code: receiptNotFound, evidence: {} };
  if (found.status === 'ambiguous') return { code: 'receipt_ambiguous', evidence: {} };
  const { earning } = found;
  const locked = await lockWithSurvivors(transaction, [earning.memberId]);
  const member = survivorOf(locked, earning.memberId);
  const programme = programmeInEffect(programmes, refund.businessDate);
  const soldFen = sumFen(earning.body.lines);
  if (member === null || programme === null) {
    return { code: 'member_not_found', evidence: { soldFen } };
  }
  const { state } = member;
  const record = await readReceiptHistory(transaction, earning);
  const backFen = sumOf(record.refunds, (each) => sumFen(each.lines));
  const { lines, excessFen } = boundedToSale(record, refund.body.lines);
  const evidence = { soldFen, backFen };
  const tookGoods = [...record.refunds, refund].flatMap(({ operationId }) => operationId ?? []);
  const excess =
    excessFen === 0
      ? null
      : {
          code: 'refund_exceeds_sale',
          evidence: { ...evidence, excessFen, tills: await readTillsOf(transaction, tookGoods) },
        };
  if (lines.length === 0) return excess;
  const isOfSale = ({ version }: Programme): boolean => version === record.programmeVersion;
  const decided = decideRefund({
    programme,
    saleProgramme: programmes.find(isOfSale) ?? null,
    state,
    record,
    refundNo,
    lines,
    businessDate: refund.businessDate,
    shortPoints: { choice: 'debt' },
  });
  if (decided.status === 'refused') {
    return { code: decided.code, evidence };
  }
  const { shortPoints: _shortPoints, plans, ...body } = decided.draft.body;
  const givenBack = plans === undefined ? {} : { plans: plans.map(uncharged) };
  const operation: OfficeOperation = {
    operationId: decidedRefundId(refund.operationId),
    kind: 'refund',
    body: { ...body, ...givenBack, refundOperationId: refund.operationId },
    memberId: state.memberId,
    atMs: office.nowMs(),
    businessDate: refund.businessDate,
    programmeVersion: programme.version,
    actor,
  };
  await postToLocked(transaction, [operation], locked);
  const cameBack = { operation, reference: refundNo, parts: partsOf(operation), state };
  await giveBack(transaction, [cameBack], operation.atMs);
  const beforePoints = sumOf(record.refunds, (each) => each.restoredPoints);
  const afterPoints = beforePoints + decided.restoredPoints;
  const { operationId, businessDate, atMs } = operation;
  const restored = { record, beforePoints, afterPoints, operationId, refundNo, businessDate };
  await passRestored(transaction, programme, restored, atMs);
  await touchReceipts(transaction, [receipt]);
  return excess;
}

/** Nobody pays out money here: what a plan's own refund had charged for these goods goes with the next ones. */
function uncharged(change: PlanChange): PlanChange {
  if (change.kind !== 'give_back') return change;
  const { chargedFen: _chargedFen, ...rest } = change;
  return rest;
}

function sumFen(lines: readonly { readonly amountFen: number }[]): number {
  return lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
}
