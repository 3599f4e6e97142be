import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import {
  sampleCardNo,
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberId,
  sampleMemberState,
  samplePhone,
  sampleToday,
} from '../support/sample-domain.ts';
import { postOperation, storeBase, makeTillStore, viewOf } from './till-support.ts';

/** What the office makes of an operation. */
function atOffice(state: MemberState | null, operation: Operation): MemberState {
  const applied = applyOperation(state, operation, { acknowledged: true }).state;
  if (applied === null) throw new Error('The office holds no such member.');
  return applied;
}

function pointsOf(state: MemberState): number {
  return state.lots.reduce((sum, lot) => sum + lot.points, 0);
}

test('passes over a state that is not newer, unless told to start over', async () => {
  const { store } = await makeTillStore();
  const state = sampleMemberState(1);
  const feed = (revision: number, tierCode: string, acceptLowerRevisions: boolean) =>
    store.member.applyBases(
      [{ memberId: state.memberId, revision, stateJson: JSON.stringify({ ...state, tierCode }) }],
      { acceptLowerRevisions },
    );
  expect(feed(5, 'gold', false)).toEqual([state.memberId]);
  expect(feed(5, 'silver', false)).toEqual([]);
  expect(feed(4, 'silver', false)).toEqual([]);
  expect(viewOf(store, state.memberId).tierCode).toBe('gold');
  expect(feed(4, 'silver', true)).toEqual([state.memberId]);
  expect(viewOf(store, state.memberId).tierCode).toBe('silver');
  expect(feed(5, 'diamond', false)).toEqual([state.memberId]);
});

test('an operation stays in the view until a base contains it, and counts once', async () => {
  const { store, till } = await makeTillStore();
  const base = sampleMemberState(1);
  storeBase(store, base, 1);
  const first = till.place(sampleEarnDraft(base, 1));
  const second = till.place(sampleEarnDraft(base, 2));
  postOperation(store, first);
  postOperation(store, second);
  const bothPoints = pointsOf(viewOf(store, base.memberId));
  expect(bothPoints).toBeGreaterThan(pointsOf(base));
  expect(store.member.readAppliedSeq(base.memberId)).toBe(0);

  // A base of before, with something else in it.
  const elsewhere = { ...base, tierCode: 'diamond' };
  storeBase(store, elsewhere, 2);
  expect(pointsOf(viewOf(store, base.memberId))).toBe(bothPoints);
  expect(viewOf(store, base.memberId).tierCode).toBe('diamond');
  expect(store.member.findById(base.memberId)?.hasPending).toBe(true);

  // The answer of a push changes nothing in the view.
  store.operation.setVerdicts([{ terminalSeq: 1, outcome: 'posted' }]);
  store.sync.write({ ackedSeq: 1 });
  expect(pointsOf(viewOf(store, base.memberId))).toBe(bothPoints);

  const withFirst = atOffice(elsewhere, first);
  storeBase(store, withFirst, 3);
  expect(pointsOf(viewOf(store, base.memberId))).toBe(bothPoints);
  expect(store.member.findById(base.memberId)?.hasPending).toBe(true);
  expect(store.member.readAppliedSeq(base.memberId)).toBe(1);

  const withBoth = atOffice(withFirst, second);
  storeBase(store, withBoth, 4);
  expect(store.member.findById(base.memberId)).toEqual({
    memberId: base.memberId,
    stateJson: JSON.stringify(withBoth),
    hasPending: false,
  });
  expect(pointsOf(withBoth)).toBe(bothPoints);
});

test('an office restored from a backup gets the operations into the view again', async () => {
  const { store, till } = await makeTillStore();
  const base = sampleMemberState(1);
  storeBase(store, base, 1);
  const operation = till.place(sampleEarnDraft(base, 1));
  postOperation(store, operation);
  const points = pointsOf(viewOf(store, base.memberId));
  storeBase(store, atOffice(base, operation), 2);
  store.operation.setVerdicts([{ terminalSeq: 1, outcome: 'posted' }]);
  store.sync.write({ ackedSeq: 1 });

  store.sync.write({ ackedSeq: 0 });
  store.member.applyBases(
    [{ memberId: base.memberId, revision: 1, stateJson: JSON.stringify(base) }],
    { acceptLowerRevisions: true },
  );
  expect(pointsOf(viewOf(store, base.memberId))).toBe(points);
  expect(store.member.findById(base.memberId)?.hasPending).toBe(true);
});

