import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../src-shared/values/business-date.ts';
import type { DecidedLine, ReceiptBenefits } from '../../src-shared/domain/receipt/receipt.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { describeOffice, type TestOffice } from '../support/describe-office.ts';
import { startLinedTill } from '../support/live-till.ts';
import { callAdmin, entry, OfficeTill, type PushItem } from '../support/office-client.ts';
import { sampleDay, sampleLines } from '../support/sample-domain.ts';
import { until } from '../support/until.ts';

const expiresOnDay = sampleDay('2027-12-31');
const dayMs = 86_400_000;
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

interface Hold {
  readonly memberId: string;
  readonly holdId: string;
  readonly points: number;
  readonly reason: string;
}

/** A receipt at a moment of the day. */
function earnAt(
  till: OfficeTill,
  memberId: string,
  receiptNo: string,
  points: number,
  atMs: number,
) {
  const rate = { numerator: 1, denominator: 100 };
  return till.write(
    'earn',
    memberId,
    {
      receipt: { storeId: till.storeId, businessDate: sampleDay('2026-11-21'), receiptNo },
      lines: [],
      terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
      redemptionIds: [],
      entries: [entry('earn', points, [{ expiresOnDay, points }])],
    },
    { header: { atMs } },
  );
}

/** The plain programme, with the caps of PL-08 and FR-14, and the review of FR-05. */
async function publishCaps(office: TestOffice): Promise<void> {
  const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as Programme;
  const caps = { receiptsPerDay: 10, pointsPerDay: 5000, pointsPer30Days: 10_000 };
  const lateReview = { attachesPerOperatorDay: 3, attachesPerMember30Days: 1 };
  const ofAllDays = { priority: 1, fromDay: '2020-01-01', toDay: '2099-12-31' };
  const name = { 'zh-CN': '加赠', en: 'Extra', 'zh-TW': '加贈' };
  const reward = { kind: 'bonus', points: 50, thresholdFen: 5_000 };
  const campaigns = [
    { ...ofAllDays, campaignId: 'first', name, when: [{ kind: 'first_purchase' }], reward },
    {
      ...ofAllDays,
      campaignId: 'back',
      name,
      when: [{ kind: 'lifecycle', stages: ['sleeping', 'lost'] }],
      reward,
    },
  ];
  const document = {
    ...plain,
    campaigns,
    version: plain.version + 1,
    earn: { ...plain.earn, caps },
    adjust: { ...plain.adjust, lateReview },
  };
  const answer = await callAdmin(office, '/programmes', { document });
  expect(answer).toMatchObject({ body: { status: 'published' } });
}

