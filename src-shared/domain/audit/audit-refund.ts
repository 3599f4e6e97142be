import { canonicalJson } from '../../values/canonical-json.ts';
import { sumOf } from '../../values/sum-of.ts';
import type { MemberCoupon } from '../coupon/coupon.ts';
import type { MemberState } from '../member/member-state.ts';
import type { OperationOf } from '../operation/operation.ts';
import { addToLots, sumPoints } from '../points/lots.ts';
import { findHold, saleHoldId } from '../points/sale-hold.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptRecord, ReceiptRefund } from '../receipt/receipt.ts';
import { saleOfReceipt } from '../receipt/sale-of.ts';
import { decideRefund } from '../refund/decide-refund.ts';
import type { Refusal } from '../refusal.ts';
import type { PartRounding } from '../stored-value/restore-value.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { claimedState, farDay } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

type RefundBody = OperationOf<'refund'>['body'];
type Refund = OperationOf<'refund'>;

/** With more refunds before it, only all of them, none, and each till's own order are tried. */
const triedRefundsMost = 5;

/**
 * Decides a refund again (PL-11 to PL-16), by the receipt as head office has it: what was taken back, restored and paid out
 * follows from the sale and from what had come back before. The till may not have known all that had: then it is named by what
 * it did know. What was gone of the points (PL-12) is the till's word, which posting does not depend on. An earlier till that
 * rounded parts down was right by its day: the next part pays what it left owing.
 */
export function auditRefund(
  programme: Programme,
  operation: Refund,
  {
    state,
    record: known,
    saleProgramme,
  }: Pick<KnownToOffice, 'state' | 'record' | 'saleProgramme'>,
): readonly AuditFinding[] {
  const { body } = operation;
  const programmes = { programme, saleProgramme: saleProgramme ?? null };
  // Head office decides it itself once it knows the receipt.
  if (body.unknownReceipt === true) return compare('entries', body.entries, []);
  if (known === null) return compare('subject', body.receipt, null, 'unheard');
  const record = asNamed(known, body);
  const all = differences(programmes, operation, record, state);
  if (all.length === 0) return [];
  const isLess = subsetsOf(record.refunds).some(
    (refunds) => differences(programmes, operation, { ...record, refunds }, state).length === 0,
  );
  if (!isLess) {
    // What another till took back and has not told head office yet makes less of everything.
    return all.map((finding): AuditFinding => ({ ...finding, doubt: 'unheard' }));
  }
  return [
    ...compare('refunds', record.refunds.length, null, 'others'),
    ...all.map((finding): AuditFinding => ({ ...finding, doubt: 'others' })),
  ];
}

/** An earlier till named the sale of a coupon by its number alone. */
function asNamed(record: ReceiptRecord, { coupons = [] }: RefundBody): ReceiptRecord {
  const isNamed = coupons.some((each) => each.kind === 'give_back' && each.of?.operationId);
  if (isNamed) return record;
  const { operationId: _operationId, ...byNumber } = record;
  return byNumber;
}

type Programmes = Pick<Parameters<typeof decideRefund>[0], 'programme' | 'saleProgramme'>;

function differences(
  programmes: Programmes,
  operation: Refund,
  record: ReceiptRecord,
  state: MemberState | null,
): readonly AuditFinding[] {
  const { body } = operation;
  let least: readonly AuditFinding[] | null = null;
  for (const claimed of claimedStates(operation, record, state)) {
    for (const rounding of ['up', 'down'] as const) {
      const decided = decide(programmes, operation, record, { claimed, rounding });
      const found =
        decided.status === 'refused'
          ? wouldRefuse(decided)
          : compareBodies(body, decided.draft.body, tierKnown(record, state));
      if (found.length === 0) return [];
      if (least === null || found.length < least.length) least = found;
    }
  }
  return least ?? [];
}

function decide(
  programmes: Programmes,
  { body, businessDate, installId }: Refund,
  record: ReceiptRecord,
  { claimed, rounding }: { readonly claimed: MemberState; readonly rounding: PartRounding },
): Refusal | Extract<ReturnType<typeof decideRefund>, { readonly status: 'decided' }> {
  const { refundNo, lines, shortPoints } = body;
  return decideRefund({
    ...programmes,
    state: claimed,
    record,
    refundNo,
    lines,
    businessDate,
    rounding,
    // Only a void says so, and only of the till's own receipt.
    isSameTill: body.isVoid === true && record.installId === installId,
    ...(shortPoints === undefined ? {} : { shortPoints }),
  });
}

function compareBodies(
  body: RefundBody,
  expected: RefundBody,
  isTierKnown: boolean,
): readonly AuditFinding[] {
  const plain = ({ entries }: RefundBody) => entries.filter(({ kind }) => kind !== 'write_off');
  const writtenOff = ({ entries }: RefundBody) =>
    entries.filter(({ kind }) => kind === 'write_off');
  const points = (of: RefundBody) => ({
    takenBackPoints: of.takenBackPoints,
    restoredPoints: of.restoredPoints,
    writtenOffPoints: sumPoints(writtenOff(of)),
  });
  return [
    ...compare('points', points(body), points(expected)),
    ...compare('entries', plain(body), plain(expected)),
    ...compare('money', body.moneyFen ?? expected.moneyFen, expected.moneyFen),
    ...compare('value', body.value ?? [], expected.value ?? []),
    ...compare('coupons', body.coupons ?? [], expected.coupons ?? []),
    ...compare('growth', body.growth ?? [], expected.growth ?? []),
    ...compare('plans', body.plans ?? [], expected.plans ?? []),
    ...compare('lines', body.lines, expected.lines),
    ...compare('refused', body.isVoid ?? false, expected.isVoid ?? false),
    ...(body.tier === undefined || isTierKnown ? [] : compare('tier', body.tier, null)),
  ];
}

