import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import {
  decideMerge,
  decideUnmerge,
  type MovedSince,
  spentWhileMerged,
} from '../../src-shared/domain/office/decide-merge.ts';
import type {
  OfficeOperation,
  OfficeOperationBodies,
} from '../../src-shared/domain/office/office-operation.ts';
import type { MergeIn } from '../../src-shared/domain/office/merge.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { ownParts, partsOfOthers } from '../../src-shared/domain/office/given-back.ts';
import { postPurchase } from '../../src-shared/domain/member/post-purchase.ts';
import { postCoupons } from '../../src-shared/domain/coupon/post-coupons.ts';
import { postPlans } from '../../src-shared/domain/plan/post-plans.ts';
import { emptyPurse, postValue } from '../../src-shared/domain/stored-value/post-value.ts';
import { shareByLargestRemainder } from '../../src-shared/values/rounding.ts';
import { postGrowth } from '../../src-shared/domain/tier/post-growth.ts';
import { postEntries } from '../../src-shared/domain/points/post-entries.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleToday,
} from '../support/sample-domain.ts';

const programme = sampleProgramme();
const act = { mergeId: 'm1', reason: 'one person', businessDate: sampleToday };

function place<Kind extends OfficeOperation['kind']>(
  kind: Kind,
  state: MemberState,
  body: OfficeOperationBodies[Kind],
  businessDate = sampleToday,
): OfficeOperation {
  return {
    operationId: `${kind}:${state.memberId}`,
    kind,
    body,
    memberId: state.memberId,
    atMs: sampleNowMs,
    businessDate,
    programmeVersion: 7,
    actor: 'test',
  } as OfficeOperation; // kind and body are given as a pair
}

function merge(from: MemberState, into: MemberState) {
  const decided = decideMerge({ from, into }, programme, act);
  if (decided.status === 'refused') throw new Error(decided.code);
  const { mergeIn, mergeOut } = decided;
  return {
    from: applyOfficeOperation(from, place('mergeOut', from, mergeOut)),
    into: applyOfficeOperation(into, place('mergeIn', into, mergeIn)),
    mergeIn,
  };
}

function unmerge(
  merged: ReturnType<typeof merge>,
  businessDate = sampleToday,
  moved: readonly MovedSince[] = [],
) {
  const decided = decideUnmerge({ ...merged, moved }, programme, { ...act, businessDate });
  if (decided.status === 'refused') throw new Error(decided.code);
  const { survivor, returning } = decided;
  const { from, into } = merged;
  return {
    from: applyOfficeOperation(from, place('unmerge', from, returning, businessDate)),
    into: applyOfficeOperation(into, place('unmerge', into, survivor, businessDate)),
  };
}

test('PL-19, OF-04: what a till had of either of two stays kept for it until it has seen the one', () => {
  const grantOf = (storeId: string, points: number) => ({
    storeId,
    storeName: storeId,
    seenOnDay: sampleToday,
    shares: [{ installId: `${storeId}-1`, points }],
  });
  const [from, into] = [
    { ...sampleMemberState(1), storeGrants: [grantOf('s1', 300), grantOf('s2', 400)] },
    { ...sampleMemberState(2), storeGrants: [grantOf('s1', 500)] },
  ];
  const merged = merge(from, into);
  expect(merged.from.storeGrants).toBeUndefined();
  expect(merged.into.storeGrants?.map(({ shares }) => shares)).toEqual([
    [{ installId: 's1-1', points: 500, keptPoints: 800 }],
    [{ installId: 's2-1', points: 0, keptPoints: 400 }],
  ]);
  // Undone, it stays with the survivor: the tills may have seen nothing of either.
  expect(unmerge(merged).into.storeGrants).toEqual(merged.into.storeGrants);
});

const balanceOf = (state: MemberState): number =>
  sumPoints(state.lots) + state.heldPoints - state.debtPoints;

const lateDay = sampleDay('2027-12-31');
const posting = {
  reference: 'r',
  programmeVersion: 7,
  businessDate: sampleToday,
  atMs: sampleNowMs,
  acknowledged: true,
};
const spend = (state: MemberState, points: number, onDay: BusinessDate = sampleToday) =>
  postEntries(state, [{ kind: 'redeem', points: -points, ruleId: 'redeem', lots: [] }], {
    ...posting,
    businessDate: onDay,
  });

