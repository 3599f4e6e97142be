import { canonicalJson } from '../../values/canonical-json.ts';
import type { Refusal } from '../refusal.ts';

/** What of an operation differs. */
export type AuditPart =
  | 'lines'
  | 'terms'
  | 'points'
  | 'coupons'
  | 'payable'
  | 'offset'
  /** Where the points are the same: their lots and days, what settles a debt and what is held. */
  | 'entries'
  | 'hold'
  | 'growth'
  | 'tier'
  | 'plans'
  | 'value'
  | 'money'
  /** Points that pay in the same act as their receipt. */
  | 'redemption'
  /** What came back of a receipt before this refund. */
  | 'refunds'
  | 'campaigns'
  | 'approver'
  | 'gift'
  | 'task'
  /** What it undoes, gives back or refunds is not known. */
  | 'subject'
  /** Its version is not known. */
  | 'programme'
  /** It could not be decided at all: `expected` is the refusal. */
  | 'refused';

/**
 * Who could explain a finding, so that its till was honest. `others`: another till or head office had done something to the
 * member, of which this till may not have heard; `later`: that, or something this till itself did since; `unheard`: another
 * till of the store has told it to this one and not yet head office, or a merge moved it.
 */
export type AuditDoubt = 'others' | 'later' | 'unheard';

/** A part of an operation that another decision does not give, as posted and as it should be. */
export interface AuditFinding {
  readonly part: AuditPart;
  readonly recorded: unknown;
  readonly expected: unknown;
  /** Absent: nothing that a till may not have heard of explains it. */
  readonly doubt?: AuditDoubt;
}

/** What else had happened to the member of an operation. */
export interface OtherHands {
  readonly hasOthers: boolean;
  readonly hasLater: boolean;
  readonly hasUnheard: boolean;
}

/** `behind`: the till decided rightly by what it may have known; `difference`: nothing it may have known gives this. */
export type AuditStanding = 'difference' | 'behind';

/** Tells whether findings are an honest till's that was behind: all of them have to be. */
export function standingOf(findings: readonly AuditFinding[], hands: OtherHands): AuditStanding {
  const { hasOthers, hasLater, hasUnheard } = hands;
  const isExplainedBy = {
    others: hasOthers || hasUnheard,
    later: hasOthers || hasLater || hasUnheard,
    unheard: hasUnheard,
  } satisfies Record<AuditDoubt, boolean>;
  return findings.every(({ doubt }) => doubt !== undefined && isExplainedBy[doubt])
    ? 'behind'
    : 'difference';
}

/** The finding of a part that is not the same, byte by byte; [] where it is. Absent is null. */
export function compare(
  part: AuditPart,
  recorded: unknown,
  expected: unknown,
  doubt?: AuditDoubt,
): readonly AuditFinding[] {
  const [posted, again] = [recorded ?? null, expected ?? null];
  if (canonicalJson(posted) === canonicalJson(again)) return [];
  return [{ part, recorded: posted, expected: again, ...(doubt === undefined ? {} : { doubt }) }];
}

/** The finding of an act that would have been refused. */
export function wouldRefuse({ code }: Refusal, doubt?: AuditDoubt): readonly AuditFinding[] {
  return compare('refused', null, code, doubt);
}