/** A refund takes back no tier but the one that its receipt gave (TR-03), or one that was given on top of it. */
function tierKnown({ tier }: ReceiptRecord, state: MemberState | null): boolean {
  return tier !== undefined || (state?.mergedFrom ?? []).length > 0;
}

/** The member as this refund claims them: so many points there, so many held, plans and coupons as it says they were. */
function* claimedStates(
  operation: Refund,
  record: ReceiptRecord,
  state: MemberState | null,
): Iterable<MemberState> {
  const { body } = operation;
  const bare = claimedState(operation, []);
  const releasedPoints = sumPoints(
    body.entries.filter(({ kind }) => kind === 'release').flatMap(({ lots }) => lots),
  );
  const shortPoints = body.shortPoints?.points ?? 0;
  const coveredPoints = shortPoints === 0 ? 0 : shortPoints + body.restoredPoints + releasedPoints;
  const points = Math.max(0, body.takenBackPoints - coveredPoints);
  const lots = points === 0 ? [] : [{ expiresOnDay: farDay, points }];
  const plans = plansOf(body, record, state);
  const coupons = couponsOf(body, record);
  for (const holds of holdsOf(record, body, state)) {
    yield {
      ...bare,
      lots,
      holds,
      heldPoints: sumPoints(holds),
      plans,
      coupons,
    };
  }
}

/** One that does not come back was held by another use, as far as its till knew (CP-09). */
function couponsOf(
  { coupons = [] }: RefundBody,
  { benefits }: ReceiptRecord,
): readonly MemberCoupon[] {
  return coupons.flatMap((change): MemberCoupon[] => {
    if (change.kind !== 'give_back' || change.comesBack !== false) return [];
    const held = benefits?.facts.coupons.find((each) => each.couponId === change.couponId);
    return held === undefined ? [] : [{ ...held, status: 'void' }];
  });
}

/** A plan whose use it gives back was in force, or had charged for as much as it pays out again; another one was not. */
function plansOf(body: RefundBody, { planUses = [] }: ReceiptRecord, state: MemberState | null) {
  const used = new Set(planUses.map(({ planSaleId }) => planSaleId));
  return (state?.plans ?? []).flatMap((plan) => {
    const back = (body.plans ?? []).find(
      (change) => change.kind === 'give_back' && change.planSaleId === plan.planSaleId,
    );
    if (back?.kind !== 'give_back' || !used.has(plan.planSaleId)) return [];
    const { savedFen, chargedFen = 0 } = back;
    const active = { ...plan, usedFen: savedFen, status: 'active' as const };
    return [{ ...active, chargedFen }];
  });
}

/**
 * What of the receipt may have been held for review, and refused by it: what the refund releases, all that the receipt held,
 * that less what came back of it before, or what head office says. Held by head office itself the receipt does not name its
 * lots: then the refund does.
 */
function* holdsOf(record: ReceiptRecord, body: RefundBody, state: MemberState | null) {
  const { entries, refunds } = record;
  const known = findHold(state?.holds ?? [], saleHoldId(saleOfReceipt(record)));
  const releases = body.entries.filter(({ kind }) => kind === 'release');
  // An earlier till named it by the receipt's number alone.
  const holdId = releases[0]?.holdId ?? saleHoldId(saleOfReceipt(record));
  const heldPoints = sumPoints(
    entries.filter(({ kind }) => kind === 'hold').flatMap(({ lots }) => lots),
  );
  const lots = addToLots(
    [],
    releases.flatMap((entry) => entry.lots),
  );
  const releasedPoints = sumPoints(lots);
  const takenBeforePoints = sumOf(refunds, (each) => each.takenBackPoints);
  const leftPoints = [
    releasedPoints,
    heldPoints,
    Math.max(0, heldPoints - takenBeforePoints),
    (known?.points ?? 0) + releasedPoints,
    body.takenBackPoints,
  ];
  const bare = { holdId, reason: 'daily_points', sinceMs: 0 } as const;
  for (const refusedPoints of new Set([0, known?.refusedPoints ?? 0])) {
    for (const points of new Set(releases.length === 0 ? [0] : leftPoints)) {
      yield points + refusedPoints === 0 ? [] : [{ ...bare, points, refusedPoints, lots }];
    }
  }
}

/** What of these a till may have known of, without all of them. */
function subsetsOf(refunds: readonly ReceiptRefund[]): readonly (readonly ReceiptRefund[])[] {
  if (refunds.length > triedRefundsMost) return refunds.map((_, count) => refunds.slice(0, count));
  const subsets = Array.from({ length: 2 ** refunds.length }, (_, bits) =>
    refunds.filter((__, at) => Math.trunc(bits / 2 ** at) % 2 === 1),
  );
  return subsets.filter((each) => canonicalJson(each) !== canonicalJson(refunds));
}

/** The receipt of a refund with what came back before it: what head office had heard first, or what was done before. */
export function recordBefore(record: ReceiptRecord, operationId: string): ReceiptRecord {
  const own = record.refunds.findIndex((each) => each.operationId === operationId);
  const refunds = record.refunds.filter(
    (each, at) => at !== own && (at < own || (each.operationId ?? '') < operationId),
  );
  return { ...record, refunds };
}
