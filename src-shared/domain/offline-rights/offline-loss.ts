import { grantSizesOf, mostGrantStores } from './renew-grants.ts';
import type { Programme } from '../programme/programme.ts';
import { pointsWorthFen } from './stretch-use.ts';

/** The most that a chain can lose to tills without head office, with the parts it is made of (OF-07). Amounts in fen. */
export interface OfflineLoss {
  readonly storeCount: number;
  readonly tillCount: number;
  /** What one spend by the floor rule is worth: lost once per member and till that they visit. */
  readonly floorFenPerMemberAndTill: number;
  /** What all spends by the floor rule of one till and stretch are worth. */
  readonly pointsFenPerTill: number;
  /** Every till without head office and abused to its limit on one day. */
  readonly pointsLossFen: number;
  /** The same once managers have extended every till. */
  readonly extendedPointsLossFen: number;
  /** What all coupons of one till and stretch are worth, each of which may be used at several tills. */
  readonly couponFenPerTill: number;
  readonly couponLossFen: number;
  /** What all that is set aside for the stores of one member is worth at most (OF-04). */
  readonly grantFenPerMember: number;
  /** Points that head office kept, for the spend, for a phone or for a store: by construction nothing. */
  readonly keptPointsLossFen: 0;
  /** The stored value set aside for the stores of one member at most (OF-04); nothing else of it is spent (OF-05). */
  readonly grantValueFenPerMember: number;
  /** The most that one till may take of it in one stretch (OF-06). */
  readonly valueFenPerTill: number;
  /** Of stored value: by construction nothing. */
  readonly keptValueLossFen: 0;
  /** Tills that said nothing for so long that nothing is kept for them: what they took of grants may be a debt (OF-04 c). */
  readonly silentTillCount: number;
}

/**
 * States the worst possible loss from the limits in force (OF-07): 200 stores of 3 tills at 500 yuan are 300,000 yuan. Nothing
 * where the floor is switched off, since nothing else is spent that nobody keeps. What is lost in practice is a fraction.
 */
export function worstOfflineLoss(input: {
  readonly programme: Pick<Programme, 'offline' | 'redeem' | 'value'>;
  readonly storeCount: number;
  readonly tillCount: number;
  readonly silentTillCount: number;
}): OfflineLoss {
  const { programme, storeCount, tillCount, silentTillCount } = input;
  const { floorPoints, ceiling, grants } = programme.offline;
  const mostPoints = grants === 'off' ? 0 : Math.max(...grants.tiers.map((tier) => tier.maxPoints));
  const maxValueFen = grantSizesOf(programme)?.value?.maxFen ?? 0;
  const floorFenPerMemberAndTill = pointsWorthFen(floorPoints, programme);
  const pointsFenPerTill = floorFenPerMemberAndTill === 0 ? 0 : ceiling.pointsWorthFen;
  return {
    storeCount,
    tillCount,
    floorFenPerMemberAndTill,
    pointsFenPerTill,
    pointsLossFen: tillCount * pointsFenPerTill,
    extendedPointsLossFen: 2 * tillCount * pointsFenPerTill,
    couponFenPerTill: ceiling.couponFen,
    couponLossFen: tillCount * ceiling.couponFen,
    grantFenPerMember: pointsWorthFen(mostPoints * mostGrantStores, programme),
    keptPointsLossFen: 0,
    grantValueFenPerMember: maxValueFen * mostGrantStores,
    valueFenPerTill: maxValueFen === 0 ? 0 : ceiling.valueFen,
    keptValueLossFen: 0,
    silentTillCount,
  };
}
