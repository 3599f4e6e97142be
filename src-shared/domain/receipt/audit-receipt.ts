import { canonicalJson } from '../../values/canonical-json.ts';
import type { AuditFinding } from '../audit/audit-finding.ts';
import type { OperationOf } from '../operation/operation.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import { quoteReceipt, type QuoteInput } from '../quote/quote-receipt.ts';
import type { ReceiptQuote } from '../quote/quote.ts';
import { receiptParts } from './decide-receipt.ts';

type EarnBody = OperationOf<'earn'>['body'];

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
  return differences(programme, body, { quote: quoted.quote, question });
}

/** The quote of the facts that a receipt carries, under a programme; null where it is refused or carries none. */
export function quoteAgain(programme: Programme, body: EarnBody): ReceiptQuote | null {
  const question = questionOf(programme, body);
  const quoted = question === null ? null : quoteReceipt(question);
  return quoted?.status === 'quoted' ? quoted.quote : null;
}

function questionOf(programme: Programme, { benefits, facts, lines }: EarnBody): QuoteInput | null {
  if (benefits !== undefined) {
    return { programme, facts: benefits.facts, lines: benefits.lines, wishes: benefits.wishes };
  }
  return facts === undefined ? null : { programme, facts, lines, wishes: null };
}

function differences(
  programme: Programme,
  body: EarnBody,
  { quote, question }: { readonly quote: ReceiptQuote; readonly question: QuoteInput },
): AuditFinding[] {
  const { benefits, redemption, receipt } = body;
  const { facts, wishes } = question;
  const expected = receiptParts({ programme, receipt, facts, wishes, quote });
  const entries = body.entries.filter(({ kind }) => kind !== 'redeem');
  const { sinceMs: _sinceMs, ...hold } = body.hold ?? { sinceMs: 0 };
  const used = { uses: benefits?.coupons ?? [], changes: body.coupons ?? [] };
  const pairs: readonly (readonly [AuditFinding['part'], unknown, unknown])[] = [
    ['lines', body.lines, expected.lines],
    ['terms', body.terms, quote.terms],
    ['points', earnedOf(entries), earnedOf(expected.entries)],
    ['coupons', used, { uses: quote.coupons, changes: expected.coupons }],
    ['payable', benefits?.payableFen ?? quote.payableFen, quote.payableFen],
    ['offset', redemption?.offsetFen ?? 0, quote.offsetFen],
    ['entries', entries, expected.entries],
    ['hold', hold, expected.hold ?? {}],
    ['growth', body.growth ?? [], expected.growth],
  ];
  const found = pairs
    .filter(([, posted, again]) => canonicalJson(posted) !== canonicalJson(again))
    .map(([part, recorded, again]) => ({ part, recorded, expected: again }));
  const isAboutPoints = found.some(({ part }) => part === 'points');
  return isAboutPoints ? found.filter(({ part }) => part !== 'entries') : found;
}

function earnedOf(entries: readonly PointsEntry[]) {
  return entries
    .filter(({ kind }) => kind === 'earn' || kind === 'earn_bonus')
    .map(({ kind, ruleId, points }) => ({ kind, ruleId, points }));
}
