import { expect, test } from 'vitest';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import {
  sampleEarnDraft,
  sampleEnrolDraft,
  sampleMemberId,
  sampleMemberState,
  samplePassed,
  sampleTill,
} from '../support/sample-domain.ts';
import { makeTillStore, postOperation, storeBase, viewOf } from './till-support.ts';

const other = sampleTill(201);
const { installId } = other;

function meet(store: TillStore): void {
  store.neighbour.replaceAll([
    { installId, terminalId: 'terminal-2', terminalName: '2号机', publicKey: 'key' },
  ]);
}

function keep(store: TillStore, ...operations: readonly [Operation, ...Operation[]]): void {
  store.neighbour.keep(installId, samplePassed(...operations));
}

function atOffice(state: MemberState | null, operation: Operation): MemberState {
  return applyOperation(state, operation, { acknowledged: true }).state!;
}

function sumOf({ lots }: MemberState): number {
  return lots.reduce((sum, { points }) => sum + points, 0);
}

test('OF-04: what a neighbour did is in the view until the base has reached it, beside what this till did', async () => {
  const { store, till } = await makeTillStore();
  meet(store);
  const base = sampleMemberState(1);
  const { memberId } = base;
  storeBase(store, base, 1);
  const [first, second] = [
    other.place(sampleEarnDraft(base, 1)),
    other.place(sampleEarnDraft(base, 2)),
  ];
  keep(store, first, second);
  const own = till.place(sampleEarnDraft(base, 3));
  postOperation(store, own);
  const all = sumOf(viewOf(store, memberId));
  expect(store.neighbour.find(installId)).toMatchObject({ heldSeq: second.terminalSeq });
  expect(store.member.readAppliedSeq(memberId)).toBe(0);

  // Again, as after an answer that was lost.
  keep(store, first, second);
  expect(sumOf(viewOf(store, memberId))).toBe(all);

  let office = atOffice(base, first);
  storeBase(store, office, 2);
  expect(sumOf(viewOf(store, memberId))).toBe(all);
  expect(store.neighbour.listOfMember(memberId)).toEqual([second]);
  office = atOffice(atOffice(office, own), second);
  storeBase(store, office, 3);
  expect(sumOf(viewOf(store, memberId))).toBe(all);
  expect(store.neighbour.listOfMember(memberId)).toEqual([]);
  expect(store.member.findById(memberId)?.hasPending).toBe(false);
});

test('shows somebody a neighbour enrolled, and forgets what head office called invalid', async () => {
  const { store } = await makeTillStore();
  meet(store);
  const enrolled = other.place(sampleEnrolDraft(7));
  const memberId = sampleMemberId(7);
  const bought = other.place(sampleEarnDraft(atOffice(null, enrolled), 9));
  keep(store, enrolled, bought);
  const points = sumOf(viewOf(store, memberId));
  expect(points).toBeGreaterThan(0);
  expect(store.neighbour.drop(installId, [bought.terminalSeq])).toEqual([memberId]);
  expect(sumOf(viewOf(store, memberId))).toBe(0);
  store.neighbour.drop(installId, [enrolled.terminalSeq]);
  expect(store.member.findById(memberId)).toBeNull();
});

test('a terminal that head office lists no more leaves nothing behind', async () => {
  const { store } = await makeTillStore();
  meet(store);
  const base = sampleMemberState(2);
  storeBase(store, base, 1);
  keep(store, other.place(sampleEarnDraft(base, 1)));
  expect(sumOf(viewOf(store, base.memberId))).toBeGreaterThan(sumOf(base));
  expect(store.neighbour.replaceAll([])).toEqual([base.memberId]);
  expect(viewOf(store, base.memberId)).toEqual(base);
  expect(store.neighbour.list()).toEqual([]);
});

test('FR-22: what is of another line than head office holds counts no more, and the chain begins anew', async () => {
  const { store } = await makeTillStore();
  meet(store);
  const base = sampleMemberState(4);
  const { memberId } = base;
  storeBase(store, base, 1);
  const [passer, anew] = [sampleTill(201), sampleTill(201)];
  const place = (till: typeof passer, no: number): Operation =>
    till.place(sampleEarnDraft(base, no));
  const [held, lost] = [place(passer, 1), place(passer, 2)];
  keep(store, held);
  keep(store, lost);
  expect(store.neighbour.leaveLine(installId, lost.terminalSeq)).toEqual([memberId]);
  expect(store.neighbour.listOfMember(memberId)).toEqual([held]);
  expect(sumOf(viewOf(store, memberId))).toBe(sumOf(atOffice(base, held)));
  expect(store.neighbour.listWaiting()).toEqual([]);
  expect(store.neighbour.find(installId)).toMatchObject({ heldSeq: 0, heldHash: '' });

  // The line that it passes on now stands in the places of the other one.
  const own = [place(anew, 1), place(anew, 7)] as const;
  keep(store, ...own);
  expect(store.neighbour.listOfMember(memberId)).toEqual(own);
  expect(store.neighbour.leaveLine(installId, 9)).toEqual([]);
});

test('what a neighbour passed on waits as it came, until head office has all of a batch or says so', async () => {
  const { store } = await makeTillStore();
  meet(store);
  const base = sampleMemberState(3);
  storeBase(store, base, 1);
  const passer = sampleTill(201);
  const place = (no: number): Operation => passer.place(sampleEarnDraft(base, no));
  const [first, second, third] = [place(1), place(2), place(3)];
  keep(store, first, second);
  keep(store, third);
  const all = [samplePassed(first, second).batch, samplePassed(third).batch];
  const read = (maxCount: number, maxChars = Infinity) =>
    store.neighbour.readBatches(installId, { maxCount, maxChars });
  expect(store.neighbour.listWaiting()).toEqual([{ installId, oldestSeq: 2, newestSeq: 3 }]);
  expect(read(9)).toEqual(all);
  expect(read(1)).toEqual([all[0]]);
  expect(read(9, 1)).toEqual([all[0]]);

  // Half of the first is in the feed: its signature is for both.
  storeBase(store, atOffice(base, first), 2);
  expect(store.neighbour.listWaiting()).toEqual([{ installId, oldestSeq: 2, newestSeq: 3 }]);
  storeBase(store, atOffice(atOffice(base, first), second), 3);
  expect(store.neighbour.listWaiting()).toEqual([{ installId, oldestSeq: 3, newestSeq: 3 }]);
  expect(read(9)).toEqual([all[1]]);
  store.neighbour.dropBatches(installId, 2);
  expect(read(9)).toEqual([all[1]]);
  store.neighbour.dropBatches(installId, 3);
  expect(store.neighbour.listWaiting()).toEqual([]);
  keep(store, place(4));
  store.neighbour.replaceAll([]);
  expect(store.neighbour.listWaiting()).toEqual([]);
});
