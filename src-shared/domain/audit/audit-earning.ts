import { canonicalJson } from '../../values/canonical-json.ts';
import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { sumOf } from '../../values/sum-of.ts';
import { campaignsAt } from '../campaign/campaigns-at.ts';
import { endedCouponKeptDays } from '../coupon/post-coupons.ts';
import type { MemberState, Purchases } from '../member/member-state.ts';
import type { OperationOf } from '../operation/operation.ts';
import type { MemberPlan } from '../plan/plan.ts';
import { pointsUnderTerms } from '../points/points-under-terms.ts';
import type { Programme } from '../programme/programme.ts';
import type { ReceiptFacts } from '../quote/quote.ts';
import { auditReceipt, quoteAgain } from '../receipt/audit-receipt.ts';
import { planUsesOf } from '../receipt/decide-receipt.ts';
import { decideRedemption } from '../redemption/decide-redemption.ts';
import { checkPaidByValue } from '../stored-value/decide-payment.ts';
import { withTierOn } from '../tier/with-tier-on.ts';
import { type AuditFinding, compare, wouldRefuse } from './audit-finding.ts';
import { auditRise } from './audit-tier.ts';
import { claimedState, isVouched } from './claimed-state.ts';
import type { KnownToOffice } from './known-to-office.ts';

type Earning = OperationOf<'earn'>;

/**
 * Decides a receipt again from the facts it carries (R102, `auditReceipt`), with the points that paid in the same act and the
 * tier it reached, and holds what it claims of its member against what head office knows: the tier, the plans, the campaigns
 * that need something of the member, the coupons it used.
 */
export function auditEarning(
  programme: Programme,
  operation: Earning,
  { state, today, boughtBefore }: Pick<KnownToOffice, 'state' | 'today' | 'boughtBefore'>,
): readonly AuditFinding[] {
  const { body, businessDate } = operation;
  const { receiptNo, businessDate: onDay, storeId } = body.receipt;
  const cause = { kind: 'receipt', receiptNo, onDay, storeId } as const;
  const facts = body.benefits?.facts ?? body.facts;
  return [
    ...(auditReceipt(programme, body) ?? []),
    ...auditBenefits(programme, operation),
    ...auditPaid(programme, operation),
    ...auditRise(programme, body.tier, { state, sinceDay: businessDate, cause }),
    ...(facts === undefined || state === null
      ? []
      : claims(programme, operation, { facts, state: bought(state, boughtBefore), today })),
  ];
}

/** The points of a receipt of before, without the facts it was decided from, by the terms it carries. */
export function auditTerms({ body }: Earning): readonly AuditFinding[] {
  const recorded = body.entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .map(({ kind, ruleId, points }) => ({ kind, ruleId, points }));
  return compare('points', recorded, pointsUnderTerms(body.terms, body.lines));
}

/**
 * Points that pay in the same act (PL-21), by the rule of every redemption, and what the plans saved (TR-09). Both are of few
 * receipts, and only they are quoted once more.
 */
function auditBenefits(programme: Programme, operation: Earning): readonly AuditFinding[] {
  const { body, businessDate, atMs: nowMs } = operation;
  const { redemption, receipt } = body;
  const entries = body.entries.filter(({ kind }) => kind === 'redeem');
  const facts = body.benefits?.facts ?? body.facts;
  const isPlain = redemption === undefined && entries.length === 0;
  if (facts === undefined || (isPlain && facts.planIds.length === 0 && body.plans === undefined))
    return [];
  const quote = quoteAgain(programme, body);
  if (quote === null) return []; // named as refused
  const plans = planUsesOf({ programme, state: { plans: plansOf(facts) }, receipt }, quote);
  const used = (body.plans ?? []).map((change) => ({ ...change, planSaleId: '' }));
  const found = compare('plans', used, plans);
  if (redemption === undefined) return [...found, ...compare('redemption', entries, [])];
  const decided = decideRedemption({
    ...redemption,
    programme,
    state: claimedState(operation, entries),
    businessDate,
    nowMs,
    receiptNo: receipt.receiptNo,
    eligibleFen: quote.eligibleFen,
    alreadyOffsetFen: sumOf(quote.lines, (line) => line.offsetFen) - quote.offsetFen,
    authorisedBeyondView: isVouched(redemption.right),
  });
  if (decided.status === 'refused') return [...found, ...wouldRefuse(decided)];
  return [...found, ...compare('redemption', entries, decided.draft.body.entries)];
}

