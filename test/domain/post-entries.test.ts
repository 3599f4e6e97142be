import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import { balanceOf, spendableLots } from '../../src-shared/domain/points/balance.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import {
  entryKinds,
  type LotMove,
  type PointsEntry,
} from '../../src-shared/domain/points/points-entry.ts';
import { explainedEntryCount, postEntries } from '../../src-shared/domain/points/post-entries.ts';
import { saleOfReceipt } from '../../src-shared/domain/receipt/sale-of.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import { expectLedgerHolds, ledgerGap } from '../support/ledger.ts';
import {
  sampleDay,
  sampleMemberId,
  samplePhone,
  sampleToday,
  sampleNowMs,
} from '../support/sample-domain.ts';

const early = sampleDay('2027-01-31');
const late = sampleDay('2028-03-31');
const lapsed = sampleDay('2026-02-28');

const inAWeek = addDays(sampleToday, 7);

const posting = {
  reference: 'R1',
  programmeVersion: 7,
  businessDate: sampleToday,
  atMs: sampleNowMs,
  acknowledged: true,
};
const pendingPosting = { ...posting, acknowledged: false };

/** Of a sale of a number that the office has not heard of. */
function pendingOf(receiptNo: string, saleOperationId?: string) {
  const receipt = { storeId: 'S001', businessDate: sampleToday, receiptNo };
  return { ...pendingPosting, sale: saleOfReceipt({ key: receipt, operationId: saleOperationId }) };
}

