import type { QuoteChange } from '../../../src-shared/contract/till/quote.ts';
import type { QuoteWishes, ReceiptQuote } from '../../../src-shared/domain/quote/quote.ts';
import {
  grantOf,
  type SpendingRight,
} from '../../../src-shared/domain/offline-rights/spending-right.ts';
import { decideReceipt } from '../../../src-shared/domain/receipt/decide-receipt.ts';
import { checkOverused } from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { checkPaidByValue } from '../../../src-shared/domain/stored-value/decide-payment.ts';
import { canonicalJson } from '../../../src-shared/values/canonical-json.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { claimCoupons, type CouponClaimAnswer } from '../coupon/claim-coupons.ts';
import { isRefused, type MemberView, readEarner } from '../find-member.ts';
import { isProven } from '../identify.ts';
import { proveSpender, spendCode } from '../member-code/prove-spender.ts';
import { checkCeiling } from '../offline-ceiling.ts';
import { checkNotOwn } from '../own-member.ts';
import { pinVerifierOf } from '../pin-checks.ts';
import { closedWishes, maySeeAssets } from '../quote/get-quote.ts';
import type { Asked, KeptQuote } from '../quote/kept-quotes.ts';
import { quoteChanges } from '../quote/quote-changes.ts';
import { readQuote, type ReadQuote, receiptSpendId, wishesOf } from '../quote/read-quote.ts';
import { needsProof, type QuoteChanged, toldQuote } from '../quote/told-quote.ts';
import {
  checkRight,
  findRight,
  type FoundRight,
  isVouchedBeyondView,
} from '../redemption/find-right.ts';
import { hasTakenSince } from '../redemption/has-taken-since.ts';
import type { SignedIn } from '../session.ts';
import { checkNotMadeUp } from './check-not-credited.ts';
import { insertReceipt } from './insert-receipt.ts';
import { readLine } from './read-line.ts';
import type { ReceiptRequest } from './receipt-request.ts';
import { type PostedNow, repeated } from './told-receipt.ts';

type Result = PostedNow | Refusal | IdReused | QuoteChanged;

/** Everything about a receipt that stays the same from the first look to the posting. */
interface Agreed {
  readonly request: ReceiptRequest;
  readonly asked: Asked;
  /** null: wishes without a quote. */
  readonly kept: KeptQuote | null;
  /** The member's PIN was typed for it, or at this screen before. */
  readonly isIdentified: boolean;
}

/**
 * Records exactly what was quoted, or what the same wishes give now; or says what changed meanwhile and quotes afresh, and
 * changes nothing. Identification comes before balances. Points and coupons are kept at head office first, or fall
 * under the rules of the broken line where it does not answer; they and everything else are one operation. What was kept for
 * a receipt that is not posted is given back at once.
 */
export async function postQuotedReceipt(
  till: ActiveTill,
  session: SignedIn,
  request: ReceiptRequest,
): Promise<Result> {
  const posted = till.store.receipt.find(request.key);
  if (posted !== null) return repeated(till, posted, request);
  const madeUp = checkNotMadeUp(till, request.key);
  if (madeUp !== null) return madeUp;
  const view = readEarner(till, request.input.memberId);
  if (isRefused(view)) return view;
  if (view.state.status === 'frozen') return refuse('member_frozen');
  const own = checkNotOwn(till, session, view);
  if (own !== null) return own;
  const agreement = await findAgreed(till, session, view, request);
  if (agreement.status === 'refused') return agreement;
  const { agreed } = agreement;

  const first = readAgreed(till, view, agreed, {
    isOnline: till.reference.isOnline(),
    right: null,
    quoted: agreed.kept?.quote ?? null,
  });
  if (first.status === 'refused') return first;
  const { quote } = first.read;
  const differs = checkAgreed(till, session, view, { agreed, read: first.read });
  if (differs !== null) return differs;
  const overused = checkOverused({
    ...quote,
    programme: request.programme,
    redemptions: first.read.redemptions,
  });
  if (overused !== null) return overused;
  const { value } = request.programme;
  const wronglyPaid = checkPaidByValue(value, first.read.payments, quote);
  if (wronglyPaid !== null) return wronglyPaid;
  if (needsProof(quote) && !agreed.isIdentified) return refuse('pin_needed');
  const askedSeq = till.store.operation.head().terminalSeq;
  const attempt = { actId: receiptSpendId(till, request.key), attemptId: till.clock.newId() };
  const right =
    quote.points === 0
      ? null
      : await findRight(till, {
          redemptionId: attempt.actId,
          attemptId: attempt.attemptId,
          memberId: view.memberId,
          points: quote.points,
          businessDate: request.moment.businessDate,
        });
  if (right?.status === 'too_few_points') {
    const { availablePoints } = right;
    return quoteFewer(till, session, view, { agreed, quoted: quote, availablePoints });
  }
  if (right !== null && right.status !== 'right') return right;
  const claim = await claimCoupons(till, {
    claimId: attempt.actId,
    attemptId: attempt.attemptId,
    memberId: view.memberId,
    couponIds: quote.coupons.map(({ couponId }) => couponId),
  });
  const result = till.store.transaction(() =>
    post(till, session, { agreed, quoted: quote, right, claim, askedSeq }),
  );
  const isKept = right?.right === 'authorised' || claim?.status === 'claimed';
  if (isKept && till.store.receipt.find(request.key) === null) {
    await till.sync.release({ ...attempt, memberId: view.memberId });
  }
  return result;
}

