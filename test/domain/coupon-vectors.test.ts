import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseCoupons } from '../../src-shared/domain/coupon/choose-coupons.ts';
import type { CouponLine } from '../../src-shared/domain/coupon/coupon-worth.ts';
import type { CouponTemplate, WhyNot } from '../../src-shared/domain/coupon/coupon.ts';
import type { Rate } from '../../src-shared/domain/programme/programme.ts';
import { sampleCoupon, sampleTemplate } from '../support/sample-coupons.ts';
import { sampleDay } from '../support/sample-domain.ts';

interface Vectors {
  readonly templates: Readonly<
    Record<string, Pick<CouponTemplate, 'effect'> & Partial<CouponTemplate>>
  >;
  readonly choices: readonly {
    readonly name: string;
    readonly rules: readonly string[];
    /** The member has one coupon of each. */
    readonly templates: readonly string[];
    readonly lines: readonly CouponLine[];
    readonly businessDate?: string;
    readonly time?: string;
    readonly fromDay?: string;
    readonly toDay?: string;
    readonly chosen: Readonly<
      Record<
        string,
        {
          readonly lineOffFen: readonly number[];
          readonly points?: number;
          readonly multiplier?: Rate;
        }
      >
    >;
    readonly whyNot: Readonly<Record<string, WhyNot>>;
  }[];
}
const file = new URL('vectors/coupons.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors; // a wrong one fails its test

function templateOf(templateId: string): CouponTemplate {
  const settings = vectors.templates[templateId];
  if (settings === undefined) throw new Error(`The vectors have no template ${templateId}.`);
  return sampleTemplate(templateId, settings.effect, settings);
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

describe('the vectors of coupons', () => {
  for (const vector of vectors.choices)
    test(`${vector.rules.join(', ')}: ${vector.name}`, () => {
      const { templates, lines, businessDate = '2026-03-14', time = '12:00' } = vector;
      const { fromDay = '2026-01-01', toDay = '2026-12-31' } = vector;
      const { chosen, unused } = chooseCoupons({
        templates: templates.map(templateOf),
        coupons: templates.map((templateId) =>
          sampleCoupon(templateId, {
            couponId: templateId,
            fromDay: sampleDay(fromDay),
            toDay: sampleDay(toDay),
          }),
        ),
        lines,
        at: {
          storeId: 's1',
          businessDate: sampleDay(businessDate),
          minuteOfDay: minuteOf(time),
        },
        maxPerReceipt: 3,
        wish: 'best',
      });
      expect(
        Object.fromEntries(
          chosen.map(({ couponId, templateId: _template, offFen: _off, ...rest }) => [
            couponId,
            rest,
          ]),
        ),
      ).toEqual(vector.chosen);
      expect(Object.fromEntries(unused.map((each) => [each.couponId, each.whyNot]))).toEqual(
        vector.whyNot,
      );
    });
});