test('PL-11, PL-12, PL-16, PL-19: undone, a merge leaves what came back of brought receipts with who had them', () => {
  const day = (index: number) => addDays(sampleToday, 100 * index);
  const bare = { heldPoints: 0, debtPoints: 0, holds: [], waitingLots: [] };
  const from: MemberState = {
    ...sampleMemberState(1),
    ...bare,
    lots: [{ expiresOnDay: day(1), points: 50 }],
    growth: { spendFenByDay: { [sampleToday]: 10_000 } },
  };
  const into: MemberState = {
    ...sampleMemberState(2),
    ...bare,
    lots: [{ expiresOnDay: day(2), points: 300 }],
    growth: { spendFenByDay: {} },
  };
  const merged = merge(from, into);
  // A receipt of 100 points comes back, of which 50 were spent before the merge.
  const refund: MovedSince = {
    entries: [
      {
        kind: 'takeback',
        points: -100,
        ruleId: 'refund',
        lots: [{ expiresOnDay: day(1), points: 50 }],
      },
    ],
    growth: [{ measure: 'spend_fen', onDay: sampleToday, amount: -10_000 }],
    businessDate: sampleToday,
  };
  const after = postEntries(merged.into, refund.entries, posting);
  const state = { ...after, growth: postGrowth(after.growth, refund.growth, sampleToday) };
  expect(balanceOf(state)).toBe(250);
  const back = unmerge({ ...merged, into: state }, sampleToday, [refund]);
  expect(back.into.growth).toBeUndefined();
  expect(back.from).toMatchObject({ growth: { spendFenByDay: {} } });
  // What the survivor's points had paid of it is theirs again.
  expect([balanceOf(back.from), balanceOf(back.into)]).toEqual([-50, 300]);

  // Where it could not be paid it is their debt, and not the survivor's.
  const poor = merge(from, { ...into, lots: [] });
  const owing = postEntries(poor.into, refund.entries, posting);
  expect(balanceOf(owing)).toBe(-50);
  const parted = unmerge({ ...poor, into: owing }, sampleToday, [refund]);
  expect([balanceOf(parted.from), balanceOf(parted.into)]).toEqual([-50, 0]);

  // Points given back go with them.
  const restored: MovedSince = {
    entries: [
      {
        kind: 'restore',
        points: 80,
        ruleId: 'refund',
        lots: [{ expiresOnDay: day(1), points: 80 }],
      },
    ],
    growth: [],
    businessDate: sampleToday,
  };
  const richer = { ...merged, into: postEntries(merged.into, restored.entries, posting) };
  const given = unmerge(richer, sampleToday, [restored]);
  expect([balanceOf(given.from), balanceOf(given.into)]).toEqual([130, 300]);
});

/** Members of every shape: debts, holds, waiting lots, coupons, plans, stored value, growth, frozen, with terms. */
const anyMember = (from: number) =>
  fc
    .record({
      index: fc.integer({ min: from, max: from + 500 }),
      debtPoints: fc.integer({ min: 0, max: 300 }),
      heldPoints: fc.integer({ min: 0, max: 300 }),
      isFrozen: fc.boolean(),
      lotPoints: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 4 }),
      leftFen: fc.integer({ min: 0, max: 9_000 }),
      spendFen: fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 3 }),
    })
    .map((wish): MemberState => {
      const bare = sampleMemberState(wish.index);
      const lots = wish.lotPoints.map((points, at) => ({
        expiresOnDay: addDays(sampleToday, 10 + at * 40),
        points,
      }));
      const id = String(wish.index);
      const holds =
        wish.heldPoints === 0
          ? []
          : [
              {
                holdId: id,
                points: wish.heldPoints,
                reason: 'review' as const,
                sinceMs: sampleNowMs,
              },
            ];
      const contract = {
        contractNo: id,
        onDay: sampleToday,
        storeId: 's',
        paidFen: 9_000,
        bonusFen: 0,
        principalLeftFen: wish.leftFen,
        bonusLeftFen: 0,
        spentFen: 9_000 - wish.leftFen,
        spentListFen: 9_000 - wish.leftFen,
        refundedFen: 0,
        status: 'open' as const,
      };
      const growth = Object.fromEntries(
        wish.spendFen.map((fen, at) => [addDays(sampleToday, -at * 300), fen]),
      ) as Record<BusinessDate, number>;
      const entrySum = sumPoints(bare.entries);
      return {
        ...bare,
        status: wish.isFrozen ? 'frozen' : 'active',
        lots,
        heldPoints: wish.heldPoints,
        debtPoints: wish.debtPoints,
        carriedPoints: sumPoints(lots) + wish.heldPoints - wish.debtPoints - entrySum,
        ...(holds.length === 0 ? {} : { holds }),
        ...(wish.leftFen === 0
          ? {}
          : {
              value: {
                contracts: [contract],
                isFrozen: false,
                entries: [],
                carriedPrincipalFen: wish.leftFen,
                carriedBonusFen: 0,
                reservations: [],
              },
            }),
        ...(wish.spendFen.length === 0 ? {} : { growth: { spendFenByDay: growth } }),
        coupons: [
          {
            couponId: id,
            templateId: 't',
            status: 'issued',
            fromDay: sampleToday,
            toDay: sampleToday,
            issuedAtMs: 0,
          },
        ],
      };
    });

