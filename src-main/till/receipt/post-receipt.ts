import type { InferContractRouterOutputs } from '@orpc/contract';
import type { receiptContract } from '../../../src-shared/contract/till/receipt.ts';
import { factsOf } from '../../../src-shared/domain/quote/facts-of.ts';
import { decideReceipt } from '../../../src-shared/domain/receipt/decide-receipt.ts';
import { checkOverused } from '../../../src-shared/domain/redemption/decide-redemption.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import { checkPaidByValue } from '../../../src-shared/domain/stored-value/decide-payment.ts';
import { minuteOfBusinessDay } from '../../../src-shared/values/business-date.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { isRefused, readEarner } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { checkNotOwn } from '../own-member.ts';
import { announcePosted } from '../post-operation.ts';
import type { QuoteChanged } from '../quote/told-quote.ts';
import { openRedemptions } from '../redemption/open-redemptions.ts';
import type { SignedIn } from '../session.ts';
import { openPayments } from '../stored-value/open-payments.ts';
import { checkLate, type LateAttach } from './check-late.ts';
import { checkNotMadeUp } from './check-not-credited.ts';
import { insertReceipt } from './insert-receipt.ts';
import { postQuotedReceipt } from './post-quoted-receipt.ts';
import { readLine } from './read-line.ts';
import { readRequest, type ReceiptInput, type ReceiptRequest } from './receipt-request.ts';
import { type PostedNow, repeated, toldReceipt } from './told-receipt.ts';

type Output = InferContractRouterOutputs<typeof receiptContract>['post'];

/**
 * Records one receipt, or changes nothing: with a quote or wishes what they give, else the till's own prices and the points
 * they earn. Safe to repeat: the same receipt is posted once, and answers the same. Refuses a quote and wishes in one call,
 * with invalid_value.
 */
export async function postReceipt(
  till: ActiveTill,
  session: SignedIn,
  input: ReceiptInput,
): Promise<Output | Refusal | IdReused | QuoteChanged> {
  // A quote has its wishes: others beside it would be dropped without a word.
  if (input.quoteId !== undefined && input.wishes !== undefined)
    return refuse('invalid_value', { field: 'wishes' });
  const read = readRequest(till, input);
  if (read.status === 'refused') return read;
  const { request } = read;
  const late = await checkLate(till, session, request);
  if (late?.status === 'refused') return late;
  const isAsked = input.quoteId !== undefined || input.wishes !== undefined;
  const result = isAsked
    ? // Behind a redemption of the same member that is on its way.
      await till.queue.run(`spend:${input.memberId}`, () =>
        postQuotedReceipt(till, session, request),
      )
    : postPlain(till, session, request, late === null ? {} : { late: late.late });
  if (!isPosted(result)) return result;
  if (result.status === 'posted') announcePosted(till, result.view.memberId);
  return toldReceipt(till, session, result);
}

function isPosted(result: PostedNow | Refusal | IdReused | QuoteChanged): result is PostedNow {
  return result.status === 'posted' || result.status === 'already_posted';
}

/** Nobody asked for benefits: published prices do not silently change what the customer was told. */
function postPlain(
  till: ActiveTill,
  session: SignedIn,
  request: ReceiptRequest,
  mark: { readonly late?: LateAttach },
): PostedNow | Refusal | IdReused {
  const { input, key, programme, moment } = request;
  const { businessDate } = key;
  return till.store.transaction(() => {
    const posted = till.store.receipt.find(key);
    if (posted !== null) return repeated(till, posted, request);
    const madeUp = checkNotMadeUp(till, key);
    if (madeUp !== null) return madeUp;
    const view = readEarner(till, input.memberId);
    if (isRefused(view)) return view;
    const unknown = checkNotOwn(till, session, view) ?? checkKnown(till, session, view, 'earn');
    if (unknown !== null) return unknown;
    const { state } = view;
    const waiting = { member: view, receiptNo: key.receiptNo, businessDate };
    const redemptions = openRedemptions(till, waiting).map((each) => each.redemption);
    const payments = openPayments(till, waiting);
    const facts = factsOf({
      programme,
      state,
      storeId: key.storeId,
      businessDate,
      minuteOfDay: minuteOfBusinessDay(moment.atMs, businessDate),
      moment,
      redemptions,
      payments,
      asked: null,
    });
    const lines = input.lines.map(readLine);
    const wishes = null;
    const closed = { redemptions, payments };
    const given = { programme, state, receipt: key, facts, lines, wishes, moment, ...closed };
    const decided = decideReceipt(given);
    if (decided.status === 'refused') return decided;
    const { eligibleFen } = decided.quote;
    const overused = checkOverused({ programme, redemptions, eligibleFen });
    if (overused !== null) return overused;
    const wronglyPaid = checkPaidByValue(programme.value, payments, decided.quote);
    if (wronglyPaid !== null) return wronglyPaid;

    // Nothing below may refuse.
    const draft = { ...decided.draft, body: { ...decided.draft.body, ...mark } };
    return insertReceipt(till, session, { draft, view, request, ...closed });
  });
}
