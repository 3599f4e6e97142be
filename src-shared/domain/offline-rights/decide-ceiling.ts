import { floorDivide, floorRate } from '../../values/rounding.ts';
import type { Programme } from '../programme/programme.ts';
import { steppedPoints } from '../redemption/stepped-points.ts';
import { refuse, type Refusal } from '../refusal.ts';
import {
  addAmounts,
  mapAmounts,
  type StretchAmounts,
  type StretchKind,
  stretchKinds,
} from './stretch-amounts.ts';

/** OF-06: from here on it is said that there is not much left. */
const amberPercent = 80;
/** OF-06: every so many spends without head office it is asked whether it answers again. */
const probeEverySpends = 10;

/** One till's stretch without head office: what was done since the last complete sync, and whether a manager extended it. */
export interface Stretch {
  readonly used: StretchAmounts;
  readonly isExtended: boolean;
}

/** The most of one stretch: what the programme gives, and as much again once a manager has extended it (OF-06). */
export function ceilingOf(
  { offline }: Pick<Programme, 'offline'>,
  { isExtended }: Pick<Stretch, 'isExtended'>,
): StretchAmounts {
  const { ceiling } = offline;
  return isExtended ? addAmounts(ceiling, ceiling) : ceiling;
}

/**
 * Whether an act that takes `use` still fits under the ceiling of the till (OF-06); only what the act takes is looked at, the
 * first kind that does not fit is refused with what would: fen, or points of whole steps where it is points.
 */
export function decideCeiling(input: {
  readonly programme: Pick<Programme, 'offline' | 'redeem'>;
  readonly stretch: Stretch;
  readonly use: StretchAmounts;
}): Refusal | null {
  const { programme, stretch, use } = input;
  const ceiling = ceilingOf(programme, stretch);
  const kind = stretchKinds.find(
    (each) => use[each] > 0 && stretch.used[each] + use[each] > ceiling[each],
  );
  if (kind === undefined) return null;
  const left = Math.max(0, ceiling[kind] - stretch.used[kind]);
  switch (kind) {
    case 'pointsWorthFen':
      return refuse('offline_ceiling_points', { maxPoints: ceilingPoints(programme, stretch) });
    case 'valueFen':
      return refuse('offline_ceiling_value', { maxFen: left });
    case 'couponFen':
    case 'couponCount':
      return refuse('offline_ceiling_coupons');
    case 'adjustedPoints':
      return refuse('offline_ceiling_adjustments', { maxPoints: left });
    case 'newMemberCount':
      return refuse('offline_ceiling_members');
    case 'topUpFen':
      return refuse('offline_ceiling_top_ups', { maxFen: left });
  }
}

/** The most points of one spend that the ceiling leaves: whole steps, and nothing below the least (OF-06, PL-21). */
export function ceilingPoints(
  programme: Pick<Programme, 'offline' | 'redeem'>,
  stretch: Stretch,
): number {
  const { fenPerPoint } = programme.redeem;
  const leftFen = ceilingOf(programme, stretch).pointsWorthFen - stretch.used.pointsWorthFen;
  const points = floorRate(Math.max(0, leftFen), {
    numerator: fenPerPoint.denominator,
    denominator: fenPerPoint.numerator,
  });
  return steppedPoints(points, programme);
}

/** How near a stretch is to its ceiling: `amber` from 80 % on, `reached` where nothing is left (OF-06). */
export const ceilingLevels = ['open', 'amber', 'reached'] as const;
export type CeilingLevel = (typeof ceilingLevels)[number];

/** One kind of a stretch as it is told. */
export interface CeilingStanding {
  readonly kind: StretchKind;
  readonly used: number;
  readonly limit: number;
  readonly level: CeilingLevel;
}

/** How every kind stands that the programme allows at all, the fullest kind's level with it. */
export function ceilingStanding(
  programme: Pick<Programme, 'offline'>,
  stretch: Stretch,
): { readonly level: CeilingLevel; readonly kinds: readonly CeilingStanding[] } {
  const ceiling = ceilingOf(programme, stretch);
  const kinds = stretchKinds
    .filter((kind) => ceiling[kind] > 0)
    .map((kind) => {
      const [used, limit] = [stretch.used[kind], ceiling[kind]];
      return { kind, used, limit, level: levelOf(used, limit) };
    });
  const has = (level: CeilingLevel) => kinds.some((each) => each.level === level);
  if (has('reached')) return { level: 'reached', kinds };
  return { level: has('amber') ? 'amber' : 'open', kinds };
}

function levelOf(used: number, limit: number): CeilingLevel {
  if (used >= limit) return 'reached';
  return used * 100 >= limit * amberPercent ? 'amber' : 'open';
}

/**
 * Whether a stretch may be extended (OF-06): once, and only when it is needed. Refuses with offline_ceiling_far where no kind
 * has come to 80 %; a second call finds it extended.
 */
export function decideExtension(
  programme: Pick<Programme, 'offline'>,
  stretch: Stretch,
): Refusal | { readonly status: 'extend' | 'already_extended' } {
  if (stretch.isExtended) return { status: 'already_extended' };
  const { level } = ceilingStanding(programme, stretch);
  return level === 'open' ? refuse('offline_ceiling_far') : { status: 'extend' };
}

/** Whether an act goes beyond what the programme gives by itself: its cost is the store's (OF-06, OF-09). */
export function isBeyondCeiling(
  { offline }: Pick<Programme, 'offline'>,
  used: StretchAmounts,
  use: StretchAmounts,
): boolean {
  const over = mapAmounts((kind) => (use[kind] === 0 ? 0 : used[kind] + use[kind]));
  return stretchKinds.some((kind) => over[kind] > offline.ceiling[kind]);
}

/**
 * Whether head office is tried before points are spent by the floor rule although the line is down (OF-06): for every tenth
 * spend of a stretch, and for each of more than half of the most that the floor gives. `spendCount` are those before.
 */
export function isProbeDue(
  { offline }: Pick<Programme, 'offline'>,
  spend: { readonly spendCount: number; readonly points: number },
): boolean {
  const isTenth = (spend.spendCount + 1) % probeEverySpends === 0;
  return isTenth || spend.points > floorDivide(offline.floorPoints, 2);
}