test('a base that has forgotten this install does not get old operations twice', async () => {
  const { store, till } = await makeTillStore();
  const base = sampleMemberState(1);
  const longAgo = addDays(sampleToday, -100);
  const old = till.place(sampleEarnDraft(base, 1), { businessDate: longAgo });
  const young = till.place(sampleEarnDraft(base, 2));
  store.operation.append(old);
  store.operation.append(young);
  // The office applied the old one, and on a later day of another till forgot who sent it.
  const { [till.installId]: _, ...appliedSeq } = atOffice(base, old).appliedSeq;
  const forgetful = {
    ...atOffice(base, old),
    appliedSeq: { ...appliedSeq, other: { seq: 1, onDay: sampleToday } },
  };
  store.sync.write({ ackedSeq: 1 });
  storeBase(store, forgetful, 1);
  expect(store.member.readAppliedSeq(base.memberId)).toBe(1);
  expect(pointsOf(viewOf(store, base.memberId))).toBe(pointsOf(atOffice(forgetful, young)));
  // What the office does not hold is pending, however old.
  store.sync.write({ ackedSeq: 0 });
  storeBase(store, forgetful, 2);
  expect(store.member.readAppliedSeq(base.memberId)).toBe(0);
});

test('a member enrolled here gets the base of the office and keeps the rest pending', async () => {
  const { store, till } = await makeTillStore();
  const enrol = till.place(sampleEnrolDraft(4));
  postOperation(store, enrol);
  const earn = till.place(sampleEarnDraft(viewOf(store, sampleMemberId(4)), 1));
  postOperation(store, earn);
  const points = pointsOf(viewOf(store, sampleMemberId(4)));
  storeBase(store, atOffice(null, enrol), 1);
  expect(pointsOf(viewOf(store, sampleMemberId(4)))).toBe(points);
  expect(store.member.readBase(sampleMemberId(4))).not.toBeNull();
  expect(store.member.count()).toBe(1);
  expect(store.member.findByCard(sampleCardNo(4))?.hasPending).toBe(true);
});

test('an invalid operation leaves the view, and comes back when the office changes its mind', async () => {
  const { store, till } = await makeTillStore();
  const base = sampleMemberState(1);
  storeBase(store, base, 1);
  postOperation(store, till.place(sampleEarnDraft(base, 1)));
  const view = viewOf(store, base.memberId);
  store.operation.setVerdicts([{ terminalSeq: 1, outcome: 'invalid', reason: 'chain' }]);
  expect(viewOf(store, base.memberId)).toEqual(base);
  expect(store.member.findById(base.memberId)?.hasPending).toBe(false);
  store.operation.setVerdicts([{ terminalSeq: 1, outcome: 'posted' }]);
  expect(viewOf(store, base.memberId)).toEqual(view);
});

test('a member whose enrolment is invalid is not found any more', async () => {
  const { store, till } = await makeTillStore();
  postOperation(store, till.place(sampleEnrolDraft(4)));
  store.operation.setVerdicts([{ terminalSeq: 1, outcome: 'invalid', reason: 'signature' }]);
  expect(store.member.findById(sampleMemberId(4))).toBeNull();
  expect(store.member.findByPhone(samplePhone(4))).toEqual([]);
  expect(store.member.findByCard(sampleCardNo(4))).toBeNull();
  expect(
    store.member.search({ by: 'name', text: sampleMemberState(4).profile.name!.value }, 8),
  ).toEqual([]);
  expect(store.operation.head().terminalSeq).toBe(1);
});

test('a call with one bad state changes nothing', async () => {
  const { store } = await makeTillStore();
  const good = sampleMemberState(1);
  const items = [
    { memberId: good.memberId, revision: 1, stateJson: JSON.stringify(good) },
    { memberId: sampleMemberId(2), revision: 2, stateJson: JSON.stringify(sampleMemberState(3)) },
  ];
  expect(() => store.member.applyBases(items, { acceptLowerRevisions: false })).toThrow(
    'A state belongs to the member it is sent for.',
  );
  expect(store.member.count()).toBe(0);
});

test('states and cursor can be taken in one transaction', async () => {
  const { store } = await makeTillStore();
  const attempt = () =>
    store.transaction(() => {
      storeBase(store, sampleMemberState(1), 1);
      store.sync.write({ cursor: 'one' });
      throw new Error('power cut');
    });
  expect(attempt).toThrow('power cut');
  expect(store.member.count()).toBe(0);
  expect(store.sync.read().cursor).toBeNull();
});