describeOffice('caps', (office) => {
  beforeAll(() => publishCaps(office()));

  const readHolds = async (memberId: string) =>
    (await callAdmin<{ holds: Hold[] }>(office(), '/holds?limit=1000')).body.holds.filter(
      (hold) => hold.memberId === memberId,
    );
  const read = async (memberId: string) => (await callAdmin(office(), `/members/${memberId}`)).body;
  const decide = (hold: Hold, decision: string) =>
    callAdmin(office(), `/holds/${encodeURIComponent(hold.holdId)}`, {
      memberId: hold.memberId,
      decision,
      actor: 'anna',
      reason: 'looked at it',
    });
  const expectBooks = async () => {
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  };
  const twoTills = async () => {
    const first = await OfficeTill.activate(office());
    const second = await OfficeTill.activate(office(), 'S002');
    const memberId = randomUUIDv7();
    await first.push([first.enrol(memberId, '13812345678')]);
    return { first, second, memberId };
  };

  test('holds what is above 5,000 points a day over all tills, in business time however late it comes (PL-08)', async () => {
    const { first, second, memberId } = await twoTills();
    await first.push([
      earnAt(first, memberId, 'A1', 3_000, 1_795_000_000_000),
      earnAt(first, memberId, 'A2', 1_500, 1_795_000_600_000),
    ]);
    expect(await readHolds(memberId)).toEqual([]);
    // Earlier in the day, later on the line: it is the second receipt of the first till that went too far.
    const late = [earnAt(second, memberId, 'B1', 1_200, 1_795_000_300_000)];
    await second.push(late);
    await second.push(late);
    const [hold, ...others] = await readHolds(memberId);
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ points: 700, reason: 'daily_points' });
    expect(hold?.holdId).toContain('A2');
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 700 });
    await second.push([earnAt(second, memberId, 'B2', 100, 1_795_000_400_000)]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 800 }]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 800 });
    await expectBooks();

    if (hold === undefined) throw new Error('Nothing is held.');
    expect((await decide(hold, 'granted')).body).toEqual({ status: 'decided' });
    expect((await decide(hold, 'granted')).body).toEqual({ status: 'already_decided' });
    expect((await decide(hold, 'refused')).body).toMatchObject({ code: 'id_reused' });
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_800, heldPoints: 0 });
    await expectBooks();
  });

  test('holds the eleventh receipt of a day whole, and ends what is refused', async () => {
    const { first, second, memberId } = await twoTills();
    const earn = (till: OfficeTill, index: number): PushItem =>
      earnAt(
        till,
        memberId,
        `${till.storeId}-${till.installNo}-${index}`,
        10,
        1_795_000_000_000 + index,
      );
    await first.push(Array.from({ length: 6 }, (_, index) => earn(first, index * 2)));
    await second.push(Array.from({ length: 5 }, (_, index) => earn(second, index * 2 + 1)));
    const [hold] = await readHolds(memberId);
    expect(hold).toMatchObject({ points: 10, reason: 'daily_receipts' });
    if (hold === undefined) throw new Error('Nothing is held.');
    expect((await decide(hold, 'refused')).body).toEqual({ status: 'decided' });
    expect((await decide(hold, 'refused')).body).toEqual({ status: 'already_decided' });
    expect(await read(memberId)).toMatchObject({ availablePoints: 100, heldPoints: 0 });
    expect(await readHolds(memberId)).toEqual([]);
    await expectBooks();
  });

  test('PL-08: a refund takes what is held here though its till has not heard of it, and nothing twice', async () => {
    const { first, memberId } = await twoTills();
    const sell = (receiptNo: string) =>
      earnOn(first, memberId, { receiptNo: `${receiptNo}-${memberId}`, points: 6000 });
    const refund = (receiptNo: string, points: number) =>
      first.write('refund', memberId, {
        refundNo: `F-${receiptNo}-${points}-${memberId}`,
        receipt: {
          storeId: first.storeId,
          businessDate: sampleDay('2026-11-21'),
          receiptNo: `${receiptNo}-${memberId}`,
        },
        lines: [{ lineNo: 1, amountFen: points * 100 }],
        takenBackPoints: points,
        restoredPoints: 0,
        entries: [entry('takeback', -points, [{ expiresOnDay, points }])],
      });
    await first.push([sell('R1')]);
    const [hold] = await readHolds(memberId);
    if (hold === undefined) throw new Error('Nothing is held.');
    expect(hold.points).toBe(1000);
    await first.push([refund('R1', 400)]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 5000, heldPoints: 600 });
    await first.push([refund('R1', 5600)]);
    expect(await read(memberId)).toMatchObject({
      availablePoints: 0,
      heldPoints: 0,
      debtPoints: 0,
    });
    expect(await readHolds(memberId)).toEqual([]);
    expect((await decide(hold, 'refused')).body).toMatchObject({ code: 'not_found' });

    // What has come back by then is not held.
    await first.push([sell('R2'), refund('R2', 6000)]);
    expect(await readHolds(memberId)).toEqual([]);
    await first.push([sell('R3'), refund('R3', 500)]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 5500 }]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 0, debtPoints: 0 });
    await expectBooks();
  });

  test('PL-08: points that were refused here are not taken back again by tills that have not heard of it', async () => {
    const pointsIn = async () => {
      const { availablePoints, heldPoints, debtPoints } = await read(memberId);
      return { availablePoints, heldPoints, debtPoints };
    };
    const [one, two] = [
      await startLinedTill(office(), 'S-refused'),
      await startLinedTill(office(), 'S-refused'),
    ];
    const today = businessDateAt(Date.now());
    const { memberId } = await one.pos.member.enrol({ phone: '13500061616' });
    const sell = (receiptNo: string, businessDate: BusinessDate, amountFen: number) =>
      one.pos.receipt.post({
        receiptNo,
        businessDate,
        memberId,
        lines: [{ lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen }],
      });
    await sell('N1', today, 4_000);
    // Of a day too far back: all of it waits here.
    await sell('L1', addDays(today, -30), 4_900);
    for (const till of [one, one, two]) await till.sync();
    const free = { availablePoints: 40, debtPoints: 0 };
    expect(await pointsIn()).toEqual({ ...free, heldPoints: 49 });
    for (const till of [one, two]) await till.setLine(false);
    const [hold] = await readHolds(memberId);
    expect((await decide(hold!, 'refused')).body).toMatchObject({ status: 'decided' });

    // Half of it at the till that sold it, then the whole of it at the one beside it, which has not heard of that either.
    for (const [till, amountFen] of [
      [one, 2_450],
      [two, 4_900],
    ] as const) {
      const goods = { receiptNo: 'L1', lines: [{ lineNo: 1, amountFen }] };
      const posted = await till.pos.refund.post({ refundNo: `F${amountFen}`, ...goods });
      expect(posted.takenBackPoints).toBeGreaterThan(0);
      await till.setLine(true);
      await till.sync();
      expect(await pointsIn()).toEqual({ ...free, heldPoints: 0 });
    }
    await expectBooks();
    for (const till of [one, two]) {
      await until('the points are told', async () => {
        await till.sync();
        const { availablePoints, debtPoints } = await till.pos.member.get({ memberId });
        return availablePoints === free.availablePoints && debtPoints === 0;
      });
    }
    const { entries } = await one.pos.member.ledger({ memberId });
    expect(entries.map(({ reason }) => reason)).toContain('审核已取消的积分，退货不再扣');
  });

  test('R116: a dispute of points that were refused here names who refused them, and the receipt with its hash', async () => {
    const { first, memberId } = await twoTills();
    const receiptNo = `D-${memberId}`;
    await first.push([earnOn(first, memberId, { receiptNo, points: 6000 })]);
    const [hold] = await readHolds(memberId);
    await decide(hold!, 'refused');
    const { page } = await first.client.ledger.find({ memberId, limit: 10 });
    const earned = page?.entries.find(({ kind }) => kind === 'earn');
    const refused = page?.entries.find(({ kind }) => kind === 'write_off');
    const { kind, points, ruleId, programmeVersion, businessDate, atMs } = refused!;
    const line = { kind, points, ruleId, programmeVersion, businessDate, atMs };
    const { operationId = '' } = refused?.origin ?? {};
    // As a till shows it that has asked head office, and as one does by what it has here.
    for (const disputed of [{ reference: operationId, operationId }, { reference: hold!.holdId }]) {
      await first.push([first.write('disputeEntry', memberId, { ...line, ...disputed })]);
    }
    const { body } = await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${memberId}`);
    const evidence = {
      points: -1000,
      officeAct: 'release',
      decision: 'refused',
      decidedBy: 'anna',
      reason: 'looked at it',
      receiptStoreId: 'S001',
      receiptDay: '2026-11-21',
      receiptNo,
      aboutOperationId: earned?.origin?.operationId,
      aboutHash: earned?.origin?.hash,
    };
    expect(body.cases).toMatchObject([
      { kind: 'entry_disputed', evidence },
      { kind: 'entry_disputed', evidence },
    ]);
  });

  test('R115: a manager of the store decides what the caps hold, and nobody else does', async () => {
    const { first, second, memberId } = await twoTills();
    const person = async (role: string, wish: object = {}) =>
      (
        await callAdmin<{ staffId: string }>(office(), '/staff', {
          name: '赵六',
          role,
          pin: '529174',
          ...wish,
        })
      ).body.staffId;
    const [manager, cashier, stranger] = [
      await person('manager', { storeId: 'S001' }),
      await person('cashier'),
      await person('manager', { storeId: 'S002' }),
    ];
    const receiptNo = `R-${memberId}`;
    const earnBig = (till: OfficeTill, no: string, operatorId: string) =>
      earnOn(till, memberId, { receiptNo: no, points: 6000, operatorId });
    await first.push([earnBig(first, receiptNo, cashier)]);
    const holdsAt = async (till: OfficeTill) =>
      (await till.client.review.list({})).holds.filter((each) => each.memberId === memberId);
    expect(await holdsAt(second)).toEqual([]);
    const [hold] = await holdsAt(first);
    expect(hold).toMatchObject({
      maskedName: '张*丰',
      points: 1000,
      reason: 'daily_points',
      receiptNo,
      businessDate: '2026-11-21',
      operatorId: cashier,
      terminalName: '收银一',
    });
    const { holdId = '' } = hold ?? {};
    const decideAt = async (till: OfficeTill, staffId: string, of: object = {}) =>
      (
        await till.client.review.decideHold({
          memberId,
          holdId,
          decision: 'granted',
          staffId,
          reason: '查过小票',
          ...of,
        })
      ).status;
    expect(await decideAt(second, manager)).toBe('not_found');
    expect(await decideAt(first, cashier)).toBe('no_manager');
    expect(await decideAt(first, stranger)).toBe('no_manager');
    expect(await decideAt(first, 'nobody')).toBe('no_manager');
    expect(await decideAt(first, manager, { holdId: 'receipt:S001:2026-11-21:none' })).toBe(
      'not_found',
    );
    expect(await decideAt(first, manager)).toBe('decided');
    expect(await decideAt(first, manager)).toBe('already_decided');
    expect(await decideAt(first, manager, { decision: 'refused' })).toBe('decided_otherwise');
    expect(await holdsAt(first)).toEqual([]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 6000, heldPoints: 0 });

    // Who served the member does not decide.
    await first.push([earnBig(first, `${receiptNo}-2`, manager)]);
    const [own] = await holdsAt(first);
    expect(await decideAt(first, manager, { holdId: own?.holdId })).toBe('own_act');
    await expectBooks();
  });

  test('PL-08, PL-10: of two sales of one number each waits, is decided, comes back and is disputed by itself', async () => {
    const [first, other] = [
      await OfficeTill.activate(office()),
      await OfficeTill.activate(office()),
    ];
    const memberId = randomUUIDv7();
    await first.push([first.enrol(memberId, '13812345678')]);
    const manager = { name: '赵六', role: 'manager', pin: '529174' };
    const { staffId } = (await callAdmin<{ staffId: string }>(office(), '/staff', manager)).body;
    const receiptNo = `Q-${memberId}`;
    const goods = {
      category: 'food',
      quantity: '1',
      amountFen: 1000,
      offsetFen: 0,
      baseFen: 0,
      points: 0,
    };
    const linesOf = (sku: string) =>
      [sku, 'bag'].map((each, index) => ({ ...goods, sku: each, lineNo: index + 1 }));
    const atMs = 1_795_000_000_000;
    const [one, two] = [
      earnOn(first, memberId, {
        receiptNo,
        points: 6000,
        operatorId: 'cashier',
        atMs,
        lines: linesOf('A'),
      }),
      earnOn(other, memberId, {
        receiptNo,
        points: 2000,
        operatorId: staffId,
        atMs: atMs + 1,
        lines: linesOf('B'),
      }),
    ];
    await first.push([one]);
    await other.push([two]);
    const listed = async () =>
      (await first.client.review.list({})).holds
        .filter((each) => each.memberId === memberId)
        .map(({ holdId, points, operatorId, receiptNo: no }) => ({
          holdId,
          points,
          operatorId,
          no,
        }));
    const [held, ofTwo, ...more] = (await listed()).toSorted((a, b) => a.points - b.points);
    expect([held, ofTwo, more]).toMatchObject([
      { points: 1000, operatorId: 'cashier', no: receiptNo },
      { points: 2000, operatorId: staffId, no: receiptNo },
      [],
    ]);
    // Who sold the one may decide on the other.
    const wish = { memberId, decision: 'refused', staffId, reason: '查过小票' } as const;
    const decideAt = async (holdId = '') =>
      (await first.client.review.decideHold({ ...wish, holdId })).status;
    expect(await decideAt(ofTwo?.holdId)).toBe('own_act');

    const refundOf = (sale: PushItem, points: number) =>
      first.write('refund', memberId, {
        refundNo: `F-${points}-${memberId}`,
        receipt: { storeId: 'S001', businessDate: sampleDay('2026-11-21'), receiptNo },
        saleOperationId: operationIdOf(sale),
        lines: [{ lineNo: 1, amountFen: 1000 }],
        takenBackPoints: points,
        restoredPoints: 0,
        entries: [entry('takeback', -points, [{ expiresOnDay, points }])],
      });
    await first.push([refundOf(two, 2000)]);
    expect(await listed()).toEqual([held]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 5000, debtPoints: 0 });
    // What came back of the other one frees nothing of this one.
    await first.push([earnAt(first, memberId, `E-${memberId}`, 5_000, atMs - 1)]);
    expect(await listed()).toMatchObject([{ holdId: held?.holdId, points: 6000 }]);

    expect(await decideAt(held?.holdId)).toBe('decided');
    const disputed = {
      kind: 'write_off',
      points: -6000,
      ruleId: 'cap',
      programmeVersion: 7,
    } as const;
    const { page } = await first.client.ledger.find({ memberId, limit: 20 });
    const { businessDate, atMs: refusedAtMs } =
      page?.entries.find(({ kind }) => kind === 'write_off') ?? {};
    if (businessDate === undefined || refusedAtMs === undefined) throw new Error('It was refused.');
    const line = { ...disputed, businessDate, atMs: refusedAtMs, reference: held?.holdId ?? '' };
    await first.push([first.write('disputeEntry', memberId, line)]);
    const { cases } = (
      await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${memberId}`)
    ).body;
    const evidence = { receiptNo, aboutOperationId: operationIdOf(one) };
    expect(cases).toContainEqual(
      expect.objectContaining({
        kind: 'entry_disputed',
        evidence: expect.objectContaining(evidence),
      }),
    );
    await expectBooks();
  });

  test('gives back after seven days what nobody has decided, and writes off a small debt (FR-23, OF-09)', async () => {
    const { first, memberId } = await twoTills();
    const debtorId = randomUUIDv7();
    await first.push([
      first.enrol(debtorId, '13812345679'),
      first.redeem(debtorId, randomUUIDv7(), 99),
      earnAt(first, memberId, `C${first.installNo}`, 6_000, Date.now()),
    ]);
    const runJobs = async () => {
      const now = Date.now() + passedMs;
      const onDay = businessDateAt(now);
      for (const name of ['release-holds', 'write-off-debts']) {
        const { body } = await callAdmin(office(), `/jobs/${name}`, { onDay });
        expect(body).toMatchObject({ name });
        for (;;) {
          const { jobs } = (
            await callAdmin<{ jobs: { jobId: unknown; status: string }[] }>(office(), '/jobs')
          ).body;
          if (jobs.find(({ jobId }) => jobId === body['jobId'])?.status === 'done') break;
          await sleep(10);
        }
      }
    };
    let passedMs = 6 * dayMs;
    office().passMs(passedMs);
    await runJobs();
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 1_000 });
    office().passMs(dayMs + 1_000);
    passedMs += dayMs + 1_000;
    await runJobs();
    expect(await read(memberId)).toMatchObject({ availablePoints: 6_000, heldPoints: 0 });
    expect(await read(debtorId)).toMatchObject({ availablePoints: 0, debtPoints: 0 });
    await expectBooks();
    office().passMs(-passedMs);
    const future = await callAdmin(office(), '/jobs/expiry', { onDay: '2099-01-01' });
    expect(future.body).toMatchObject({ code: 'day_not_reached' });
    expect((await callAdmin(office(), '/jobs/nonsense', { onDay: '2026-11-01' })).status).toBe(422);
  });

  interface Case {
    readonly caseId: string;
    readonly kind: string;
    readonly state: string;
    readonly operatorId: string;
    readonly evidence: Readonly<Record<string, string>>;
  }
  const readCases = async (memberId: string) =>
    (await callAdmin<{ cases: Case[] }>(office(), `/cases?memberId=${memberId}`)).body.cases;
  const decideCase = (caseId: string, decision: string, actor = 'zoe') =>
    callAdmin(office(), `/cases/${encodeURIComponent(caseId)}`, {
      decision,
      actor,
      reason: 'looked at it',
    });

  /** A receipt on a day, by somebody, attached after the sale or not. */
  function earnOn(
    till: OfficeTill,
    memberId: string,
    wish: {
      readonly receiptNo: string;
      readonly points: number;
      readonly day?: string;
      /** Of the receipt, where it is not the day it was posted on. */
      readonly receiptDay?: string;
      readonly operatorId?: string;
      readonly atMs?: number;
      readonly late?: { readonly approverId: string };
      readonly benefits?: ReceiptBenefits;
      readonly lines?: readonly DecidedLine[];
    },
  ): PushItem {
    const { receiptNo, points, operatorId = 'pos', late, benefits, lines = [] } = wish;
    const businessDate = sampleDay(wish.day ?? '2026-11-21');
    const receiptDay = sampleDay(wish.receiptDay ?? businessDate);
    const rate = { numerator: 1, denominator: 100 };
    return till.write(
      'earn',
      memberId,
      {
        receipt: { storeId: till.storeId, businessDate: receiptDay, receiptNo },
        lines,
        terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
        redemptionIds: [],
        entries: [entry('earn', points, [{ expiresOnDay, points }])],
        ...(late === undefined ? {} : { late }),
        ...(benefits === undefined ? {} : { benefits }),
      },
      {
        header: {
          operatorId,
          businessDate,
          ...(wish.atMs === undefined ? {} : { atMs: wish.atMs }),
        },
      },
    );
  }

  function operationIdOf({ json }: PushItem): string {
    return (JSON.parse(json) as { operationId: string }).operationId;
  }

  test('FR-14: holds what is above 10,000 points in 30 days, when no day alone is above its cap', async () => {
    const { first, memberId } = await twoTills();
    const days = ['2026-11-01', '2026-11-10', '2026-11-20'];
    await first.push(
      days.map((day) => earnOn(first, memberId, { receiptNo: `M-${memberId}`, points: 4000, day })),
    );
    expect(await readHolds(memberId)).toMatchObject([{ points: 2000, reason: 'points_30_days' }]);
    const later = { receiptNo: `N-${memberId}`, points: 1500, day: '2026-12-05' };
    await first.push([earnOn(first, memberId, later)]);
    expect(await readHolds(memberId)).toHaveLength(1);
    await expectBooks();
  });

  test('FR-05: the second receipt attached to a member in 30 days waits, and the fourth of an operator', async () => {
    const { first, second, memberId } = await twoTills();
    const others = [1, 2].map(() => randomUUIDv7());
    await second.push(others.map((id, index) => second.enrol(id, `1391234567${index}`)));
    const late = { approverId: 'manager-9' };
    const operatorId = `op-${memberId}`;
    const attach = (till: OfficeTill, id: string, receiptNo: string) =>
      earnOn(till, id, { receiptNo: `${receiptNo}-${memberId}`, points: 50, operatorId, late });
    await first.push([attach(first, memberId, 'L1')]);
    await second.push([attach(second, others[0]!, 'L2')]);
    expect(await readHolds(memberId)).toEqual([]);
    const again = [attach(first, memberId, 'L3')];
    await first.push(again);
    await first.push(again);
    expect(await readHolds(memberId)).toMatchObject([{ points: 50, reason: 'review' }]);
    // A store is shown what a rule about its staff has found, and decides nothing of it.
    const desk = await first.client.review.list({});
    const held = desk.holds.find((each) => each.memberId === memberId);
    expect(held).toMatchObject({ reason: 'review', operatorId });
    const decided = await first.client.review.decideHold({
      memberId,
      holdId: held?.holdId ?? '',
      decision: 'granted',
      staffId: 'manager-9',
      reason: 'fine',
    });
    expect(decided).toEqual({ status: 'office_only' });
    await second.push([attach(second, others[1]!, 'L4')]);
    expect(await readHolds(others[1]!)).toMatchObject([{ points: 50 }]);
    expect(await readHolds(others[0]!)).toEqual([]);

    const [found, ...more] = await readCases(memberId);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: 'late_attach', state: 'open', operatorId });
    const { caseId = '' } = found ?? {};
    // R115: who did it does not decide it; the first decision stands.
    expect((await decideCase(caseId, 'dismissed', operatorId)).status).toBe(422);
    expect((await decideCase(caseId, 'dismissed')).body).toEqual({ status: 'decided' });
    expect((await decideCase(caseId, 'dismissed')).body).toEqual({ status: 'already_decided' });
    expect((await decideCase(caseId, 'confirmed')).body).toMatchObject({ code: 'id_reused' });
    expect((await decideCase('none', 'confirmed')).body).toMatchObject({ code: 'not_found' });
    expect(await readCases(memberId)).toMatchObject([{ state: 'dismissed', decidedBy: 'zoe' }]);
    await expectBooks();
  });

  test('PL-17: a paper that has earned waits under another day, whichever comes in first', async () => {
    const { first, second, memberId } = await twoTills();
    const otherId = randomUUIDv7();
    await second.push([second.enrol(otherId, '13912345670')]);
    const lines = sampleLines([6_000]).map((line) => ({
      ...line,
      offsetFen: 0,
      baseFen: 6_000,
      points: 60,
    }));
    const late = { approverId: 'manager-9' };
    const paper = (receiptNo: string, receiptDay: string) => ({
      receiptNo: `${receiptNo}-${memberId}`,
      points: 60,
      lines,
      receiptDay,
    });
    await first.push([earnOn(first, memberId, { ...paper('A', '2026-11-20'), day: '2026-11-20' })]);
    await first.push([earnOn(first, otherId, { ...paper('A', '2026-11-19'), late })]);
    expect(await readHolds(otherId)).toMatchObject([{ points: 60, reason: 'review' }]);
    expect(await readHolds(memberId)).toEqual([]);
    const [opened, ...others] = await readCases(otherId);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      kind: 'receipt_of_other_day',
      state: 'open',
      evidence: { receiptDate: '2026-11-19', otherReceiptDate: '2026-11-20' },
    });
    // The till that sold it was off the line.
    const thirdId = randomUUIDv7();
    await second.push([second.enrol(thirdId, '13912345671')]);
    await first.push([earnOn(first, thirdId, { ...paper('B', '2026-11-19'), late })]);
    expect(await readHolds(thirdId)).toEqual([]);
    await first.push([earnOn(first, memberId, { ...paper('B', '2026-11-20'), day: '2026-11-20' })]);
    expect(await readHolds(thirdId)).toMatchObject([{ points: 60, reason: 'review' }]);
    // Numbers restart daily: the next day's receipt of the number, and the same goods, are a sale of their own.
    await first.push([earnOn(first, memberId, paper('A', '2026-11-21'))]);
    expect(await readHolds(memberId)).toEqual([]);
    await expectBooks();
  });

  test('PL-17: a receipt of a day too far back waits, though nobody called it late', async () => {
    const { first, memberId } = await twoTills();
    const receiptOf = (receiptDay: string) =>
      earnOn(first, memberId, { receiptNo: `Q-${memberId}`, points: 60, receiptDay });
    await first.push([receiptOf('2026-11-14')]);
    expect(await readHolds(memberId)).toEqual([]);
    await first.push([receiptOf('2026-11-13')]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 60, reason: 'review' }]);
    expect(await readCases(memberId)).toMatchObject([{ kind: 'late_attach', state: 'open' }]);
    await expectBooks();
  });

  /** A receipt that earned 10 points, and 50 by a campaign where one is named. */
  function bonusOn(
    till: OfficeTill,
    memberId: string,
    wish: { readonly receiptNo: string; readonly day: string; readonly campaignId?: string },
  ): PushItem {
    const { campaignId } = wish;
    const businessDate = sampleDay(wish.day);
    const rate = { numerator: 1, denominator: 100 };
    const bonus = { kind: 'earn_bonus', points: 50, lots: [{ expiresOnDay, points: 50 }] } as const;
    return till.write(
      'earn',
      memberId,
      {
        receipt: { storeId: till.storeId, businessDate, receiptNo: wish.receiptNo },
        lines: [],
        terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
        redemptionIds: [],
        entries: [
          entry('earn', 10, [{ expiresOnDay, points: 10 }]),
          ...(campaignId === undefined ? [] : [{ ...bonus, ruleId: `campaign:${campaignId}` }]),
        ],
      },
      { header: { businessDate, atMs: Date.parse(`${businessDate}T04:00:00Z`) } },
    );
  }

  test('R063: of a first purchase at several tills the earliest keeps its points, in whatever order they come in', async () => {
    const { first, second, memberId } = await twoTills();
    const third = await OfficeTill.activate(office(), 'S003');
    const sold = (till: OfficeTill, day: string) =>
      bonusOn(till, memberId, { receiptNo: `${day}-${memberId}`, day, campaignId: 'first' });
    await second.push([sold(second, '2026-11-22')]);
    expect(await readHolds(memberId)).toEqual([]);
    const latest = [sold(third, '2026-11-23')];
    await third.push(latest);
    await third.push(latest);
    expect(await readHolds(memberId)).toMatchObject([{ points: 50, reason: 'review' }]);
    expect((await readHolds(memberId))[0]?.holdId).toContain('2026-11-23');
    // The earliest comes in last, and what was not due does not wait twice.
    await first.push([sold(first, '2026-11-21')]);
    expect((await readHolds(memberId)).map(({ points }) => points)).toEqual([50, 50]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 80, heldPoints: 100 });
    await expectBooks();
    const held = (await readHolds(memberId)).find(({ holdId }) => holdId.includes('2026-11-22'));
    if (held === undefined) throw new Error('Nothing is held.');
    expect((await decide(held, 'granted')).body).toEqual({ status: 'decided' });
    await second.push([
      bonusOn(second, memberId, { receiptNo: `Z-${memberId}`, day: '2026-11-20' }),
    ]);
    // Even a receipt that earned none of it came first: what was granted stays granted.
    expect((await readHolds(memberId)).map(({ points }) => points)).toEqual([50, 50]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 90, heldPoints: 100 });
    await expectBooks();
  });

  test('R063: the earliest receipt is found however much of the member came in since', async () => {
    const { first, second, memberId } = await twoTills();
    const day = '2026-11-22';
    await second.push([
      bonusOn(second, memberId, { receiptNo: `B-${memberId}`, day, campaignId: 'first' }),
    ]);
    // Older lines than the state lists, all of them of before that purchase.
    const before = { header: { atMs: Date.parse('2026-11-20T04:00:00Z') } };
    await first.push([
      ...Array.from({ length: 25 }, (_, index) =>
        first.write(
          'adjust',
          memberId,
          {
            adjustmentId: `${String(index)}-${memberId}`,
            reasonCode: 'goodwill',
            entries: [entry('adjust', 1, [{ expiresOnDay, points: 1 }])],
          },
          before,
        ),
      ),
      bonusOn(first, memberId, { receiptNo: `A-${memberId}`, day: '2026-11-21' }),
    ]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 50, reason: 'review' }]);
    await expectBooks();
  });

  test('AN-02: who comes back after a long sleep gets the points for it once, and again after the next', async () => {
    const { first, second, memberId } = await twoTills();
    const sold = (till: OfficeTill, day: string, campaignId?: string) =>
      bonusOn(till, memberId, {
        receiptNo: `${day}-${memberId}`,
        day,
        ...(campaignId === undefined ? {} : { campaignId }),
      });
    // Nobody says here what a member had bought before: it may have been long ago.
    await first.push([sold(first, '2026-01-05', 'back')]);
    expect(await readHolds(memberId)).toEqual([]);
    await second.push([sold(second, '2026-01-06', 'back')]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 50 }]);
    await first.push([sold(first, '2026-11-20', 'back')]);
    expect(await readHolds(memberId)).toHaveLength(1);
    await expectBooks();
  });

  test('R063: two tills that give a first purchase without a line leave one of it to be spent', async () => {
    const storeId = 'S-first';
    const [one, other] = [
      await startLinedTill(office(), storeId),
      await startLinedTill(office(), storeId),
    ];
    const { memberId } = await one.pos.member.enrol({ phone: '13912345679' });
    await one.sync();
    await office().settle();
    await other.sync();
    await one.setLine(false);
    await other.setLine(false);
    const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
    const businessDate = businessDateAt(Date.now());
    const sell = (till: typeof one, receiptNo: string) =>
      till.pos.receipt.post({ receiptNo, businessDate, memberId, lines: [goods] });
    const soldAt = [await sell(one, 'F1'), await sell(other, 'F2')];
    expect(soldAt).toMatchObject([{ status: 'posted' }, { status: 'posted' }]);
    await other.setLine(true);
    await other.sync();
    expect(await readHolds(memberId)).toEqual([]);
    await one.setLine(true);
    await one.sync();
    expect(await readHolds(memberId)).toMatchObject([{ points: 50, reason: 'review' }]);
    expect(await read(memberId)).toMatchObject({ heldPoints: 50 });
    await expectBooks();
  });

  /** Points by hand, for a missed receipt where one is named. */
  function adjustAt(
    till: OfficeTill,
    memberId: string,
    wish: {
      readonly points: number;
      readonly atMs?: number;
      readonly approverId?: string;
      readonly receiptNo?: string;
    },
  ): PushItem {
    const { points, atMs = 1_795_000_000_000, approverId = 'manager-9', receiptNo } = wish;
    const businessDate = sampleDay('2026-11-21');
    const lots = points > 0 ? [{ expiresOnDay, points }] : [];
    return till.write(
      'adjust',
      memberId,
      {
        adjustmentId: randomUUIDv7(),
        reasonCode: receiptNo === undefined ? 'goodwill' : 'missed_receipt',
        entries: [entry('adjust', points, lots)],
        approverId,
        ...(receiptNo === undefined
          ? {}
          : { receipt: { storeId: till.storeId, businessDate, receiptNo } }),
      },
      { header: { atMs, businessDate } },
    );
  }

  test('PL-17: what one manager answers for on a day counts over all tills, and waits above 10,000', async () => {
    const { first, second, memberId } = await twoTills();
    const otherId = randomUUIDv7();
    await second.push([second.enrol(otherId, '13912345675')]);
    const by = { approverId: `manager-${memberId}` };
    const at = (minute: number) => ({ ...by, atMs: 1_795_000_000_000 + minute * 60_000 });
    await first.push([adjustAt(first, memberId, { points: 6_000, ...at(1) })]);
    expect(await readHolds(memberId)).toEqual([]);
    const more = [adjustAt(second, otherId, { points: 9_000, ...at(5) })];
    await second.push(more);
    await second.push(more);
    expect(await readHolds(otherId)).toMatchObject([{ points: 5_000, reason: 'review' }]);
    expect(await read(otherId)).toMatchObject({ availablePoints: 4_000, heldPoints: 5_000 });
    expect(await readCases(otherId)).toMatchObject([
      {
        kind: 'adjustments_above_day_limit',
        state: 'open',
        operatorId: by.approverId,
        evidence: { points: 9_000, abovePoints: 5_000 },
      },
    ]);
    // What was taken counts as what was given, and what comes in late pushes later ones further above.
    await first.push([adjustAt(first, memberId, { points: -3_000, ...at(3) })]);
    expect(await readHolds(otherId)).toMatchObject([{ points: 8_000 }]);
    // It is another one's day, and another person's.
    await first.push([adjustAt(first, memberId, { points: 500, atMs: at(6).atMs })]);
    expect(await readHolds(memberId)).toEqual([]);
    await expectBooks();

    const [hold] = await readHolds(otherId);
    if (hold === undefined) throw new Error('Nothing is held.');
    expect((await decide(hold, 'granted')).body).toEqual({ status: 'decided' });
    expect(await read(otherId)).toMatchObject({ availablePoints: 9_000, heldPoints: 0 });
    // What was looked at does not wait again by what comes later.
    await first.push([adjustAt(first, memberId, { points: 100, ...at(9) })]);
    expect(await readHolds(otherId)).toEqual([]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 100 }]);
    await expectBooks();
  });

  test('PL-17: a receipt is credited once: what was made up for beside it waits, whichever comes in first', async () => {
    const { first, second, memberId } = await twoTills();
    const neighbour = await OfficeTill.activate(office());
    const [bringerId, thirdId] = [randomUUIDv7(), randomUUIDv7()];
    await second.push([
      second.enrol(bringerId, '13912345676'),
      second.enrol(thirdId, '13912345677'),
    ]);
    const receiptNo = `M-${memberId}`;
    const at = (minute: number) => 1_795_000_000_000 + minute * 60_000;
    // Two adjustments: the earlier one stands, though it comes in later.
    await neighbour.push([adjustAt(neighbour, thirdId, { points: 90, receiptNo, atMs: at(9) })]);
    expect(await readHolds(thirdId)).toEqual([]);
    const made = [adjustAt(first, bringerId, { points: 100, receiptNo, atMs: at(5) })];
    await first.push(made);
    await first.push(made);
    expect(await readHolds(bringerId)).toEqual([]);
    expect(await readHolds(thirdId)).toMatchObject([{ points: 90, reason: 'review' }]);
    // The sale stands before both.
    await neighbour.push([earnAt(neighbour, memberId, receiptNo, 120, at(7))]);
    expect(await readHolds(bringerId)).toMatchObject([{ points: 100 }]);
    expect(await readHolds(memberId)).toEqual([]);
    expect(await readCases(bringerId)).toMatchObject([
      {
        kind: 'receipt_credited_twice',
        operatorId: 'manager-9',
        evidence: { receiptNo, otherMemberId: memberId },
      },
    ]);
    expect(await readCases(thirdId)).toHaveLength(1);
    // A paper that was attached after an adjustment waits, and an adjustment after a paper.
    const late = { approverId: 'manager-8' };
    const paperNo = `N-${memberId}`;
    await first.push([adjustAt(first, bringerId, { points: 30, receiptNo: paperNo, atMs: 0 })]);
    await neighbour.push([
      earnOn(neighbour, thirdId, { receiptNo: paperNo, points: 40, late }),
      adjustAt(neighbour, thirdId, { points: 20, receiptNo: paperNo, atMs: at(60 * 24 * 365) }),
    ]);
    expect(new Set((await readHolds(thirdId)).map(({ points }) => points))).toEqual(
      new Set([20, 40, 90]),
    );
    expect(await readHolds(bringerId)).toMatchObject([{ points: 100 }]);
    await expectBooks();
  });

  test('PL-21: points that paid more than the goods of their receipt open a case', async () => {
    const { first, memberId } = await twoTills();
    const benefits = (redeemedFen: number): ReceiptBenefits => ({
      facts: {
        storeId: first.storeId,
        businessDate: sampleDay('2026-11-21'),
        minuteOfDay: 600,
        tierCode: 'basic',
        planIds: [],
        campaignIds: [],
        coupons: [],
        availablePoints: 0,
        debtPoints: 0,
        dayReceiptCount: 0,
        dayEarnedPoints: 0,
        paidBonusFen: 0,
        redeemedFen,
      },
      wishes: { couponIds: [], points: 0 },
      lines: [],
      coupons: [],
      payableFen: 0,
    });
    const earn = (receiptNo: string, redeemedFen: number) =>
      earnOn(first, memberId, { receiptNo, points: 0, benefits: benefits(redeemedFen) });
    await first.push([earn(`S-${memberId}`, 0), earn(`T-${memberId}`, 500)]);
    expect(await readCases(memberId)).toMatchObject([
      { kind: 'redeemed_above_receipt', evidence: { redeemedFen: 500, goodsFen: 0 } },
    ]);
    await expectBooks();
  });

  test('FR-01, PL-17: what staff earned for their own member waits, and every act opens a case', async () => {
    const { first, memberId } = await twoTills();
    const wish = { name: '钱七', role: 'manager', pin: '529174' };
    const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', wish);
    const { staffId } = body;
    const memberIds = [memberId];
    await callAdmin(office(), `/staff/${staffId}/members`, { memberIds });
    await first.push([
      earnOn(first, memberId, { receiptNo: `O-${memberId}`, points: 80, operatorId: staffId }),
      earnOn(first, memberId, { receiptNo: `P-${memberId}`, points: 10 }),
      first.write(
        'adjust',
        memberId,
        {
          adjustmentId: randomUUIDv7(),
          reasonCode: 'goodwill',
          entries: [entry('adjust', 5, [{ expiresOnDay, points: 5 }])],
          approverId: staffId,
        },
        { header: { operatorId: 'someone' } },
      ),
    ]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 80, reason: 'review' }]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 15, heldPoints: 80 });
    const cases = await readCases(memberId);
    expect(
      cases.map(({ kind, evidence }) => [kind, evidence['operation'], evidence['by']]),
    ).toEqual(
      expect.arrayContaining([
        ['own_member', 'earn', 'operator'],
        ['own_member', 'adjust', 'approver'],
      ]),
    );
    expect(cases).toHaveLength(2);
    const [hold] = await readHolds(memberId);
    if (hold === undefined) throw new Error('Nothing is held.');
    const own = await callAdmin(office(), `/holds/${encodeURIComponent(hold.holdId)}`, {
      memberId,
      decision: 'granted',
      actor: staffId,
      reason: 'mine',
    });
    expect(own).toMatchObject({ status: 422, body: { code: 'not_accepted' } });
    expect((await decide(hold, 'refused')).body).toEqual({ status: 'decided' });
    await expectBooks();
  });
});
