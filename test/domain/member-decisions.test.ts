import { describe, expect, test } from 'vitest';
import { decideConsent } from '../../src-shared/domain/member/decide-consent.ts';
import { decideEditProfile } from '../../src-shared/domain/member/decide-edit-profile.ts';
import { decideEnrol } from '../../src-shared/domain/member/decide-enrol.ts';
import { decideSetPin } from '../../src-shared/domain/member/decide-set-pin.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideAdjustment } from '../../src-shared/domain/points/decide-adjustment.ts';
import {
  sampleDay,
  sampleMemberId,
  sampleMemberState,
  sampleNowMs,
  samplePhone,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const programme = sampleProgramme();
const state = sampleMemberState(1);
const frozen: MemberState = { ...state, status: 'frozen' };
const noticeVersion = '2026-01';

describe('enrolling', () => {
  const input = {
    programme,
    memberId: sampleMemberId(1),
    memberNo: '2800000000017',
    phone: samplePhone(1),
  };

  test('starts at the first tier with what was given and nothing else', () => {
    expect(decideEnrol({ ...input, consents: ['membership', 'profiling'] })).toEqual({
      status: 'decided',
      draft: {
        kind: 'enrol',
        memberId: sampleMemberId(1),
        body: {
          memberNo: '2800000000017',
          tierCode: 'regular',
          consents: [
            { item: 'membership', given: true, noticeVersion },
            { item: 'marketing_sms', given: false, noticeVersion },
            { item: 'profiling', given: true, noticeVersion },
          ],
        },
        personal: { phone: samplePhone(1) },
      },
    });
  });

  test('takes joining as the required consent where nobody was asked, and no other (PV-02)', () => {
    const decided = decideEnrol({
      ...input,
      name: '王芳',
      birthday: '03-14',
      cardNo: 'C1',
      pinVerifier: 'v',
    });
    if (decided.status === 'refused') throw new Error(decided.code);
    expect(decided.draft.body.consents).toEqual([
      { item: 'membership', given: true, noticeVersion },
    ]);
    expect(decided.draft.body.cardNo).toBe('C1');
    expect(decided.draft.personal).toEqual({
      phone: samplePhone(1),
      name: '王芳',
      birthday: '03-14',
      pinVerifier: 'v',
    });
  });

  test('PV-02: takes joining for the required item, and everything not named as not given', () => {
    for (const consents of [[], ['profiling']]) {
      const decided = decideEnrol({ ...input, consents });
      if (decided.status === 'refused') throw new Error(decided.code);
      const given = decided.draft.body.consents.filter((each) => each.given);
      expect(given.map((each) => each.item)).toEqual(['membership', ...consents]);
      expect(decided.draft.body.consents).toHaveLength(programme.privacy.items.length);
    }
  });

  test('refuses an item the programme does not know', () => {
    expect(decideEnrol({ ...input, consents: ['fax'] })).toMatchObject({
      code: 'consent_item_unknown',
    });
  });
});

describe('editing a profile', () => {
  test('names what changes and carries the values apart', () => {
    const decided = decideEditProfile({
      state,
      name: '王芳芳',
      phone: samplePhone(1),
      cardNo: 'C9',
    });
    expect(decided).toEqual({
      status: 'decided',
      draft: {
        kind: 'editProfile',
        memberId: state.memberId,
        body: { fields: ['name'], cardNo: 'C9' },
        personal: { name: '王芳芳' },
      },
    });
  });

  test('binds a card alone without a personal part', () => {
    const decided = decideEditProfile({ state, cardNo: 'C9' });
    expect(decided).toMatchObject({ draft: { body: { fields: [], cardNo: 'C9' } } });
    expect(decided).not.toHaveProperty('draft.personal');
  });

  test('refuses a change that changes nothing, and a frozen member', () => {
    const cardNo = state.cards[0]!.cardNo;
    expect(decideEditProfile({ state })).toMatchObject({ code: 'invalid_value' });
    expect(decideEditProfile({ state, phone: samplePhone(1), cardNo })).toMatchObject({
      code: 'invalid_value',
    });
    expect(decideEditProfile({ state: frozen, name: '王芳芳' })).toMatchObject({
      code: 'member_frozen',
    });
  });
});

describe('consents (PV-02)', () => {
  test('are given and withdrawn item by item, by a frozen member too', () => {
    const consents = [
      { item: 'profiling', given: false },
      { item: 'marketing_sms', given: true },
    ];
    const decided = decideConsent({ programme, state: frozen, consents });
    expect(decided).toMatchObject({
      status: 'decided',
      draft: { body: { consents: consents.map((each) => ({ ...each, noticeVersion })) } },
    });
  });

  test.each<[string, { item: string; given: boolean }[], string]>([
    ['no item', [], 'invalid_value'],
    [
      'an item twice',
      [
        { item: 'profiling', given: true },
        { item: 'profiling', given: false },
      ],
      'invalid_value',
    ],
    ['an unknown item', [{ item: 'fax', given: true }], 'consent_item_unknown'],
    ['withdrawing membership itself', [{ item: 'membership', given: false }], 'consent_required'],
  ])('refuse %s', (_name, consents, code) => {
    expect(decideConsent({ programme, state, consents })).toMatchObject({
      status: 'refused',
      code,
    });
  });
});

describe('a PIN', () => {
  test('is set by the member and only reset by a manager', () => {
    expect(decideSetPin({ state, pin: { by: 'member', pinVerifier: 'v' } })).toMatchObject({
      draft: { body: { by: 'member' }, personal: { pinVerifier: 'v' } },
    });
    expect(decideSetPin({ state, pin: { by: 'manager' } })).toMatchObject({
      draft: { body: { by: 'manager' }, personal: { pinVerifier: null } },
    });
    expect(decideSetPin({ state: frozen, pin: { by: 'manager' } })).toMatchObject({
      code: 'member_frozen',
    });
  });
});

describe('adjustments (PL-17)', () => {
  const lots = [
    { expiresOnDay: sampleDay('2026-03-31'), points: 60 },
    { expiresOnDay: sampleDay('2027-06-30'), points: 80 },
  ];
  const input = {
    programme,
    state: { ...state, lots },
    role: 'supervisor' as const,
    adjustmentId: 'a1',
    reasonCode: 'complaint',
    points: 200,
    businessDate: sampleToday,
    nowMs: sampleNowMs,
  };

  test('add points with the life of an earning', () => {
    const decided = decideAdjustment({ ...input, note: '票据丢失' });
    expect(decided).toMatchObject({
      draft: {
        body: {
          adjustmentId: 'a1',
          reasonCode: 'complaint',
          entries: [
            {
              kind: 'adjust',
              points: 200,
              ruleId: 'adjust:complaint',
              lots: [{ expiresOnDay: '2028-03-31', points: 200 }],
            },
          ],
        },
        personal: { note: '票据丢失' },
      },
    });
  });

  test('take points from the lots that expire first, from a frozen member too', () => {
    const decided = decideAdjustment({
      ...input,
      state: { ...input.state, status: 'frozen' },
      points: -100,
    });
    expect(decided).toMatchObject({
      draft: {
        body: {
          entries: [{ points: -100, lots: [lots[0], { expiresOnDay: '2027-06-30', points: 40 }] }],
        },
      },
    });
  });

  test.each<[string, Partial<Parameters<typeof decideAdjustment>[0]>, object]>([
    ['of nothing', { points: 0 }, { code: 'invalid_value', field: 'points' }],
    ['of a fraction', { points: 1.5 }, { code: 'invalid_value', field: 'points' }],
    ['without a known reason', { reasonCode: 'mood' }, { code: 'adjustment_reason_unknown' }],
    [
      'above a manager’s limit, which is for head office (PL-17)',
      { points: 2001 },
      { code: 'adjustment_above_limit', maxPoints: 2000 },
    ],
    ['below the limit on the other side', { points: -2001 }, { code: 'adjustment_above_limit' }],
    [
      'above the limit of who approves',
      { points: 201, approver: { staffId: 's2', role: 'supervisor' } },
      { code: 'adjustment_above_limit', maxPoints: 200 },
    ],
    [
      'above what one person may move on a day (PL-17)',
      { points: 101, dayPoints: 9900 },
      { code: 'adjustment_day_limit', maxPoints: 100 },
    ],
    [
      'above 500 points while the line is down (OF-02)',
      { points: 501, offlineAgeMs: 1000, approver: { staffId: 's2', role: 'manager' } },
      { code: 'adjustment_above_limit', maxPoints: 500 },
    ],
    [
      'of a supervisor after two hours without a line (OF-02)',
      { points: 1, offlineAgeMs: 7_200_001, approver: { staffId: 's2', role: 'supervisor' } },
      { code: 'adjustment_above_limit', maxPoints: 0 },
    ],
    [
      'to everybody after a day without a line (OF-02)',
      { points: 1, offlineAgeMs: 86_400_001 },
      { code: 'adjustment_online_only' },
    ],
    ['below zero', { points: -141 }, { code: 'adjustment_below_zero', maxPoints: 140 }],
  ])('are refused %s', (_name, changes, expected) => {
    expect(decideAdjustment({ ...input, ...changes })).toMatchObject({
      status: 'refused',
      ...expected,
    });
  });

  test.each<[string, Partial<Parameters<typeof decideAdjustment>[0]>, readonly string[]]>([
    ['a cashier', { role: 'cashier', points: 1 }, ['supervisor', 'manager']],
    ['a supervisor above their limit', { points: 201 }, ['manager']],
    ['a manager above what one person may', { role: 'manager', points: 201 }, ['manager']],
    ['a supervisor offline for hours', { points: 1, offlineAgeMs: 7_200_001 }, ['manager']],
  ])('of %s need a second person (PL-17, FR-20)', (_name, changes, approverRoles) => {
    const wish = { ...input, ...changes };
    expect(decideAdjustment(wish)).toEqual({ status: 'needs_approval', approverRoles });
    const approver = { staffId: 's2', role: 'manager' } as const;
    expect(decideAdjustment({ ...wish, approver })).toMatchObject({
      status: 'decided',
      draft: { body: { approverId: 's2' } },
    });
  });
});
