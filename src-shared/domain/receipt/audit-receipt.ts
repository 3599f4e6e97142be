import { canonicalJson } from '../../values/canonical-json.ts';
import type { OperationOf } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import { quoteReceipt, type QuoteInput } from '../quote/quote-receipt.ts';
import type { ReceiptQuote } from '../quote/quote.ts';
import { decidedLineOf } from './decide-receipt.ts';

type EarnBody = OperationOf<'earn'>['body'];

/** A part of a receipt that another decision of the same facts does not give, as posted and as it should be. */
export interface AuditFinding {
  readonly part:
    | 'lines'
    | 'terms'
    | 'points'
    | 'coupons'
    | 'payable'
    | 'offset'
    /** Its version is not known. */
    | 'programme'
    /** It could not be decided at all: `expected` is the refusal. */
    | 'refused';
  readonly recorded: unknown;
  readonly expected: unknown;
}

/**
 * Decides a posted receipt again from the facts it carries (R102), under the programme of its version: what is different,
 * [] where every figure is the same. null where it carries no facts, as receipts of before did not.
 */
export function auditReceipt(programme: Programme, body: EarnBody): readonly AuditFinding[] | null {
  const question = questionOf(programme, body);
  if (question === null) return null;
  const quoted = quoteReceipt(question);
  if (quoted.status === 'refused') {
    return [{ part: 'refused', recorded: null, expected: quoted.code }];
  }
  return differences(body, quoted.quote, question);
}

function questionOf(programme: Programme, { benefits, facts, lines }: EarnBody): QuoteInput | null {
  if (benefits !== undefined) {
    return { programme, facts: benefits.facts, lines: benefits.lines, wishes: benefits.wishes };
  }
  return facts === undefined ? null : { programme, facts, lines, wishes: null };
}

function differences(body: EarnBody, quote: ReceiptQuote, { wishes }: QuoteInput): AuditFinding[] {
  const { benefits, redemption } = body;
  const earned = body.entries.filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus');
  const parts = earned.map(({ kind, ruleId, points }) => ({ kind, ruleId, points }));
  const pairs: readonly (readonly [AuditFinding['part'], unknown, unknown])[] = [
    ['lines', body.lines, quote.lines.map((line) => decidedLineOf(line, wishes))],
    ['terms', body.terms, quote.terms],
    ['points', parts, quote.parts],
    ['coupons', benefits?.coupons ?? [], quote.coupons],
    ['payable', benefits?.payableFen ?? quote.payableFen, quote.payableFen],
    ['offset', redemption?.offsetFen ?? 0, quote.offsetFen],
  ];
  return pairs
    .filter(([, posted, again]) => canonicalJson(posted) !== canonicalJson(again))
    .map(([part, recorded, expected]) => ({ part, recorded, expected }));
}
