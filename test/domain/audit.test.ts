import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { auditDecision } from '../../src-shared/domain/audit/audit-decision.ts';
import { standingOf } from '../../src-shared/domain/audit/audit-finding.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation, OperationKind } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { factsOf } from '../../src-shared/domain/quote/facts-of.ts';
import { decideReceipt, receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptLine } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import { decideValueRefund } from '../../src-shared/domain/stored-value/decide-value-refund.ts';
import { postValue } from '../../src-shared/domain/stored-value/post-value.ts';
import type { ReceiptPayment } from '../../src-shared/domain/stored-value/stored-value.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { auditKnown, otherHands } from '../support/history/audit-known.ts';
import { HistoryShop, historyStep } from '../support/history/history.ts';
import {
  sampleLines,
  sampleMemberState,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { sampleValueRules } from '../support/sample-value.ts';

vi.setConfig({ testTimeout: 90_000 });

/** `HISTORIES=1000` looks longer. */
const historyCount = Number(process.env['HISTORIES'] ?? 25);
const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);

/** A forgery of each kind: as the till would have posted it with one figure for another. */
const forgeries: Partial<Record<OperationKind, (body: Body) => object | null>> = {
  enrol: (body) => ({ ...body, tierCode: 'diamond' }),
  earn: (body) => moreOf(body, 'points'),
  redeem: (body) => ({ ...body, offsetFen: numberOf(body, 'offsetFen') + 1 }),
  cancelRedemption: (body) => moreOf(body, 'points'),
  // By a fen a till of before may have rounded it.
  refund: (body) =>
    'moneyFen' in body
      ? { ...body, moneyFen: numberOf(body, 'moneyFen') + 100 }
      : moreOf(body, 'points'),
  adjust: (body) => ({ ...body, reasonCode: 'because' }),
  redeemSink: (body) => ({ ...body, points: numberOf(body, 'points') - 1 }),
  topUp: (body) => moreOf(body, 'bonusFen', 'value'),
  payValue: (body) => ({ ...body, amountFen: numberOf(body, 'amountFen') - 1 }),
  cancelPayment: (body) => moreOf(body, 'principalFen', 'value'),
  refundValue: (body) => ({ ...body, growth: [] }),
  sellPlan: (body) => ({ ...body, plans: [] }),
  refundPlan: (body) => ({ ...body, plans: [] }),
  checkTask: (body) => moreOf(body, 'amount', 'growth'),
};