/** What an undo restores: all but the entries, which keep both acts, and how they are carried. */
const ownedBy = ({
  entries: _entries,
  carriedPoints: _carried,
  givenBack: _givenBack,
  ...owned
}: MemberState) => owned;

describe('a merge (PL-19, R012)', () => {
  test('keeps the balance of both, and the sum of each ledger, whatever they own', () => {
    fc.assert(
      fc.property(anyMember(0), anyMember(1000), (from, into) => {
        const merged = merge(from, into);
        expectLedgerHolds(merged.from);
        expectLedgerHolds(merged.into);
        expect(balanceOf(merged.from)).toBe(0);
        expect(balanceOf(merged.into)).toBe(balanceOf(from) + balanceOf(into));
        expect(sumPoints(merged.into.holds ?? [])).toBe(merged.into.heldPoints);
        const leftFen = (state: MemberState) =>
          (state.value?.contracts ?? []).reduce((sum, each) => sum + each.principalLeftFen, 0);
        expect(leftFen(merged.into)).toBe(leftFen(from) + leftFen(into));
        expect(merged.into.coupons).toHaveLength(2);
        expect(merged.into.status).toBe(
          from.status === 'frozen' || into.status === 'frozen' ? 'frozen' : 'active',
        );
      }),
    );
  });

  test('undone at once restores both to what they owned', () => {
    fc.assert(
      fc.property(anyMember(0), anyMember(1000), (from, into) => {
        const undone = unmerge(merge(from, into));
        expectLedgerHolds(undone.from);
        expectLedgerHolds(undone.into);
        expect(ownedBy(undone.from)).toEqual(ownedBy(from));
        expect(ownedBy(undone.into)).toEqual(ownedBy(into));
      }),
    );
  });

  test('undone after the survivor has spent leaves the spending, and its debt, with the survivor', () => {
    fc.assert(
      fc.property(
        anyMember(0),
        anyMember(1000),
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 0, max: 30 }),
        (from, into, points, days) => {
          const onDay = addDays(sampleToday, days);
          const merged = merge(from, into);
          const spent = { ...merged, into: spend(merged.into, points, onDay) };
          const undone = unmerge(spent, onDay);
          expectLedgerHolds(undone.from);
          expectLedgerHolds(undone.into);
          const lapsed = sumPoints(from.lots.filter(({ expiresOnDay }) => expiresOnDay < onDay));
          expect(sumPoints(undone.from.lots)).toBe(sumPoints(from.lots) - lapsed);
          expect(balanceOf(undone.from) + balanceOf(undone.into)).toBe(
            balanceOf(from) + balanceOf(into) - points,
          );
        },
      ),
    );
  });

  test('undone after half of a brought debt was settled gives back the half that is still owed', () => {
    const into = sampleMemberState(2);
    const merged = merge(
      spend({ ...sampleMemberState(1), lots: [], carriedPoints: 0, entries: [] }, 120),
      into,
    );
    expect(merged.into.debtPoints).toBe(120);
    const settled = postEntries(
      merged.into,
      [
        {
          kind: 'earn',
          points: 200,
          ruleId: 'base',
          lots: [{ expiresOnDay: lateDay, points: 200 }],
        },
        {
          kind: 'debt_settle',
          points: 0,
          ruleId: 'debt',
          lots: [{ expiresOnDay: lateDay, points: 50 }],
        },
      ],
      posting,
    );
    expect(settled.debtPoints).toBe(70);
    const undone = unmerge({ ...merged, into: settled });
    for (const state of [undone.from, undone.into]) expectLedgerHolds(state);
    expect([undone.from.debtPoints, undone.into.debtPoints]).toEqual([70, 0]);
  });

  test('makes one contract of two parts of it, and an undo gives what waited no more than there is', () => {
    const purse = (leftFen: number) => ({
      contracts: [
        {
          contractNo: 'c',
          onDay: sampleToday,
          storeId: 's',
          paidFen: leftFen,
          bonusFen: 0,
          principalLeftFen: leftFen,
          bonusLeftFen: 0,
          spentFen: 0,
          spentListFen: 0,
          refundedFen: 0,
          status: 'open' as const,
        },
      ],
      isFrozen: false,
      entries: [],
      carriedPrincipalFen: leftFen,
      carriedBonusFen: 0,
      reservations: [],
    });
    const lots = [{ expiresOnDay: lateDay, points: 50 }];
    const bare = { lots, carriedPoints: 50, entries: [], waitingLots: [] };
    const usableFromDay = addDays(sampleToday, 7);
    const into = {
      ...sampleMemberState(2),
      ...bare,
      waitingLots: [{ expiresOnDay: lateDay, points: 40, usableFromDay }],
      value: purse(700),
    };
    const merged = merge({ ...sampleMemberState(1), ...bare, value: purse(300) }, into);
    expect(merged.into.value?.contracts).toMatchObject([
      { paidFen: 1_000, principalLeftFen: 1_000 },
    ]);
    const undone = unmerge({ ...merged, into: spend(merged.into, 30) });
    for (const state of [undone.from, undone.into]) expectLedgerHolds(state);
    expect(undone.from.lots).toEqual(lots);
    expect(undone.into).toMatchObject({ lots: [{ points: 20 }], waitingLots: [{ points: 20 }] });
  });

  test('undone after the day of a lot has passed gives back neither it nor what waited of it', () => {
    const expiresOnDay = addDays(sampleToday, 5);
    const lots = [{ expiresOnDay, points: 50 }];
    const waitingLots = [{ expiresOnDay, points: 50, usableFromDay: addDays(sampleToday, 2) }];
    const own = { lots, waitingLots, carriedPoints: 50, entries: [] };
    const merged = merge({ ...sampleMemberState(1), ...own }, { ...sampleMemberState(2) });
    const undone = unmerge(merged, addDays(sampleToday, 6));
    for (const state of [undone.from, undone.into]) expectLedgerHolds(state);
    expect(undone.from).toMatchObject({ lots: [] });
    expect(undone.from.waitingLots ?? []).toEqual([]);
  });

  test('adds the receipts and points of the same day up, since the caps are the person’s (PL-08)', () => {
    const bought = (
      lastOnDay: BusinessDate,
      lastDayReceiptCount: number,
      lastDayPoints: number,
    ) => ({
      purchases: { firstOnDay: lastOnDay, lastOnDay, lastDayReceiptCount, lastDayPoints },
    });
    const purchasesOf = (other: ReturnType<typeof bought>, own: ReturnType<typeof bought>) =>
      merge({ ...sampleMemberState(1), ...other }, { ...sampleMemberState(2), ...own }).into
        .purchases;
    expect(purchasesOf(bought(sampleToday, 2, 30), bought(sampleToday, 3, 50))).toMatchObject({
      lastDayReceiptCount: 5,
      lastDayPoints: 80,
    });
    expect(
      purchasesOf(bought(addDays(sampleToday, -1), 2, 30), bought(sampleToday, 3, 50)),
    ).toMatchObject({ lastDayReceiptCount: 3, lastDayPoints: 50 });
  });

  test('PL-08, PL-19: undone, the day counts the receipts of each, whatever was sold to either meanwhile', () => {
    const day = (lastDayReceiptCount: number, lastDayPoints: number, lastOnDay = sampleToday) => ({
      purchases: { firstOnDay: lastOnDay, lastOnDay, lastDayReceiptCount, lastDayPoints },
    });
    const sale = {
      entries: [{ kind: 'earn' as const, points: 10, debtPoints: 0, ruleId: 'base', lots: [] }],
      growth: [],
      businessDate: sampleToday,
      isSale: true as const,
    };
    const sold = (state: MemberState): MemberState => ({
      ...state,
      purchases: postPurchase(state.purchases, sampleToday, { body: sale }),
    });
    const merged = merge(
      { ...sampleMemberState(1), ...day(5, 50) },
      { ...sampleMemberState(2), ...day(4, 40) },
    );
    const own = unmerge({ ...merged, into: sold(merged.into) });
    expect(own.into.purchases).toMatchObject({ lastDayReceiptCount: 5, lastDayPoints: 50 });
    expect(own.from.purchases).toMatchObject({ lastDayReceiptCount: 5, lastDayPoints: 50 });
    // By a till that had not heard of the merge, and by one that had.
    const both = unmerge({ ...merged, into: sold(sold(merged.into)) }, sampleToday, [sale]);
    expect(both.into.purchases).toMatchObject({ lastDayReceiptCount: 5, lastDayPoints: 50 });
    expect(both.from.purchases).toMatchObject({ lastDayReceiptCount: 6, lastDayPoints: 60 });
    // Whoever bought nothing that day has nothing of it; a former day of theirs is known again.
    const yesterday = addDays(sampleToday, -1);
    for (const before of [{}, day(2, 20, yesterday)]) {
      const other = merge(
        { ...sampleMemberState(1), ...day(7, 70) },
        { ...sampleMemberState(2), ...before },
      );
      const back = unmerge({ ...other, into: sold(other.into) }, sampleToday, [sale]);
      expect(back.into.purchases).toEqual('purchases' in before ? before.purchases : undefined);
      expect(back.from.purchases).toMatchObject({ lastDayReceiptCount: 8, lastDayPoints: 80 });
    }
  });

  test('takes the higher tier, the stricter consent, and growth of the running window only', () => {
    const from: MemberState = {
      ...sampleMemberState(1),
      tierCode: 'diamond',
      consents: [{ item: 'marketing_sms', given: false, noticeVersion: '1', setAtMs: 1 }],
      growth: {
        spendFenByDay: {
          [sampleDay('2025-02-01')]: 700,
          [sampleDay('2025-03-14')]: 500,
        },
      },
    };
    const into: MemberState = {
      ...sampleMemberState(2),
      tierCode: 'gold',
      consents: [{ item: 'marketing_sms', given: true, noticeVersion: '1', setAtMs: 9 }],
    };
    const merged = merge(from, into);
    expect(merged.into.tierCode).toBe('diamond');
    expect(merged.into.consents).toMatchObject([{ given: false, setAtMs: 9 }]);
    expect(merged.into.growth?.spendFenByDay).toEqual({ '2025-03-14': 500 });
    expect(merged.from.growth).toEqual(from.growth);
  });

  test('is refused for one member, for members merged away, and its undo when it is late', () => {
    const [a, b, c] = [sampleMemberState(1), sampleMemberState(2), sampleMemberState(3)];
    expect(decideMerge({ from: a, into: a }, programme, act)).toMatchObject({
      code: 'same_member',
    });
    const merged = merge(a, b);
    expect(decideMerge({ from: merged.from, into: c }, programme, act)).toMatchObject({
      code: 'already_merged',
    });
    expect(decideMerge({ from: c, into: merged.from }, programme, act)).toMatchObject({
      code: 'already_merged',
    });
    const undoOn = (days: number) =>
      decideUnmerge({ ...merged, moved: [] }, programme, {
        ...act,
        businessDate: addDays(sampleToday, days),
      });
    expect(undoOn(30).status).toBe('decided');
    expect(undoOn(31)).toMatchObject({ code: 'undo_too_late' });
    expect(
      decideUnmerge({ ...merged, moved: [] }, programme, { ...act, mergeId: 'm2' }),
    ).toMatchObject({
      code: 'merge_unknown',
    });
  });
});

