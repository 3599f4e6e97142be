import { floorRate } from '../../values/rounding.ts';
import { faceFenOf } from '../coupon/decide-coupon-use.ts';
import type { OperationBodies, OperationDraft } from '../operation/operation.ts';
import type { Programme } from '../programme/programme.ts';
import type { SpendingRight } from './spending-right.ts';
import { noAmounts, type StretchAmounts } from './stretch-amounts.ts';

type Rules = Pick<Programme, 'redeem' | 'coupons'>;

/**
 * What a decided act takes of what a till may do without head office (OF-06). Points and value count where nobody keeps them
 * for the member: what a phone carried is lost to nobody (OF-07). Coupons count by their face where head office did not keep
 * them, one of no certain value only as one; corrections, new members and top-ups where the line is down. What is given back
 * later counts all the same: a ceiling bounds what went through the till.
 */
export function stretchUseOf(
  draft: OperationDraft,
  { programme, isOnline }: { readonly programme: Rules; readonly isOnline: boolean },
): StretchAmounts {
  switch (draft.kind) {
    case 'earn':
      return receiptUse(draft.body, programme);
    case 'redeem':
    case 'redeemSink':
      return { ...noAmounts, pointsWorthFen: floorWorthFen(draft.body, programme) };
    case 'payValue': {
      const { right, amountFen } = draft.body;
      return { ...noAmounts, valueFen: right === 'authorised' ? 0 : amountFen };
    }
    case 'adjust': {
      const adjustedPoints = draft.body.entries.reduce(
        (sum, each) => sum + Math.abs(each.points),
        0,
      );
      return isOnline ? noAmounts : { ...noAmounts, adjustedPoints };
    }
    case 'enrol':
      return isOnline ? noAmounts : { ...noAmounts, newMemberCount: 1 };
    case 'topUp':
      return isOnline ? noAmounts : { ...noAmounts, topUpFen: draft.body.paidFen };
    default:
      return noAmounts;
  }
}

/** What points are worth in money, in fen, rounded down. */
export function pointsWorthFen(points: number, { redeem }: Pick<Programme, 'redeem'>): number {
  return floorRate(points, redeem.fenPerPoint);
}

function receiptUse(
  { redemption, benefits, couponRight }: OperationBodies['earn'],
  programme: Rules,
): StretchAmounts {
  const taken = couponRight === 'offline' ? (benefits?.coupons ?? []) : [];
  const faces = taken.map(({ templateId, offFen }) => {
    const template = programme.coupons.templates.find((each) => each.templateId === templateId);
    return template === undefined ? offFen : (faceFenOf({}, template) ?? 0);
  });
  return {
    ...noAmounts,
    pointsWorthFen: redemption === undefined ? 0 : floorWorthFen(redemption, programme),
    couponFen: faces.reduce((sum, faceFen) => sum + faceFen, 0),
    couponCount: taken.length,
  };
}

function floorWorthFen(
  { right, points }: { readonly right: SpendingRight; readonly points: number },
  programme: Rules,
): number {
  return right === 'floor' ? pointsWorthFen(points, programme) : 0;
}
