import type { MemberStanding } from '../../../src-shared/contract/till/member.ts';
import { addDays, businessDateAt } from '../../../src-shared/values/business-date.ts';
import type { FakeMember } from './fake-members.ts';
import { fakeNowMs } from './fake-members.ts';

const today = businessDateAt(fakeNowMs);

const plain: MemberStanding = {
  growth: { spendFen: 0, visitDays: 0, topUpFen: 0, taskPoints: 0 },
  tierUntilDay: null,
  tierIsProvisional: false,
  nextTier: {
    tier: 'silver',
    tierName: '银卡',
    missing: [{ measure: 'spend_fen', missing: 200_000 }],
  },
  keepTier: null,
  plans: [],
  coupons: { count: 0, endingCount: 0, endsOnDay: null },
};

/** What the members of the fake shop have reached. */
const standings: Readonly<Record<string, Partial<MemberStanding>>> = {
  'm-zhang': {
    growth: { spendFen: 1_765_500, visitDays: 31, topUpFen: 0, taskPoints: 120 },
    tierUntilDay: addDays(today, 40),
    nextTier: {
      tier: 'diamond',
      tierName: '钻石',
      missing: [{ measure: 'spend_fen', missing: 1_234_500 }],
    },
    plans: [
      {
        planId: 'plus',
        name: '青禾 Plus 年卡',
        fromDay: addDays(today, -100),
        untilDay: addDays(today, 264),
        isProvisional: false,
        sales: [
          {
            planSaleId: 'plan-sale-1',
            fromDay: addDays(today, -100),
            untilDay: addDays(today, 264),
            paidFen: 19_900,
          },
        ],
      },
    ],
  },
  'm-long': {
    growth: { spendFen: 987_654_300, visitDays: 312, topUpFen: 500_000, taskPoints: 9800 },
    tierUntilDay: addDays(today, 9),
    tierIsProvisional: true,
    nextTier: null,
    keepTier: {
      byDay: addDays(today, 9),
      missing: [
        { measure: 'spend_fen', missing: 1_234_500 },
        { measure: 'visit_days', missing: 6 },
      ],
    },
  },
};

/** The standing of a member; coupons are counted as they have them. */
export function fakeStanding({ summary, coupons }: FakeMember): MemberStanding {
  const count = coupons.length;
  const isEnding = count > 1;
  return {
    ...plain,
    ...standings[summary.memberId],
    coupons: {
      count,
      endingCount: isEnding ? 1 : 0,
      endsOnDay: isEnding ? addDays(today, 5) : null,
    },
  };
}