test('TR-09, PL-19: what a plan saved before its sale came goes with its member, through a merge and its undo', () => {
  const use = { kind: 'use', planSaleId: 'p', savedFen: 500 } as const;
  const term = { fromDay: sampleToday, untilDay: lateDay, usedFen: 0, status: 'active' } as const;
  const sale = { planSaleId: 'p', planId: 'plus', paidFen: 9_900, soldOnDay: sampleToday };
  const sell = { kind: 'sell', plan: { ...sale, ...term } } as const;
  const merged = merge(postPlans(sampleMemberState(1), [use]), sampleMemberState(2));
  const isOf = (state: MemberState) => [state.plans, state.awaitedPlans];
  const awaited = [{ planSaleId: 'p', usedFen: 500, status: 'active' }];
  expect([merged.from, merged.into].map(isOf)).toEqual([
    [undefined, undefined],
    [undefined, awaited],
  ]);
  expect(postPlans(merged.into, [sell]).plans).toMatchObject([{ usedFen: 500 }]);
  const undone = unmerge(merged);
  expect([undone.from, undone.into].map(isOf)).toEqual([
    [undefined, awaited],
    [undefined, undefined],
  ]);
  // Whoever of the two brings the plan.
  const joined = merge(
    postPlans(sampleMemberState(1), [sell]),
    postPlans(sampleMemberState(2), [use]),
  );
  expect(isOf(joined.into)).toMatchObject([[{ usedFen: 500 }], undefined]);
  // A till that has not heard of the undo lets the survivor have its prices: that counts with the plan too.
  const { into: survivor } = unmerge(joined);
  const parts = { value: [], coupons: [], plans: [use] };
  expect(ownParts(parts, survivor).plans).toEqual([]);
  expect(partsOfOthers(parts, survivor)).toMatchObject([{ plans: [use] }]);
});

