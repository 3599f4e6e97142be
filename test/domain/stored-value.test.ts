import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import { allocatePayment } from '../../src-shared/domain/stored-value/allocate-payment.ts';
import {
  checkPaidByValue,
  checkPayment,
  decideCancelPayment,
  decidePayment,
} from '../../src-shared/domain/stored-value/decide-payment.ts';
import { decideTopUp, type TopUpWish } from '../../src-shared/domain/stored-value/decide-top-up.ts';
import { decideValueFreeze } from '../../src-shared/domain/stored-value/decide-value-freeze.ts';
import {
  decideValueRefund,
  quoteValueRefund,
} from '../../src-shared/domain/stored-value/decide-value-refund.ts';
import {
  emptyPurse,
  endedContractKeptDays,
  postValue,
} from '../../src-shared/domain/stored-value/post-value.ts';
import { restoreValue } from '../../src-shared/domain/stored-value/restore-value.ts';
import type {
  ValueContract,
  ValueEntry,
  ValuePurse,
  ValueRefundBasis,
  ValueRules,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import { valueBalanceOf } from '../../src-shared/domain/stored-value/value-balance.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import {
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { sampleValueRules } from '../support/sample-value.ts';

type Sold = Pick<ValueContract, 'paidFen' | 'bonusFen'>;
type Expected = 'accepted' | ({ readonly code: string } & Readonly<Record<string, unknown>>);
type Vector = { readonly name: string; readonly rule: string } & (
  | {
      readonly kind: 'refund';
      readonly contract: Partial<ValueContract>;
      readonly daysSincePaid: number;
      /** null: the basis does not apply. */
      readonly expect: Readonly<Record<ValueRefundBasis, number | null>>;
    }
  | {
      readonly kind: 'spend';
      readonly spendOrder: ValueRules['spendOrder'];
      readonly contracts: readonly Sold[];
      readonly payments: readonly number[];
      readonly expect: {
        readonly left: readonly { readonly principalFen: number; readonly bonusFen: number }[];
        readonly shortFen: number;
      };
    }
  | {
      readonly kind: 'restore';
      readonly contracts: readonly Sold[];
      readonly amountFen: number;
      readonly lines: readonly { readonly payableFen: number; readonly soldFen: number }[];
      readonly steps: readonly {
        readonly returnedFen: readonly number[];
        readonly expect: { readonly principalFen: number; readonly bonusFen: number };
      }[];
    }
  | {
      readonly kind: 'topUp';
      readonly pay: string | number;
      readonly store?: string;
      readonly boughtFen?: number;
      readonly boughtDaysAgo?: number;
      readonly pending?: boolean;
      readonly identity?: 'unknown' | 'shown';
      readonly method?: 'cash' | 'transfer';
      readonly buyer?: 'unit';
      readonly birthday?: string;
      readonly guardianConfirmed?: boolean;
      readonly offlineHours?: number;
      readonly expect: Expected;
    }
  | {
      readonly kind: 'payment';
      readonly amountFen: number;
      readonly listFen?: number;
      readonly proof: 'pin' | 'known' | 'none';
      readonly frozen?: boolean;
      readonly expect: Expected;
    }
);
type VectorOf<Kind extends Vector['kind']> = Extract<Vector, { readonly kind: Kind }>;

const file = path.join(import.meta.dirname, 'vectors/stored-value.json');
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[];
const ofKind = <Kind extends Vector['kind']>(kind: Kind) =>
  vectors
    .filter((vector): vector is VectorOf<Kind> => vector.kind === kind)
    .map((vector) => [`${vector.name} (${vector.rule})`, vector] as const);

const at = { businessDate: sampleToday, atMs: sampleNowMs, storeId: 's', acknowledged: true };
const rules = sampleValueRules();
const programme = sampleProgramme({ value: rules });

const saleOf = ({ paidFen, bonusFen }: Sold, contractNo: string): ValueEntry => ({
  kind: 'top_up',
  contractNo,
  principalFen: paidFen,
  bonusFen,
  listFen: 0,
});
const purseOf = (sold: readonly Sold[]): ValuePurse =>
  postValue(
    undefined,
    sold.map((each, index) => saleOf(each, `C${String(index)}`)),
    { ...at, reference: 'sale' },
  );
const memberWith = (value?: ValuePurse, birthday?: string): MemberState => {
  const { profile, ...state } = sampleMemberState(1);
  const born = birthday === undefined ? {} : { birthday: { value: birthday, setAtMs: 1 } };
  const { phone } = profile;
  return { ...state, profile: { phone, ...born }, ...(value === undefined ? {} : { value }) };
};
const outcomeOf = (result: Refusal | null | { readonly status: string }): Expected => {
  if (result === null || !('code' in result)) return 'accepted';
  const { status: _status, ...refusal } = result;
  return refusal;
};

describe('a contract given back', () => {
  test.each(ofKind('refund'))('%s', (_name, vector) => {
    const [bought] = purseOf([{ paidFen: 0, bonusFen: 0 }]).contracts;
    const contract = { ...bought!, ...vector.contract };
    const businessDate = addDays(sampleToday, vector.daysSincePaid);
    const { workings } = quoteValueRefund(contract, { businessDate, coolingOffDays: 7 });
    const shown = workings.map(({ basis, applies, refundFen }) => [
      basis,
      applies ? refundFen : null,
    ]);
    expect(Object.fromEntries(shown)).toEqual(vector.expect);
  });
});

describe('value spent', () => {
  test.each(ofKind('spend'))('%s', (_name, { spendOrder, contracts, payments, expect: wanted }) => {
    let purse = purseOf(contracts);
    let short = 0;
    for (const amountFen of payments) {
      const wish = { amountFen, listFen: amountFen, spendOrder };
      const { entries, shortFen } = allocatePayment(purse.contracts, wish);
      short += shortFen;
      purse = postValue(purse, entries, { ...at, reference: 'pay' });
    }
    const left = purse.contracts.map(({ principalLeftFen, bonusLeftFen }) => ({
      principalFen: principalLeftFen,
      bonusFen: bonusLeftFen,
    }));
    expect({ left, shortFen: short }).toEqual(wanted);
  });
});

describe('value given back for goods', () => {
  test.each(ofKind('restore'))('%s', (_name, { contracts, amountFen, lines, steps }) => {
    const wish = { amountFen, listFen: amountFen, spendOrder: 'proportional' as const };
    const { entries } = allocatePayment(purseOf(contracts).contracts, wish);
    const restored: ValueEntry[] = [];
    for (const step of steps) {
      const returned = lines.map((line, index) => ({
        ...line,
        returnedFen: step.returnedFen[index] ?? 0,
      }));
      const back = restoreValue({ payments: [{ entries }], restored, lines: returned });
      restored.push(...back);
      expect({
        principalFen: back.reduce((sum, each) => sum + each.principalFen, 0),
        bonusFen: back.reduce((sum, each) => sum + each.bonusFen, 0),
      }).toEqual(step.expect);
    }
  });
});

describe('a top-up', () => {
  test.each(ofKind('topUp'))('%s', (_name, vector) => {
    const { boughtFen, boughtDaysAgo = 0, identity, offlineHours, pay } = vector;
    const bought =
      boughtFen === undefined
        ? emptyPurse
        : postValue(undefined, [saleOf({ paidFen: boughtFen, bonusFen: 0 }, 'before')], {
            ...at,
            businessDate: addDays(sampleToday, -boughtDaysAgo),
            reference: 'sale',
            acknowledged: vector.pending !== true,
          });
    const known = { document: 'id_card', onDay: sampleToday } as const;
    const value = identity === undefined ? { ...bought, identity: known } : bought;
    const decided = decideTopUp({
      programme,
      state: memberWith(value, vector.birthday),
      businessDate: sampleToday,
      storeId: vector.store ?? 'store-1',
      contractNo: 'C9',
      wish: {
        topUpId: 'T1',
        of: typeof pay === 'string' ? { packageId: pay } : { amountFen: pay },
        method: vector.method ?? 'mobile',
        buyer: vector.buyer ?? 'person',
        ...(identity === 'shown' ? { identity: 'passport' as const } : {}),
        guardianConfirmed: vector.guardianConfirmed ?? false,
      },
      line:
        offlineHours === undefined
          ? { status: 'online' }
          : { status: 'offline', replicaAgeMs: offlineHours * 3_600_000 },
    });
    expect(outcomeOf(decided)).toEqual(vector.expect);
  });

  test('is one contract, pending until the office has it, and counts towards a tier (R076, R077)', () => {
    const state = memberWith();
    const decided = decideTopUp({
      programme,
      state,
      businessDate: sampleToday,
      storeId: 'store-1',
      contractNo: 'C1',
      wish: {
        topUpId: 'T1',
        of: { packageId: 'p1200' },
        method: 'card',
        buyer: 'person',
        identity: 'id_card',
      },
      line: { status: 'online' },
    });
    if (decided.status === 'refused') throw new Error(decided.code);
    const operation = sampleTill(9).place(decided.draft);
    const here = applyOperation(state, operation, { acknowledged: false }).state;
    expect(valueBalanceOf(here?.value ?? emptyPurse, { nowMs: sampleNowMs })).toMatchObject({
      principalFen: 0,
      bonusFen: 0,
      pendingFen: 120_000,
      availableFen: 0,
    });
    const there = applyOperation(state, operation, { acknowledged: true }).state;
    expect(valueBalanceOf(there?.value ?? emptyPurse, { nowMs: sampleNowMs })).toMatchObject({
      principalFen: 100_000,
      bonusFen: 20_000,
      pendingFen: 0,
      availableFen: 120_000,
    });
    expect(there?.value?.identity).toEqual({ document: 'id_card', onDay: sampleToday });
    expect(there?.growth?.topUpFenByDay).toEqual({ [sampleToday]: 100_000 });
  });
});

test('SV-06: where the law of the store keeps the number of a document, a first top-up without it is refused', () => {
  const profiles = rules.profiles.map((each) => ({ ...each, keepsIdentityNumber: true }));
  const decided = (change: Partial<TopUpWish>, state = sampleMemberState(1)) => {
    const wish = {
      topUpId: 'T',
      of: { packageId: 'p500' },
      method: 'card',
      buyer: 'person',
    } as const;
    return decideTopUp({
      programme: sampleProgramme({ value: { ...rules, profiles } }),
      state,
      businessDate: sampleToday,
      storeId: 's',
      contractNo: 'SV1-1',
      wish: { ...wish, ...change },
      line: { status: 'online' },
    });
  };
  expect(decided({})).toMatchObject({ code: 'value_identity_needed' });
  expect(decided({ identity: 'id_card' })).toMatchObject({ code: 'value_identity_number_needed' });
  expect(decided({ identity: 'id_card', hasIdentityNumber: true }).status).toBe('decided');
  // Once per person: later top-ups refer to the record.
  const identity = { document: 'id_card', onDay: sampleToday } as const;
  const known = { ...sampleMemberState(1), value: { ...emptyPurse, identity } };
  expect(decided({}, known).status).toBe('decided');
});

test('what is topped up reaches a tier at once, and its refund takes the tier back (R077, TR-03)', () => {
  const tiers = sampleProgramme().tiers.map((tier) =>
    tier.code === 'gold'
      ? { ...tier, qualify: { kind: 'at_least', measure: 'top_up_fen', amount: 100_000 } as const }
      : tier,
  );
  const shop = sampleProgramme({ value: rules, tiers });
  const { tierTerm: _tierTerm, ...bare } = memberWith();
  const state: MemberState = { ...bare, tierCode: 'regular' };
  const sold = decideTopUp({
    programme: shop,
    state,
    businessDate: sampleToday,
    storeId: 'store-1',
    contractNo: 'C1',
    wish: {
      topUpId: 'T1',
      of: { packageId: 'p1000' },
      method: 'card',
      buyer: 'person',
      identity: 'id_card',
    },
    line: { status: 'online' },
  });
  if (sold.status === 'refused') throw new Error(sold.code);
  const till = sampleTill(9);
  const acknowledged = { acknowledged: true };
  const raised = applyOperation(state, till.place(sold.draft), acknowledged).state!;
  expect(raised.tierCode).toBe('gold');
  const back = decideValueRefund({
    programme: shop,
    state: raised,
    businessDate: addDays(sampleToday, 3),
    refundId: 'F1',
    contractNo: 'C1',
    basis: 'cooling_off',
    expectedFen: 100_000,
    payTo: 'same_name_account',
    approverId: 'manager-1',
  });
  if (back.status === 'refused') throw new Error(back.code);
  const after = applyOperation(raised, till.place(back.draft), acknowledged).state!;
  expect(after.tierCode).toBe('regular');
  expect(after.growth?.topUpFenByDay ?? {}).toEqual({});
});

describe('a payment', () => {
  test.each(ofKind('payment'))('%s', (_name, { amountFen, listFen, proof, frozen, ...vector }) => {
    const value = { ...purseOf([{ paidFen: 100_000, bonusFen: 0 }]), isFrozen: frozen === true };
    const wish = { paymentId: 'P', receiptNo: 'R', amountFen, listFen: listFen ?? amountFen };
    const refusal = checkPayment({ rules, state: memberWith(value), wish, proof });
    expect(outcomeOf(refusal)).toEqual(vector.expect);
  });

  test.each([
    ['for all but the gift cards', 20_000, null],
    ['of a fen more', 20_001, { code: 'value_not_for_goods', maxFen: 20_000 }],
    ['of everything', 30_000, { code: 'value_not_for_goods', maxFen: 20_000 }],
    ['of more than there is', 30_001, { code: 'value_overpaid', maxFen: 30_000 }],
  ])('%s of a basket with one (SV-11)', (_name, amountFen, refusal) => {
    const lines = [
      { category: 'food', netFen: 20_000 },
      { category: 'gift_card', netFen: 10_000 },
    ];
    const basket = { lines, payableFen: 30_000 };
    const excluding = { ...rules, excludedCategories: ['gift_card'] };
    const refused = checkPaidByValue(
      excluding,
      [{ amountFen: 100 }, { amountFen: amountFen - 100 }],
      basket,
    );
    expect(refused).toEqual(refusal === null ? null : expect.objectContaining(refusal));
    const isTooMuch = amountFen > basket.payableFen;
    expect(checkPaidByValue(rules, [{ amountFen }], basket) !== null).toBe(isTooMuch);
  });

  test('that is cancelled leaves everything as it was (PL-14)', () => {
    const purse = purseOf([
      { paidFen: 10_000, bonusFen: 1_000 },
      { paidFen: 50_000, bonusFen: 9_999 },
    ]);
    const state = memberWith(purse);
    const wish = { paymentId: 'P', receiptNo: 'R', amountFen: 20_001, listFen: 23_456 };
    const spendOrder = 'proportional';
    const { entries } = allocatePayment(purse.contracts, { ...wish, spendOrder });
    const right = 'authorised' as const;
    const { draft, payment } = decidePayment({ state, wish, right, entries });
    const till = sampleTill(9);
    const acknowledged = { acknowledged: true };
    const paid = applyOperation(state, till.place(draft), acknowledged).state!;
    expect(paid.value?.contracts).not.toEqual(purse.contracts);
    const cancelled = decideCancelPayment({ state, payment, receiptPosted: false });
    if (cancelled.status === 'refused') throw new Error(cancelled.code);
    const after = applyOperation(paid, till.place(cancelled.draft), acknowledged).state!;
    expect(after.value?.contracts).toEqual(purse.contracts);
    expect(decideCancelPayment({ state, payment, receiptPosted: true })).toMatchObject({
      code: 'payment_receipt_posted',
    });
  });

  test('of a contract that was given back and has goods back is shared out as before (SV-02, art. 18)', () => {
    const sold = purseOf([{ paidFen: 90_000, bonusFen: 6_000 }]);
    const move = (
      purse: typeof sold,
      kind: ValueEntry['kind'],
      principalFen: number,
      bonusFen: number,
    ) =>
      postValue(purse, [{ kind, contractNo: 'C0', principalFen, bonusFen, listFen: 0 }], {
        ...at,
        reference: kind,
      });
    const paid = move(sold, 'pay', -56_250, -3_750);
    const given = move(paid, 'refund', -33_750, -2_250);
    const back = move(given, 'restore', 56_250, 3_750);
    const wish = { amountFen: 24_000, listFen: 24_000, spendOrder: 'proportional' as const };
    expect(allocatePayment(back.contracts, wish).entries).toMatchObject([
      { principalFen: -22_500, bonusFen: -1_500 },
    ]);
  });

  test('without cover is kept as a fact, and says so (OF-08)', () => {
    const state = memberWith(purseOf([{ paidFen: 100, bonusFen: 0 }]));
    const entry = { kind: 'pay', contractNo: 'C0', principalFen: -150, bonusFen: 0, listFen: 150 };
    const body = {
      paymentId: 'P',
      receiptNo: 'R',
      amountFen: 150,
      right: 'authorised' as const,
      value: [entry as ValueEntry],
    };
    const operation = sampleTill(9).place({ kind: 'payValue', body, memberId: state.memberId });
    const applied = applyOperation(state, operation, { acknowledged: true });
    expect(applied.outcome).toBe('posted_with_debt');
    expect(applied.state?.value?.contracts[0]?.principalLeftFen).toBe(-50);
  });
});

describe('the refund of a contract', () => {
  const spent = postValue(
    purseOf([{ paidFen: 100_000, bonusFen: 20_000 }]),
    [{ kind: 'pay', contractNo: 'C0', principalFen: -50_000, bonusFen: -10_000, listFen: 60_000 }],
    { ...at, reference: 'pay' },
  );
  const wish = {
    programme,
    state: memberWith(spent),
    businessDate: sampleToday,
    refundId: 'F1',
    contractNo: 'C0',
    basis: 'consumer' as ValueRefundBasis,
    expectedFen: 40_000,
    payTo: 'same_name_account' as 'cash' | 'same_name_account',
    approverId: 'manager-1',
  };

  test('takes what is left from the wallet, pays what the basis says, and lowers the net top-up', () => {
    const decided = decideValueRefund(wish);
    if (decided.status === 'refused') throw new Error(decided.code);
    expect(decided.draft.body).toMatchObject({
      refundFen: 40_000,
      value: [{ principalFen: -50_000, bonusFen: -10_000, paidOutFen: 40_000 }],
      growth: [{ measure: 'top_up_fen', onDay: sampleToday, amount: -40_000 }],
    });
    const { state } = applyOperation(wish.state, sampleTill(9).place(decided.draft), {
      acknowledged: true,
    });
    expect(state?.value?.contracts).toMatchObject([
      { principalLeftFen: 0, bonusLeftFen: 0, refundedFen: 40_000, status: 'refunded' },
    ]);
    // Goods that another till took back meanwhile put something on it that is still to be had (SV-03).
    const restored = {
      kind: 'restore',
      contractNo: 'C0',
      principalFen: 5_000,
      bonusFen: 0,
      listFen: 5_000,
    } as const;
    const at = { storeId: 's1', reference: 'R', atMs: 9, acknowledged: true };
    const purse = postValue(wish.state.value, [restored, ...decided.draft.body.value], {
      ...at,
      businessDate: sampleToday,
    });
    expect(purse.contracts).toMatchObject([{ principalLeftFen: 5_000, status: 'open' }]);
    const again = decideValueRefund({
      ...wish,
      state: state!,
      basis: 'seller',
      expectedFen: 10_000,
    });
    // The seller's side would have paid more: the difference can still be claimed (art. 18).
    expect(again).toMatchObject({ status: 'decided' });
  });

  test('is refused in the order of the list', () => {
    const refusalOf = (changes: Partial<typeof wish>) => decideValueRefund({ ...wish, ...changes });
    expect(refusalOf({ contractNo: 'C7' })).toMatchObject({ code: 'value_contract_not_found' });
    const frozen = memberWith({ ...spent, isFrozen: true });
    expect(refusalOf({ state: frozen })).toMatchObject({ code: 'value_frozen' });
    const pending = memberWith(
      postValue(undefined, [saleOf({ paidFen: 100, bonusFen: 0 }, 'C0')], {
        ...at,
        reference: 'sale',
        acknowledged: false,
      }),
    );
    expect(refusalOf({ state: pending })).toMatchObject({ code: 'value_pending' });
    expect(refusalOf({ basis: 'cooling_off' })).toMatchObject({ code: 'value_cooling_off_over' });
    expect(refusalOf({ expectedFen: 40_001 })).toMatchObject({
      code: 'value_refund_changed',
      maxFen: 40_000,
    });
    expect(refusalOf({ payTo: 'cash' })).toMatchObject({
      code: 'value_account_needed',
      maxFen: 10_000,
    });
    expect(refusalOf({ programme: sampleProgramme() })).toMatchObject({
      code: 'value_not_offered',
    });
  });

  test('of up to 100 yuan may be cash (Order 9)', () => {
    const state = memberWith(purseOf([{ paidFen: 10_000, bonusFen: 0 }]));
    const small = { ...wish, state, expectedFen: 10_000, payTo: 'cash' as const };
    expect(decideValueRefund(small)).toMatchObject({ status: 'decided' });
  });

  test('for nothing is refused, because what is left can still be spent (SV-10)', () => {
    const used = postValue(
      purseOf([{ paidFen: 100_000, bonusFen: 20_000 }]),
      [
        {
          kind: 'pay',
          contractNo: 'C0',
          principalFen: -91_666,
          bonusFen: -18_334,
          listFen: 110_000,
        },
      ],
      { ...at, reference: 'pay' },
    );
    const nothing = { ...wish, state: memberWith(used), expectedFen: 0 };
    expect(decideValueRefund(nothing)).toMatchObject({ code: 'value_nothing_to_refund' });
  });
});

describe('a lost wallet (SV-09)', () => {
  test('stops at once, and needs a manager to go on', () => {
    const state = memberWith(purseOf([{ paidFen: 100, bonusFen: 0 }]));
    const stop = decideValueFreeze({ state, frozen: true, approverId: null });
    if (stop.status !== 'decided') throw new Error(stop.status);
    const till = sampleTill(9);
    const stopped = applyOperation(state, till.place(stop.draft), { acknowledged: false }).state!;
    expect(stopped.value?.isFrozen).toBe(true);
    expect(decideValueFreeze({ state: stopped, frozen: true, approverId: null })).toEqual({
      status: 'unchanged',
    });
    expect(decideValueFreeze({ state: stopped, frozen: false, approverId: null })).toMatchObject({
      code: 'staff_role_needed',
    });
    const go = decideValueFreeze({ state: stopped, frozen: false, approverId: 'm' });
    if (go.status !== 'decided') throw new Error(go.status);
    const after = applyOperation(stopped, till.place(go.draft), { acknowledged: false }).state!;
    expect(after.value?.isFrozen).toBe(false);
  });
});

describe('what a state keeps', () => {
  test('a contract with nothing left goes after a year, and comes back whole with what comes back to it', () => {
    const pay = { kind: 'pay', contractNo: 'C0', principalFen: -100, bonusFen: -20, listFen: 130 };
    const empty = postValue(purseOf([{ paidFen: 100, bonusFen: 20 }]), [pay as ValueEntry], {
      ...at,
      reference: 'pay',
    });
    expect(empty.contracts).toHaveLength(1);
    const later = { ...at, businessDate: addDays(sampleToday, endedContractKeptDays + 1) };
    const sale = saleOf({ paidFen: 5, bonusFen: 0 }, 'C1');
    const gone = postValue(empty, [sale], { ...later, reference: 'sale' });
    expect(gone.contracts.map(({ contractNo }) => contractNo)).toEqual(['C1']);
    const back = {
      kind: 'restore',
      contractNo: 'C0',
      principalFen: 50,
      bonusFen: 10,
      listFen: -65,
    };
    const { contracts } = postValue(gone, [back as ValueEntry], { ...later, reference: 'refund' });
    expect(contracts[1]).toMatchObject({
      paidFen: 50,
      bonusFen: 10,
      principalLeftFen: 50,
      bonusLeftFen: 10,
      spentFen: 0,
      spentListFen: 0,
    });
  });

  test('the last twenty movements, and the sum of those before them (art. 25)', () => {
    let purse = purseOf([{ paidFen: 1000, bonusFen: 0 }]);
    const pay = { kind: 'pay', contractNo: 'C0', principalFen: -1, bonusFen: 0, listFen: 1 };
    for (let count = 0; count < 25; count += 1)
      purse = postValue(purse, [pay as ValueEntry], { ...at, reference: 'pay' });
    expect(purse.entries).toHaveLength(20);
    expect(purse.carriedPrincipalFen).toBe(995);
  });
});