describe('the audit of operations (R102)', () => {
  test(`accuses no till of ${String(historyCount)} random histories, and every forgery (seed ${String(seed)})`, () => {
    const steps = fc.array(historyStep, { minLength: 20, maxLength: 120, size: 'max' });
    const forged = new Set<string>();
    for (const history of fc.sample(steps, { seed, numRuns: historyCount })) {
      const shop = new HistoryShop();
      let done = 0;
      for (const step of history) {
        shop.run(step);
        for (const fact of shop.office.facts.slice(done)) {
          if (fact.kind !== 'operation') continue;
          const { operation } = fact;
          const { findings, standing } = audit(shop, operation);
          if (findings.length > 0)
            expect({ findings, standing }).toMatchObject({ standing: 'behind' });
          if (findings.length > 0) continue;
          const body = forgeries[operation.kind]?.({ ...operation.body }) ?? null;
          if (body === null) continue;
          const planted = { ...operation, body } as Operation; // one figure is another
          const found = audit(shop, planted);
          // After a merge, or where a receipt was earned twice, head office cannot be sure.
          const { hasUnheard } = otherHands(shop.office, operation);
          if (!hasUnheard)
            expect({ kind: operation.kind, ...found }).toMatchObject({ standing: 'difference' });
          expect(found.findings, operation.kind).not.toEqual([]);
          forged.add(operation.kind);
        }
        done = shop.office.facts.length;
      }
    }
    // The rarest kinds are not in every few histories.
    expect(forged.size).toBeGreaterThan(Object.keys(forgeries).length - 6);
  });

  test('holds what a receipt claims of its member against what head office knows', () => {
    const programme = sampleProgramme();
    const state = sampleMemberState(1);
    const forgedTier = programme.tiers.at(-1)?.code ?? '';
    const coupon = {
      couponId: 'self-made',
      templateId: programme.coupons.templates[0]?.templateId ?? '',
      status: 'issued',
      fromDay: sampleToday,
      toDay: sampleToday,
      issuedAtMs: 0,
    } as const;
    const claimed = sampleReceipt({ ...state, tierCode: forgedTier });
    const known = {
      today: sampleToday,
      state,
      record: null,
      cancelled: null,
      roleOf: () => null,
    };
    const findings = auditDecision(programme, claimed, known);
    expect(findings).toMatchObject([{ part: 'tier', recorded: forgedTier, doubt: 'later' }]);
    const alone = { hasOthers: false, hasLater: false, hasUnheard: false };
    expect(standingOf(findings, alone)).toBe('difference');
    expect(standingOf(findings, { ...alone, hasOthers: true })).toBe('behind');
    expect(auditDecision(programme, sampleReceipt(state), known)).toEqual([]);
    const used = sampleReceipt({ ...state, coupons: [coupon] });
    const asUsed = used.kind === 'earn' ? (used.body.coupons ?? []) : [];
    expect(auditDecision(programme, used, known)).toMatchObject(
      asUsed.map(() => ({ part: 'coupons', recorded: 'self-made', doubt: 'unheard' })),
    );
  });

  test('finds stored value that a till let pay for goods it does not buy, or for more than was due (SV-11)', () => {
    const value = sampleValueRules({ excludedCategories: ['gift_card'] });
    const programme = sampleProgramme({ value });
    const state = { ...sampleMemberState(1), coupons: [] };
    const [food] = sampleLines([5_000]);
    if (food === undefined) throw new Error('There is a line.');
    const card = { ...food, lineNo: 2, category: 'gift_card', amountFen: 10_000 };
    const paidBy = (principalFen: number, bonusFen: number, lines = [food, card]) => {
      const amountFen = principalFen + bonusFen;
      const payment = { paymentId: 'P', amountFen, principalFen, bonusFen, entries: [] };
      const receipt = sampleReceipt(state, { programme, payments: [payment], lines });
      return auditDecision(programme, receipt, {
        today: sampleToday,
        state,
        record: null,
        cancelled: null,
        roleOf: () => null,
      });
    };
    expect(paidBy(4_000, 1_000)).toEqual([]);
    const refused = (expected: string) => [{ part: 'refused', recorded: null, expected }];
    expect(paidBy(4_001, 1_000)).toEqual(refused('value_not_for_goods'));
    expect(paidBy(15_000, 0)).toEqual(refused('value_not_for_goods'));
    expect(paidBy(10_000, 0, [card])).toEqual(refused('value_not_for_goods'));
    expect(paidBy(4_000, 1_001, [food])).toEqual(refused('value_overpaid'));
  });

  test('judges what comes back to stored value by the programme of the sale (SV-11)', () => {
    const sold = sampleProgramme({
      value: sampleValueRules({ excludedCategories: ['gift_card'] }),
    });
    const later = { ...sold, version: sold.version + 1, value: sampleValueRules() };
    const state = { ...sampleMemberState(1), coupons: [] };
    const [food] = sampleLines([5_000]);
    if (food === undefined) throw new Error('There is a line.');
    const lines = [food, { ...food, lineNo: 2, category: 'gift_card', amountFen: 10_000 }];
    const amounts = { amountFen: 5_000, principalFen: 5_000, bonusFen: 0 };
    const paid = { principalFen: -5_000, bonusFen: 0, listFen: 5_000 };
    const entries = [{ kind: 'pay', contractNo: 'K1', ...paid }] as const;
    const payments = [{ paymentId: 'P', ...amounts, entries }];
    const receipt = sampleReceipt(state, { programme: sold, payments, lines });
    if (receipt.kind !== 'earn') throw new Error('A receipt earns.');
    const record = receiptRecordOf(receipt, { redemptions: [], payments });
    const back = { refundNo: 'F1', lines: [{ lineNo: 2, amountFen: 10_000 }] };
    const at = { programme: later, saleProgramme: sold, state, businessDate: sampleToday };
    const decided = decideRefund({ ...at, ...back, record });
    if (decided.status === 'refused') throw new Error(decided.code);
    const refund = sampleTill(1).place(decided.draft);
    const known = { today: sampleToday, state, record, cancelled: null, roleOf: () => null };
    expect(auditDecision(later, refund, { ...known, saleProgramme: sold })).toEqual([]);
    const parts = auditDecision(later, refund, known).map(({ part }) => part);
    expect(parts).toEqual(['money', 'value']);
  });

  test('believes a till of a contract that head office has forgotten, as ended by others long ago (SV-03)', () => {
    const programme = sampleProgramme({ value: sampleValueRules() });
    const member = sampleMemberState(1);
    const sold = { businessDate: addDays(sampleToday, -800), atMs: 1, storeId: 'store-0' };
    const sale = { kind: 'top_up', contractNo: 'K1', listFen: 0 } as const;
    const value = postValue(undefined, [{ ...sale, principalFen: 50_000, bonusFen: 0 }], {
      ...sold,
      reference: 'K1',
      acknowledged: true,
    });
    const decided = decideValueRefund({
      programme,
      state: { ...member, value },
      businessDate: sampleToday,
      refundId: 'F1',
      contractNo: 'K1',
      basis: 'consumer',
      expectedFen: 50_000,
      payTo: 'same_name_account',
      approverId: 'boss',
    });
    if (decided.status === 'refused') throw new Error(JSON.stringify(decided));
    const refund = sampleTill(1).place(decided.draft);
    if (refund.kind !== 'refundValue') throw new Error('A contract ends.');
    const { atMs, storeId, businessDate } = refund;
    const at = { businessDate, atMs, storeId, reference: 'F1', acknowledged: true };
    const known = { today: sampleToday, record: null, cancelled: null, roleOf: () => null };
    const audited = (state: MemberState) => auditDecision(programme, refund, { ...known, state });
    // What is there now was made of the refund alone.
    const madeAnew = postValue(undefined, refund.body.value, at);
    expect(audited({ ...member, value: madeAnew })).toMatchObject([
      { part: 'subject', doubt: 'others' },
    ]);
  });

  test('decides the refund of a contract by what was spent of it then, whatever goods came back since (SV-03)', () => {
    const programme = sampleProgramme({ value: sampleValueRules() });
    const till = sampleTill(1);
    const member = sampleMemberState(1);
    const bought = { kind: 'top_up', contractNo: 'K1', listFen: 0 } as const;
    const paid = { kind: 'pay', contractNo: 'K1', listFen: 20_000 } as const;
    const at = {
      businessDate: sampleToday,
      atMs: sampleNowMs,
      storeId: 'store-0',
      reference: 'K1',
      acknowledged: true,
    };
    const spent = postValue(
      undefined,
      [
        { ...bought, principalFen: 50_000, bonusFen: 5_000 },
        { ...paid, principalFen: -18_182, bonusFen: -1_818 },
      ],
      at,
    );
    const wish = { contractNo: 'K1', payTo: 'same_name_account', approverId: 'boss' } as const;
    const refundOf = (basis: 'seller' | 'consumer', expectedFen: number) => {
      const state = { ...member, value: spent };
      const given = { programme, state, businessDate: sampleToday, refundId: 'F1' };
      const decided = decideValueRefund({ ...given, ...wish, basis, expectedFen });
      if (decided.status === 'refused') throw new Error(JSON.stringify(decided));
      return till.place(decided.draft);
    };
    const restored = { kind: 'restore', contractNo: 'K1', listFen: -12_000 } as const;
    const back = { ...restored, principalFen: 10_909, bonusFen: 1_091 };
    const audited = (refund: Operation) => {
      if (refund.kind !== 'refundValue') throw new Error('A contract ends.');
      const { atMs, body } = refund;
      const ended = postValue(spent, body.value, { ...at, atMs, storeId: refund.storeId });
      const value = postValue(ended, [back], { ...at, reference: 'R1' });
      const state = { ...member, value };
      const known = { today: sampleToday, state, record: null, cancelled: null };
      return auditDecision(programme, refund, { ...known, roleOf: () => null });
    };
    for (const refund of [refundOf('seller', 31_819), refundOf('consumer', 30_000)]) {
      expect(audited(refund)).toEqual([]);
      if (refund.kind !== 'refundValue') throw new Error('A contract ends.');
      const [entry] = refund.body.value;
      const principalFen = (entry?.principalFen ?? 0) + 100;
      const value = refund.body.value.map((each) => ({ ...each, principalFen }));
      const forged = { ...refund, body: { ...refund.body, value } };
      expect(audited(forged)).toMatchObject([{ part: 'value', doubt: 'later' }]);
    }
  });

  test('works on any body that can be read, however odd', () => {
    const steps = fc.array(historyStep, { minLength: 120, maxLength: 120 });
    const shop = new HistoryShop();
    for (const step of fc.sample(steps, { seed, numRuns: 1 }).flat()) shop.run(step);
    const operations = shop.office.facts.flatMap((fact) =>
      fact.kind === 'operation' ? [fact.operation] : [],
    );
    for (const operation of operations) {
      for (const odd of [{ ...operation.body, entries: [], value: [], growth: [], plans: [] }]) {
        expect(() => audit(shop, { ...operation, body: odd } as Operation)).not.toThrow();
      }
    }
  });
});

