import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { isCouponOnlineOnly } from '../../src-shared/domain/coupon/decide-coupon-use.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { walletFen } from '../../src-shared/domain/stored-value/value-balance.ts';
import { describeOffice } from '../support/describe-office.ts';
import {
  historyFirstDay,
  historyFirstMs,
  historyProgrammes,
} from '../support/history/history-programmes.ts';
import { isDone, ModelTill } from '../support/history/model-till.ts';
import { RealOffice } from '../support/history/real-office.ts';
import { callAdmin, OfficeTill, type PushItem } from '../support/office-client.ts';
import { sampleLines, sampleMemberId } from '../support/sample-domain.ts';

describeOffice('the test set that every build must pass (section 11), at head office', (office) => {
  const availablePoints = async (memberId: string): Promise<number> => {
    const path = `/members/${memberId}`;
    return (await callAdmin<{ availablePoints: number }>(office(), path)).body.availablePoints;
  };
  const expectBooks = async (): Promise<void> => {
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  };
  const outcomesOf = (answer: Awaited<ReturnType<OfficeTill['push']>>): string[] =>
    answer.verdicts.toSorted((a, b) => a.terminalSeq - b.terminalSeq).map(({ outcome }) => outcome);

  test('test 4: the same batch uploaded three times, shuffled, counts once', async () => {
    const till = await OfficeTill.activate(office());
    const [a, b] = [randomUUIDv7(), randomUUIDv7()];
    const items = [
      till.enrol(a, '13700000001'),
      till.enrol(b, '13700000002'),
      till.earn(a, 'S4-1', 120),
      till.earn(b, 'S4-2', 80),
      till.redeem(a, randomUUIDv7(), 100),
      till.earn(a, 'S4-3', 7),
    ];
    const shuffled = (order: readonly number[]): PushItem[] =>
      order.flatMap((index) => items[index] ?? []);
    const answers = [
      await till.push(shuffled([3, 0, 5, 1, 4, 2])),
      await till.push(shuffled([5, 4, 3, 2, 1, 0])),
      await till.push(shuffled([2, 5, 0, 4, 1, 3])),
    ];
    for (const answer of answers) {
      expect(outcomesOf(answer)).toEqual(items.map(() => 'posted'));
      expect(answer.heldSeq).toBe(items.length);
    }
    expect(await availablePoints(a)).toBe(27);
    expect(await availablePoints(b)).toBe(80);
    await expectBooks();
  });

  test('test 5: after a reinstall a number is another receipt, but never the same paper twice', async () => {
    const [a, b] = [randomUUIDv7(), randomUUIDv7()];
    const before = await OfficeTill.activate(office());
    await before.push([
      before.enrol(a, '13700000003'),
      before.earn(a, 'S5-1', 120, undefined, 12_000),
    ]);
    const anew = await OfficeTill.activate(office());
    expect(anew.storeId).toBe(before.storeId);
    const items = [
      anew.enrol(b, '13700000004'),
      // Another install with the same sequence numbers is no repeat, and sold something else under the number (PL-10).
      anew.earn(b, 'S5-1', 30, undefined, 3000),
      anew.earn(b, 'S5-1', 30, undefined, 3000),
    ];
    expect(outcomesOf(await anew.push(items))).toEqual(['posted', 'posted', 'held']);
    // The first till's own paper, brought to a third one (PL-17).
    const third = await OfficeTill.activate(office());
    const paper = third.earn(b, 'S5-1', 120, undefined, 12_000);
    expect(outcomesOf(await third.push([paper]))).toEqual(['held']);
    expect(await availablePoints(a)).toBe(120);
    expect(await availablePoints(b)).toBe(30);
    const { body } = await callAdmin<{ operations: { status: string; reason: string | null }[] }>(
      office(),
      `/operations?memberId=${b}`,
    );
    const held = body.operations.filter(({ status }) => status === 'held');
    expect(held).toMatchObject([{ reason: 'receipt_posted' }, { reason: 'receipt_posted' }]);
    // Goods that come back are of the member who is said to have bought them.
    const find = (memberId?: string) =>
      third.client.receipts.find({
        receiptNo: 'S5-1',
        ...(memberId === undefined ? {} : { memberId }),
      });
    expect(await find()).toMatchObject({ receipt: null, isAmbiguous: true });
    expect((await find(b)).receipt?.member.memberId).toBe(b);
    await office().settle();
    const fed = await third.client.feed({
      cursor: null,
      limit: 1,
      waitMs: 0,
      staffRevision: null,
      programmeRevision: null,
      receiptCursor: null,
    });
    expect(fed.receipts?.receipts.filter(({ receiptNo }) => receiptNo === 'S5-1')).toHaveLength(2);
    await expectBooks();
  });

  test('test 9: a coupon used at two tills without a line counts where it was first, and the member pays nothing', async () => {
    const [plain] = historyProgrammes();
    if (plain === undefined) throw new Error('A history has programmes.');
    // This office has tills, and publishes nothing that began before its day.
    const programme = { ...plain, startsOnDay: historyFirstDay };
    const at = (seconds: number) => ({
      programme,
      businessDate: historyFirstDay,
      nowMs: historyFirstMs + seconds * 1_000,
    });
    const [one, two] = [new ModelTill(0), new ModelTill(1)];
    const nowMs = historyFirstMs;
    const real = await RealOffice.open(office(), {
      nowMs,
      programmes: [programme],
      tills: [one, two],
    });
    const memberId = sampleMemberId(900);
    const memberOf = async () => {
      const state = (await real.states()).get(memberId);
      if (state === undefined) throw new Error('Head office has the member.');
      return state;
    };
    const push = (till: ModelTill) =>
      real.live({ kind: 'push', till: till.index, operations: till.pending() });
    one.enrol(900, at(0));
    await push(one);
    /** Both sell with the same coupon; the second to sell is the first to be heard. */
    const sellTwice = async (round: number) => {
      const issueId = `S9-${String(round)}`;
      await real.live({ kind: 'issueCoupon', memberId, templateId: 'voucher_10', issueId });
      const states = await real.states();
      const wish = {
        lines: sampleLines([5_000]),
        wishes: { couponIds: 'best', points: 0 },
        minuteOfDay: 600,
      } as const;
      const uses = [one, two].map((till, index) => {
        till.pull(states);
        const state = till.view(memberId);
        if (state === null) throw new Error('The till knows the member.');
        const sold = till.earn(state, wish, at(round * 100 + index));
        if (!isDone(sold)) throw new Error(sold.status);
        return { operationId: sold.operationId, couponIds: couponIdsOf(sold) };
      });
      await push(two);
      await push(one);
      return uses;
    };
    const [first, second] = await sellTwice(1);
    expect(first?.couponIds).toHaveLength(1);
    expect(second?.couponIds).toEqual(first?.couponIds);
    const state = await memberOf();
    expect(state.coupons).toMatchObject([
      { status: 'used', use: { operationId: first?.operationId, storeId: 'store-0' } },
    ]);
    expect(state.couponConflicts).toMatchObject([
      { couponId: first?.couponIds[0], operationId: second?.operationId },
    ]);
    const points = state.entries.map((entry) => entry.points);
    expect(points.filter((each) => each < 0)).toEqual([]);
    expect(state).toMatchObject({ debtPoints: 0 });
    expect(isCouponOnlineOnly(state.couponConflicts, historyFirstDay)).toBe(false);
    // The second time within 90 days the member's coupons need the line.
    await sellTwice(2);
    expect(isCouponOnlineOnly((await memberOf()).couponConflicts, historyFirstDay)).toBe(true);
    await expectBooks();
  });

  test('test 17: top-ups at three tills without a line go beyond 5,000; the excess is told and its refund offered', async () => {
    const [first] = historyProgrammes();
    if (first === undefined || first.value === null) throw new Error('It sells stored value.');
    const value = { ...first.value, defaultProfileId: 'beijing', profileIdByStore: {} };
    const programme = { ...first, version: 20, value, startsOnDay: historyFirstDay };
    const at = { programme, businessDate: historyFirstDay, nowMs: historyFirstMs };
    const tills = [2, 3, 4].map((index) => new ModelTill(index));
    const [one] = tills;
    if (one === undefined) throw new Error('There are three tills.');
    const real = await RealOffice.open(office(), { ...at, programmes: [programme], tills });
    const memberId = sampleMemberId(901);
    const push = async (till: ModelTill) => {
      await real.live({ kind: 'push', till: till.index, operations: till.pending() });
      till.pull(await real.states());
    };
    const memberAt = (till: ModelTill) => {
      const state = till.view(memberId);
      if (state === null) throw new Error('The till knows the member.');
      return state;
    };
    const noticesOf = async () =>
      (
        await callAdmin<{ notices: { memberId: string; kind: string; detail: object }[] }>(
          office(),
          `/notices?onDay=${historyFirstDay}`,
        )
      ).body.notices.filter((notice) => notice.memberId === memberId);
    one.enrol(901, at);
    await push(one);
    const identity = 'id_card' as const;
    const much = { of: { packageId: 'p2000' }, line: { status: 'online' }, identity } as const;
    one.topUp(memberAt(one), much, at);
    await push(one);
    const states = await real.states();
    for (const till of tills) {
      till.pull(states);
      const line = { status: 'offline', replicaAgeMs: 0 } as const;
      // 3,140 of the 4,000 yuan that one till may know of: each does what it may.
      const sold = till.topUp(memberAt(till), { of: { packageId: 'p900' }, line, identity }, at);
      expect(isDone(sold)).toBe(true);
    }
    for (const till of tills) await push(till);
    one.pull(await real.states());
    expect(walletFen(memberAt(one).value)).toBe(506_000);
    const contractNo = memberAt(one).value?.contracts.at(-1)?.contractNo ?? '';
    expect(await noticesOf()).toMatchObject([
      {
        kind: 'wallet_above_limit',
        detail: { excessFen: 6_000, maxBalanceFen: 500_000, contractNo },
      },
    ]);
    const { body } = await callAdmin(office(), `/cases?memberId=${memberId}`);
    expect(body).toMatchObject({
      cases: [
        { kind: 'top_ups_split', state: 'open', evidence: { dayFen: 470_000, topUpCount: 4 } },
        { kind: 'wallet_above_limit', state: 'open', evidence: { excessFen: 6_000 } },
      ],
    });
    const refund = one.refundValue(memberAt(one), { contractNo, basis: 'cooling_off' }, at);
    expect(refund).toMatchObject({ body: { refundFen: 90_000 } });
    await push(one);
    expect(walletFen(memberAt(one).value)).toBe(410_000);
    expect(await noticesOf()).toHaveLength(1);
  });

  test('test 20: an operation that was edited at the till is set aside, and the true one never counts twice', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([till.enrol(memberId, '13700000005')]);
    const earned = till.earn(memberId, 'S20-1', 120);
    const edited = { ...earned, json: earned.json.replaceAll('120', '900') };
    const after = till.earn(memberId, 'S20-2', 5);
    expect(outcomesOf(await till.push([edited, after]))).toEqual(['invalid', 'posted']);
    expect(outcomesOf(await till.push([earned, after]))).toEqual(['invalid', 'posted']);
    expect(await availablePoints(memberId)).toBe(5);
    await expectBooks();
  });

  test('test 20: a till that lost its tail and goes on from an older one is found out', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const enrolled = till.enrol(memberId, '13700000006');
    const { headSeq, headHash } = till;
    await till.push([enrolled, till.earn(memberId, 'S20-3', 120)]);
    Object.assign(till, { headSeq, headHash });
    const { verdicts, heldSeq } = await till.push([till.earn(memberId, 'S20-4', 900)]);
    expect(verdicts).toMatchObject([{ outcome: 'invalid', reason: 'chain_broken' }]);
    expect(heldSeq).toBe(2);
    expect(await availablePoints(memberId)).toBe(120);
    await expectBooks();
  });
});

function couponIdsOf(operation: Operation): readonly string[] {
  if (operation.kind !== 'earn') return [];
  return (operation.body.coupons ?? []).flatMap((change) =>
    change.kind === 'use' ? [change.couponId] : [],
  );
}
