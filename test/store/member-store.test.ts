import { readFileSync } from 'node:fs';
import { toSimplified } from '../../src-shared/replica/simplified.ts';
import { faceOf } from '../../src-shared/domain/member/member-face.ts';
import { expect, onTestFinished, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import {
  sampleCardNo,
  sampleEnrolDraft,
  sampleMemberId,
  sampleMemberState,
  sampleNowMs,
  samplePhone,
} from '../support/sample-domain.ts';
import {
  openRaw,
  postOperation,
  storeBase,
  makeTillStore,
  testKey,
  viewOf,
} from './till-support.ts';

/** A sample member with another phone or name. */
function memberWith(
  index: number,
  change: {
    readonly phone?: string;
    readonly name?: string;
    readonly cardNo?: string;
    readonly boundAtMs?: number;
  },
): MemberState {
  const state = sampleMemberState(index);
  const { phone = samplePhone(index), name, cardNo, boundAtMs = sampleNowMs } = change;
  return {
    ...state,
    profile: {
      phone: { value: phone, setAtMs: 1 },
      ...(name === undefined ? {} : { name: { value: name, setAtMs: 1 } }),
    },
    cards: cardNo === undefined ? state.cards : [{ cardNo, boundAtMs }],
  };
}

function searchIds(store: TillStore, text: string, limit = 20): readonly string[] {
  return store.member.search({ by: 'name', text }, limit).map((row) => row.memberId);
}

test('finds a member by id as the text the office sent, and the face by phone, member number and card', async () => {
  const { store } = await makeTillStore();
  const state = sampleMemberState(5);
  storeBase(store, state, 1);
  const common = { memberId: state.memberId, hasPending: false };
  const expected = { ...common, faceJson: JSON.stringify(faceOf(state)) };
  expect(store.member.findById(state.memberId)).toEqual({
    ...common,
    stateJson: JSON.stringify(state),
  });
  expect(store.member.findByPhone(samplePhone(5))).toEqual([expected]);
  expect(store.member.findByCard(sampleCardNo(5))).toEqual(expected);
  expect(store.member.findByCard(state.memberNo)).toEqual(expected);
  expect(store.member.readBase(state.memberId)).toEqual(state);
  expect(store.member.count()).toBe(1);
});

test('finds nobody where there is nobody', async () => {
  const { store } = await makeTillStore();
  expect(store.member.findById(sampleMemberId(1))).toBeNull();
  expect(store.member.findByPhone('13900000000')).toEqual([]);
  expect(store.member.findByCard('2100000000000')).toBeNull();
  expect(store.member.readBase(sampleMemberId(1))).toBeNull();
  expect(store.member.search({ by: 'name', text: '' }, 8)).toEqual([]);
  expect(store.member.search({ by: 'phone_prefix', digits: '' }, 8)).toEqual([]);
  expect(store.member.search({ by: 'phone_last4', digits: '0000' }, 8)).toEqual([]);
  expect(store.member.count()).toBe(0);
});

test('lists two members of one phone, the older first, whatever the order they came in', async () => {
  const { store } = await makeTillStore();
  storeBase(store, memberWith(9, { phone: '13911112222' }), 1);
  storeBase(store, memberWith(2, { phone: '13911112222' }), 2);
  const ids = store.member.findByPhone('13911112222').map((row) => row.memberId);
  expect(ids).toEqual([sampleMemberId(2), sampleMemberId(9)]);
});

test('gives a card that two members bound to the one who bound it first', async () => {
  const { store } = await makeTillStore();
  storeBase(store, memberWith(1, { cardNo: '2199999999999', boundAtMs: 2000 }), 1);
  storeBase(store, memberWith(2, { cardNo: '2199999999999', boundAtMs: 1000 }), 2);
  expect(store.member.findByCard('2199999999999')?.memberId).toBe(sampleMemberId(2));
});

test('a member number counts before a card of the same digits', async () => {
  const { store } = await makeTillStore();
  const { memberNo } = sampleMemberState(1);
  storeBase(store, memberWith(2, { cardNo: memberNo, boundAtMs: 1 }), 1);
  storeBase(store, sampleMemberState(1), 2);
  expect(store.member.findByCard(memberNo)?.memberId).toBe(sampleMemberId(1));
});

test('finds by every prefix of a phone, up to a limit', async () => {
  const { store } = await makeTillStore();
  for (let index = 0; index < 30; index++) storeBase(store, sampleMemberState(index), 1);
  for (let length = 1; length <= 11; length++) {
    const digits = samplePhone(7).slice(0, length);
    const found = store.member.search({ by: 'phone_prefix', digits }, 30);
    const expected = Array.from({ length: 30 }, (_, index) => index)
      .filter((index) => samplePhone(index).startsWith(digits))
      .map((index) => sampleMemberId(index));
    expect(found.map((row) => row.memberId)).toEqual(expected);
  }
  expect(store.member.search({ by: 'phone_prefix', digits: '139' }, 8)).toHaveLength(8);
  expect(store.member.search({ by: 'phone_prefix', digits: '138' }, 8)).toEqual([]);
});

test('finds numbers of Hong Kong, Macau and Taiwan as they are typed', async () => {
  const { store } = await makeTillStore();
  storeBase(store, memberWith(1, { phone: '+85291234567' }), 1);
  storeBase(store, memberWith(2, { phone: '+85361234567' }), 1);
  storeBase(store, memberWith(3, { phone: '+886912345678' }), 1);
  const byPrefix = (digits: string) =>
    store.member.search({ by: 'phone_prefix', digits }, 8).map((row) => row.memberId);
  expect(byPrefix('9123')).toEqual([sampleMemberId(1), sampleMemberId(3)]);
  expect(byPrefix('6123')).toEqual([sampleMemberId(2)]);
  expect(byPrefix('0912')).toEqual([sampleMemberId(3)]);
  expect(byPrefix('8529123')).toEqual([sampleMemberId(1)]);
});

test('finds by the last four digits, up to a limit', async () => {
  const { store } = await makeTillStore();
  for (let index = 0; index < 12; index++) {
    storeBase(
      store,
      memberWith(index, {
        phone: `1390000${String(index).padStart(2, '0')}77`.slice(0, 7) + '4477',
      }),
      1,
    );
  }
  expect(store.member.search({ by: 'phone_last4', digits: '4477' }, 8)).toHaveLength(8);
  expect(store.member.search({ by: 'phone_last4', digits: '4478' }, 8)).toEqual([]);
});

test('finds by name, pinyin and initials; each member once, up to a limit', async () => {
  const { store } = await makeTillStore();
  const names = ['单小红', '单小', '张丽华', 'Li Ming', '欧阳建国'];
  names.forEach((name, index) => storeBase(store, memberWith(index, { name }), 1));
  expect(searchIds(store, '单小')).toEqual([sampleMemberId(1), sampleMemberId(0)]);
  expect(searchIds(store, 'danxiao')).toEqual([sampleMemberId(1), sampleMemberId(0)]);
  expect(searchIds(store, 'sxh')).toEqual([sampleMemberId(0)]);
  expect(searchIds(store, 'LIHUA')).toEqual([sampleMemberId(2)]);
  expect(searchIds(store, 'li ming')).toEqual([sampleMemberId(3)]);
  expect(searchIds(store, 'ouyang')).toEqual([sampleMemberId(4)]);
  expect(searchIds(store, '单小', 1)).toEqual([sampleMemberId(1)]);
  expect(searchIds(store, 'x')).toEqual([sampleMemberId(1), sampleMemberId(0)]);
  expect(searchIds(store, '红')).toEqual([]);
});

test('ID-07: a till of before, which kept names in the script they are in, finds them in both', async () => {
  const { store, folder } = await makeTillStore();
  storeBase(store, memberWith(1, { name: '張曉雯' }), 1);
  storeBase(store, memberWith(2, { name: '张晓雯' }), 1);
  storeBase(store, memberWith(3, { name: 'Tom張' }), 1);
  store.close();
  {
    using raw = openRaw(folder);
    const inOwnScript = raw.prepare(
      'UPDATE search_token SET token = ? WHERE token = ? AND member_row IN ' +
        '(SELECT id FROM member WHERE member_id = ?)',
    );
    inOwnScript.run('張曉雯', '张晓雯', sampleMemberId(1));
    inOwnScript.run('曉雯', '晓雯', sampleMemberId(1));
    inOwnScript.run('tom張', 'tom张', sampleMemberId(3));
    // The step that its next start takes.
    raw.function('to_simplified', (text) => toSimplified(String(text)));
    const step = '../../migrations/till/0018_simplified_tokens.sql';
    raw.exec(readFileSync(new URL(step, import.meta.url), 'utf8'));
  }

  const later = openTillStore({ dataFolder: folder, key: testKey });
  for (const text of ['張曉雯', '张晓雯', '曉雯']) {
    expect(searchIds(later, text), text).toEqual([sampleMemberId(1), sampleMemberId(2)]);
  }
  expect(searchIds(later, 'Tom张')).toEqual([sampleMemberId(3)]);
  storeBase(later, memberWith(1, { name: '李强' }), 2);
  expect(searchIds(later, '張曉雯')).toEqual([sampleMemberId(2)]);
  later.close();
});

test('a changed name, phone or card leaves nothing of the old one behind', async () => {
  const { store, folder } = await makeTillStore();
  storeBase(store, memberWith(1, { name: '单小红', cardNo: '2100000000017' }), 1);
  storeBase(
    store,
    memberWith(1, { name: '曾乐', phone: '13712345678', cardNo: '2100000000024' }),
    2,
  );
  expect(searchIds(store, 'shan')).toEqual([]);
  expect(searchIds(store, 'dan')).toEqual([]);
  expect(searchIds(store, 'ceng')).toEqual([sampleMemberId(1)]);
  expect(store.member.findByPhone(samplePhone(1))).toEqual([]);
  expect(store.member.findByPhone('13712345678')).toHaveLength(1);
  expect(store.member.search({ by: 'phone_last4', digits: '5678' }, 8)).toHaveLength(1);
  expect(store.member.findByCard('2100000000017')).toBeNull();
  expect(store.member.findByCard('2100000000024')).not.toBeNull();
  storeBase(store, memberWith(1, { phone: '13712345678', cardNo: '2100000000024' }), 3);
  store.close();
  using raw = openRaw(folder);
  expect(raw.prepare('SELECT count(*) FROM search_token').pluck().get()).toBe(0);
  expect(raw.prepare('SELECT count(*) FROM card').pluck().get()).toBe(2);
});

test('tokens that a former pinyin dictionary left behind stop no change', async () => {
  const { store, folder } = await makeTillStore();
  storeBase(store, sampleMemberState(1), 1);
  store.close();
  {
    using db = openRaw(folder);
    db.exec("INSERT INTO search_token (token, member_row) SELECT 'liqiang', id FROM member");
  }
  const again = openTillStore({ dataFolder: folder, key: testKey });
  onTestFinished(() => again.close());
  const state = sampleMemberState(1);
  const name = { value: '李强', setAtMs: sampleNowMs };
  storeBase(again, { ...state, profile: { ...state.profile, name } }, 2);
  expect(searchIds(again, 'liqiang')).toEqual([sampleMemberId(1)]);
});

test('a member enrolled here is found at once and has no base', async () => {
  const { store, till } = await makeTillStore();
  postOperation(store, till.place(sampleEnrolDraft(4)));
  const found = store.member.findByPhone(samplePhone(4));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ memberId: sampleMemberId(4), hasPending: true });
  expect(store.member.findByCard(sampleCardNo(4))?.memberId).toBe(sampleMemberId(4));
  expect(store.member.readBase(sampleMemberId(4))).toBeNull();
  expect(viewOf(store, sampleMemberId(4)).profile.phone.value).toBe(samplePhone(4));
});

test('writing the view of a member writes its search columns too', async () => {
  const { store } = await makeTillStore();
  storeBase(store, memberWith(1, { name: '张伟' }), 1);
  store.member.writeView(memberWith(1, { name: '李强', phone: '13712345678' }));
  expect(searchIds(store, 'zhang')).toEqual([]);
  expect(searchIds(store, 'liqiang')).toEqual([sampleMemberId(1)]);
  expect(store.member.findByPhone('13712345678')).toHaveLength(1);
  expect(store.member.readBase(sampleMemberId(1))?.profile.name?.value).toBe('张伟');
});