/** What stored value paid of it: no goods that it does not buy, and no more than was due (SV-11). */
function auditPaid(programme: Programme, { body }: Earning): readonly AuditFinding[] {
  const { paidBonusFen = 0, paidPrincipalFen = 0 } = body.benefits?.facts ?? body.facts ?? {};
  const amountFen = paidBonusFen + paidPrincipalFen;
  const quote = amountFen === 0 ? null : quoteAgain(programme, body);
  if (quote === null) return []; // nothing was paid so, or it is named as refused
  const refusal = checkPaidByValue(programme.value, [{ amountFen }], quote);
  return refusal === null ? [] : wouldRefuse(refusal);
}

/** The plans that were in force, whichever sales they are of. */
function plansOf({ planIds, businessDate }: ReceiptFacts): readonly MemberPlan[] {
  return planIds.map((planId) => ({
    planSaleId: '',
    planId,
    fromDay: businessDate,
    untilDay: businessDate,
    paidFen: 0,
    soldOnDay: businessDate,
    usedFen: 0,
    status: 'active',
  }));
}

function claims(
  programme: Programme,
  { body }: Earning,
  {
    facts,
    state,
    today,
  }: { readonly facts: ReceiptFacts; readonly state: MemberState; readonly today: BusinessDate },
): readonly AuditFinding[] {
  return [
    ...(tiersOf(programme, state, body).has(facts.tierCode)
      ? []
      : compare('tier', facts.tierCode, state.tierCode, 'later')),
    ...facts.planIds.flatMap((planId) =>
      (state.plans ?? []).some((plan) => plan.planId === planId)
        ? []
        : compare('plans', planId, null, 'unheard'),
    ),
    ...campaignClaims(programme, facts, state),
    ...couponClaims(body, state, today),
  ];
}

/** The tier the member has by now, what comes after it where its last day is over, and those it was given on top of. */
function tiersOf(
  programme: Programme,
  state: MemberState,
  { tier, receipt }: Earning['body'],
): Set<string> {
  const { tierCode, tierTerm } = state;
  const codes = new Set([tierCode, withTierOn(programme, state, receipt.businessDate).tierCode]);
  for (let term = tierTerm; term !== undefined; term = term.before.term) {
    codes.add(term.before.tierCode);
  }
  if (tier?.term !== undefined && tier.term !== null) codes.add(tier.term.before.tierCode);
  return codes;
}

/** What of a campaign's conditions is the member's own: a birthday, a first purchase, a long sleep. */
function campaignClaims(
  programme: Programme,
  facts: ReceiptFacts,
  state: MemberState,
): readonly AuditFinding[] {
  const { tierCode, campaignIds } = facts;
  const plans = plansOf(facts);
  const running = new Set(campaignsAt(programme, { ...state, tierCode, plans }, facts).runningIds);
  const unknown = campaignIds.filter((campaignId) => !running.has(campaignId));
  return unknown.length === 0 ? [] : compare('campaigns', unknown, [], 'later');
}

/** A member with the purchases of before, and not with what they have bought since. */
function bought(
  { purchases: _now, ...state }: MemberState,
  before: Purchases | undefined,
): MemberState {
  return { ...state, ...(before === undefined ? {} : { purchases: before }) };
}

/** Coupons that it used are those that the member has, of the same template and face; what ended long ago is forgotten. */
function couponClaims(
  { benefits }: Earning['body'],
  state: MemberState,
  today: BusinessDate,
): readonly AuditFinding[] {
  if (benefits === undefined) return [];
  const keptFromDay = addDays(today, -endedCouponKeptDays);
  const usedIds = new Set(benefits.coupons.map(({ couponId }) => couponId));
  return benefits.facts.coupons
    .filter(({ couponId, toDay }) => usedIds.has(couponId) && toDay >= keptFromDay)
    .flatMap(({ couponId, templateId, offFen, storeId }) => {
      const held = state.coupons?.find((each) => each.couponId === couponId);
      if (held === undefined) return compare('coupons', couponId, null, 'unheard');
      const face = { templateId, offFen: offFen ?? null, storeId: storeId ?? null };
      const known = {
        templateId: held.templateId,
        offFen: held.offFen ?? null,
        storeId: held.storeId ?? null,
      };
      return canonicalJson(face) === canonicalJson(known) ? [] : compare('coupons', face, known);
    });
}
