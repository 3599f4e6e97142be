import { answer } from '../answer.ts';
import type { Implementers } from '../implementer.ts';
import { getQuote } from '../quote/get-quote.ts';

/** Quotes: `get` says what a member gets on a receipt, and why. */
export function quoteHandlers({ signedIn }: Implementers) {
  return {
    get: signedIn.quote.get.handler(
      ({ input, context: { till, session } }) =>
        answer(session, getQuote(till, session, input)).answer,
    ),
  };
}