describe('posting entries (PL-01, PL-02, PL-12)', () => {
  test('opens lots for what is earned and explains it', () => {
    const state = postEntries(bare(), [earn(128)], posting);
    expect(state.lots).toEqual([{ expiresOnDay: late, points: 128 }]);
    expect(state.pendingLots).toEqual([]);
    expect(state.entries).toEqual([
      {
        kind: 'earn',
        points: 128,
        ruleId: 'base',
        programmeVersion: 7,
        businessDate: sampleToday,
        atMs: sampleNowMs,
        reference: 'R1',
      },
    ]);
  });

  test('keeps earnings pending until the office has them (PL-09)', () => {
    const base = postEntries(bare(), [earn(100)], posting);
    const view = postEntries(base, [earn(40)], pendingPosting);
    expect(view.pendingLots).toEqual([{ expiresOnDay: late, points: 40 }]);
    expect(available(view)).toBe(100);
    expect(balanceOf(view, at).pendingPoints).toBe(40);
  });

  test('takes back what is pending before what is available', () => {
    const base = postEntries(bare(), [earn(100)], posting);
    const view = postEntries(base, [earn(40), debit('takeback', -30, [late, 30])], pendingPosting);
    expect(view.pendingLots).toEqual([{ expiresOnDay: late, points: 10 }]);
    expect(available(view)).toBe(100);
  });

  test('tells the receipts of last apart while they are pending, however many there are (PL-09)', () => {
    const receiptNos = Array.from({ length: 60 }, (_, index) => `R${index}`);
    const many = receiptNos.reduce(
      (state, key) => postEntries(state, [earn(10)], pendingOf(key)),
      postEntries(bare(), [earn(100)], posting),
    );
    // Twenty of them, and the sum of those before.
    expect(many.pendingLots).toHaveLength(21);
    expect(sumPoints(many.pendingLots)).toBe(600);
    for (const key of ['R0', 'R59']) {
      const back = postEntries(many, [debit('takeback', -10, [late, 10])], pendingOf(key));
      expect(sumPoints(back.pendingLots)).toBe(590);
    }
  });

  test('PL-09, PL-10: what one of two sales of a number earned stays pending when the other comes back', () => {
    const base = postEntries(bare(), [earn(100)], posting);
    const [one, other] = [pendingOf('R1', 'one'), pendingOf('R1', 'other')];
    const both = postEntries(postEntries(base, [earn(40)], one), [earn(60)], other);
    const back = postEntries(both, [debit('takeback', -60, [late, 60])], other);
    expect(back.pendingLots).toMatchObject([{ points: 40, saleOperationId: 'one' }]);
    // An earlier till kept a lot, or names a refund, by the number alone.
    const kept = both.pendingLots.map(({ saleOperationId: _id, ...lot }) => lot);
    for (const sale of [other, pendingOf('R1')]) {
      const earlier = { ...both, pendingLots: kept };
      const left = postEntries(earlier, [debit('takeback', -60, [late, 60])], sale);
      expect(sumPoints(left.pendingLots)).toBe(40);
    }
  });

  test('never lets pending exceed the lot it is part of', () => {
    const view = postEntries(bare(), [earn(100), debit('redeem', -70, [late, 70])], pendingPosting);
    expect(view.lots).toEqual([{ expiresOnDay: late, points: 30 }]);
    expect(view.pendingLots).toEqual([{ expiresOnDay: late, points: 30 }]);
    expect(available(view)).toBe(0);
  });

  test('turns what the lots do not hold into a debt with an entry of its own', () => {
    const state = postEntries(bare(), [earn(60), debit('redeem', -100, [late, 60])], posting);
    expect(state.lots).toEqual([]);
    expect(state.debtPoints).toBe(40);
    expect(
      state.entries.map(({ kind, points, debtPoints }) => ({ kind, points, debtPoints })),
    ).toEqual([
      { kind: 'earn', points: 60, debtPoints: undefined },
      { kind: 'redeem', points: -100, debtPoints: undefined },
      { kind: 'debt', points: 0, debtPoints: 40 },
    ]);
    expectLedgerHolds(state);
  });

  test('does not pay an overspending with points that have lapsed', () => {
    const rich = postEntries(bare(), [credit('earn', 500, [lapsed, 500])], posting);
    const state = postEntries(rich, [debit('redeem', -100)], posting);
    expect(state.debtPoints).toBe(100);
    expect(sumPoints(state.lots)).toBe(500);
  });

  test('pays a debt in full with points that are given back, the latest expiring first', () => {
    const owing = postEntries(bare(), [debit('redeem', -50)], posting);
    const restored = credit('restore', 80, [early, 40], [late, 40]);
    const state = postEntries(owing, [restored], posting);
    expect(state.debtPoints).toBe(0);
    expect(state.lots).toEqual([{ expiresOnDay: early, points: 30 }]);
    expect(state.entries.at(-1)).toMatchObject({ kind: 'restore', points: 80, debtPoints: -50 });
    expectLedgerHolds(state);
  });

  test('settles no more than is owed and no more than its lots hold', () => {
    const owing = postEntries(bare(), [debit('redeem', -100)], posting);
    const settle = credit('debt_settle', 0, [late, 30]);
    const state = postEntries(owing, [earn(60), settle], posting);
    expect(state.debtPoints).toBe(70);
    expect(state.lots).toEqual([{ expiresOnDay: late, points: 30 }]);
    expect(state.carriedPoints + sumPoints(state.entries)).toBe(-40);
    expectLedgerHolds(state);
    expect(postEntries(bare(), [earn(60), settle], posting).lots).toEqual([
      { expiresOnDay: late, points: 60 },
    ]);
  });

  test('settles a debt out of the pending points it was earned with', () => {
    const base = postEntries(
      bare(),
      [earn(100), debit('redeem', -100), debit('redeem', -100)],
      posting,
    );
    const rich = postEntries(base, [credit('adjust', 100, [late, 100])], posting);
    const view = postEntries(
      rich,
      [earn(60), credit('debt_settle', 0, [late, 30])],
      pendingPosting,
    );
    expect(balanceOf(view, at)).toMatchObject({
      availablePoints: 100,
      pendingPoints: 30,
      debtPoints: 70,
    });
  });

  test('keeps points from being spent before their day, at the till and at the office (PL-09)', () => {
    for (const acknowledged of [true, false]) {
      const state = postEntries(bare(), [earn(100), waiting('earn', 40)], {
        ...posting,
        acknowledged,
      });
      const atOnce = acknowledged ? 100 : 0;
      expect(available(state)).toBe(atOnce);
      expect(balanceOf(state, at).pendingPoints).toBe(140 - atOnce);
      expect(sumPoints(spendableLots(state, sampleToday))).toBe(atOnce);
      const later = { businessDate: inAWeek, nowMs: sampleNowMs };
      expect(balanceOf(state, later).availablePoints).toBe(acknowledged ? 140 : 0);
      expectLedgerHolds(state);
    }
  });

  test('takes points back out of those that wait, where they were earned so', () => {
    const state = postEntries(bare(), [earn(100), waiting('earn', 40)], posting);
    const back = postEntries(state, [waiting('takeback', -30)], posting);
    expect(available(back)).toBe(100);
    expect(balanceOf(back, at).pendingPoints).toBe(10);
    // What could be spent at once is taken back from what can be spent.
    const other = postEntries(state, [debit('takeback', -30, [late, 30])], posting);
    expect(balanceOf(other, at)).toMatchObject({ availablePoints: 70, pendingPoints: 40 });
  });

  test('never lets waiting points exceed their lot, and forgets them once their day has come', () => {
    const state = postEntries(bare(), [waiting('earn', 40)], posting);
    const spent = postEntries(state, [debit('redeem', -30, [late, 30])], posting);
    expect(spent.waitingLots).toEqual([{ expiresOnDay: late, points: 10, usableFromDay: inAWeek }]);
    const later = postEntries(spent, [earn(1)], { ...posting, businessDate: inAWeek });
    expect(later).not.toHaveProperty('waitingLots');
    const gone = postEntries(state, [credit('expire', -40, [late, 40])], posting);
    expect(gone).not.toHaveProperty('waitingLots');
  });

  test('holds points apart until they are released, refused or taken back (PL-08, FR-23)', () => {
    const hold = {
      holdId: 'h1',
      points: 40,
      reason: 'daily_points',
      sinceMs: sampleNowMs,
    } as const;
    const held = postEntries(
      bare(),
      [earn(100), { ...credit('hold', 0, [late, 40]), holdId: 'h1' }],
      { ...posting, hold },
    );
    expect(held.holds).toMatchObject([hold]);
    expect(balanceOf(held, at)).toMatchObject({ availablePoints: 60, heldPoints: 40 });
    expect(held.entries.at(-1)).toMatchObject({ kind: 'hold', points: 0, heldPoints: 40 });

    const release = { ...credit('release', 0, [late, 100]), holdId: 'h1' };
    const released = postEntries(held, [release], posting);
    expect(released).not.toHaveProperty('holds');
    expect(available(released)).toBe(100);
    // The review was over: there is nothing to release any more.
    expect(postEntries(released, [release], posting).lots).toEqual(released.lots);

    const refusal = { ...credit('write_off', -40), holdId: 'h1' };
    const refused = postEntries(held, [refusal], posting);
    expect(refused.holds).toEqual([{ ...hold, points: 0, refusedPoints: 40 }]);
    expect(available(refused)).toBe(60);
    for (const state of [held, released, refused]) expectLedgerHolds(state);
  });

  test('explains the last twenty entries and sums up the older ones', () => {
    const entries = Array.from({ length: 27 }, (_, index) => earn(index + 1));
    const state = postEntries(bare(), entries, posting);
    expect(state.entries).toHaveLength(explainedEntryCount);
    expect(state.entries[0]?.points).toBe(8);
    expect(state.carriedPoints).toBe(28);
    expectLedgerHolds(state);
  });

  test('changes nothing when there are no entries', () => {
    const state = bare();
    expect(postEntries(state, [], posting)).toBe(state);
  });

  test('keeps the sum of the ledger whatever entries arrive, well made or not', () => {
    const day = fc.constantFrom(lapsed, early, late);
    const shape = {
      kind: fc.constantFrom(...entryKinds),
      points: fc.integer({ min: -300, max: 300 }),
      ruleId: fc.constant('any'),
      holdId: fc.constantFrom('h1', 'h2'),
      lots: fc.array(
        fc.record(
          {
            expiresOnDay: day,
            points: fc.integer({ min: -5, max: 200 }),
            usableFromDay: fc.constantFrom(sampleToday, addDays(sampleToday, 7), early),
          },
          { requiredKeys: ['expiresOnDay', 'points'] },
        ),
        { maxLength: 4 },
      ),
    };
    const entry: fc.Arbitrary<PointsEntry> = fc.record(shape, {
      requiredKeys: ['kind', 'points', 'ruleId', 'lots'],
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), fc.boolean(), (entries, acknowledged) => {
        let state = bare();
        for (const each of entries) {
          state = postEntries(state, [each], { ...posting, acknowledged });
          expectLedgerHolds(state);
        }
        expect(ledgerGap(postEntries(bare(), entries, { ...posting, acknowledged }))).toBe(0);
      }),
    );
  });
});