/** What is to be posted. A quote is of its own member, lines and day; whatever was asked for is quoted. */
async function findAgreed(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  request: ReceiptRequest,
): Promise<Refusal | { readonly status: 'agreed'; readonly agreed: Agreed }> {
  const { input, key } = request;
  const kept = input.quoteId === undefined ? null : till.quotes.find(input.quoteId);
  if (kept === null && input.quoteId !== undefined) return refuse('quote_not_found');
  const isKnown = isProven(till, session, view.memberId);
  if (!isKnown && input.proof !== undefined) {
    const refusal = await proveSpender(till, session, view, input.proof);
    if (refusal !== null) return refusal;
  }
  const isIdentified = isKnown || input.proof !== undefined;
  const wishes = kept?.asked.wishes ?? wishesOf(input.wishes);
  if (kept === null && !isIdentified && wishes.points > 0) {
    return refuse(pinVerifierOf(view.state) === null ? 'pin_not_set' : 'pin_needed');
  }
  const isClosed = kept?.asked.isClosed ?? !(isIdentified || maySeeAssets(till, session, view));
  if (isClosed && isListed(wishes)) return refuse('pin_needed');
  const asked: Asked = {
    memberId: view.memberId,
    businessDate: key.businessDate,
    receiptNo: key.receiptNo,
    lines: input.lines.map(readLine),
    wishes: isClosed ? closedWishes : wishes,
    isClosed,
  };
  return { status: 'agreed', agreed: { request, asked, kept, isIdentified } };
}

function isListed({ couponIds }: QuoteWishes): boolean {
  return couponIds !== 'best' && couponIds.length > 0;
}

/**
 * Quotes again. Until the right to spend is known, and where head office gave it, the points that were quoted count as there,
 * whatever this till has heard since; the caps hold all the same. Wishes alone are first quoted as any quote is.
 */
function readAgreed(
  till: ActiveTill,
  view: MemberView,
  { request, asked, isIdentified }: Agreed,
  at: {
    readonly isOnline: boolean;
    readonly right: SpendingRight | null;
    readonly quoted: ReceiptQuote | null;
    readonly takenSince?: boolean;
    readonly claim?: CouponClaimAnswer;
  },
): ReturnType<typeof readQuote> {
  const { programme, moment } = request;
  // What a phone carried counts whatever is said here.
  const isVouched =
    isIdentified &&
    at.isOnline &&
    (at.right === null || at.right === 'authorised') &&
    at.takenSince !== true &&
    !asked.isClosed;
  return readQuote(till, view, asked, {
    programme,
    moment,
    isOnline: at.isOnline,
    isIdentified,
    vouchedPoints: isVouched ? (at.quoted?.points ?? 0) : 0,
    ...(at.claim === undefined ? {} : { claim: at.claim }),
  });
}

/**
 * null where the receipt is what was quoted, or what the same wishes would be quoted now. Otherwise what is different: so is
 * a coupon that was named and cannot be used, and points that were named and do not all pay, since the member was told so.
 */
function checkAgreed(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  { agreed, read }: { readonly agreed: Agreed; readonly read: ReadQuote },
): QuoteChanged | null {
  const { kept, asked } = agreed;
  const { quote } = read;
  if (kept !== null) {
    const changed = [...askedChanges(kept.asked, asked), ...quoteChanges(kept.quote, quote)];
    return changed.length === 0
      ? null
      : quoteChanged(till, session, view, { agreed, read, changed });
  }
  const { couponIds, points } = asked.wishes;
  const isUsed = (id: string) => quote.coupons.some(({ couponId }) => couponId === id);
  const changed: QuoteChange[] = [];
  if (couponIds !== 'best' && !couponIds.every(isUsed)) changed.push('coupons');
  const isMost = agreed.request.input.wishes?.points === 'most';
  if (!isMost && quote.points !== points) changed.push('points');
  return changed.length === 0 ? null : quoteChanged(till, session, view, { agreed, read, changed });
}

function askedChanges(before: Asked, now: Asked): QuoteChange[] {
  const linesOf = ({ lines }: Asked) =>
    canonicalJson(lines.toSorted((a, b) => a.lineNo - b.lineNo));
  return [
    ...(before.memberId === now.memberId ? [] : ['member' as const]),
    ...(linesOf(before) === linesOf(now) ? [] : ['lines' as const]),
    ...(before.businessDate === now.businessDate ? [] : ['date' as const]),
  ];
}