test('PL-19: a wallet and a plan that were sold meanwhile to the one merged away go with them', () => {
  const merged = merge(sampleMemberState(1), sampleMemberState(2));
  const amounts = { principalFen: 50_000, bonusFen: 5_000, listFen: 0 };
  const topUp = { kind: 'top_up', contractNo: 'c', ...amounts } as const;
  const term = { fromDay: sampleToday, untilDay: lateDay, usedFen: 0, status: 'active' } as const;
  const sale = { planSaleId: 'p', planId: 'plus', paidFen: 9_900, soldOnDay: sampleToday };
  const at = { businessDate: sampleToday, atMs: sampleNowMs, storeId: 's', reference: 'c' };
  const into: MemberState = {
    ...postPlans(merged.into, [{ kind: 'sell', plan: { ...sale, ...term } }]),
    value: postValue(merged.into.value, [topUp], { ...at, acknowledged: true }),
  };
  const bare = { entries: [], growth: [], businessDate: sampleToday };
  const moved = [
    { ...bare, contractNo: 'c' },
    { ...bare, planSaleId: 'p' },
  ];
  const { from: back, into: survivor } = unmerge({ ...merged, into }, sampleToday, moved);
  expect(back.value?.contracts).toMatchObject([{ contractNo: 'c', principalLeftFen: 50_000 }]);
  expect(back.plans).toMatchObject([{ planSaleId: 'p' }]);
  expect([survivor.value, survivor.plans]).toEqual([undefined, undefined]);
  // Nobody's stays where it was sold.
  const kept = unmerge({ ...merged, into });
  expect([kept.from.value, kept.from.plans]).toEqual([undefined, undefined]);
});

