import type { Language, LocalText } from '../domain/programme/programme.ts';
import {
  cashRefundMaxFen,
  type ValueRefundQuote,
  type ValueRefundWorking,
} from '../domain/stored-value/decide-value-refund.ts';
import { formatYuan, type Fen } from '../values/fen.ts';
import { valueWords } from './value-words.ts';

/** What a customer agrees to who tops up, in one language (SV-05). Money in fen. */
export interface TopUpTerms {
  readonly issuerName: string;
  readonly terms: string;
  readonly paidFen: number;
  readonly bonusFen: number;
  readonly coolingOffDays: number;
}

/** What a voucher says; kept with the top-up, so that it can be printed again. Money in fen. */
export interface VoucherFacts extends Omit<TopUpTerms, 'issuerName' | 'terms'> {
  readonly contractNo: string;
  readonly businessDate: string;
  readonly storeName: string;
  readonly issuerName: LocalText;
  readonly terms: LocalText;
}

/** The lines of the voucher of a top-up (SV-05): contract and place, then everything the customer has agreed to. */
export function valueVoucherLines(facts: VoucherFacts, language: Language): readonly string[] {
  const { voucher } = valueWords[language];
  const { contractNo, businessDate: date, storeName: store } = facts;
  const agreed = {
    ...facts,
    issuerName: facts.issuerName[language],
    terms: facts.terms[language],
  };
  const head = [voucher.title, voucher.contract, voucher.sold];
  return [
    ...head.map((line) => fill(line, { contractNo, date, store })),
    ...topUpTermsLines(agreed, language),
  ];
}

/** What the customer agrees to before paying: issuer, what is paid, bonus and its terms, balance, refund rule. */
export function topUpTermsLines(terms: TopUpTerms, language: Language): readonly string[] {
  const { voucher } = valueWords[language];
  const places = {
    issuer: terms.issuerName,
    paid: yuan(terms.paidFen),
    bonus: yuan(terms.bonusFen),
    terms: terms.terms,
    days: String(terms.coolingOffDays),
    cash: yuan(cashRefundMaxFen),
  };
  const lines = [
    voucher.issuer,
    voucher.paid,
    voucher.bonus,
    voucher.terms,
    voucher.balance,
    voucher.refundEarly,
    voucher.refundLater,
    voucher.refundTo,
    voucher.noEnd,
  ];
  return lines.map((line) => fill(line, places));
}

/** The whole calculation of a refund, all bases one under the other, to be shown and printed (SV-03). */
export function valueRefundLines(quote: ValueRefundQuote, language: Language): readonly string[] {
  const { refund } = valueWords[language];
  const places = placesOf(quote);
  return [
    fill(refund.title, places),
    fill(refund.bought, places),
    ...(quote.contract.refundedFen > 0 ? [fill(refund.before, places)] : []),
    ...quote.workings.flatMap((working) => valueWorkingLines(quote, working, language)),
  ];
}

/** One basis of a refund, line by line: what it is, how it is worked out, what comes back. */
export function valueWorkingLines(
  quote: ValueRefundQuote,
  working: ValueRefundWorking,
  language: Language,
): readonly string[] {
  const { refund } = valueWords[language];
  const places = {
    ...placesOf(quote),
    consumed: yuan(working.consumedFen),
    refund: yuan(working.refundFen),
  };
  const back = working.refundFen === 0 ? refund.nothing : refund.back;
  const lines = ((): readonly string[] => {
    switch (working.basis) {
      case 'cooling_off':
        return working.applies
          ? [refund.coolingOff, refund.unused, back]
          : [refund.coolingOff, refund.notUnused];
      case 'seller':
        return [refund.seller, refund.byRatio, back];
      case 'consumer':
        return [refund.consumer, refund.byList, back];
    }
  })();
  return lines.map((line) => fill(line, places));
}

function placesOf({ contract, coolingOffDays }: ValueRefundQuote) {
  const { contractNo, paidFen, bonusFen, spentFen, spentListFen, refundedFen } = contract;
  return {
    contractNo,
    paid: yuan(paidFen),
    bonus: yuan(bonusFen),
    total: yuan(paidFen + bonusFen),
    spent: yuan(spentFen),
    list: yuan(spentListFen),
    refunded: yuan(refundedFen),
    days: String(coolingOffDays),
  };
}

function yuan(fen: number): string {
  return formatYuan(fen as Fen); // whole fen by the types it comes from
}

/** A place without a value stays as it is: a voucher must not fail over a word. */
function fill(words: string, places: Readonly<Record<string, string>>): string {
  return words.replaceAll(/\{(\w+)\}/g, (place, name: string) => places[name] ?? place);
}
