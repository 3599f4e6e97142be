import { randomUUIDv7 } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { decideRefund, type RefundLine } from '../../src-shared/domain/refund/decide-refund.ts';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { startLinedTill, startLiveTill } from '../support/live-till.ts';
import { callAdmin, entry, OfficeTill, type PushItem } from '../support/office-client.ts';
import { startOfficeLine } from '../support/office-line.ts';
import { until } from '../support/until.ts';
import { plainProgramme, refusalOf } from '../till/test-till.ts';

const soldOnDay = businessDateAt(Date.now());
const dayMs = 86_400_000;
const expiresOnDay = '2028-11-30' as BusinessDate;
const sumFen = (lines: readonly { readonly amountFen: number }[]) =>
  lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
const one = { numerator: 1, denominator: 1 };

describeOffice('refunds of receipts from elsewhere', (office) => {
  let phones = 13_500_000_000;

  async function openTills() {
    const [seller, other] = [
      await OfficeTill.activate(office(), 'S001'),
      await OfficeTill.activate(office(), 'S002'),
    ];
    const memberId = randomUUIDv7();
    phones += 1;
    await seller.push([seller.enrol(memberId, String(phones))]);
    return { seller, other, memberId, receiptNo: `R-${memberId}` };
  }

  /** 100 yuan that earned 100 points, 30 of them paid with points. */
  function sale(
    till: OfficeTill,
    memberId: string,
    receiptNo: string,
    paid: { readonly paymentIds?: readonly string[] } = {},
  ): PushItem[] {
    const redemptionId = randomUUIDv7();
    const line = { lineNo: 1, sku: 'A', category: 'food', quantity: '1', amountFen: 10_030 };
    return [
      till.adjust(memberId, 30),
      till.redeem(memberId, redemptionId, 30),
      till.write('earn', memberId, {
        receipt: { storeId: till.storeId, businessDate: soldOnDay, receiptNo },
        lines: [{ ...line, offsetFen: 30, baseFen: 10_000, points: 100 }],
        terms: {
          rate: { numerator: 1, denominator: 100 },
          tierCode: 'basic',
          tierMultiplier: one,
          expiresOnDay,
        },
        redemptionIds: [redemptionId],
        entries: [entry('earn', 100, [{ expiresOnDay, points: 100 }])],
        ...paid,
      }),
    ];
  }

  function blindRefund(
    till: OfficeTill,
    memberId: string,
    receiptNo: string,
    back: number | RefundLine = 10_030,
  ) {
    const line = typeof back === 'number' ? { lineNo: 1, amountFen: back } : back;
    return till.write('refund', memberId, {
      refundNo: `F-${randomUUIDv7()}`,
      receipt: { storeId: 'S001', businessDate: soldOnDay, receiptNo },
      lines: [line],
      takenBackPoints: 0,
      restoredPoints: 0,
      entries: [],
      unknownReceipt: true,
      approverId: 'manager-1',
    });
  }

  async function stateOf(till: OfficeTill, memberId: string): Promise<MemberState> {
    await office().settle();
    const { members } = await till.feed(null);
    const row = members.find((each) => each.memberId === memberId);
    if (row === undefined) throw new Error('The feed does not have the member.');
    return JSON.parse(row.stateJson) as MemberState;
  }

  interface Case {
    readonly kind: string;
    readonly evidence: Readonly<Record<string, string | number>>;
  }
  const readCases = async (memberId: string): Promise<readonly Case[]> =>
    (await callAdmin<{ cases: Case[] }>(office(), `/cases?memberId=${memberId}`)).body.cases;

  test('R100: a till of another store is told the receipt with what paid for it and what came back', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    await seller.push(sale(seller, memberId, receiptNo));
    await seller.push([
      seller.write('refund', memberId, {
        refundNo: 'F1',
        receipt: { storeId: 'S001', businessDate: soldOnDay, receiptNo },
        lines: [{ lineNo: 1, amountFen: 3000 }],
        takenBackPoints: 30,
        restoredPoints: 8,
        entries: [],
      }),
    ]);
    const { receipt } = await other.client.receipts.find({ storeId: 'S001', receiptNo });
    const record = JSON.parse(receipt?.recordJson ?? 'null') as ReceiptRecord;
    expect(record).toMatchObject({
      key: { storeId: 'S001', businessDate: soldOnDay, receiptNo },
      memberId,
      redemptions: [{ points: 30, offsetFen: 30 }],
      refunds: [{ refundNo: 'F1', takenBackPoints: 30, restoredPoints: 8 }],
    });
    expect(receipt?.member.memberId).toBe(memberId);
    // A number belongs to its store, and to a day where one is said.
    const elsewhere = [
      { receiptNo },
      { storeId: 'S001', receiptNo, businessDate: addDays(soldOnDay, -1) },
      { storeId: 'S001', receiptNo: 'none' },
    ];
    for (const wanted of elsewhere) {
      expect(await other.client.receipts.find(wanted)).toEqual({ receipt: null });
    }
    expect(await other.client.receipts.find({ storeId: 'S999', receiptNo })).toEqual({
      receipt: null,
      isStoreUnknown: true,
    });
    expect(await seller.client.receipts.find({ receiptNo })).not.toEqual({ receipt: null });
  });

  test('PL-13, PL-14: a till is told which receipts another till of its store posted, where and when', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    const asking = await OfficeTill.activate(office(), 'S001');
    const items = sale(seller, memberId, receiptNo);
    await seller.push(items);
    const wanted = [
      { receiptNo, businessDate: soldOnDay },
      { receiptNo, businessDate: addDays(soldOnDay, 1) },
      { receiptNo: 'none', businessDate: soldOnDay },
    ];
    const soldElsewhere = async (till: OfficeTill, receipts = wanted) =>
      (await till.client.review.list({ receipts })).soldElsewhere;
    const { atMs } = JSON.parse(items.at(-1)?.json ?? '{}') as { readonly atMs: number };
    // 30 fen of it were points.
    const moneyFen = 10_000;
    expect(await soldElsewhere(asking)).toEqual([
      { receiptNo, businessDate: soldOnDay, memberId, terminalName: '收银一', atMs, moneyFen },
    ]);
    expect(await soldElsewhere(asking, [])).toEqual([]);
    // Who posted it is not told of it, and nobody of another store is.
    expect(await soldElsewhere(seller)).toEqual([]);
    expect(await soldElsewhere(other)).toEqual([]);
  });

  test('PL-10, PL-17: goods are of the sale that is named, or of the one that earned where that one did not', async () => {
    const { seller, memberId, receiptNo } = await openTills();
    const [again, another] = [
      await OfficeTill.activate(office(), 'S001'),
      await OfficeTill.activate(office(), 'S001'),
    ];
    const receipt = { storeId: 'S001', businessDate: soldOnDay, receiptNo };
    const sold = sale(seller, memberId, receiptNo);
    const earn = (till: OfficeTill, sku: string, amountFen: number) => {
      const line = { lineNo: 1, sku, category: 'food', quantity: '1', amountFen };
      return till.write('earn', memberId, {
        receipt,
        lines: [{ ...line, offsetFen: 0, baseFen: amountFen, points: 50 }],
        terms: { rate: one, tierCode: 'basic', tierMultiplier: one, expiresOnDay },
        redemptionIds: [],
        entries: [entry('earn', 50, [{ expiresOnDay, points: 50 }])],
      });
    };
    // The same goods are the same paper, where nothing was taken for it; others are another sale under its number.
    const [lost, other] = [earn(again, 'A', 10_030), earn(another, 'B', 5_000)];
    await seller.push(sold);
    await again.push([lost]);
    await another.push([other]);
    const idOf = (item: PushItem | undefined) =>
      (JSON.parse(item?.json ?? '{}') as { operationId: string }).operationId;
    const back = (till: OfficeTill, item: PushItem | undefined, amountFen: number) =>
      till.write('refund', memberId, {
        refundNo: `F${amountFen}`,
        receipt,
        saleOperationId: idOf(item),
        lines: [{ lineNo: 1, amountFen }],
        takenBackPoints: 0,
        restoredPoints: 0,
        entries: [],
      });
    await seller.push([back(seller, sold.at(-1), 1)]);
    await another.push([back(another, other, 2)]);
    const refundsOf = async (item: PushItem | undefined) => {
      const wanted = { receiptNo, memberId, saleOperationId: idOf(item) };
      const { receipt: found } = await seller.client.receipts.find(wanted);
      const { refunds } = JSON.parse(found?.recordJson ?? '{"refunds":[]}') as ReceiptRecord;
      return refunds.filter(({ lines }) => lines.length > 0).map(({ refundNo }) => refundNo);
    };
    expect(await refundsOf(other)).toEqual(['F2']);
    expect(await refundsOf(sold.at(-1))).toEqual(['F1']);
    await again.push([back(again, lost, 3)]);
    expect(await refundsOf(sold.at(-1))).toEqual(['F1', 'F3']);
    const listed = { amountFen: 10_030, terminalName: '收银一', maskedName: '张*丰' };
    expect(await seller.client.receipts.find({ receiptNo, memberId })).toMatchObject({
      receipt: null,
      isAmbiguous: true,
      // Of one millisecond: in any order.
      sales: expect.arrayContaining([
        expect.objectContaining({ ...listed, saleOperationId: idOf(sold.at(-1)) }),
        expect.objectContaining({ ...listed, amountFen: 5_000, saleOperationId: idOf(other) }),
      ]) as unknown,
    });
  });

  test('OF-02: a refund of a receipt that its till did not know is decided here, whichever comes first', async () => {
    for (const isSaleFirst of [true, false]) {
      const { seller, other, memberId, receiptNo } = await openTills();
      const steps = [
        () => seller.push(sale(seller, memberId, receiptNo)),
        () => other.push([blindRefund(other, memberId, receiptNo)]),
      ];
      for (const step of isSaleFirst ? steps : steps.toReversed()) await step();
      const state = await stateOf(seller, memberId);
      const owned = state.lots.reduce((sum, lot) => sum + lot.points, 0);
      expect([owned, state.debtPoints]).toEqual([30, 0]);
      expect(state.entries.slice(-2)).toMatchObject([
        { kind: 'restore', points: 30 },
        { kind: 'takeback', points: -100 },
      ]);
      // The receipt knows of it, and the next push does not decide it again.
      const { receipt } = await other.client.receipts.find({ storeId: 'S001', receiptNo });
      expect((JSON.parse(receipt?.recordJson ?? '{}') as ReceiptRecord).refunds).toHaveLength(1);
      await seller.push([seller.adjust(memberId, 1)]);
      expect((await stateOf(seller, memberId)).entries.at(-1)).toMatchObject({ kind: 'adjust' });
    }
  });

  test('PL-24: what head office decides of goods that came back is of the store that took them', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    const [contractNo, paymentId] = [randomUUIDv7(), randomUUIDv7()];
    const moves = (kind: 'top_up' | 'pay', principalFen: number) => [
      { kind, contractNo, principalFen, bonusFen: 0, listFen: 0 },
    ];
    await seller.push([
      seller.write('topUp', memberId, {
        topUpId: randomUUIDv7(),
        contractNo,
        packageId: null,
        paidFen: 5_000,
        method: 'mobile',
        profileId: 'named',
        issuerEntityId: 'shop',
        value: moves('top_up', 5_000),
        growth: [],
      }),
      seller.write('payValue', memberId, {
        paymentId,
        receiptNo,
        amountFen: 4_000,
        right: 'authorised',
        value: moves('pay', -4_000),
      }),
      ...sale(seller, memberId, receiptNo, { paymentIds: [paymentId] }),
    ]);
    const rowsOf = async () => {
      const path = '/reports/liability?date=2026-11-21';
      const report = await callAdmin<{ stores: Record<string, number | string>[] }>(office(), path);
      return new Map(report.body.stores.map((row) => [row['storeId'], row]));
    };
    const before = await rowsOf();
    await other.push([blindRefund(other, memberId, receiptNo)]);
    await office().settle();
    const after = await rowsOf();
    const grown = (storeId: string, column: string) =>
      Number(after.get(storeId)?.[column] ?? 0) - Number(before.get(storeId)?.[column] ?? 0);
    for (const [storeId, restored, takenBack] of [
      ['S001', 0, 0],
      ['S002', 30, -100],
      ['office', 0, 0],
    ] as const) {
      expect(grown(storeId, 'restoredPoints')).toBe(restored);
      expect(grown(storeId, 'takenBackPoints')).toBe(takenBack);
    }
    const { movements } = await seller.client.valueStatement({ memberId });
    const restores = movements.filter(({ kind }) => kind === 'restore');
    expect(restores).toMatchObject([{ principalFen: 4_000, storeId: 'S002' }]);
  });

  test('R100: goods that two tills took back without knowing of each other are a case, once', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    await seller.push(sale(seller, memberId, receiptNo));
    const back = (till: OfficeTill, amountFen: number) =>
      till.write('refund', memberId, {
        refundNo: 'F1',
        receipt: { storeId: 'S001', businessDate: soldOnDay, receiptNo },
        lines: [{ lineNo: 1, amountFen }],
        takenBackPoints: 60,
        restoredPoints: 0,
        entries: [],
      });
    await seller.push([back(seller, 6000)]);
    expect(await readCases(memberId)).toEqual([]);
    await other.push([back(other, 6000), back(other, 1)]);
    expect(await readCases(memberId)).toMatchObject([
      {
        kind: 'refunded_twice',
        operatorId: null,
        evidence: { receiptNo, lineNo: 1, soldFen: 10_030, backFen: 12_001 },
      },
    ]);
    // What comes back after that is the same case, with all of it.
    await seller.push([back(seller, 30)]);
    expect(await readCases(memberId)).toMatchObject([
      { evidence: { backFen: 12_031, refundedFen: 12_031, refundCount: 4 } },
    ]);
  });

  test('OF-02: one that gives back more than was sold moves what was, and the rest of it is a case', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    await seller.push(sale(seller, memberId, receiptNo));
    for (const amountFen of [10_031, 10_030]) {
      const { verdicts } = await other.push([blindRefund(other, memberId, receiptNo, amountFen)]);
      expect(verdicts.map(({ outcome }) => outcome)).toEqual(['posted']);
    }
    const takebacks = (await stateOf(seller, memberId)).entries.filter(
      ({ kind }) => kind === 'takeback',
    );
    expect(takebacks).toMatchObject([{ points: -100 }]);
    // The store that took it is shown why it waits for a person, and what waits for its receipt after that.
    await other.push([blindRefund(other, memberId, `${receiptNo}-unknown`, 500)]);
    const desk = await other.client.review.list({});
    const shown = desk.refunds.toSorted((a, b) => b.amountFen - a.amountFen);
    expect(shown).toMatchObject([
      { memberId, receiptNo, amountFen: 10_031, refused: 'refund_exceeds_sale', operatorId: 'pos' },
      { memberId, receiptNo, amountFen: 10_030, refused: 'refund_exceeds_sale', operatorId: 'pos' },
      { receiptNo: `${receiptNo}-unknown`, amountFen: 500, refused: null, storeId: 'S001' },
    ]);
    expect(shown[0]?.maskedName).toBe('张*丰');
    // Head office has both in its inbox, with what was paid out, what was sold, and what of it is too much.
    const reason = 'refund_exceeds_sale';
    const tills = 'S002 收银一';
    const byAmount = (await readCases(memberId)).toSorted(
      (a, b) => Number(b.evidence['refundFen']) - Number(a.evidence['refundFen']),
    );
    expect(byAmount).toMatchObject([
      { evidence: { reason, refundFen: 10_031, backFen: 0, soldFen: 10_030, excessFen: 1, tills } },
      {
        kind: 'refund_undecided',
        state: 'open',
        operatorId: 'manager-1',
        evidence: {
          storeId: 'S002',
          receiptStoreId: 'S001',
          receiptNo,
          reason,
          refundFen: 10_030,
          backFen: 10_030,
          soldFen: 10_030,
          excessFen: 10_030,
          tills,
        },
      },
    ]);
  });

  test('OF-02: what waits is told with its receipt, and before that has come in', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    const wanted = { storeId: 'S001', receiptNo };
    await other.push([blindRefund(other, memberId, receiptNo, 6_000)]);
    const waiting = [{ lines: [{ lineNo: 1, amountFen: 6_000 }] }];
    for (const businessDate of [undefined, soldOnDay]) {
      const asked = businessDate === undefined ? wanted : { ...wanted, businessDate };
      expect(await seller.client.receipts.find(asked)).toMatchObject({ receipt: null, waiting });
    }
    const onOtherDay = { ...wanted, businessDate: addDays(soldOnDay, -1) };
    expect(await seller.client.receipts.find(onOtherDay)).toEqual({ receipt: null });
    await seller.push(sale(seller, memberId, receiptNo));
    const { receipt } = await seller.client.receipts.find(wanted);
    const decided = JSON.parse(receipt?.recordJson ?? '{}') as ReceiptRecord;
    expect(decided.refunds).toMatchObject(waiting);
    expect(decided.waiting).toBeUndefined();
    // A receipt that two tills of the store have is found by whose it is, and its goods wait where nobody says.
    const third = await OfficeTill.activate(office(), 'S001');
    const otherId = randomUUIDv7();
    phones += 1;
    await third.push([third.enrol(otherId, String(phones))]);
    await third.push(sale(third, otherId, receiptNo).slice(2));
    const stranger = randomUUIDv7();
    await other.push([blindRefund(other, stranger, receiptNo, 1_000)]);
    const mine = await third.client.receipts.find({ ...wanted, memberId: otherId });
    expect((JSON.parse(mine.receipt?.recordJson ?? '{}') as ReceiptRecord).waiting).toBeUndefined();
  });

  /** A receipt of 120 yuan on two lines that earned 120 points. */
  function twoLines(till: OfficeTill, memberId: string, receiptNo: string): PushItem {
    const line = { sku: 'A', category: 'food', quantity: '1', offsetFen: 0 };
    return till.write('earn', memberId, {
      receipt: { storeId: till.storeId, businessDate: soldOnDay, receiptNo },
      lines: [1, 2].map((lineNo) => ({
        ...line,
        lineNo,
        amountFen: 6_000,
        baseFen: 6_000,
        points: 60,
      })),
      terms: {
        rate: { numerator: 1, denominator: 100 },
        tierCode: 'basic',
        tierMultiplier: one,
        expiresOnDay,
      },
      redemptionIds: [],
      entries: [entry('earn', 120, [{ expiresOnDay, points: 120 }])],
    });
  }

  const lineArbitrary = fc.record({
    lineNo: fc.constantFrom(1, 2),
    amountFen: fc.constantFrom(1, 1_550, 6_000, 6_001, 12_000, 13_000),
  });
  const stepArbitrary = fc.oneof(
    fc.record({ kind: fc.constantFrom('sale'), line: lineArbitrary }),
    fc.record({ kind: fc.constantFrom('blind', 'online', 'offline'), line: lineArbitrary }),
  );

  test('OF-02, PL-11: in any order of a sale and its refunds no more is posted than was sold, but what cases name', async () => {
    const programme = plainProgramme();
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 2, maxLength: 7 }), async (steps) => {
        const { seller, other, memberId, receiptNo } = await openTills();
        const third = await OfficeTill.activate(office(), 'S003');
        const receipt = { storeId: 'S001', businessDate: soldOnDay, receiptNo };
        let outFen = 0;
        let isSold = false;
        const sell = async () => {
          if (!isSold) await seller.push([twoLines(seller, memberId, receiptNo)]);
          isSold = true;
        };
        const recordOf = async (): Promise<ReceiptRecord | null> => {
          const found = await other.client.receipts.find(receipt);
          return found.receipt === null
            ? null
            : (JSON.parse(found.receipt.recordJson) as ReceiptRecord);
        };
        for (const [index, { kind, line }] of steps.entries()) {
          if (kind === 'sale') await sell();
          else if (kind === 'blind') {
            const till = [other, third][index % 2]!;
            await till.push([blindRefund(till, memberId, receiptNo, line)]);
            outFen += line.amountFen;
          } else {
            // A till decides it by what head office says, or without a line by the sale alone.
            const known = await recordOf();
            if (known === null) continue;
            const record = kind === 'online' ? known : { ...known, refunds: [] };
            const refundNo = `K${index}`;
            const state = await stateOf(other, memberId);
            const asked = { programme, state, record, refundNo, lines: [line] };
            const decided = decideRefund({ ...asked, businessDate: soldOnDay });
            if (decided.status === 'refused') continue;
            await other.push([other.write('refund', memberId, decided.draft.body)]);
            outFen += line.amountFen;
          }
        }
        await sell();
        const record = (await recordOf())!;
        const cases = await readCases(memberId);
        const excessOf = (kind: string) =>
          cases
            .filter((each) => each.kind === kind)
            .reduce((sum, { evidence }) => sum + Number(evidence['excessFen']), 0);
        const postedFen = sumFen(record.refunds.flatMap(({ lines }) => lines));
        const backFen = postedFen - excessOf('refunded_twice');
        expect(backFen).toBeLessThanOrEqual(12_000);
        expect(outFen).toBe(postedFen + excessOf('refund_undecided'));
        // Points are as of the goods that stayed.
        const { lots, debtPoints } = await stateOf(other, memberId);
        const points = lots.reduce((sum, lot) => sum + lot.points, 0) - debtPoints;
        expect(points).toBe(Math.floor((12_000 - backFen) / 100));
      }),
      { numRuns: 12 },
    );
  });

  test('OF-02: a refund whose receipt no till tells of for a week is a case, until one does', async () => {
    const { seller, other, memberId, receiptNo } = await openTills();
    await other.push([blindRefund(other, memberId, receiptNo)]);
    office().passMs(6 * dayMs);
    await other.push([other.adjust(memberId, 1)]);
    expect(await readCases(memberId)).toEqual([]);
    office().passMs(dayMs + 1);
    await other.push([other.adjust(memberId, 1)]);
    await other.push([other.adjust(memberId, 1)]);
    const evidence = { reason: 'receipt_not_found', refundFen: 10_030, receiptNo };
    expect(await readCases(memberId)).toMatchObject([
      { kind: 'refund_undecided', state: 'open', evidence },
    ]);
    const { refunds } = await other.client.review.list({});
    expect(refunds.find((each) => each.receiptNo === receiptNo)?.refused).toBe('receipt_not_found');
    await seller.push(sale(seller, memberId, receiptNo));
    expect(await readCases(memberId)).toMatchObject([
      { state: 'dismissed', decidedBy: 'job:waiting_refunds', reason: 'receipt_found' },
    ]);
    const takebacks = (await stateOf(seller, memberId)).entries.filter(
      ({ kind }) => kind === 'takeback',
    );
    expect(takebacks).toMatchObject([{ points: -100 }]);
    office().passMs(-7 * dayMs - 1);
  });

  /** What the feed tells a till of its store's receipts after a cursor, and where it is then. */
  async function receiptsOf(till: OfficeTill, cursor: string | null) {
    await office().settle();
    const page = await till.client.feed({
      cursor: null,
      limit: 1,
      waitMs: 0,
      staffRevision: null,
      programmeRevision: null,
      receiptCursor: cursor,
    });
    const { receipts = [], cursor: next = cursor } = page.receipts ?? {};
    const records = receipts.map(({ recordJson }) => JSON.parse(recordJson) as ReceiptRecord);
    return { records, next };
  }

  test('R100: the feed brings a store’s receipts of 30 days to its other tills, again when goods come back', async () => {
    const storeId = 'S-feed';
    const [seller, other, stranger] = [
      await OfficeTill.activate(office(), storeId),
      await OfficeTill.activate(office(), storeId),
      await OfficeTill.activate(office(), 'S-else'),
    ];
    const memberId = randomUUIDv7();
    const receiptNo = `R-${memberId}`;
    // The sale waits for its member: nothing is told of it before it counts.
    await seller.push(sale(seller, memberId, receiptNo));
    const before = await receiptsOf(other, null);
    expect(before.records).toEqual([]);
    await other.push([other.enrol(memberId, '13500099999')]);
    const sold = await receiptsOf(other, before.next);
    expect(sold.records).toMatchObject([
      { key: { storeId, receiptNo }, memberId, redemptions: [{ points: 30 }], refunds: [] },
    ]);
    expect((await receiptsOf(other, sold.next)).records).toEqual([]);
    // Who posted it has it; who is of another store may not.
    const atSeller = await receiptsOf(seller, null);
    expect([atSeller.records, (await receiptsOf(stranger, null)).records]).toEqual([[], []]);

    const body = { refundNo: 'F1', receipt: { storeId, businessDate: soldOnDay, receiptNo } };
    const lines = [{ lineNo: 1, amountFen: 3000 }];
    const moved = { lines, takenBackPoints: 30, restoredPoints: 8, entries: [] };
    await other.push([other.write('refund', memberId, { ...body, ...moved })]);
    const again = await receiptsOf(seller, atSeller.next);
    expect(again.records).toMatchObject([{ key: { receiptNo }, refunds: [{ refundNo: 'F1' }] }]);
    expect(again.records[0]?.refunds[0]?.operationId).toBeDefined();

    // A cursor of another database starts over, and after 30 days nobody is told any more.
    expect((await receiptsOf(other, 'other.5.2026-01-01.x')).records).toHaveLength(1);
    office().passMs(31 * dayMs);
    expect((await receiptsOf(other, null)).records).toEqual([]);
    office().passMs(-31 * dayMs);
  });

  test('R100, PL-12: a till without a line takes back what its neighbour sold, and the neighbour learns of it', async () => {
    const storeId = 'S-live';
    const line = await startOfficeLine(() => office().url);
    const seller = await startLiveTill(office(), storeId);
    const other = await startLiveTill({ ...office(), url: line.url }, storeId);
    const { memberId } = await seller.pos.member.enrol({ phone: '13500088888' });
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
    await seller.pos.receipt.post({
      receiptNo: 'L1',
      businessDate: soldOnDay,
      memberId,
      lines: [goods],
    });
    await seller.sync();
    await other.sync();
    await line.set({ kind: 'refuse' });
    await until('the line is down', async () => !(await other.pos.sync.run()).online);
    const wish = { refundNo: 'F1', receiptNo: 'L1', lines: [{ lineNo: 1, amountFen: 4000 }] };
    expect(await other.pos.refund.post(wish)).toMatchObject({
      status: 'posted',
      takenBackPoints: 40,
    });
    await line.set({ kind: 'pass' });
    await until('the line is up', async () => (await other.pos.sync.run()).online);
    await other.sync();
    await until('the neighbour knows', async () => {
      await seller.sync();
      const { lines } = await seller.pos.receipt.find({ receiptNo: 'L1' });
      return lines[0]?.refundedFen === 4000;
    });
    // The list of last receipts says the same, and asks nobody for it.
    await until('the list knows', async () => {
      await seller.sync();
      const { receipts } = await seller.pos.receipt.recent({ limit: 1 });
      return receipts[0]?.lines[0]?.refundedFen === 4000;
    });
    await line.stop();
  });

  test('R100: of goods that three tills take back at one time the points come back once, whoever is heard first', async () => {
    const pin = '579246';
    const [one, two] = [
      await startLinedTill(office(), 'S-once'),
      await startLinedTill(office(), 'S-once'),
    ];
    const far = await startLiveTill(office(), 'S-once-far');
    const tills = [one, two, far];
    const { memberId } = await one.pos.member.enrol({ phone: '13500045454', pin });
    const sell = (receiptNo: string, amountFen: number) =>
      one.pos.receipt.post({
        receiptNo,
        businessDate: soldOnDay,
        memberId,
        lines: [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen }],
      });
    const pointsOf = async () => {
      const { body } = await callAdmin<{ availablePoints: number; debtPoints: number }>(
        office(),
        `/members/${memberId}`,
      );
      return body.availablePoints - body.debtPoints;
    };
    await sell('D0', 200_000);
    await one.sync();
    await one.pos.redemption.post({
      redemptionId: 'D1',
      memberId,
      receiptNo: 'D1',
      eligibleFen: 10_000,
      points: 500,
      proof: { kind: 'pin', pin },
    });
    await sell('D1', 10_000);
    for (const till of [...tills, ...tills]) await till.sync();
    const soldPoints = await pointsOf();
    expect(soldPoints).toBeLessThan(1_600);

    for (const till of [one, two]) await till.setLine(false);
    const back = { receiptNo: 'D1', storeId: 'S-once', lines: [{ lineNo: 1, amountFen: 10_000 }] };
    for (const [index, till] of tills.entries()) {
      const refundNo = `F${String(index)}`;
      expect(await till.pos.refund.post({ refundNo, ...back })).toMatchObject({
        status: 'posted',
        restoredPoints: 500,
      });
    }
    await far.sync();
    expect([await pointsOf(), await readCases(memberId)]).toEqual([2_000, []]);
    await two.setLine(true);
    await two.sync();
    expect(await pointsOf()).toBe(2_000);
    const evidence = { receiptNo: 'D1', lineNo: 1, soldFen: 10_000 };
    expect(await readCases(memberId)).toMatchObject([
      { kind: 'refunded_twice', evidence: { ...evidence, backFen: 20_000, refundCount: 2 } },
    ]);
    await one.setLine(true);
    await one.sync();
    expect(await pointsOf()).toBe(2_000);
    expect(await readCases(memberId)).toMatchObject([
      {
        state: 'open',
        evidence: { ...evidence, backFen: 30_000, refundCount: 3, refundedFen: 30_000 },
      },
    ]);
    // Each till comes to the same.
    for (const till of tills) {
      await until('the points are told', async () => {
        await till.sync();
        const { availablePoints, debtPoints } = await till.pos.member.get({ memberId });
        return availablePoints === 2_000 && debtPoints === 0;
      });
    }
  });

  test('PL-17: a paper of another store earns once in the chain, and its own tills are told of it', async () => {
    const [sellerStore, otherStore] = ['S-paper', 'S-far'];
    const seller = await startLiveTill(office(), sellerStore);
    const neighbour = await startLinedTill(office(), sellerStore);
    const far = await startLiveTill(office(), otherStore);
    const pin = '830164';
    const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', {
      name: '王店长',
      role: 'manager',
      pin,
    });
    const late = { staffId: body.staffId, pin };
    const { memberId } = await seller.pos.member.enrol({ phone: '13500077777', name: '张三丰' });
    const { memberId: bringerId } = await far.pos.member.enrol({ phone: '13500066666' });
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
    const paper = { receiptNo: 'P1', businessDate: soldOnDay, memberId, lines: [goods] };
    await seller.pos.receipt.post(paper);
    await seller.sync();
    await far.sync();
    const attachFar = (receiptNo: string, storeId: string) =>
      far.pos.receipt.post({
        ...paper,
        receiptNo,
        memberId: bringerId,
        late: { ...late, storeId },
      });
    expect(await refusalOf(attachFar('P1', sellerStore))).toEqual({
      code: 'receipt_credited',
      maskedName: '张*丰',
      store: sellerStore,
      onDay: soldOnDay,
    });
    expect(await refusalOf(attachFar('P2', 'S-nowhere'))).toEqual({
      code: 'receipt_store_unknown',
    });
    expect(await attachFar('P2', sellerStore)).toMatchObject({ status: 'posted' });
    await far.sync();
    // The feed has told the store's own till, which is without a line by now.
    await office().settle();
    await neighbour.sync();
    await neighbour.setLine(false);
    const again = neighbour.pos.receipt.post({ ...paper, receiptNo: 'P2', late });
    expect(await refusalOf(again)).toMatchObject({
      code: 'receipt_credited',
      maskedName: '135****6666',
    });
  });

  test('PL-17: what was made up for by hand at a till is credited again at no till of the store', async () => {
    const storeId = 'S-made-up';
    const seller = await startLiveTill(office(), storeId);
    const neighbour = await startLinedTill(office(), storeId);
    const hire = async (role: string, pin: string) => {
      const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', {
        name: '李四',
        role,
        pin,
      });
      return body.staffId;
    };
    const supervisorId = await hire('supervisor', '730165');
    const pin = '830165';
    const late = { staffId: await hire('manager', pin), pin };
    const { memberId } = await seller.pos.member.enrol({ phone: '13500055555', name: '李小四' });
    await seller.sync();
    await office().settle();
    await neighbour.sync();
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
    const paper = { receiptNo: 'P1', businessDate: soldOnDay, memberId, lines: [goods] };
    const { receiptNo, businessDate } = paper;
    const makeUp = (till: typeof seller, adjustmentId: string) =>
      till.posOf(supervisorId).adjustment.post({
        adjustmentId,
        memberId,
        points: 100,
        reasonCode: 'missed_receipt',
        receipt: { receiptNo, businessDate },
      });
    expect(await makeUp(seller, 'A1')).toMatchObject({ status: 'needs_approval' });
    const approved = seller.pos.adjustment.approve({ adjustmentId: 'A1', ...late });
    expect(await approved).toMatchObject({ status: 'posted' });
    const already = { code: 'receipt_already_posted' };
    expect(await refusalOf(seller.pos.receipt.post(paper))).toEqual(already);
    await seller.sync();
    // Before its feed brings it, the other till hears of it by asking head office.
    const credited = { code: 'receipt_credited', maskedName: '李*四', onDay: businessDate };
    expect(await refusalOf(makeUp(neighbour, 'A2'))).toMatchObject(credited);
    await office().settle();
    await neighbour.sync();
    await neighbour.setLine(false);
    expect(await refusalOf(makeUp(neighbour, 'A3'))).toMatchObject(credited);
    expect(await refusalOf(neighbour.pos.receipt.post({ ...paper, late }))).toMatchObject(credited);
    expect(await refusalOf(neighbour.pos.receipt.post(paper))).toEqual(already);
  });
});
