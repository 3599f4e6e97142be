import { type BusinessDate, compareDates } from '../../values/business-date.ts';
import type { CouponChange } from '../coupon/coupon.ts';
import { issueCoupon } from '../coupon/issue-coupon.ts';
import type { OfficeOperationBodies } from '../office/office-operation.ts';
import { expiryDay } from '../points/expiry-day.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { Programme } from '../programme/programme.ts';
import { tierOfPack } from './gift-pack.ts';

/** An operation id of head office is no longer; of a tier code what fits, since member and day come first. */
const operationIdLength = 64;

/**
 * Decides what a gift pack brings (TR-06): coupons of its tier's face value, which live from the day they are given, and
 * points. Only head office gives it, under an id made from member, day and tier, so that tills which found the same rise
 * cannot give it twice. null where the programme has no such pack (any more); a template that has ended is left out.
 */
export function decideGiftPack(input: {
  readonly programme: Pick<Programme, 'tiers' | 'coupons' | 'earn'>;
  readonly memberId: string;
  readonly giftPackKey: string;
  readonly businessDate: BusinessDate;
  readonly atMs: number;
}): { readonly operationId: string; readonly body: OfficeOperationBodies['givePack'] } | null {
  const { programme, memberId, giftPackKey, businessDate, atMs } = input;
  const tierCode = tierOfPack(giftPackKey);
  const giftPack = programme.tiers.find(({ code }) => code === tierCode)?.giftPack;
  if (giftPack === undefined) return null;
  const sinceDay = giftPackKey.slice(tierCode.length + 1);
  const operationId = `pack:${memberId}:${sinceDay}:${tierCode}`.slice(0, operationIdLength);
  const coupons = giftPack.couponTemplateIds.flatMap((templateId): readonly CouponChange[] => {
    const template = programme.coupons.templates.find((each) => each.templateId === templateId);
    if (template === undefined) return [];
    const { validity } = template;
    if (validity.kind === 'fixed' && compareDates(validity.toDay, businessDate) < 0) return [];
    const couponId = `${operationId}:${templateId}`;
    return [
      { kind: 'issue', coupon: issueCoupon(template, { couponId, tierCode, businessDate, atMs }) },
    ];
  });
  const { points } = giftPack;
  const expiresOnDay = expiryDay(programme.earn.expiry, businessDate);
  const entries: readonly PointsEntry[] =
    points === 0
      ? []
      : [
          {
            kind: 'earn_bonus',
            points,
            ruleId: `tier:${tierCode}`,
            lots: [{ expiresOnDay, points }],
          },
        ];
  return { operationId, body: { giftPackKey, coupons, entries } };
}
