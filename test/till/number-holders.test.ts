import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { recycledAfterDays } from '../../src-shared/domain/member/decide-release-phone.ts';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import { headOfficeStoreId } from '../../src-shared/values/ids.ts';
import { maskPhone } from '../../src-shared/values/mask.ts';
import type { Phone } from '../../src-shared/values/phone.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { listLookUpsMax } from '../../src-main/till/look-up-limit.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  supervisorPin,
  refusalOf,
  type TestTill,
} from './test-till.ts';

const phone = '13812345678';
const today = businessDateAt(Date.now());
const longAgo = addDays(today, -recycledAfterDays - 1);
const manager = { staffId: 'manager-1', pin: managerPin };

/** Somebody who enrolled long ago, as head office has them. */
function formerHolder(change: Partial<MemberState> = {}, index = 1): MemberState {
  const { pin: _pin, ...sample } = sampleMemberState(index);
  const set = <Value>(value: Value) => ({ value, setAtMs: 1 });
  return {
    ...sample,
    profile: { phone: set(phone), name: set('单秀英'), birthday: set('05-01') },
    cards: [],
    enrolledOnDay: longAgo,
    appliedSeq: {},
    ...change,
  };
}

async function openCounter(...members: readonly MemberState[]) {
  const till = await openTestTill();
  for (const member of members) till.line.feed(member);
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  return { till, screen };
}

const lastOperation = ({ line }: TestTill) =>
  line.store.operation.find(line.store.operation.head().terminalSeq)?.operation;

test('ID-09: a number that somebody else has now is theirs; the former member keeps all, frozen', async () => {
  const old = formerHolder();
  const { till, screen } = await openCounter(old);
  const { memberId } = old;
  const wish = {
    memberId,
    said: { kind: 'surname' as const, text: '王' },
    approver: manager,
  };
  const { said: _said, ...unsaid } = wish;
  expect(await refusalOf(screen.member.releasePhone(unsaid))).toMatchObject({
    code: 'identification_needed',
  });
  // Any reading of the surname is theirs (ID-07), and so nobody else's number.
  const theirs = { ...wish, said: { kind: 'surname' as const, text: 'shan' } };
  expect(await refusalOf(screen.member.releasePhone(theirs))).toMatchObject({
    code: 'phone_holder_matches',
  });
  expect(await refusalOf(screen.member.releasePhone(wish))).toMatchObject({
    code: 'phone_holder_matches',
  });
  await screen.member.leave({ memberId });
  const byCashier = { ...wish, approver: { staffId: 'supervisor-1', pin: supervisorPin } };
  expect(await refusalOf(screen.member.releasePhone(byCashier))).toMatchObject({
    code: 'staff_role_needed',
  });
  expect(await screen.member.releasePhone(wish)).toEqual({ status: 'released' });
  expect(lastOperation(till)).toMatchObject({
    kind: 'releasePhone',
    memberId,
    body: { approverId: 'manager-1' },
  });
  expect(await screen.member.releasePhone(wish)).toEqual({ status: 'released' });

  // The number is free, whoever is asked: head office brings the old state once more.
  till.line.findMember = () => {
    till.line.feed(old);
    return Promise.resolve({ status: 'found', memberId });
  };
  expect(await screen.scan({ text: phone })).toMatchObject({ status: 'not_found' });
  const joined = await screen.member.enrol({ phone, name: '王芳' });
  expect(joined.status).toBe('enrolled');
  const scanned = await screen.scan({ text: phone });
  expect(scanned).toMatchObject({ status: 'found', member: { memberId: joined.memberId } });
  const byName = await screen.member.find({ query: 'shanxiuying', limit: 8 });
  expect(byName.members).toMatchObject([{ memberId, status: 'frozen', availablePoints: null }]);
});

test('ID-09: a number that somebody used within 180 days is passed on by head office only', async () => {
  const recent = formerHolder({ appliedSeq: { other: { seq: 3, onDay: addDays(today, -180) } } });
  const { screen } = await openCounter(recent);
  const wish = { memberId: recent.memberId, approver: manager };
  expect(await refusalOf(screen.member.releasePhone(wish))).toMatchObject({
    code: 'phone_recently_used',
  });
});

