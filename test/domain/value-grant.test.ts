import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import {
  decideLoan,
  decideValueShare,
  shareValue,
} from '../../src-shared/domain/offline-rights/decide-share.ts';
import {
  addHoldings,
  amountsOf,
  noHolding,
  partsFen,
} from '../../src-shared/domain/offline-rights/holding.ts';
import { worstOfflineLoss } from '../../src-shared/domain/offline-rights/offline-loss.ts';
import {
  type GrantSizes,
  grantSizesOf,
  grantValueFen,
  renewGrants,
  revokeGrants,
  settleGrants,
} from '../../src-shared/domain/offline-rights/renew-grants.ts';
import {
  grantsElsewhere,
  holdingForOthers,
  holdingForTills,
  isCut,
  loansNotTaken,
} from '../../src-shared/domain/offline-rights/store-grant.ts';
import { takenFromShare } from '../../src-shared/domain/offline-rights/taken-from-share.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Operation, OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import {
  decideCancelPayment,
  decidePayment,
} from '../../src-shared/domain/stored-value/decide-payment.ts';
import { emptyPurse } from '../../src-shared/domain/stored-value/post-value.ts';
import { reserveValue } from '../../src-shared/domain/stored-value/reserve-value.ts';
import type {
  ReceiptPayment,
  ValueContract,
} from '../../src-shared/domain/stored-value/stored-value.ts';
import { payEntryOf } from '../../src-shared/domain/stored-value/value-balance.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { storeId as toStoreId } from '../../src-shared/values/ids.ts';
import {
  sampleInstallId,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';

const hourMs = 3_600_000;
const spendOrder = 'proportional';
const sizes: GrantSizes = { tiers: [], value: { spendOrder, maxFen: 10_000 } };
const at = { businessDate: sampleToday, nowMs: sampleNowMs };
const firstTill = 310;
const installIds = [0, 1, 2].map((index) => sampleInstallId(firstTill + index));
/** Two tills at the first, one at the second; the member is homed at the first. */
const stores = [
  { storeId: 's1', storeName: '店s1', installIds: installIds.slice(0, 2) },
  { storeId: 's2', storeName: '店s2', installIds: installIds.slice(2) },
];

const contractOf = (contractNo: string, paidFen: number, bonusFen: number): ValueContract => ({
  contractNo,
  onDay: sampleToday,
  storeId: 's1',
  paidFen,
  bonusFen,
  principalLeftFen: paidFen,
  bonusLeftFen: bonusFen,
  spentFen: 0,
  spentListFen: 0,
  refundedFen: 0,
  status: 'open',
});

function memberWith(contracts: readonly ValueContract[]): MemberState {
  return {
    ...sampleMemberState(0),
    lots: [],
    appliedSeq: {},
    enrolledAtStoreId: 's1',
    enrolledOnDay: addDays(sampleToday, -500),
    value: { ...emptyPurse, contracts },
  };
}

const renew = (state: MemberState, seenAt?: string) =>
  renewGrants(state, {
    rules: sizes,
    stores,
    ...at,
    ...(seenAt === undefined ? {} : { seen: { storeId: seenAt, onDay: sampleToday } }),
  });

const sharesOf = (state: MemberState) =>
  (state.storeGrants ?? []).flatMap(({ shares }) => shares.map(({ value }) => value ?? []));

const momentOf = (installId: string, replicaAgeMs: number | null = 0) => ({
  installId,
  taken: noHolding,
  replicaAgeMs,
  ...at,
});

test('OF-04: a grant of stored value is a fifth of what can be spent, whole yuan, up to the cap; each till owns a share', () => {
  expect(grantValueFen(30_000, sizes)).toBe(6_000);
  expect(grantValueFen(30_499, sizes)).toBe(6_000);
  expect(grantValueFen(49_999, sizes)).toBe(9_900);
  expect(grantValueFen(60_000, sizes)).toBe(10_000);
  expect(grantValueFen(60_000, { ...sizes, value: null })).toBe(0);
  expect(grantValueFen(60_000, null)).toBe(0);

  // Of the oldest contract first, and of each what was paid for and what was given in proportion (SV-02).
  const state = renew(memberWith([contractOf('A', 3_000, 600), contractOf('B', 100_000, 20_000)]));
  expect(sharesOf(state)).toEqual([
    [
      { contractNo: 'A', principalFen: 3_000, bonusFen: 600 },
      { contractNo: 'B', principalFen: 1_166, bonusFen: 234 },
    ],
    [{ contractNo: 'B', principalFen: 4_167, bonusFen: 833 }],
  ]);
  expect(grantsElsewhere(state, 's2')).toEqual([
    { storeName: '店s1', points: 0, valueFen: 10_000 },
  ]);
  expect(sharesOf(renew(memberWith([])))).toEqual([]);
  const stopped = { ...state, value: { ...state.value!, isFrozen: true } };
  expect(partsFen(renew(stopped).storeGrants?.[0]?.shares[0]?.value ?? [])).toBe(0);
});

test('OF-02, OF-05, SV-13: without the line a share pays to 24 hours of age, and nothing else does', () => {
  const state = renew(memberWith([contractOf('A', 3_000, 600), contractOf('B', 100_000, 20_000)]));
  const [one, far] = [installIds[0]!, installIds[2]!];
  const decide = (installId: string, amountFen: number, replicaAgeMs: number | null = 0) =>
    decideValueShare(state, momentOf(installId, replicaAgeMs), {
      amountFen,
      listFen: 2 * amountFen,
      spendOrder,
    });
  expect(decide(far, 100)).toMatchObject({ code: 'value_offline' });
  expect(decide(one, 5_001)).toMatchObject({ code: 'value_above_grant', maxFen: 5_000 });
  expect(decide(one, 100, 24 * hourMs + 1)).toMatchObject({ code: 'value_offline_stale' });
  expect(decide(one, 100, null)).toMatchObject({ code: 'value_offline_stale' });
  expect(decide(one, 4_000, 24 * hourMs)).toEqual({
    status: 'allowed',
    entries: [
      { kind: 'pay', contractNo: 'A', principalFen: -3_000, bonusFen: -600, listFen: 7_200 },
      { kind: 'pay', contractNo: 'B', principalFen: -333, bonusFen: -67, listFen: 800 },
    ],
  });
  expect(shareValue({ ...state, status: 'frozen' }, momentOf(one))).toEqual([]);
});

test('OF-04: what is set aside for others is neither paid elsewhere nor given back for money; taken back, it is', () => {
  const state = renew(memberWith([contractOf('A', 50_000, 10_000)]));
  const reserve = (wish: Parameters<typeof reserveValue>[0]['wish'], exceptInstallId: string) =>
    reserveValue({
      state,
      others: [],
      pendingEntries: [],
      setAside: holdingForOthers(state, exceptInstallId).value,
      wish,
      nowMs: sampleNowMs,
    });
  const payment = (amountFen: number) =>
    ({ kind: 'payment', amountFen, listFen: amountFen, spendOrder }) as const;
  const [one, far] = [installIds[0]!, installIds[2]!];
  expect(reserve(payment(50_001), far)).toMatchObject({
    reason: 'too_little',
    availableFen: 50_000,
  });
  expect(reserve(payment(50_000), far)).toMatchObject({ status: 'reserved' });
  // Its own share is its own.
  expect(reserve(payment(55_000), one)).toMatchObject({ status: 'reserved' });
  const refund = { kind: 'refund', contractNo: 'A' } as const;
  expect(reserve(refund, far)).toMatchObject({ reason: 'in_use' });
  const revoked = revokeGrants(state, 'value', () => true);
  expect(sharesOf(revoked)).toEqual([[], []]);
  expect(amountsOf(holdingForTills(revoked))).toEqual({ points: 0, valueFen: 10_000 });
  const settled = settleGrants(revoked, { hasSeen: () => true, isGone: () => false });
  expect(amountsOf(holdingForTills(settled))).toEqual({ points: 0, valueFen: 0 });
});

test('SV-02, art. 18: what is set aside for another till bounds a payment and shares nothing out, online and by a share', () => {
  const state = renew(memberWith([contractOf('A', 90_000, 6_000)]));
  // Set aside for two tills: 46.87 + 3.13 and 46.88 + 3.12, which no floor of the contract is.
  expect(sharesOf(state)).toEqual([
    [{ contractNo: 'A', principalFen: 4_687, bonusFen: 313 }],
    [{ contractNo: 'A', principalFen: 4_688, bonusFen: 312 }],
  ]);
  for (const installId of installIds) {
    const reserved = reserveValue({
      state,
      others: [],
      pendingEntries: [],
      setAside: holdingForOthers(state, installId).value,
      wish: { kind: 'payment', amountFen: 80_000, listFen: 80_000, spendOrder },
      nowMs: sampleNowMs,
    });
    expect(reserved).toMatchObject({
      entries: [{ contractNo: 'A', principalFen: -75_000, bonusFen: -5_000 }],
    });
  }
  for (const installId of installIds.slice(0, 2)) {
    const wish = { amountFen: 3_200, listFen: 3_200, spendOrder } as const;
    expect(decideValueShare(state, momentOf(installId), wish)).toMatchObject({
      entries: [{ contractNo: 'A', principalFen: -3_000, bonusFen: -200 }],
    });
  }
});

test('OF-07: stored value is lost by construction to nobody; the report says what is set aside and what a till may take', () => {
  const value = sampleValueRules({
    offline: { maxTopUpFen: 100_000, maxBalanceFen: 400_000, maxPaymentFen: 10_000 },
  });
  const { offline } = sampleProgramme();
  const on = sampleProgramme({
    value,
    offline: { ...offline, grants: { tiers: [{ tierCode: 'regular', maxPoints: 2_000 }] } },
  });
  const counts = { storeCount: 1, tillCount: 2, silentTillCount: 0 };
  expect(worstOfflineLoss({ programme: on, ...counts })).toMatchObject({
    grantValueFenPerMember: 30_000,
    valueFenPerTill: 30_000,
    keptValueLossFen: 0,
  });
  const off = sampleProgramme({ value });
  expect(grantSizesOf(off)).toBeNull();
  expect(worstOfflineLoss({ programme: off, ...counts })).toMatchObject({
    grantValueFenPerMember: 0,
    valueFenPerTill: 0,
  });
});

/** A till of the model: its chain, how much of it head office has, and the state that it was told last. */
interface ModelTill {
  readonly installId: string;
  readonly storeId: string;
  readonly place: (draft: OperationDraft) => Operation;
  readonly chain: Operation[];
  sentCount: number;
  version: number;
  readonly payments: ReceiptPayment[];
  /** A loan it has asked for and not noted. */
  asked: { readonly loanId: string; readonly lender: ModelTill; readonly valueFen: number } | null;
}

/** Head office with its tills: real states, decisions and posting; what is lost or late is up to chance. */
class ModelShop {
  readonly versions: MemberState[];
  readonly tills: readonly ModelTill[];
  readonly #cuts = new Map<string, number>();
  readonly #random: SeededRandom;
  offlineFen = 0;
  lentFen = 0;
  #count = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    const contracts = Array.from({ length: 1 + random.below(4) }, (_, index) =>
      contractOf(`C${String(index)}`, 100 * random.below(400), 7 * random.below(2_000)),
    ).filter(({ paidFen, bonusFen }) => paidFen + bonusFen > 0);
    this.versions = [renew(memberWith(contracts), 's2')];
    this.tills = stores.flatMap(({ storeId, installIds: ids }) =>
      ids.map((installId): ModelTill => {
        const sample = sampleTill(firstTill + installIds.indexOf(installId));
        return {
          installId,
          storeId,
          place: (draft) => ({ ...sample.place(draft), storeId: toStoreId(storeId) }),
          chain: [],
          sentCount: 0,
          version: 0,
          payments: [],
          asked: null,
        };
      }),
    );
  }

  newest(): MemberState {
    return this.versions.at(-1)!;
  }

  settled(): MemberState {
    return settleGrants(this.newest(), {
      hasSeen: (installId) => !this.#cuts.has(installId),
      isGone: () => false,
    });
  }

  write(state: MemberState): void {
    this.versions.push(state);
    for (const share of (state.storeGrants ?? []).flatMap(({ shares }) => shares)) {
      if (isCut(share)) this.#cuts.set(share.installId, this.versions.length - 1);
    }
  }

  base({ version }: ModelTill): MemberState {
    return this.versions[version]!;
  }

  view(till: ModelTill): MemberState {
    return viewMember(this.base(till), this.pending(till))!;
  }

  pending(till: ModelTill): readonly Operation[] {
    const since = this.base(till).appliedSeq[till.installId]?.seq ?? 0;
    return till.chain.filter(({ terminalSeq }) => terminalSeq > since);
  }

  moment(till: ModelTill) {
    const taken = this.pending(till).map(takenFromShare).reduce(addHoldings, noHolding);
    return { ...momentOf(till.installId), taken };
  }

  post(till: ModelTill, draft: Pick<OperationDraft, 'kind' | 'body'>): void {
    const { memberId } = this.newest();
    // Each call pairs kind and body.
    till.chain.push(till.place({ ...draft, memberId } as OperationDraft));
  }

  pay(till: ModelTill, payment: Parameters<typeof decidePayment>[0]): void {
    const decided = decidePayment(payment);
    this.post(till, decided.draft);
    till.payments.push(decided.payment);
  }

  wish(amountFen: number) {
    this.#count += 1;
    const paymentId = `P${String(this.#count)}`;
    return { paymentId, receiptNo: paymentId, amountFen, listFen: amountFen };
  }

  payOffline(till: ModelTill): void {
    const state = this.view(till);
    const most = partsFen(shareValue(state, this.moment(till)) ?? []);
    if (most === 0) return;
    const wish = this.wish(1 + this.#random.below(most));
    const decided = decideValueShare(state, this.moment(till), { ...wish, spendOrder });
    // A neighbour may have lent of a contract that this till has not heard of.
    if (decided.status === 'refused') return;
    this.offlineFen += wish.amountFen;
    this.pay(till, { state, wish, right: 'grant', entries: decided.entries });
  }

  authorise(till: ModelTill, isRefund = false): void {
    const state = this.settled();
    const unsent = till.chain.slice(till.sentCount);
    const contracts = state.value?.contracts ?? [];
    const contract = contracts[this.#random.below(Math.max(1, contracts.length))];
    const wish = this.wish(1 + this.#random.below(30_000));
    const reserved = reserveValue({
      state,
      others: state.value?.reservations ?? [],
      pendingEntries: unsent.flatMap(({ kind, body }) =>
        kind === 'payValue' || kind === 'refundValue'
          ? body.value
          : kind === 'lendShare'
            ? (body.valueParts ?? []).map(payEntryOf)
            : [],
      ),
      setAside: holdingForOthers(state, till.installId).value,
      wish: isRefund
        ? { kind: 'refund', contractNo: contract?.contractNo ?? 'none' }
        : { kind: 'payment', ...wish, spendOrder },
      nowMs: sampleNowMs,
    });
    if (reserved.status === 'refused') return;
    const { entries } = reserved;
    const id = wish.paymentId;
    const own = {
      reservationId: id,
      installId: till.installId,
      entries,
      expiresAtMs: sampleNowMs + 1,
    };
    const purse = state.value ?? emptyPurse;
    this.write({ ...state, value: { ...purse, reservations: [...purse.reservations, own] } });
    // An answer that is lost leaves it kept, and nothing is paid by it.
    if (this.#random.below(4) === 0) return;
    if (!isRefund) return this.pay(till, { state, wish, right: 'authorised', entries });
    const of = {
      contractNo: contract?.contractNo ?? 'none',
      basis: 'seller',
      approverId: 'm',
    } as const;
    const body = {
      refundId: id,
      ...of,
      refundFen: 0,
      payTo: 'cash',
      value: entries,
      growth: [],
    } as const;
    this.post(till, { kind: 'refundValue', body });
  }

  cancel(till: ModelTill): void {
    const payment = till.payments.pop();
    if (payment === undefined) return;
    const state = this.view(till);
    const decided = decideCancelPayment({ state, payment, receiptPosted: false });
    if (decided.status === 'decided') this.post(till, decided.draft);
  }

  topUp(): void {
    const state = this.settled();
    this.#count += 1;
    const contract = contractOf(`T${String(this.#count)}`, 10_000, this.#random.below(3_000));
    const purse = state.value ?? emptyPurse;
    this.write(renew({ ...state, value: { ...purse, contracts: [...purse.contracts, contract] } }));
  }

  /** What is lent is on the lender's disk before anybody hears of it; the answer may be lost. */
  borrow(till: ModelTill): void {
    const view = this.view(till);
    for (const { loanId, fromInstallId, points, value = [] } of loansNotTaken(
      view,
      till.installId,
    )) {
      this.note(till, { loanId, fromInstallId, points, valueParts: value });
    }
    const lender = this.tills.find((each) => each !== till && each.storeId === till.storeId);
    if (lender === undefined) return;
    this.#count += 1;
    till.asked ??= {
      loanId: `L${String(this.#count)}`,
      lender,
      valueFen: 1 + this.#random.below(9_000),
    };
    const { loanId, valueFen } = till.asked;
    const before = lender.chain.find(
      ({ kind, body }) => kind === 'lendShare' && body.loanId === loanId,
    );
    const known = { view: this.view(lender), base: this.base(lender) };
    const lent =
      before?.kind === 'lendShare'
        ? (before.body.valueParts ?? [])
        : decideLoan(known, this.moment(lender), { points: 0, valueFen }).value;
    if (before === undefined && lent.length > 0) {
      this.lentFen += partsFen(lent);
      const body = { loanId, toInstallId: till.installId, points: 0, valueParts: lent };
      this.post(lender, { kind: 'lendShare', body });
    }
    if (this.#random.below(3) === 0) return;
    till.asked = null;
    if (lent.length > 0) {
      this.note(till, { loanId, fromInstallId: lender.installId, points: 0, valueParts: lent });
    }
  }

  note(till: ModelTill, body: Extract<OperationDraft, { kind: 'borrowShare' }>['body']): void {
    const isNoted = till.chain.some(
      (each) => each.kind === 'borrowShare' && each.body.loanId === body.loanId,
    );
    if (!isNoted) this.post(till, { kind: 'borrowShare', body });
  }

  /** The next operation of a till arrives. */
  push(till: ModelTill): void {
    const operation = till.chain[till.sentCount];
    if (operation === undefined) return;
    till.sentCount += 1;
    const applied = applyOperation(this.settled(), operation, { acknowledged: true });
    if (applied.state === null) throw new Error('The member is there.');
    this.write(renew(applied.state, till.storeId));
    // Nothing that was paid lacked cover, in whatever order it arrives, of no contract and no part of one.
    expect(applied.outcome).toBe('posted');
    const parts = (applied.state.value?.contracts ?? []).flatMap(
      ({ principalLeftFen, bonusLeftFen }) => [principalLeftFen, bonusLeftFen],
    );
    expect(Math.min(0, ...parts)).toBe(0);
  }

  /** A till of which all is here says which state it has; it is told a newer one, maybe made a while ago. */
  pull(till: ModelTill): void {
    const cut = this.#cuts.get(till.installId);
    const isAllHere = till.sentCount === till.chain.length;
    if (isAllHere && cut !== undefined && cut <= till.version) this.#cuts.delete(till.installId);
    const late = this.versions.length - 1 - this.#random.below(3);
    till.version = Math.max(till.version, late);
  }

  revoke(): void {
    const isTaken = (): boolean => this.#random.below(2) === 0;
    this.write(revokeGrants(this.settled(), 'value', isTaken));
  }
}

const acts = [
  ...(['payOffline', 'payOffline', 'push', 'push', 'pull', 'pull', 'borrow', 'authorise'] as const),
  ...(['payOffline', 'refund', 'cancel', 'topUp', 'revoke', 'pull'] as const),
];

test('OF-04, SV-01: over whole histories no till pays a fen that is not there, of no part of any contract', () => {
  const { seed } = seededRandom();
  const historyCount = Number(process.env['HISTORIES'] ?? 150);
  let offlineFen = 0;
  let lentFen = 0;
  for (let history = 0; history < historyCount; history += 1) {
    const random = seededRandom(seed + history);
    const shop = new ModelShop(random);
    try {
      for (let step = 0; step < 70; step += 1) {
        const till = shop.tills[random.below(shop.tills.length)]!;
        const act = acts[random.below(acts.length)]!;
        if (act === 'refund') shop.authorise(till, true);
        else shop[act](till);
      }
      for (const till of shop.tills) {
        while (till.sentCount < till.chain.length) shop.push(till);
      }
    } catch (error) {
      throw new Error(`seed ${String(seed + history)}`, { cause: error });
    }
    ({ offlineFen, lentFen } = {
      offlineFen: offlineFen + shop.offlineFen,
      lentFen: lentFen + shop.lentFen,
    });
  }
  expect(offlineFen).toBeGreaterThan(historyCount * 1_000);
  expect(lentFen).toBeGreaterThan(historyCount * 100);
});
