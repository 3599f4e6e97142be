import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { shortPointsChoices } from '../../../src-shared/domain/programme/programme.ts';
import type { ReceiptLine, ReceiptRecord } from '../../../src-shared/domain/receipt/receipt.ts';
import { valueRefundBases } from '../../../src-shared/domain/stored-value/stored-value.ts';
import { groceryGoods } from '../sample-baskets.ts';
import { sampleCardNo } from '../sample-domain.ts';
import type { ShopMoment } from './model-till.ts';

/** Numbers that an act takes its choices from, modulo what there is to choose. */
export interface Choices {
  readonly choice: number;
  readonly amountsFen: readonly number[];
  readonly points: number;
}

const minutesPerDay = 1_440;
const roles = ['cashier', 'supervisor', 'manager'] as const;

/** One of some items by a number; undefined where there are none. */
export function pick<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}

export function receiptWish(choices: Choices, isQuoted: boolean, { programme }: ShopMoment) {
  const { choice, points } = choices;
  const wishes = {
    couponIds: 'best' as const,
    points: Math.max(0, points) * programme.redeem.stepPoints,
  };
  return {
    lines: linesOf(choices),
    wishes: isQuoted ? wishes : null,
    // Any time of the day, so that happy hours are met.
    minuteOfDay: (choice * 37) % minutesPerDay,
    beyondView: choice % 4 === 0,
  };
}

export function redemptionWish({ choice, points }: Choices, { programme }: ShopMoment) {
  const { stepPoints, minPoints } = programme.redeem;
  const wished = Math.max(Math.max(1, points) * stepPoints, minPoints);
  return { points: wished, eligibleFen: 100_000, beyondView: choice % 5 === 0 };
}

export function sinkWish({ choice }: Choices, { programme }: ShopMoment) {
  return { sinkId: pick(programme.sinks, choice)?.sinkId ?? '', beyondView: choice % 7 === 0 };
}

/** A part of a line, or now and then all that is left; null for a receipt without lines. */
export function refundWish(record: ReceiptRecord, { choice, amountsFen }: Choices, at: ShopMoment) {
  const line = pick(record.lines, choice);
  if (line === undefined) return null;
  const isWhole = choice % 6 === 0;
  const lines = (isWhole ? record.lines : [line]).map(({ lineNo, amountFen }) => {
    const leftFen = amountFen - returnedFen(record, lineNo);
    return { lineNo, amountFen: isWhole ? leftFen : Math.min(amountsFen[0] ?? 1, leftFen) };
  });
  const wished = pick(shortPointsChoices, choice) ?? 'debt';
  const isAllowed = at.programme.refund.shortPoints.includes(wished);
  return { lines, ...(isAllowed ? { choice: wished } : {}) };
}

export function adjustmentWish({ choice, points }: Choices, { programme }: ShopMoment) {
  return {
    points: points * 37,
    role: pick(roles, choice) ?? 'manager',
    ...(choice % 2 === 0 ? { approver: 'manager' as const } : {}),
    reasonCode: pick(programme.adjust.reasons, choice)?.code ?? '',
  };
}

export function topUpWish({ choice }: Choices, { programme }: ShopMoment) {
  const packageId = pick(programme.value?.packages ?? [], choice)?.packageId;
  const isFree = packageId === undefined || choice % 3 === 0;
  const offline = { status: 'offline', replicaAgeMs: 0 } as const;
  return {
    of: isFree ? { amountFen: 10_000 * (1 + (choice % 5)) } : { packageId },
    identity: 'id_card' as const,
    guardianConfirmed: true,
    line: choice % 2 === 0 ? ({ status: 'online' } as const) : offline,
  };
}

export function paymentWish({ amountsFen }: Choices) {
  const amountFen = Math.min(9_000, amountsFen[0] ?? 1);
  return { amountFen, listFen: amountFen + (amountFen % 50), proof: 'pin' as const };
}

export function valueRefundWish({ value }: MemberState, { choice }: Choices) {
  const contractNo = pick(value?.contracts ?? [], choice)?.contractNo ?? '';
  return { contractNo, basis: pick(valueRefundBases, choice) ?? 'seller' };
}

export function planRefundWish({ plans }: MemberState, { choice }: Choices) {
  const reason = choice % 2 === 0 ? ('seller' as const) : ('consumer' as const);
  return { planSaleId: pick(plans ?? [], choice)?.planSaleId ?? '', reason };
}

export function profileWish({ choice }: Choices) {
  const birthday = `${String(1 + (choice % 12)).padStart(2, '0')}-15`;
  return choice % 3 === 0
    ? { cardNo: sampleCardNo(1_000 + choice) }
    : { name: `李${String(choice)}`, birthday };
}

export function pinWish({ choice }: Choices) {
  const pinVerifier = `scrypt$16384$8$1$salt$${String(choice)}`;
  return choice % 3 === 0 ? { by: 'manager' as const } : { by: 'member' as const, pinVerifier };
}

/** Goods of the shop for amounts; now and then weighed, for nothing or below their list price. */
function linesOf({ amountsFen, choice }: Choices): ReceiptLine[] {
  return amountsFen.map((amountFen, index) => {
    const goods = pick(groceryGoods, choice + index * 7) ?? groceryGoods[0];
    return {
      lineNo: index + 1,
      ...goods,
      quantity: (choice + index) % 5 === 0 ? '1.235' : '1',
      amountFen: (choice + index) % 11 === 0 ? 0 : amountFen,
      ...((choice + index) % 3 === 0 ? { listFen: amountFen + 500 } : {}),
    };
  });
}

function returnedFen({ refunds }: ReceiptRecord, lineNo: number): number {
  return refunds
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (line.lineNo === lineNo ? line.amountFen : 0), 0);
}