function quoteChanged(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  now: {
    readonly agreed: Agreed;
    readonly read: ReadQuote;
    readonly changed: readonly QuoteChange[];
  },
): QuoteChanged {
  const { agreed, read, changed } = now;
  const { programme, moment } = agreed.request;
  const kept = till.quotes.keep(agreed.asked, read.quote);
  const { language } = session;
  const given = { view, facts: read.facts, programme, moment, language };
  return { status: 'quote_changed', changed, quote: toldQuote(till, kept, given) };
}

/**
 * Quotes afresh where head office has fewer points than were quoted, heard of here or not. The fresh quote wishes no more than
 * it has: else the posting of it would be of more again, for as long as this till has not heard.
 */
function quoteFewer(
  till: ActiveTill,
  session: SignedIn,
  view: MemberView,
  now: {
    readonly agreed: Agreed;
    readonly quoted: ReceiptQuote;
    readonly availablePoints: number;
  },
): QuoteChanged | Refusal {
  const { quoted, availablePoints } = now;
  const { request, isIdentified, asked: all } = now.agreed;
  const points = Math.min(all.wishes.points, availablePoints);
  const asked = { ...all, wishes: { ...all.wishes, points } };
  const { programme, moment } = request;
  const by = { programme, moment, isOnline: true, isIdentified, officePoints: availablePoints };
  const again = readQuote(till, view, asked, by);
  if (again.status === 'refused') return again;
  const { read } = again;
  const changed = quoteChanges(quoted, read.quote);
  return quoteChanged(till, session, view, { agreed: { ...now.agreed, asked }, read, changed });
}

/** Runs inside the transaction; the line may have taken a while, and what was true before is read again. */
function post(
  till: ActiveTill,
  session: SignedIn,
  ready: {
    readonly agreed: Agreed;
    readonly quoted: ReceiptQuote;
    readonly right: FoundRight | null;
    readonly claim: CouponClaimAnswer | undefined;
    readonly askedSeq: number;
  },
): Result {
  const { agreed, right } = ready;
  const { request, asked } = agreed;
  const { key, programme, moment } = request;
  const twin = till.store.receipt.find(key);
  if (twin !== null) return repeated(till, twin, request);
  const madeUp = checkNotMadeUp(till, key);
  if (madeUp !== null) return madeUp;
  const view = readEarner(till, asked.memberId);
  if (isRefused(view)) return view;
  const takenSince = hasTakenSince(till, view.memberId, ready.askedSeq);
  const isOnline =
    right === null || right.right === 'carried'
      ? till.reference.isOnline()
      : right.right === 'authorised';
  const claim = ready.claim === undefined ? {} : { claim: ready.claim };
  const by = { isOnline, right: right?.right ?? null, quoted: ready.quoted, takenSince };
  const again = readAgreed(till, view, agreed, { ...by, ...claim });
  if (again.status === 'refused') return again;
  const { facts, redemptions, payments, quote } = again.read;
  const changed = quoteChanges(ready.quoted, quote);
  if (changed.length > 0) {
    return quoteChanged(till, session, view, { agreed, read: again.read, changed });
  }
  const overused = checkOverused({ ...quote, programme, redemptions });
  if (overused !== null) return overused;
  const wronglyPaid = checkPaidByValue(programme.value, payments, quote);
  if (wronglyPaid !== null) return wronglyPaid;
  const lapsed =
    right === null
      ? null
      : checkRight(till, { view, programme }, { ...right, points: quote.points });
  if (lapsed !== null) return lapsed;
  const spend =
    right === null
      ? {}
      : {
          spend: {
            redemptionId: receiptSpendId(till, request.key),
            right: right.right,
            ...grantOf(right),
            authorisedBeyondView: isVouchedBeyondView(till, view.memberId, {
              ...right,
              askedSeq: ready.askedSeq,
            }),
          },
        };
  const decided = decideReceipt({
    programme,
    state: view.state,
    receipt: key,
    facts,
    lines: asked.lines,
    wishes: asked.wishes,
    redemptions,
    payments,
    moment,
    ...spend,
  });
  if (decided.status === 'refused') return decided;
  const couponRight = ready.claim?.status === 'claimed' ? 'claimed' : 'offline';
  const mark = quote.coupons.length === 0 ? {} : ({ couponRight } as const);
  const draft = { ...decided.draft, body: { ...decided.draft.body, ...mark } };
  const above = checkCeiling(till, draft, programme);
  if (above !== null) return above;

  // Nothing below may refuse.
  spendCode(till, request.input.proof, receiptSpendId(till, request.key));
  return insertReceipt(till, session, {
    draft,
    view,
    request,
    redemptions,
    payments,
  });
}
