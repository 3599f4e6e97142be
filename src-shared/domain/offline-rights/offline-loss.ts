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
  /** Points that head office kept, for the spend or for a phone: by construction nothing. */
  readonly keptPointsLossFen: 0;
}

/**
 * States the worst possible loss from the limits in force (OF-07): 200 stores of 3 tills at 500 yuan are 300,000 yuan. Nothing
 * where the floor is switched off, since nothing else is spent that nobody keeps. What is lost in practice is a fraction.
 */
export function worstOfflineLoss(input: {
  readonly programme: Pick<Programme, 'offline' | 'redeem'>;
  readonly storeCount: number;
  readonly tillCount: number;
}): OfflineLoss {
  const { programme, storeCount, tillCount } = input;
  const { floorPoints, ceiling } = programme.offline;
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
    keptPointsLossFen: 0,
  };
}
