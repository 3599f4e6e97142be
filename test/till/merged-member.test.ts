import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { completeEan13 } from '../../src-shared/values/ean13.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from './fake-sync.ts';
import { openTestTill } from './test-till.ts';

const card = completeEan13('201234567890');

test('a member that was merged away leads to the survivor: by id, card, phone and search (PL-19, R001)', async () => {
  const { pos, line } = await openTestTill();
  const old = await pos.member.enrol({ phone: '13812345678', name: '张三', cardNo: card });
  const survivor = await pos.member.enrol({ phone: '13912345678', name: '李四' });
  const merge = {
    mergeId: 'm1',
    onDay: confirmed(line.store, old.memberId as MemberId).enrolledOnDay,
  };
  const merged: MemberState = {
    ...confirmed(line.store, old.memberId as MemberId),
    mergedInto: { ...merge, otherMemberId: survivor.memberId as MemberId },
  };
  const { memberId } = survivor;
  line.feed(merged);
  // The other side of the merge may come with a later page: the survivor is here already.
  expect((await pos.member.get({ memberId: old.memberId })).memberId).toBe(memberId);
  for (const text of [card, '13812345678']) {
    const scanned = await pos.scan({ text });
    expect(scanned).toMatchObject({ status: 'found', member: { memberId } });
  }
  const found = await pos.member.find({ query: '13812345678', limit: 8 });
  expect(found.members.map((member) => member.memberId)).toEqual([memberId]);

  line.feed({
    ...confirmed(line.store, memberId as MemberId),
    mergedFrom: [{ ...merge, otherMemberId: merged.memberId }],
  });
  expect((await pos.member.get({ memberId: old.memberId })).memberId).toBe(memberId);
});