test('PL-14, PL-19: after an undo what comes back of brought value, coupons and plans is never with who spent it', () => {
  const contractOf = (contractNo: string, principalFen: number, bonusFen: number) => ({
    contractNo,
    onDay: sampleToday,
    storeId: 'store-0',
    paidFen: principalFen,
    bonusFen,
    principalLeftFen: principalFen,
    bonusLeftFen: bonusFen,
    spentFen: 0,
    spentListFen: 0,
    refundedFen: 0,
    status: 'open' as const,
  });
  const parts = fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      fc.nat({ max: 9_000 }),
      fc.nat({ max: 900 }),
      parts,
      (principalFen, bonusFen, shares) => {
        const term = { fromDay: sampleToday, toDay: lateDay };
        const coupon = {
          couponId: 'k',
          templateId: 't',
          issuedAtMs: 1,
          status: 'issued',
          ...term,
        } as const;
        const plan = {
          planSaleId: 'p',
          planId: 'plus',
          paidFen: 9_900,
          soldOnDay: sampleToday,
        } as const;
        const planTerm = {
          fromDay: sampleToday,
          untilDay: lateDay,
          usedFen: 0,
          status: 'active',
        } as const;
        const contracts = [contractOf('c', principalFen, bonusFen)];
        const carried = { carriedPrincipalFen: principalFen, carriedBonusFen: bonusFen };
        const from: MemberState = {
          ...sampleMemberState(1),
          coupons: [coupon],
          plans: [{ ...plan, ...planTerm }],
          value: { ...emptyPurse, contracts, ...carried },
        };
        const merged = merge(from, sampleMemberState(2));
        const at = { businessDate: sampleToday, atMs: sampleNowMs, storeId: 's', reference: 'R' };
        const used = { ...at, acknowledged: true, operationId: 'earn' };
        const entry = { kind: 'pay', contractNo: 'c', listFen: principalFen + bonusFen } as const;
        const paid = { ...entry, principalFen: 0 - principalFen, bonusFen: 0 - bonusFen };
        const use = { kind: 'use', couponId: 'k', receiptNo: 'R' } as const;
        const into: MemberState = {
          ...postPlans(merged.into, [{ kind: 'use', planSaleId: 'p', savedFen: 500 }]),
          coupons: postCoupons(merged.into.coupons, [use], used),
          value: postValue(merged.into.value, [paid], used),
        };
        let { from: payer, into: survivor } = unmerge({ ...merged, into });
        const undone = { value: payer.value ?? null, coupons: payer.coupons ?? [] };
        expect(spentWhileMerged(merged.mergeIn.brought, undone)).toEqual({
          principalFen,
          bonusFen,
          paidOutFen: 0,
          couponCount: 1,
        });
        // All of it comes back, in parts, in refunds of the survivor's receipt.
        const partsOf = (fen: number) =>
          shareByLargestRemainder(
            fen,
            shares.map((share) => share + 1),
          );
        for (const [index] of shares.entries()) {
          const isLast = index === shares.length - 1;
          const restore = {
            kind: 'restore',
            contractNo: 'c',
            principalFen: partsOf(principalFen)[index] ?? 0,
            bonusFen: partsOf(bonusFen)[index] ?? 0,
            listFen: 0,
          } as const;
          const of = { storeId: 's', receiptNo: 'R' };
          const backParts = {
            value: [restore],
            coupons: isLast
              ? [{ kind: 'give_back', couponId: 'k', toDay: lateDay, of } as const]
              : [],
            plans: isLast ? [{ kind: 'give_back', planSaleId: 'p', savedFen: 500 } as const] : [],
          };
          const numbers = { refundNo: `F${String(index)}`, refundOperationId: `o${String(index)}` };
          const figures = { takenBackPoints: 0, restoredPoints: 0, entries: [], lines: [] };
          const receipt = { storeId: 's', businessDate: sampleToday, receiptNo: 'R' };
          const body = { ...numbers, ...figures, ...backParts, receipt };
          const others = partsOfOthers(backParts, survivor);
          expect(others.map(({ memberId }) => memberId)).toEqual([payer.memberId]);
          survivor = applyOfficeOperation(survivor, place('refund', survivor, body));
          const { value = [], coupons = [], plans = [] } = others[0] ?? {};
          const theirs = { value, coupons, plans };
          const given = {
            mergeId: 'm1',
            fromMemberId: survivor.memberId,
            reference: 'F',
            ...theirs,
          };
          payer = applyOfficeOperation(payer, place('giveBack', payer, given));
        }
        expect(survivor.value).toBeUndefined();
        expect([survivor.coupons, survivor.plans]).toEqual([undefined, undefined]);
        expect(payer.value?.contracts).toMatchObject([
          {
            contractNo: 'c',
            paidFen: principalFen,
            principalLeftFen: principalFen,
            bonusLeftFen: bonusFen,
          },
        ]);
        expect(payer.coupons).toMatchObject([{ couponId: 'k', status: 'issued' }]);
        expect(payer.plans).toMatchObject([{ planSaleId: 'p', usedFen: 0 }]);
        // Merged once more, all of it is the survivor's again.
        const again = merge(payer, survivor);
        expect(again.into.givenBack).toBeUndefined();
        expect(again.into.value?.contracts).toMatchObject([{ principalLeftFen: principalFen }]);
        // The other way round it is the payer's still, and nobody gives anything to themselves.
        const other = merge(survivor, payer);
        expect(other.into.givenBack).toBeUndefined();
        expect(other.into.value?.contracts).toMatchObject([{ principalLeftFen: principalFen }]);
        // Nor where what ended long ago is forgotten.
        expect(merge(survivor, sampleMemberState(1)).into.givenBack).toBeUndefined();
      },
    ),
  );
});

