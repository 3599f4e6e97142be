import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';

// A whole till starts and stops here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const resources = path.join(import.meta.dirname, '../../resources/programmes');
const today = businessDateAt(Date.now());
const read = (name: string) =>
  JSON.parse(readFileSync(path.join(resources, name), 'utf8')) as Programme;

/** The plain programme with a second tier, a voucher for a friend, a paid plan and stored value. */
function richProgramme(): Programme {
  const plain = read('plain.json');
  const sample = read('sample-grocery.json');
  const [basic] = plain.tiers;
  const gold = sample.tiers.find(({ code }) => code === 'gold');
  const friend = sample.coupons.templates.find(({ templateId }) => templateId === 'friend_60');
  if (basic === undefined || gold === undefined || friend === undefined) throw new Error('Gone.');
  const { giftPack: _pack, ...tier } = gold;
  const rules = sampleValueRules();
  return {
    ...plain,
    version: 2,
    startsOnDay: today,
    tiers: [basic, tier],
    coupons: { ...sample.coupons, templates: [friend] },
    plans: sample.plans,
    value: {
      ...rules,
      profiles: rules.profiles.filter(({ profileId }) => profileId === 'named'),
      profileIdByStore: {},
    },
  };
}

describeOffice('a programme that takes away what members have', (office) => {
  const rich = richProgramme();
  const [friend] = rich.coupons.templates;
  if (friend === undefined) throw new Error('Gone.');
  const poor = {
    ...rich,
    tiers: rich.tiers.slice(0, 1),
    coupons: { ...rich.coupons, templates: [] },
    plans: [],
    value: null,
  };
  const publish = (document: object) => callAdmin(office(), '/programmes', { document });
  const refusedAs = async (document: object) => {
    const { body } = await publish(document);
    return (body['problems'] as { path: string; code: string }[] | undefined)?.map(
      (problem) => `${problem.path} ${problem.code}`,
    );
  };

  test('may be published while nobody has it, and is refused with each place once somebody does', async () => {
    await publishTo(office(), rich);
    await publishTo(office(), { ...poor, version: 3 });
    await publishTo(office(), { ...rich, version: 4 });
    const till = await startLiveTill(office());
    await till.sync();
    const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin: '579246' });
    await till.pos.storedValue.topUp({
      topUpId: 'T1',
      memberId,
      packageId: 'p1200',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await till.pos.plan.sell({ planSaleId: 'P1', memberId, planId: 'plus_month' });
    await till.sync();
    const act = { actor: 'anna', reason: 'a present' };
    const issue = { issueId: 'I1', templateId: 'friend_60', memberIds: [memberId], ...act };
    expect(await callAdmin(office(), '/coupons/issue', issue)).toMatchObject({ status: 200 });
    const untilDay = addDays(today, 90);
    const grant = { tierCode: 'gold', untilDay, approverId: 'bert', actor: 'anna', reason: 'VIP' };
    expect(await callAdmin(office(), `/members/${memberId}/tier`, grant)).toMatchObject({
      body: { status: 'granted' },
    });

    expect(await refusedAs({ ...poor, version: 5 })).toEqual([
      'tiers tier_dropped',
      'coupons.templates template_dropped',
      'plans plan_dropped',
      'value value_dropped',
    ]);
    expect(await refusedAs({ ...poor, version: 5, value: rich.value })).not.toContain(
      'value value_dropped',
    );
    const less = { ...friend, transferable: false, effect: { kind: 'cash', offFen: 1_000 } };
    const coupons = { ...rich.coupons, templates: [less] };
    expect(await publish({ ...rich, version: 5, coupons })).toMatchObject({
      status: 422,
      body: {
        problems: [
          {
            path: 'coupons.templates[0].effect',
            message: '券 friend_60 的优惠少于已发的券：请另建模板',
          },
          { path: 'coupons.templates[0].transferable', code: 'coupon_bound' },
        ],
      },
    });
    const narrow = { ...friend, scope: { categories: ['fresh'] }, weekdays: [6, 7] };
    expect(
      await refusedAs({ ...rich, version: 5, coupons: { ...rich.coupons, templates: [narrow] } }),
    ).toEqual([
      'coupons.templates[0].scope coupon_narrower',
      'coupons.templates[0].weekdays coupon_narrower',
    ]);
    // Of the plans only the one that somebody has must stay, and a coupon only for as long as it can be used.
    const kept = rich.plans.filter(({ planId }) => planId === 'plus_month');
    const later = { startsOnDay: addDays(today, 1_200), coupons: poor.coupons };
    expect(await publish({ ...rich, ...later, version: 5, plans: kept })).toMatchObject({
      body: { status: 'published', version: 5 },
    });
  });
});
