import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isCouponOnlineOnly } from '../../src-shared/domain/coupon/decide-coupon-use.ts';
import type { CouponTemplate } from '../../src-shared/domain/coupon/coupon.ts';
import {
  type MemberState,
  reservationLifeMs,
} from '../../src-shared/domain/member/member-state.ts';
import { parseCouponCode } from '../../src-shared/scan/coupon-code.ts';
import {
  addDays,
  type BusinessDate,
  businessDateAt,
} from '../../src-shared/values/business-date.ts';
import { describeOffice, type TestOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const businessDate = '2026-11-21' as BusinessDate;
const always = { kind: 'after_issue', days: 30 } as const;
const cash = { kind: 'cash', offFen: 1000 } as const;
const templates: readonly CouponTemplate[] = [
  sampleTemplate('ten', cash, { validity: always, perMemberLimit: 2 }),
  sampleTemplate('scarce', cash, { validity: always, totalLimit: 3 }),
  sampleTemplate('few', cash, { validity: always, totalLimit: 4, perMemberLimit: 9 }),
  sampleTemplate('gone', cash, {
    validity: { kind: 'fixed', fromDay: businessDate, toDay: '2020-01-01' as BusinessDate },
  }),
  sampleTemplate(
    'friend',
    { kind: 'cash', offFen: 6000 },
    {
      validity: always,
      offlineMode: 'online_only',
      transferable: true,
    },
  ),
  sampleTemplate('welcome', cash, { validity: always, claim: 'new_member' }),
];

interface IssueAnswer {
  readonly members: readonly {
    readonly member: string;
    readonly status: string;
    readonly couponId: string;
    readonly reason: string | null;
  }[];
  readonly code?: string;
}

async function publish(office: TestOffice) {
  const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as object;
  const coupons = {
    maxPerReceipt: 3,
    giveBackGraceDays: 7,
    templates: templates.map((template) =>
      template.templateId === 'gone'
        ? {
            ...template,
            validity: { kind: 'fixed', fromDay: '2020-01-01', toDay: '2020-01-02' },
          }
        : template,
    ),
  };
  const answer = await callAdmin(office, '/programmes', {
    document: { ...plain, version: 7, coupons },
  });
  expect(answer).toMatchObject({ body: { status: 'published' } });
}

let nextPhone = 13_700_000_000;

describeOffice('coupons', (office) => {
  beforeAll(() => publish(office()));

  const enrol = async (till: OfficeTill, phone?: string) => {
    const memberId = randomUUIDv7();
    nextPhone += 1;
    await till.push([till.enrol(memberId, phone ?? String(nextPhone))]);
    return memberId;
  };
  const issue = async (body: object) =>
    callAdmin<IssueAnswer>(office(), '/coupons/issue', {
      issueId: randomUUIDv7(),
      actor: 'anna',
      reason: 'a gift',
      ...body,
    });
  const listOf = async (memberId: string) =>
    (
      await callAdmin<{
        coupons: { couponId: string; templateId: string; status: string; code: string | null }[];
      }>(office(), `/coupons?memberId=${memberId}`)
    ).body.coupons;
  const stateOf = async (till: OfficeTill, memberId: string): Promise<MemberState> => {
    await office().settle();
    const { members } = await till.feed(null);
    const found = members.find((each) => each.memberId === memberId);
    if (found === undefined) throw new Error('The feed does not have this member.');
    return JSON.parse(found.stateJson) as MemberState;
  };
  const issueOne = async (memberId: string, templateId = 'ten') => {
    const { body } = await issue({ templateId, memberIds: [memberId] });
    return body.members[0]!.couponId;
  };
  const use = (till: OfficeTill, memberId: string, couponId: string, atMs: number) => {
    const expiresOnDay = '2027-12-31' as BusinessDate;
    const rate = { numerator: 1, denominator: 100 };
    const receiptNo = randomUUIDv7();
    return till.write(
      'earn',
      memberId,
      {
        receipt: { storeId: till.storeId, businessDate, receiptNo },
        lines: [],
        terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
        redemptionIds: [],
        entries: [],
        coupons: [{ kind: 'use', couponId, receiptNo }],
      },
      { header: { atMs, rawAtMs: atMs } },
    );
  };
  const operationIdOf = (item: { readonly json: string }) =>
    (JSON.parse(item.json) as { operationId: string }).operationId;

  test('issues to members by id and by phone, and once under one issueId (R072)', async () => {
    const till = await OfficeTill.activate(office());
    const [one, two] = [await enrol(till), await enrol(till, '13611112222')];
    const wish = { issueId: randomUUIDv7(), templateId: 'ten', memberIds: [one, 'nobody'] };
    const body = { ...wish, phones: ['136 1111 2222', '13699999999', 'no phone'] };
    const first = await issue(body);
    expect(first.status).toBe(200);
    expect(first.body.members.map(({ status, reason }) => reason ?? status)).toEqual([
      'issued',
      'member_unknown',
      'issued',
      'member_unknown',
      'member_unknown',
    ]);
    const again = await issue(body);
    expect(again.body.members.map(({ status, reason }) => reason ?? status)).toEqual([
      'already_issued',
      'member_unknown',
      'already_issued',
      'member_unknown',
      'member_unknown',
    ]);
    expect(again.body.members.map(({ couponId }) => couponId)).toEqual(
      first.body.members.map(({ couponId }) => couponId),
    );
    const { coupons = [] } = await stateOf(till, two);
    expect(coupons.filter(({ templateId }) => templateId === 'ten')).toEqual([
      expect.objectContaining({ couponId: first.body.members[2]?.couponId, status: 'issued' }),
    ]);
    expect(await issue({ ...body, templateId: 'scarce' })).toMatchObject({
      status: 409,
      body: { code: 'id_reused' },
    });
  });

  test('keeps the limits of the template: in all, per member, and its days', async () => {
    const till = await OfficeTill.activate(office());
    const members = [];
    for (let index = 0; index < 4; index += 1) members.push(await enrol(till));
    const reasons = async (body: object) =>
      (await issue(body)).body.members.map(({ status, reason }) => reason ?? status);
    expect(await reasons({ templateId: 'scarce', memberIds: members })).toEqual([
      'issued',
      'issued',
      'issued',
      'total_limit',
    ]);
    expect(await reasons({ templateId: 'scarce', memberIds: members.slice(0, 1) })).toEqual([
      'total_limit',
    ]);
    const one = { templateId: 'ten', memberIds: members.slice(0, 1) };
    expect([...(await reasons(one)), ...(await reasons(one)), ...(await reasons(one))]).toEqual([
      'issued',
      'issued',
      'member_limit',
    ]);
    expect(await reasons({ templateId: 'gone', memberIds: members.slice(0, 1) })).toEqual([
      'template_ended',
    ]);
    expect(await issue({ templateId: 'none', memberIds: members })).toMatchObject({
      status: 422,
      body: { code: 'coupon_template_unknown' },
    });
  });

  test('gives no more than the total to many who ask at once', async () => {
    const till = await OfficeTill.activate(office());
    const before = await issue({ templateId: 'scarce', memberIds: [await enrol(till)] });
    expect(before.body.members[0]?.reason).toBe('total_limit');
    const memberId = await enrol(till);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => issue({ templateId: 'ten', memberIds: [memberId] })),
    );
    const issued = answers.filter(({ body }) => body.members[0]?.status === 'issued');
    expect(issued).toHaveLength(2);
    const { coupons = [] } = await stateOf(till, memberId);
    expect(coupons.filter(({ templateId }) => templateId === 'ten')).toHaveLength(2);
  });

  test('shows a member’s coupons with a signed code while they can be used (CP-06)', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = await enrol(till);
    const couponId = await issueOne(memberId);
    const shown = (await listOf(memberId)).find((each) => each.couponId === couponId);
    expect(parseCouponCode(shown?.code ?? '')).toMatchObject({ couponId, memberId, flags: '' });
    await till.push([use(till, memberId, couponId, 1_795_000_000_000)]);
    expect((await listOf(memberId)).find((each) => each.couponId === couponId)).toMatchObject({
      status: 'used',
      code: null,
    });
  });

  test('welcomes a new member once per phone, whoever enrols it twice (R006)', async () => {
    const [tillA, tillB] = [
      await OfficeTill.activate(office()),
      await OfficeTill.activate(office()),
    ];
    const first = await enrol(tillA, '13655556666');
    const second = await enrol(tillB, '13655556666');
    const welcomes = async (memberId: string) =>
      (await listOf(memberId)).filter(({ templateId }) => templateId === 'welcome').length;
    expect([await welcomes(first), await welcomes(second)]).toEqual([1, 0]);
  });

  test.each(['the earlier', 'the later'] as const)(
    'keeps the earlier of two uses when %s arrives first, and notes the other (CP-09)',
    async (which) => {
      const [tillA, tillB] = [
        await OfficeTill.activate(office()),
        await OfficeTill.activate(office()),
      ];
      const memberId = await enrol(tillA);
      const couponId = await issueOne(memberId);
      const earlier = use(tillA, memberId, couponId, 1_795_000_001_000);
      const later = use(tillB, memberId, couponId, 1_795_000_002_000);
      const pushes = [() => tillA.push([earlier]), () => tillB.push([later])];
      if (which === 'the later') pushes.reverse();
      for (const push of pushes) {
        const { verdicts } = await push();
        expect(verdicts.map(({ outcome }) => outcome)).toEqual(['posted']);
      }
      // A push whose answer was lost comes again and changes nothing.
      await tillA.push([earlier]);
      await tillB.push([later]);
      const state = await stateOf(tillA, memberId);
      const coupon = state.coupons?.find((each) => each.couponId === couponId);
      expect(coupon).toMatchObject({
        status: 'used',
        use: { operationId: operationIdOf(earlier) },
      });
      expect(state.couponConflicts).toEqual([
        { couponId, operationId: operationIdOf(later), onDay: businessDate },
      ]);
      expect(state.debtPoints).toBe(0);
      expect(isCouponOnlineOnly(state.couponConflicts, businessDate)).toBe(false);

      // R115: managers of both stores see both uses, and who bears it; a third store sees nothing of it.
      const receiptOf = (item: { readonly json: string }) =>
        (JSON.parse(item.json) as { body: { receipt: { receiptNo: string } } }).body.receipt
          .receiptNo;
      const desk = await tillB.client.review.list({});
      expect(desk.conflicts.filter((each) => each.memberId === memberId)).toEqual([
        {
          memberId,
          maskedName: '张*丰',
          maskedPhone: expect.stringContaining('****') as string,
          caseId: `conflict:${couponId}:${operationIdOf(later)}`,
          templateId: 'ten',
          stands: {
            storeId: 'S001',
            terminalName: '收银一',
            receiptNo: receiptOf(earlier),
            atMs: 1_795_000_001_000,
          },
          lost: {
            storeId: 'S001',
            terminalName: '收银一',
            receiptNo: receiptOf(later),
            atMs: 1_795_000_002_000,
          },
          paidBy: 'campaign',
          state: 'open',
        },
      ]);
      const elsewhere = await OfficeTill.activate(office(), 'S002');
      expect((await elsewhere.client.review.list({})).conflicts).toEqual([]);

      const secondId = await issueOne(memberId);
      await tillA.push([use(tillA, memberId, secondId, 1_795_000_003_000)]);
      await tillB.push([use(tillB, memberId, secondId, 1_795_000_003_000)]);
      const { couponConflicts } = await stateOf(tillA, memberId);
      expect(isCouponOnlineOnly(couponConflicts, businessDate)).toBe(true);
      const { body } = await callAdmin<{ operations: { kind: string }[] }>(
        office(),
        `/operations?memberId=${memberId}`,
      );
      expect(body.operations.filter(({ kind }) => kind === 'couponConflict')).toHaveLength(2);
      // CP-09: head office adds up who bears them.
      const now = businessDateAt(Date.now());
      const { costs } = (
        await callAdmin<{ costs: { paidBy: string; conflictCount: number }[] }>(
          office(),
          `/reports/coupon-conflicts?fromDay=${addDays(now, -1)}&toDay=${addDays(now, 1)}`,
        )
      ).body;
      expect(costs.map(({ paidBy }) => paidBy)).toEqual(['campaign']);
      const counted = costs.reduce((sum, { conflictCount }) => sum + conflictCount, 0);
      expect(counted).toBeGreaterThanOrEqual(2);
    },
  );

  test.each(['the use', 'the undoing'] as const)(
    'opens a case where a coupon was used and its points were given back, %s first (PL-23, CP-09)',
    async (which) => {
      const [tillA, tillB] = [
        await OfficeTill.activate(office()),
        await OfficeTill.activate(office()),
      ];
      const memberId = await enrol(tillA);
      const couponId = await issueOne(memberId);
      const used = use(tillB, memberId, couponId, 1_795_000_001_000);
      const redemptionId = `RC-${couponId}`;
      const undone = tillA.write('cancelRedemption', memberId, {
        redemptionId,
        entries: [],
        coupons: [{ kind: 'void', couponId }],
      });
      const pushes = [() => tillB.push([used]), () => tillA.push([undone])];
      if (which === 'the undoing') pushes.reverse();
      for (const push of pushes) {
        const { verdicts } = await push();
        expect(verdicts.map(({ outcome }) => outcome)).toEqual(['posted']);
      }
      const { coupons = [], couponConflicts } = await stateOf(tillA, memberId);
      expect(coupons.find((each) => each.couponId === couponId)?.status).toBe('void');
      expect(couponConflicts).toMatchObject([{ couponId, operationId: operationIdOf(used) }]);
      const { conflicts } = await tillB.client.review.list({});
      expect(conflicts.filter((each) => each.memberId === memberId)).toMatchObject([
        { stands: { storeId: 'S001', receiptNo: redemptionId }, paidBy: 'campaign', state: 'open' },
      ]);
    },
  );

  test('keeps a coupon for one till of many that ask at once, until it is used, given back or time is over', async () => {
    const tills = await Promise.all(Array.from({ length: 8 }, () => OfficeTill.activate(office())));
    const memberId = await enrol(tills[0]!);
    const couponIds = [await issueOne(memberId)];
    const claim = (till: OfficeTill, claimId = 'receipt-1') =>
      till.client.coupons.claim({ claimId, attemptId: 'newer', memberId, couponIds });
    const answers = await Promise.all(tills.map((till) => claim(till)));
    const winners = tills.filter((_, index) => answers[index]?.status === 'claimed');
    expect(winners).toHaveLength(1);
    const winner = winners[0]!;
    const other = tills.find((till) => till !== winner)!;
    expect(await claim(other)).toMatchObject({ status: 'refused', reason: 'used' });
    expect(await claim(winner)).toMatchObject({ status: 'claimed' });
    expect(await claim(winner, 'receipt-2')).toMatchObject({ status: 'claimed' });
    await winner.client.release({ actId: 'receipt-1', memberId });
    expect(await claim(other)).toMatchObject({ status: 'refused', reason: 'used' });
    await winner.client.release({ actId: 'receipt-2', attemptId: 'older', memberId });
    expect(await claim(other)).toMatchObject({ status: 'refused', reason: 'used' });
    await winner.client.release({ actId: 'receipt-2', attemptId: 'newer', memberId });
    expect(await claim(other)).toMatchObject({ status: 'claimed' });
    await other.client.release({ actId: 'receipt-1', memberId });
    expect(await claim(winner)).toMatchObject({ status: 'claimed' });
    office().passMs(reservationLifeMs);
    expect(await claim(other)).toMatchObject({ status: 'claimed' });
    await other.push([use(other, memberId, couponIds[0]!, 1_795_000_000_000)]);
    office().passMs(reservationLifeMs);
    expect(await claim(winner)).toMatchObject({ status: 'refused', reason: 'used' });
    const { coupons } = await stateOf(other, memberId);
    expect(coupons?.every((coupon) => coupon.claim === undefined)).toBe(true);
  });

  test('keeps all coupons of a claim or none', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = await enrol(till);
    const couponId = await issueOne(memberId);
    const claim = (couponIds: string[], to = memberId) =>
      till.client.coupons.claim({ claimId: 'r', memberId: to, couponIds });
    expect(await claim([couponId, 'none'])).toMatchObject({
      status: 'refused',
      couponId: 'none',
      reason: 'not_for_member',
    });
    const { coupons } = await stateOf(till, memberId);
    expect(coupons?.some((coupon) => coupon.claim !== undefined)).toBe(false);
    expect(await claim([couponId], randomUUIDv7())).toEqual({ status: 'member_unknown' });
  });

  const codeOf = async (memberId: string, couponId: string) => {
    const code = (await listOf(memberId)).find((each) => each.couponId === couponId)?.code ?? '';
    expect(code).toMatch(/^C1\|/);
    return code;
  };
  const handOver = (till: OfficeTill, memberId: string, code: string) =>
    till.client.coupons.handOver({ code, memberId, operatorId: 'anna' });

  test('CP-01: a coupon passes to one of many for whom its code is shown at once, and may pass on', async () => {
    const tills = await Promise.all(Array.from({ length: 6 }, () => OfficeTill.activate(office())));
    const till = tills[0]!;
    const giverId = await enrol(till);
    const receiverIds: string[] = [];
    for (const each of tills) receiverIds.push(await enrol(each));
    const couponId = await issueOne(giverId, 'friend');
    const code = await codeOf(giverId, couponId);
    const answers = await Promise.all(
      tills.map((each, index) => handOver(each, receiverIds[index]!, code)),
    );
    const won = answers.flatMap((answer, index) =>
      answer.status === 'handed_over' ? [{ index, newId: answer.couponId }] : [],
    );
    expect(won).toHaveLength(1);
    const { index, newId } = won[0]!;
    expect(answers.filter((_, each) => each !== index)).toEqual(
      Array.from({ length: 5 }, () => ({ status: 'refused', reason: 'used' })),
    );
    const receiverId = receiverIds[index]!;
    expect(await handOver(till, receiverId, code)).toMatchObject({
      status: 'handed_over',
      couponId: newId,
    });
    const friends = async (memberId: string) =>
      (await stateOf(till, memberId)).coupons?.filter(({ templateId }) => templateId === 'friend');
    expect(await friends(giverId)).toMatchObject([
      { couponId, status: 'void', handedOver: { couponId: newId, memberId: receiverId } },
    ]);
    expect(await friends(receiverId)).toMatchObject([{ couponId: newId, status: 'issued' }]);
    const claim = (memberId: string, wanted: string) =>
      till.client.coupons.claim({ claimId: 'r', memberId, couponIds: [wanted] });
    expect(await claim(giverId, couponId)).toMatchObject({ reason: 'not_for_member' });
    const given = (await listOf(giverId)).find((each) => each.couponId === couponId);
    expect(given).toMatchObject({ code: null, handedOver: { couponId: newId } });
    // And it may come back.
    const back = await handOver(till, giverId, await codeOf(receiverId, newId));
    expect(back).toMatchObject({ status: 'handed_over' });
    const backId = back.status === 'handed_over' ? back.couponId : '';
    expect(await claim(giverId, backId)).toMatchObject({ status: 'claimed' });
    const { body } = await callAdmin<{ operations: { kind: string; actor: string }[] }>(
      office(),
      `/operations?memberId=${giverId}`,
    );
    expect(body.operations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'giveCoupon', actor: 'anna' }),
        expect.objectContaining({ kind: 'receiveCoupon', actor: 'anna' }),
      ]),
    );
  });

  test('CP-01: what is not to be passed on stays, with the reason', async () => {
    const till = await OfficeTill.activate(office());
    const [giverId, receiverId] = [await enrol(till), await enrol(till)];
    const ownId = await issueOne(giverId, 'ten');
    const own = await codeOf(giverId, ownId);
    expect(await handOver(till, receiverId, own)).toMatchObject({ reason: 'not_transferable' });
    const couponId = await issueOne(giverId, 'friend');
    const code = await codeOf(giverId, couponId);
    // The flag of another coupon's code is signed with the rest of it.
    const forged = own.replace(/\|\|(?=[^|]*$)/u, '|OT|');
    expect(forged).not.toBe(own);
    for (const wrong of [forged, code.replace('|OT|', '|O|'), 'C1|nothing']) {
      expect(await handOver(till, receiverId, wrong)).toMatchObject({ reason: 'code_wrong' });
    }
    expect(await handOver(till, randomUUIDv7(), code)).toEqual({ status: 'member_unknown' });
    expect(await handOver(till, giverId, code)).toMatchObject({ status: 'own', couponId });
    await till.client.coupons.claim({ claimId: 'r', memberId: giverId, couponIds: [couponId] });
    expect(await handOver(till, receiverId, code)).toMatchObject({ reason: 'used' });
    office().passMs(reservationLifeMs);
    const setFrozen = (memberId: string, frozen: boolean) =>
      till.push([till.write('freeze', memberId, { target: 'member', frozen })]);
    await setFrozen(receiverId, true);
    expect(await handOver(till, receiverId, code)).toMatchObject({ reason: 'member_frozen' });
    await setFrozen(receiverId, false);
    await setFrozen(giverId, true);
    expect(await handOver(till, receiverId, code)).toMatchObject({ reason: 'not_transferable' });
    await setFrozen(giverId, false);
    expect(await handOver(till, receiverId, code)).toMatchObject({ status: 'handed_over' });
  });

  test('CP-01, CP-09: a till that kept it and used it too late finds it passed on: a case tells both sides', async () => {
    const till = await OfficeTill.activate(office());
    const [giverId, receiverId] = [await enrol(till), await enrol(till)];
    const couponId = await issueOne(giverId, 'friend');
    const code = await codeOf(giverId, couponId);
    await till.client.coupons.claim({ claimId: 'r', memberId: giverId, couponIds: [couponId] });
    const used = use(till, giverId, couponId, 1_795_000_001_000);
    office().passMs(reservationLifeMs);
    const passed = await handOver(till, receiverId, code);
    const newId = passed.status === 'handed_over' ? passed.couponId : '';
    await till.push([used]);
    const { couponConflicts, coupons = [] } = await stateOf(till, giverId);
    expect(couponConflicts).toMatchObject([{ couponId, operationId: operationIdOf(used) }]);
    expect(coupons.find((each) => each.couponId === couponId)?.status).toBe('void');
    const { conflicts } = await till.client.review.list({});
    expect(conflicts.filter(({ memberId }) => memberId === giverId)).toMatchObject([
      { stands: { storeId: 'S001', receiptNo: newId }, state: 'open' },
    ]);
  });

  test('CP-01: two members of one coupon are merged and parted again, and each keeps their side', async () => {
    const till = await OfficeTill.activate(office());
    const [giverId, receiverId] = [await enrol(till), await enrol(till)];
    const couponId = await issueOne(giverId, 'friend');
    const passed = await handOver(till, receiverId, await codeOf(giverId, couponId));
    const newId = passed.status === 'handed_over' ? passed.couponId : '';
    const mergeId = randomUUIDv7();
    const by = { mergeId, actor: 'anna', reason: 'one person' };
    const ids = { fromMemberId: giverId, intoMemberId: receiverId };
    const friends = async (memberId: string) =>
      ((await stateOf(till, memberId)).coupons ?? [])
        .filter(({ templateId }) => templateId === 'friend')
        .map((coupon) => `${coupon.couponId} ${coupon.status}`);
    expect((await callAdmin(office(), '/members/merge', { ...ids, ...by })).status).toBe(200);
    expect(new Set(await friends(receiverId))).toEqual(
      new Set([`${newId} issued`, `${couponId} void`]),
    );
    expect((await callAdmin(office(), '/members/unmerge', by)).status).toBe(200);
    expect(await friends(receiverId)).toEqual([`${newId} issued`]);
    expect(await friends(giverId)).toEqual([`${couponId} void`]);
  });

  test('CP-09, PL-19: a coupon that an undo gave back and the survivor used stays whose it is, with a case', async () => {
    const till = await OfficeTill.activate(office());
    const [ownerId, survivorId] = [await enrol(till), await enrol(till)];
    const couponId = await issueOne(ownerId);
    const mergeId = randomUUIDv7();
    const by = { mergeId, actor: 'anna', reason: 'one person' };
    const ids = { fromMemberId: ownerId, intoMemberId: survivorId };
    expect((await callAdmin(office(), '/members/merge', { ...ids, ...by })).status).toBe(200);
    const used = use(till, survivorId, couponId, 1_795_000_001_000);
    expect((await callAdmin(office(), '/members/unmerge', by)).status).toBe(200);
    // A push whose answer was lost comes again and changes nothing.
    for (let time = 0; time < 2; time += 1) await till.push([used]);
    const { coupons = [] } = await stateOf(till, ownerId);
    expect(coupons.find((each) => each.couponId === couponId)).toMatchObject({ status: 'issued' });
    const { couponConflicts } = await stateOf(till, survivorId);
    expect(couponConflicts).toMatchObject([{ couponId, operationId: operationIdOf(used) }]);
    const { conflicts } = await till.client.review.list({});
    expect(conflicts.filter(({ memberId }) => memberId === survivorId)).toMatchObject([
      { stands: { storeId: 'office', receiptNo: mergeId }, paidBy: 'campaign', state: 'open' },
    ]);
  });

  test('CP-08: tills get shares; a note becomes a coupon while one is left, otherwise the points come back', async () => {
    const till = await OfficeTill.activate(office(), 'S-share');
    const memberId = await enrol(till);
    const deliver = async (deliveryId: string, quantity: number, templateId = 'few') => {
      const sku = `coupon:${templateId}`;
      const delivery = { deliveryId, storeId: 'S-share', sku, quantity };
      const { body } = await callAdmin<{ code?: string; status?: string }>(
        office(),
        '/gift-stock',
        delivery,
      );
      return body.code ?? body.status;
    };
    const give = async () => {
      const [answer] = (await issue({ templateId: 'few', memberIds: [memberId] })).body.members;
      return answer?.reason ?? answer?.status;
    };
    expect([await deliver('c0', 5), await deliver('c1', 2)]).toEqual(['not_accepted', 'added']);
    expect([await deliver('c2', 3), await deliver('c3', 1, 'none')]).toEqual([
      'not_accepted',
      'not_found',
    ]);
    expect(await give()).toBe('issued');

    const expiresOnDay = addDays(businessDateAt(Date.now()), 90);
    const entry = (kind: 'adjust' | 'redeem', points: number) => ({
      kind,
      points,
      ruleId: 'test',
      lots: [{ expiresOnDay, points: Math.abs(points) }],
    });
    const sink = (redemptionId: string, change: object) =>
      till.write(
        'redeemSink',
        memberId,
        {
          redemptionId,
          sinkId: 'few',
          points: 10,
          right: 'authorised',
          entries: [entry('redeem', -10)],
          ...change,
        },
        { header: { programmeVersion: 7 } },
      );
    const claim = (couponId: string) => ({
      couponClaim: { couponId, templateId: 'few', tierCode: 'basic' },
    });
    const days = { fromDay: businessDate, toDay: businessDate, issuedAtMs: 1 };
    const coupon = { couponId: 'till-1', templateId: 'few', status: 'issued' as const, ...days };
    const shared = { coupons: [{ kind: 'issue', coupon }], allottedTemplateId: 'few' };
    const items = [
      till.write('adjust', memberId, {
        adjustmentId: 'A0',
        reasonCode: 'goodwill',
        entries: [entry('adjust', 50)],
      }),
      sink('A1', shared),
      sink('A2', claim('till-2')),
      sink('A3', claim('till-3')),
    ];
    await till.push(items);
    await till.push(items);
    const { coupons = [], lots } = await stateOf(till, memberId);
    const fromTill = coupons.map(({ couponId }) => couponId).filter((id) => id.startsWith('till-'));
    expect(fromTill).toEqual(['till-1', 'till-2']);
    expect(lots).toEqual([{ expiresOnDay, points: 30 }]);
    // One of the till's share is left, and nothing beside it.
    expect([await give(), await deliver('c4', 1)]).toEqual(['total_limit', 'not_accepted']);
  });

  test('who issues coupons says so, and why; a name that is not known issues none', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = await enrol(till);
    const wish = { templateId: 'ten', memberIds: [memberId] };
    const misspelt = await issue({ templateId: 'ten', members: [memberId] });
    expect(misspelt).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect((await issue({ ...wish, reason: undefined })).status).toBe(400);
    expect((await issue({ ...wish, actor: undefined })).status).toBe(400);
    const tens = async () =>
      (await listOf(memberId)).filter(({ templateId }) => templateId === 'ten');
    expect(await tens()).toEqual([]);
    expect((await issue({ ...wish, actor: 'zoe' })).status).toBe(200);
    const { body } = await callAdmin<{ operations: { actor: string | null }[] }>(
      office(),
      `/operations?memberId=${memberId}`,
    );
    expect(body.operations.map(({ actor }) => actor)).toContain('zoe');
    expect(await tens()).toHaveLength(1);
  });

  test('changes the key of codes; tills hear of it with the rules', async () => {
    const till = await OfficeTill.activate(office());
    const before = (await till.feed(null)).programmes;
    const { body } = await callAdmin<{ keyIds: string[] }>(office(), '/coupons/keys/rotate', {});
    expect(body.keyIds).toEqual(['k1', 'k2', 'k3']);
    const after = (await till.feed(null)).programmes;
    expect(after?.couponKeys?.keys.map(({ keyId }) => keyId)).toEqual(body.keyIds);
    expect(after?.revision).not.toBe(before?.revision);
    const memberId = await enrol(till);
    await issueOne(memberId);
    const codes = (await listOf(memberId)).map(({ code }) => parseCouponCode(code ?? '')?.keyId);
    expect(new Set(codes)).toEqual(new Set(['k2']));
    // A code that was printed before the change is verified for as long as any coupon may live.
    const dayMs = 86_400_000;
    const isKnown = async () => (await till.feed(null)).programmes?.couponKeys?.keys[0]?.keyId;
    office().passMs(1_100 * dayMs);
    expect(await isKnown()).toBe('k1');
    office().passMs(2 * dayMs);
    expect(await isKnown()).toBe('k2');
  });
});
