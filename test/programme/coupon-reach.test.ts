import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import { coversGoods } from '../../src-shared/domain/price/covers-goods.ts';
import type { GoodsScope } from '../../src-shared/domain/price/price.ts';
import { narrowedFields } from '../../src-shared/programme/checks/coupon-reach.ts';

type Reach = Partial<Pick<CouponTemplate, 'scope' | 'weekdays' | 'hours' | 'storeIds'>>;
const narrowed = (now: Reach, before: Reach) =>
  narrowedFields({ scope: {}, ...now }, { scope: {}, ...before });
const evening = { fromMinute: 1_080, toMinute: 1_320 };
const night = { fromMinute: 1_080, toMinute: 120 };

describe('a coupon template that reaches less far than the coupons that are out', () => {
  test.each<[string, Reach, Reach, readonly string[]]>([
    ['nothing changed', { scope: { skus: ['a'] } }, { scope: { skus: ['a'] } }, []],
    ['all goods, now some', { scope: { categories: ['fresh'] } }, {}, ['scope']],
    ['some goods, now all', {}, { scope: { categories: ['fresh'] } }, []],
    ['one more excluded', { scope: { excludedSkus: ['a'] } }, {}, ['scope']],
    [
      'an article excluded that was never meant',
      { scope: { categories: ['fresh'], excludedCategories: ['tobacco'] } },
      { scope: { categories: ['fresh'] } },
      [],
    ],
    [
      'a category for an article',
      { scope: { skus: ['a'] } },
      { scope: { categories: ['b'] } },
      ['scope'],
    ],
    ['a weekday less', { weekdays: [1, 2] }, { weekdays: [1, 2, 3] }, ['weekdays']],
    ['every day named', { weekdays: [7, 6, 5, 4, 3, 2, 1] }, {}, []],
    ['a weekday more', { weekdays: [1, 2, 3] }, { weekdays: [1] }, []],
    ['hours at all', { hours: evening }, {}, ['hours']],
    ['hours into the night', { hours: night }, { hours: evening }, []],
    ['hours no more into the night', { hours: evening }, { hours: night }, ['hours']],
    ['every store, now one', { storeIds: ['s1'] }, {}, ['storeIds']],
    ['a store less', { storeIds: ['s1'] }, { storeIds: ['s1', 's2'] }, ['storeIds']],
    ['a store more', { storeIds: ['s1', 's2'] }, { storeIds: ['s2'] }, []],
  ])('%s', (_, now, before, fields) => {
    expect(narrowed(now, before)).toEqual(fields);
  });

  test('is found exactly where some article was covered and is not any more', () => {
    const names = ['a', 'b', 'c'];
    const list = fc.option(fc.subarray(names, { minLength: 1 }), { nil: undefined });
    const scope = fc
      .record({ categories: list, skus: list, excludedCategories: list, excludedSkus: list })
      .map((each) => JSON.parse(JSON.stringify(each)) as GoodsScope);
    fc.assert(
      fc.property(scope, scope, (now, before) => {
        const articles = [...names, 'z'].flatMap((sku) =>
          [...names, 'z'].map((category) => ({ sku, category })),
        );
        const isLess = articles.some(
          (article) => coversGoods(before, article) && !coversGoods(now, article),
        );
        expect(narrowed({ scope: now }, { scope: before })).toEqual(isLess ? ['scope'] : []);
      }),
    );
  });
});
