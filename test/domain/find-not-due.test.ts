import { expect, test } from 'vitest';
import type { CampaignCondition } from '../../src-shared/domain/campaign/conditions/catalogue.ts';
import {
  type CampaignReceipt,
  findNotDue,
  purchasesBefore,
} from '../../src-shared/domain/campaign/find-not-due.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { sampleDay } from '../support/sample-domain.ts';

const lifecycle = { newDays: 30, activeDays: 90, lostDays: 365 };

function programmeWith(when: readonly CampaignCondition[]) {
  const campaign = {
    campaignId: 'c',
    name: { 'zh-CN': '', en: '', 'zh-TW': '' },
    priority: 1,
    fromDay: sampleDay('2020-01-01'),
    toDay: sampleDay('2099-12-31'),
    when,
    reward: { kind: 'bonus', points: 50, thresholdFen: 0 },
  } as const;
  return (_day: BusinessDate) => ({ campaigns: [campaign], lifecycle });
}

function receipt(day: string, points: number, ruleId = 'campaign:c'): CampaignReceipt {
  const businessDate = sampleDay(day);
  const atMs = Date.parse(day);
  return {
    operationId: day,
    atMs,
    businessDate,
    entries: [{ kind: 'earn_bonus', ruleId, points }],
  };
}

const notDueOf = (when: readonly CampaignCondition[], ...receipts: CampaignReceipt[]) => {
  const found = findNotDue(receipts, programmeWith(when));
  expect(findNotDue(receipts.toReversed(), programmeWith(when))).toEqual(found);
  return found.map(({ operationId, points }) => [operationId, points]);
};

test('R063: a first purchase is the earliest receipt, whether it earned points of the campaign or not', () => {
  const first = [{ kind: 'first_purchase' }] as const;
  const [day1, day2] = [receipt('2026-11-01', 50), receipt('2026-11-02', 40)];
  expect(notDueOf(first, day1)).toEqual([]);
  expect(notDueOf(first, day1, day2)).toEqual([['2026-11-02', 40]]);
  expect(notDueOf(first, receipt('2026-10-31', 5, 'base'), day1)).toEqual([['2026-11-01', 50]]);
  expect(notDueOf([], day1, day2)).toEqual([]);
});

test('AN-02: points for coming back are due when the last purchase was long ago, to the day', () => {
  const sleeping = [{ kind: 'lifecycle', stages: ['sleeping'] }] as const;
  const before = receipt('2026-01-01', 0);
  expect(notDueOf(sleeping, before, receipt('2026-04-01', 50))).toEqual([['2026-04-01', 50]]);
  expect(notDueOf(sleeping, before, receipt('2026-04-02', 50))).toEqual([]);
  expect(notDueOf(sleeping, before, receipt('2027-01-01', 50))).toEqual([]);
  expect(notDueOf(sleeping, before, receipt('2027-01-02', 50))).toEqual([['2027-01-02', 50]]);
  const lost = [{ kind: 'lifecycle', stages: ['lost'] }] as const;
  expect(notDueOf(lost, before, receipt('2027-01-02', 50))).toEqual([]);
  // Where a member may stand otherwise by what is not known here, nothing speaks against it.
  const active = [{ kind: 'lifecycle', stages: ['active', 'sleeping'] }] as const;
  expect(notDueOf(active, before, receipt('2026-01-02', 50))).toEqual([]);
});

test('R063: of receipts of one moment the one of the lowest id is the first', () => {
  const first = [{ kind: 'first_purchase' }] as const;
  const [one, other] = ['a', 'b'].map((operationId) => ({
    ...receipt('2026-11-01', 50),
    operationId,
  })) as [CampaignReceipt, CampaignReceipt];
  expect(notDueOf(first, one, other)).toEqual([['b', 50]]);
});

test('AN-02: a receipt of an earlier day that comes in late does not make the last purchase earlier', () => {
  const sleeping = [{ kind: 'lifecycle', stages: ['sleeping'] }] as const;
  const [last, late, now] = ['2026-03-01', '2025-12-01', '2026-03-20'].map((day, index) => ({
    ...receipt(day, index === 2 ? 50 : 0),
    atMs: index,
  })) as [CampaignReceipt, CampaignReceipt, CampaignReceipt];
  expect(notDueOf(sleeping, late, now)).toEqual([]);
  expect(notDueOf(sleeping, last, late, now)).toEqual([['2026-03-20', 50]]);
});

test('R063: what was bought before is what the clocks of the tills put before, whatever day its receipt is of', () => {
  const at = (day: string, minute: number) => ({ ...receipt(day, 5), atMs: minute });
  const [tomorrow, today, lastYear] = [
    at('2026-11-02', 1),
    at('2026-11-01', 2),
    at('2025-09-28', 3),
  ];
  const all = [lastYear, tomorrow, today];
  expect(purchasesBefore(all, tomorrow)).toBeUndefined();
  expect(purchasesBefore(all, today)).toMatchObject({ firstOnDay: '2026-11-02' });
  expect(purchasesBefore(all, lastYear)).toMatchObject({
    firstOnDay: '2026-11-01',
    lastOnDay: '2026-11-02',
  });
});
