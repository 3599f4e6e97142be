import type { z } from 'zod';
import type { wishesSchema } from '../../../src-shared/contract/till/quote.ts';
import { factsOf } from '../../../src-shared/domain/quote/facts-of.ts';
import { quoteReceipt } from '../../../src-shared/domain/quote/quote-receipt.ts';
import type {
  QuoteWishes,
  ReceiptFacts,
  ReceiptQuote,
} from '../../../src-shared/domain/quote/quote.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { reservedForOthers } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { Programme } from '../../../src-shared/domain/programme/programme.ts';
import type { ReceiptKey, ReceiptRedemption } from '../../../src-shared/domain/receipt/receipt.ts';
import type { ReceiptPayment } from '../../../src-shared/domain/stored-value/stored-value.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { minuteOfBusinessDay } from '../../../src-shared/values/business-date.ts';
import type { CouponClaimAnswer } from '../coupon/claim-coupons.ts';
import type { ActiveTill } from '../active-till.ts';
import type { MemberView } from '../find-member.ts';
import { requestHash } from '../post-operation.ts';
import { findCarriedGrant, vouchedByGrant, withGrantFreed } from '../redemption/carried-right.ts';
import { openRedemptions } from '../redemption/open-redemptions.ts';
import { openPayments } from '../stored-value/open-payments.ts';
import type { Moment } from '../../sync/till-time.ts';
import type { Asked } from './kept-quotes.ts';
import { spendLimits } from './spend-limits.ts';

/** More than anybody has: as many pay as the receipt takes. */
const mostPoints = 1_000_000_000;

/** What was asked for; where nothing was said, the best coupons and no points. */
export function wishesOf(input: z.input<typeof wishesSchema> | undefined): QuoteWishes {
  const { couponIds = 'best', points = 0 } = input ?? {};
  return { couponIds, points: points === 'most' ? mostPoints : points };
}

/** A quote as of now, with everything its receipt would be decided from. */
export interface ReadQuote {
  readonly facts: ReceiptFacts;
  readonly redemptions: readonly ReceiptRedemption[];
  readonly payments: readonly ReceiptPayment[];
  readonly quote: ReceiptQuote;
}

/**
 * Quotes what was asked from what this till knows at a moment. `vouchedPoints` are points that head office has reserved for
 * it, known here or not; what the member's phone carried here counts likewise.
 */
export function readQuote(
  till: ActiveTill,
  view: MemberView,
  asked: Asked,
  at: {
    readonly programme: Programme;
    readonly moment: Moment;
    readonly isOnline: boolean;
    /** They have shown who they are (ID-02). */
    readonly isIdentified: boolean;
    readonly vouchedPoints?: number;
    /** All that head office has just said there is, whatever this till knows of. */
    readonly officePoints?: number;
    readonly claim?: CouponClaimAnswer;
  },
): Refusal | { readonly status: 'read'; readonly read: ReadQuote } {
  const { programme, moment, isOnline, isIdentified } = at;
  const { businessDate, receiptNo, lines, wishes, isClosed } = asked;
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const { memberId } = view;
  const receipt = receiptNo === null ? null : { member: view, receiptNo, businessDate };
  const open = receipt === null ? [] : openRedemptions(till, receipt);
  const redemptions = open.map(({ redemption }) => redemption);
  const payments = receipt === null ? [] : openPayments(till, receipt);
  const grant = isClosed ? null : findCarriedGrant(till, memberId);
  const limits = {
    programme,
    businessDate,
    isOnline,
    isIdentified,
    grant,
    ...(at.claim === undefined ? {} : { claim: at.claim }),
  };
  const freed = withGrantFreed(view.state, grant);
  const known = factsOf({
    programme,
    state: receiptNo === null ? freed : withOwnFreed(till, freed, { businessDate, receiptNo }),
    storeId: till.terminal.storeId,
    businessDate,
    minuteOfDay: minuteOfBusinessDay(moment.atMs, businessDate),
    moment,
    redemptions,
    payments,
    asked: isClosed ? null : spendLimits(till, view, limits),
  });
  const carriedPoints = grant !== null && isIdentified ? vouchedByGrant(till, grant) : 0;
  const thereArePoints = at.officePoints ?? Math.max(known.availablePoints, at.vouchedPoints ?? 0);
  const availablePoints = Math.max(thereArePoints, carriedPoints);
  const facts = { ...known, availablePoints };
  const quoted = quoteReceipt({ programme, facts, lines, wishes });
  if (quoted.status === 'refused') return quoted;
  return { status: 'read', read: { facts, redemptions, payments, quote: quoted.quote } };
}

/** What head office kept for this very receipt, whose posting was cut off, is not in its own way. */
function withOwnFreed(
  till: ActiveTill,
  state: MemberState,
  receipt: Pick<ReceiptKey, 'businessDate' | 'receiptNo'>,
): MemberState {
  const redemptionId = receiptSpendId(till, { ...receipt, storeId: till.terminal.storeId });
  return { ...state, reservations: reservedForOthers(state.reservations, { redemptionId }) };
}

/** The id of what a receipt spends, made from the receipt: a retry of it asks for the same reservation. */
export function receiptSpendId(till: ActiveTill, key: ReceiptKey): string {
  return `receipt:${requestHash({ installId: till.installId, ...key }).slice(0, 40)}`;
}
