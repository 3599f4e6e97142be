import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { quoteContract } from '../../../src-shared/contract/till/quote.ts';
import type { QuoteWishes } from '../../../src-shared/domain/quote/quote.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { isReceiptDay } from '../receipt/receipt-day.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readEarner } from '../find-member.ts';
import { checkKnown, isProven } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { checkNotOwn } from '../own-member.ts';
import { readLine } from '../receipt/read-line.ts';
import type { SignedIn } from '../session.ts';
import { readQuote, wishesOf } from './read-quote.ts';
import { toldQuote } from './told-quote.ts';

type Input = InferContractRouterInputs<typeof quoteContract>['get'];
type Output = InferContractRouterOutputs<typeof quoteContract>['get'];

/** What nobody can be told of, nobody can use. */
export const closedWishes: QuoteWishes = { couponIds: [], points: 0 };

/** Says what a member gets on a receipt now, and why. Records nothing; the quote can be posted by its id for 15 minutes. */
export function getQuote(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Refusal | { readonly status: 'quoted'; readonly answer: Output } {
  const moment = till.time.now();
  const businessDate = input.businessDate ?? moment.businessDate;
  const programme = till.reference.programmeAt(businessDate);
  if (!isReceiptDay(businessDate, moment) || programme === null)
    return refuse('receipt_date_invalid');
  const view = readEarner(till, input.memberId);
  if (isRefused(view)) return view;
  const own = checkNotOwn(till, session, view);
  if (own !== null) return own;
  const { memberId } = view;
  const wishes = wishesOf(input.wishes);
  const isClosed = !maySeeAssets(till, session, view);
  const asked = {
    memberId,
    businessDate,
    receiptNo: input.receiptNo ?? null,
    lines: input.lines.map(readLine),
    wishes: isClosed ? closedWishes : wishes,
    isClosed,
  };
  const result = readQuote(till, view, asked, {
    programme,
    moment,
    isOnline: till.reference.isOnline(),
    isIdentified: isProven(till, session, memberId),
  });
  if (result.status === 'refused') return result;
  const { facts, quote } = result.read;
  const kept = till.quotes.keep(asked, quote);
  const { language } = session;
  const answer = {
    ...toldQuote(till, kept, { view, facts, programme, moment, language }),
    member: memberSummary(till, view, session),
  };
  return { status: 'quoted', answer };
}

/** Prices are for everybody; coupons and points only for who is known to be there (ID-02). */
export function maySeeAssets(till: ActiveTill, session: SignedIn, view: MemberView): boolean {
  return checkKnown(till, session, view, 'seeAssets') === null;
}
