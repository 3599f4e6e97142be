import { expect, test } from 'vitest';
import { audienceRule, isInAudience } from '../../src-shared/domain/campaign/audience-on.ts';
import type { Campaign } from '../../src-shared/domain/campaign/campaign.ts';
import {
  type DatedTier,
  type MemberPast,
  standingOn,
} from '../../src-shared/domain/campaign/standing-on.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { MemberPlan } from '../../src-shared/domain/plan/plan.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { rateOf, sampleDay, sampleMemberState, sampleProgramme } from '../support/sample-domain.ts';

const onDay = sampleDay('2026-06-15');
const before = (days: number) => addDays(onDay, -days);
const noonOf = (day: string) => Date.parse(`${day}T04:00:00Z`);
const name = { 'zh-CN': '六月', en: 'June', 'zh-TW': '六月' };

const joinedLongAgo: MemberState = {
  ...sampleMemberState(1),
  tierCode: 'diamond',
  enrolledOnDay: sampleDay('2026-01-10'),
};
const noPast: MemberPast = {
  joinedTierCode: 'regular',
  tiers: [],
  planRefundDays: new Map(),
  birthdays: [],
  purchases: [],
};

function change(day: string, tierCode: string, more: Partial<DatedTier> = {}): DatedTier {
  const tier = { tierCode, term: null };
  const dated = { onDay: sampleDay(day), atMs: noonOf(day), isOfNight: false };
  return { ...dated, change: tier, fromTierCode: null, ...more };
}

function tierOn(day: string, past: Partial<MemberPast>): string | undefined {
  return standingOn(joinedLongAgo, { ...noPast, ...past }, sampleDay(day))?.tierCode;
}

test('a member has the tier of the day before, and the one that the night brought', () => {
  const tiers = [
    change('2026-06-10', 'gold'),
    change('2026-06-15', 'silver', { isOfNight: true }),
    change('2026-06-15', 'diamond'),
  ];
  expect(tierOn('2026-06-10', { tiers })).toBe('regular');
  expect(tierOn('2026-06-11', { tiers })).toBe('gold');
  expect(tierOn('2026-06-15', { tiers })).toBe('silver');
  expect(tierOn('2026-06-16', { tiers: tiers.toReversed() })).toBe('diamond');
});

test('a change that was decided over another tier than the member had then does nothing', () => {
  const over = { tierCode: 'silver', term: null, over: ['regular'] };
  const tiers = [change('2026-06-10', 'gold'), change('2026-06-11', 'silver', { change: over })];
  expect(tierOn('2026-06-12', { tiers })).toBe('gold');
});

test('whom a list brought had the tier that the first change took the place of, or never had another', () => {
  const imported = { joinedTierCode: null };
  const tiers = [change('2026-06-10', 'diamond', { fromTierCode: 'gold' })];
  expect(tierOn('2026-06-10', { ...imported, tiers })).toBe('gold');
  expect(tierOn('2026-06-10', imported)).toBe('diamond');
});

test('nobody is of the audience of a day who joined on it or later', () => {
  const { enrolledOnDay } = joinedLongAgo;
  expect(standingOn(joinedLongAgo, noPast, enrolledOnDay)).toBeNull();
  expect(standingOn(joinedLongAgo, noPast, addDays(enrolledOnDay, 1))).not.toBeNull();
});

test('plans count from the day after their sale, and as long as they were not given back', () => {
  const plan = (planSaleId: string, more: Partial<MemberPlan>): MemberPlan => ({
    planSaleId,
    planId: planSaleId,
    fromDay: before(20),
    untilDay: addDays(onDay, 20),
    paidFen: 0,
    soldOnDay: before(20),
    usedFen: 0,
    status: 'active',
    ...more,
  });
  const member: MemberState = {
    ...joinedLongAgo,
    plans: [
      plan('kept', {}),
      plan('sold_today', { soldOnDay: onDay }),
      plan('back_before', { status: 'refunded' }),
      plan('back_today', { status: 'refunded' }),
    ],
  };
  const planRefundDays = new Map([
    ['back_before', before(1)],
    ['back_today', onDay],
  ]);
  const isOf = (planId: string) =>
    isMet({ audience: { planIds: [planId] } }, member, { planRefundDays });
  expect(['kept', 'sold_today', 'back_before', 'back_today'].filter(isOf)).toEqual([
    'kept',
    'back_today',
  ]);
});

test('a birthday that was changed since counts as it was known then', () => {
  const known = { value: '06-15', setAtMs: noonOf('2026-01-10') };
  const changed = { value: '12-01', setAtMs: noonOf('2026-06-20') };
  const { profile } = joinedLongAgo;
  const member = { ...joinedLongAgo, profile: { ...profile, birthday: changed } };
  const when: Campaign['when'] = [{ kind: 'birthday_window', days: 0 }];
  expect(isMet({ when }, member, { birthdays: [known, changed] })).toBe(true);
  expect(isMet({ when }, member, { birthdays: [changed] })).toBe(false);
});

test('purchases count by the day of their receipt, those of the day itself not yet', () => {
  const bought = (firstOnDay: string, lastOnDay: string): MemberState => ({
    ...joinedLongAgo,
    purchases: {
      firstOnDay: sampleDay(firstOnDay),
      lastOnDay: sampleDay(lastOnDay),
      lastDayReceiptCount: 1,
      lastDayPoints: 1,
    },
  });
  const isFirst = (member: MemberState) => isMet({ when: [{ kind: 'first_purchase' }] }, member);
  expect(isFirst(joinedLongAgo)).toBe(true);
  expect(isFirst(bought('2026-06-15', '2026-06-15'))).toBe(true);
  expect(isFirst(bought('2026-06-14', '2026-06-14'))).toBe(false);

  // Awake again since: on that day still asleep.
  const woken = bought('2026-01-10', '2026-06-16');
  const asleep: Campaign['when'] = [{ kind: 'lifecycle', stages: ['sleeping', 'lost'] }];
  const purchases = ['2026-06-16', '2026-01-10'].map((day) => ({
    businessDate: sampleDay(day),
    entries: [],
  }));
  expect(isMet({ when: asleep }, woken, { purchases })).toBe(true);
  expect(isMet({ when: asleep }, bought('2026-06-14', '2026-06-14'))).toBe(false);
});

test('the moment and the store are no part of an audience; tags are looked at as they are now', () => {
  const wish: Partial<Campaign> = {
    fromDay: sampleDay('2030-01-01'),
    audience: { storeIds: ['S009'], tags: ['friend'] },
    when: [
      { kind: 'hours', fromMinute: 1, toMinute: 2 },
      { kind: 'weekdays', weekdays: [] },
      { kind: 'days_of_month', days: [] },
    ],
  };
  expect(isMet(wish, { ...joinedLongAgo, tags: ['friend'] })).toBe(true);
  expect(isMet(wish, joinedLongAgo)).toBe(false);
  expect(ruleOf(wish).facts).toEqual(['tags']);
});

function ruleOf(wish: Partial<Campaign>) {
  const campaign: Campaign = {
    campaignId: 'june',
    name,
    priority: 1,
    fromDay: onDay,
    toDay: onDay,
    when: [],
    reward: { kind: 'multiplier', multiplier: rateOf(2) },
    ...wish,
  };
  return audienceRule(sampleProgramme(), campaign, onDay);
}

function isMet(
  wish: Partial<Campaign>,
  member: MemberState,
  past: Partial<MemberPast> = {},
): boolean {
  const standing = standingOn(member, { ...noPast, ...past }, onDay);
  return standing !== null && isInAudience(ruleOf(wish), standing);
}