test('PL-14, PL-19: after merges and undos in any order what comes back finds its one owner', () => {
  const memberCount = 5;
  const term = { fromDay: sampleToday, toDay: lateDay };
  const coupon = {
    couponId: 'k',
    templateId: 't',
    issuedAtMs: 1,
    status: 'issued',
    ...term,
  } as const;
  const index = fc.nat({ max: memberCount - 1 });
  const step = fc.record({ isUndo: fc.boolean(), from: index, into: index });
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 50 }), (steps) => {
      const states = Array.from({ length: memberCount }, (_, each) => sampleMemberState(each));
      states[0] = { ...sampleMemberState(0), coupons: [coupon] };
      const merges: { from: number; into: number; mergeId: string; mergeIn: MergeIn }[] = [];
      for (const [atMs, { isUndo, from, into }] of steps.entries()) {
        const at = { reason: 'one person', businessDate: sampleToday };
        const post = (each: number, kind: OfficeOperation['kind'], body: object) => {
          const placed = place(kind, states[each]!, body as OfficeOperationBodies[typeof kind]);
          states[each] = applyOfficeOperation(states[each]!, { ...placed, atMs });
        };
        if (isUndo) {
          const undone = merges.at(from - merges.length);
          if (undone === undefined) continue;
          const { mergeIn, mergeId } = undone;
          const members = { from: states[undone.from]!, into: states[undone.into]! };
          const wish = { ...members, mergeIn, moved: [] };
          const decided = decideUnmerge(wish, programme, { ...at, mergeId });
          if (decided.status === 'refused') continue;
          post(undone.from, 'unmerge', decided.returning);
          post(undone.into, 'unmerge', decided.survivor);
          merges.splice(merges.indexOf(undone), 1);
          continue;
        }
        const mergeId = `m${String(atMs)}`;
        const members = { from: states[from]!, into: states[into]! };
        const decided = decideMerge(members, programme, { ...at, mergeId });
        if (decided.status === 'refused') continue;
        post(from, 'mergeOut', decided.mergeOut);
        post(into, 'mergeIn', decided.mergeIn);
        merges.push({ from, into, mergeId, mergeIn: decided.mergeIn });
      }
      const survivorOf = (memberId: string): MemberState => {
        const state = states.find((each) => each.memberId === memberId)!;
        return state.mergedInto === undefined ? state : survivorOf(state.mergedInto.otherMemberId);
      };
      const owner = survivorOf(states.find(({ coupons = [] }) => coupons.length > 0)!.memberId);
      const of = { storeId: 's', receiptNo: 'R' };
      const coupons = [{ kind: 'give_back', couponId: 'k', toDay: lateDay, of } as const];
      // It comes back wherever it ever was: each passes it on to one other, and the last is whose it is.
      for (const { memberId } of states) {
        let holder = survivorOf(memberId);
        if (holder !== owner && holder.givenBack === undefined) continue; // It never was here.
        for (let passed = 0; passed <= memberCount; passed += 1) {
          const others = partsOfOthers({ value: [], coupons, plans: [] }, holder);
          expect(others.length).toBe(holder === owner ? 0 : 1);
          if (others[0] === undefined) break;
          holder = survivorOf(others[0].memberId);
        }
        expect(holder.memberId).toBe(owner.memberId);
      }
    }),
    { numRuns: 1_500 },
  );
});