const at = { businessDate: sampleToday, nowMs: sampleNowMs };

function available(state: MemberState): number {
  return balanceOf(state, at).availablePoints;
}

function bare(): MemberState {
  return newMemberState({
    memberId: sampleMemberId(1),
    memberNo: '2800000000017',
    profile: { phone: { value: samplePhone(1), setAtMs: 0 } },
    tierCode: 'regular',
    enrolledOnDay: sampleToday,
    enrolledAtStoreId: storeId('store-0'),
  });
}

type Move = readonly [LotMove['expiresOnDay'], number];

function earn(points: number): PointsEntry {
  return { ...credit('earn', points, [late, points]), ruleId: 'base' };
}

function credit(kind: PointsEntry['kind'], points: number, ...moves: Move[]): PointsEntry {
  const lots = moves.map(([expiresOnDay, each]) => ({ expiresOnDay, points: each }));
  return { kind, points, ruleId: kind, lots };
}

function debit(kind: PointsEntry['kind'], points: number, ...moves: Move[]): PointsEntry {
  return credit(kind, points, ...moves);
}

/** Points that can be spent only in a week. */
function waiting(kind: PointsEntry['kind'], points: number): PointsEntry {
  const lot = { expiresOnDay: late, points: Math.abs(points), usableFromDay: inAWeek };
  return { kind, points, ruleId: kind, lots: [lot] };
}
