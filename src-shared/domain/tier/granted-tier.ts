import type { BusinessDate } from '../../values/business-date.ts';
import type { MemberState } from '../member/member-state.ts';
import type { TierChange, TierTerm } from './tier.ts';

/** Whether a tier was given by hand or for points, and not earned. */
export function isGranted({ cause }: TierTerm): boolean {
  return cause.kind === 'manual' || cause.kind === 'sink';
}

/** Whether a tier was set by hand below what its member had or had earned: nothing lifts it before its last day (TR-05). */
export function isHeldDown(
  { tierTerm }: Pick<MemberState, 'tierTerm'>,
  onDay: BusinessDate,
): boolean {
  if (tierTerm?.cause.kind !== 'manual' || tierTerm.cause.direction !== 'down') return false;
  return onDay <= tierTerm.untilDay;
}

/**
 * What a member has again after the last day of a granted tier, as it was before; null on that day and earlier, where it has
 * ended too, and where the tier was not granted.
 */
export function standsAgain(
  { tierCode, tierTerm }: Pick<MemberState, 'tierCode' | 'tierTerm'>,
  onDay: BusinessDate,
): Pick<TierChange, 'tierCode' | 'term'> | null {
  if (tierTerm === undefined || !isGranted(tierTerm) || onDay <= tierTerm.untilDay) return null;
  const { before } = tierTerm;
  if (before.untilDay === null) return { tierCode: before.tierCode, term: null };
  if (before.untilDay < onDay) return null;
  if (before.term !== undefined) return { tierCode: before.tierCode, term: before.term };
  const term = {
    sinceDay: onDay,
    untilDay: before.untilDay,
    cause: { kind: 'evaluation' },
    before: { tierCode, untilDay: tierTerm.untilDay },
  } as const;
  return { tierCode: before.tierCode, term };
}