test('ID-10: shows who may be the one about to enrol: the same name, and birthday or last four', async () => {
  const { screen } = await openCounter(
    formerHolder(),
    formerHolder(
      {
        profile: {
          phone: { value: '13987655678', setAtMs: 1 },
          name: { value: '单秀英', setAtMs: 1 },
        },
      },
      2,
    ),
    formerHolder(
      {
        profile: {
          phone: { value: '13987650000', setAtMs: 1 },
          name: { value: '单秀英', setAtMs: 1 },
          birthday: { value: '1990-06-01', setAtMs: 1 },
        },
      },
      3,
    ),
  );
  const similar = async (given: { phone: string; name?: string; birthday?: string }) => {
    const { members } = await screen.member.similar(given);
    expect(members.every(({ member }) => member.availablePoints === null)).toBe(true);
    return members.map(({ member }) => member.maskedPhone).toSorted();
  };
  expect(await similar({ phone: '13500005678', name: '单秀英' })).toEqual([
    '138****5678',
    '139****5678',
  ]);
  const born = (birthday: string) => similar({ phone: '13500001111', name: '單秀英', birthday });
  expect(await born('1988-05-01')).toEqual(['138****5678']);
  expect([await born('06-01'), await born('1991-06-01')]).toEqual([['139****0000'], []]);
  expect(await similar({ phone: '13500005678', name: '单秀' })).toEqual([]);
  expect(await similar({ phone: '13500005678' })).toEqual([]);

  // Each is a list, and so many lists there are (ID-06).
  for (let list = 5; list < listLookUpsMax; list += 1) {
    await screen.member.similar({ phone, name: '单秀英' });
  }
  expect(await refusalOf(screen.member.similar({ phone, name: '单秀英' }))).toMatchObject({
    code: 'look_up_limit',
  });
});

test('ID-10: a pair that may be one person is told to head office once, and nothing is merged here', async () => {
  const cards = [{ cardNo: '2900000000018', boundAtMs: 1 }];
  const [one, other] = [
    formerHolder({ cards }),
    formerHolder({ enrolledAtStoreId: headOfficeStoreId }, 2),
  ];
  const { till, screen } = await openCounter(one, other);
  const shared = await screen.scan({ text: phone });
  expect(shared).toMatchObject({ status: 'found', phone, sameNumberCount: 2 });
  const { members } = await screen.member.sameNumber({ phone });
  expect(members.map(({ member }) => member.memberId)).toEqual([one.memberId, other.memberId]);
  expect(members).toMatchObject([
    {
      member: { availablePoints: null, maskedPhone: maskPhone(phone as Phone) },
      joinedOnDay: one.enrolledOnDay,
      joinedAtStore: { kind: 'named', name: '南京路店' },
      cards: [{ maskedCardNo: '****0018', isFrozen: false }],
    },
    { joinedAtStore: null, lastBoughtOnDay: other.purchases?.lastOnDay ?? null },
  ]);
  expect(await screen.member.sameNumber({ phone: '12' })).toEqual({ members: [] });
  const pair = { memberId: other.memberId, otherMemberId: one.memberId };
  expect(await screen.member.proposeMerge(pair)).toEqual({ status: 'proposed' });
  const first = lastOperation(till);
  expect(first).toMatchObject({ kind: 'proposeMerge' });
  const back = { memberId: one.memberId, otherMemberId: other.memberId };
  expect(await screen.member.proposeMerge(back)).toEqual({ status: 'already_proposed' });
  expect(lastOperation(till)).toEqual(first);
  const self = { memberId: one.memberId, otherMemberId: one.memberId };
  expect(await refusalOf(screen.member.proposeMerge(self))).toMatchObject({
    code: 'proposal_same_member',
  });
  expect((await screen.member.find({ query: phone, limit: 8 })).members).toHaveLength(2);
});
