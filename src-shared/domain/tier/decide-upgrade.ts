import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import { giftPackFor } from './gift-pack.ts';
import { isGranted, isHeldDown, standsAgain } from './granted-tier.ts';
import { measureGrowth } from './measure-growth.ts';
import { postGrowth } from './post-growth.ts';
import { periodEnd } from './tier-period.ts';
import { earnedRank, rankOf, tierAt } from './tier-rank.ts';
import type { GrowthEntry, TierCause, TierChange, TierTerm } from './tier.ts';

/** The part of a state that tier decisions read. */
export type TierState = Pick<MemberState, 'tierCode' | 'tierTerm' | 'growth' | 'giftPackKeys'>;

/**
 * Decides whether a receipt raises its member, at once when it posts (TR-02): `growth` is what it adds to the state. Its
 * benefits begin with the next receipt, since this one was decided on the state before. null: it does not. A tier that the
 * programme does not know is left as it is.
 */
export function decideUpgrade(input: {
  readonly programme: Pick<Programme, 'tiers' | 'tierPolicy'>;
  readonly state: TierState;
  readonly growth: readonly GrowthEntry[];
  readonly businessDate: BusinessDate;
  readonly receiptNo: string;
  /** The receipt's own day, where it was attached later (PL-18). */
  readonly receiptDate?: BusinessDate;
  /** The receipt's own store. */
  readonly storeId?: string;
}): TierChange | null {
  const { programme, state, businessDate, receiptNo } = input;
  if (input.growth.length === 0) return null;
  const growth = postGrowth(state.growth, input.growth, businessDate);
  const rank = earnedRank(
    programme.tiers,
    measureGrowth(growth, programme.tierPolicy, businessDate),
  );
  const onDay = input.receiptDate ?? businessDate;
  const ofStore = input.storeId === undefined ? {} : { storeId: input.storeId };
  const cause = { kind: 'receipt', receiptNo, onDay, ...ofStore } as const;
  return raiseTo({ programme, state, rank, sinceDay: businessDate, cause });
}

/**
 * A change to a tier of a rank for a whole period, with its gift pack; null where the member has that tier or a better one, has
 * it again now that a lower one by hand is over, or is held down to the last day of one (TR-05).
 */
export function raiseTo(input: {
  readonly programme: Pick<Programme, 'tiers' | 'tierPolicy'>;
  readonly state: TierState;
  readonly rank: number;
  readonly sinceDay: BusinessDate;
  readonly cause: TierCause;
}): TierChange | null {
  const { programme, state, rank, sinceDay, cause } = input;
  const { tiers, tierPolicy } = programme;
  const again = standsAgain(state, sinceDay) ?? state;
  const own = rankOf(tiers, state.tierCode);
  const current = own < 0 ? own : Math.max(own, rankOf(tiers, again.tierCode));
  if (current < 0 || rank <= current || isHeldDown(state, sinceDay)) return null;
  const tier = tierAt(tiers, rank);
  const giftPackKey = giftPackFor(tier, sinceDay, state.giftPackKeys);
  return {
    tierCode: tier.code,
    term: { sinceDay, untilDay: periodEnd(tierPolicy, sinceDay), cause, before: beforeOf(state) },
    over: tiers.slice(0, rank).map(({ code }) => code),
    ...(giftPackKey === null ? {} : { giftPackKey }),
  };
}

/**
 * What a member has below a new tier: the tier and its term. Of that one's own past only what a receipt raised and what was
 * granted on top of it is kept, for refunds that go down several steps: a few steps, since receipts only ever raise and a
 * grant takes the place of the grant below it.
 */
export function beforeOf({
  tierCode,
  tierTerm,
}: Pick<TierState, 'tierCode' | 'tierTerm'>): TierTerm['before'] {
  if (tierTerm === undefined) return { tierCode, untilDay: null };
  const { untilDay, before, cause } = tierTerm;
  if (cause.kind === 'receipt' || isGranted(tierTerm))
    return { tierCode, untilDay, term: tierTerm };
  const { term: _older, ...bare } = before;
  return { tierCode, untilDay, term: { ...tierTerm, before: bare } };
}
