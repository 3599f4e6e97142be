import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { Programme } from '../programme/programme.ts';
import { decideEvaluation } from './decide-evaluation.ts';
import { isGranted } from './granted-tier.ts';
import { postTier } from './post-tier.ts';

/**
 * A member with the tier whose benefits they have on a day. One that was given by hand or for points has no days of grace
 * (TR-05, TR-08): its last day is known wherever it is, so it is over then at a till too that has not heard head office say so,
 * and what comes after it is decided as there. Any other tier stands until head office has evaluated it (TR-04).
 */
export function withTierOn(
  programme: Pick<Programme, 'tiers' | 'tierPolicy'>,
  state: MemberState,
  onDay: BusinessDate,
): MemberState {
  const { tierTerm } = state;
  if (tierTerm === undefined || !isGranted(tierTerm) || onDay <= tierTerm.untilDay) return state;
  const evaluation = decideEvaluation({ programme, state, onDay });
  return evaluation?.kind === 'change' ? postTier(state, evaluation.tier) : state;
}