/** A receipt as a till decides it that sees the member so. */
function sampleReceipt(
  state: MemberState,
  {
    programme = sampleProgramme(),
    payments = [],
    lines = sampleLines([12_850]),
  }: {
    readonly programme?: Programme;
    readonly payments?: readonly ReceiptPayment[];
    readonly lines?: readonly ReceiptLine[];
  } = {},
): Operation {
  const moment = { businessDate: sampleToday, atMs: sampleNowMs };
  const given = { programme, state, redemptions: [], payments, moment };
  const facts = factsOf({
    ...given,
    storeId: 'store-0',
    businessDate: sampleToday,
    minuteOfDay: 720,
    asked: {},
  });
  const receipt = { storeId: 'store-0', businessDate: sampleToday, receiptNo: 'R1' };
  const wishes = { couponIds: 'best', points: 0 } as const;
  const decided = decideReceipt({ ...given, receipt, facts, lines, wishes });
  if (decided.status === 'refused') throw new Error(decided.code);
  return sampleTill(1).place(decided.draft);
}

type Body = Readonly<Record<string, unknown>>;

function audit(shop: HistoryShop, operation: Operation) {
  const programme = shop.programmes.find(({ version }) => version === operation.programmeVersion);
  const known = auditKnown(shop.office, operation, shop.today());
  const findings = auditDecision(programme ?? null, operation, known);
  return { findings, standing: standingOf(findings, otherHands(shop.office, operation)) };
}

/** One more of a figure in the first item of a list; null where the list is empty. */
function moreOf(body: Body, figure: string, list = 'entries'): object | null {
  const [first, ...others] = (body[list] ?? []) as readonly Body[];
  if (first === undefined) return null;
  return { ...body, [list]: [{ ...first, [figure]: numberOf(first, figure) + 1 }, ...others] };
}

function numberOf(body: Body, figure: string): number {
  return Number(body[figure] ?? 0);
}
