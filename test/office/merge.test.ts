import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

const dayMs = 86_400_000;

interface Member {
  readonly memberId: string;
  readonly availablePoints: number;
  readonly debtPoints: number;
  readonly mergedInto: string | null;
}

describeOffice('merges', (office) => {
  const read = async (memberId: string) =>
    (await callAdmin<Member>(office(), `/members/${memberId}`)).body;
  const merge = (fromMemberId: string, intoMemberId: string, mergeId: string) =>
    callAdmin(office(), '/members/merge', {
      fromMemberId,
      intoMemberId,
      mergeId,
      actor: 'anna',
      reason: '同一人',
    });
  const unmerge = (mergeId: string) =>
    callAdmin(office(), '/members/unmerge', { mergeId, actor: 'anna', reason: '弄错了' });
  const expectBooks = async () => {
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  };
  /** Two tills that enrolled one phone while offline. */
  const twice = async (phone: string) => {
    const [first, second] = [
      await OfficeTill.activate(office()),
      await OfficeTill.activate(office()),
    ];
    const [a, b] = [randomUUIDv7(), randomUUIDv7()];
    const cardNo = `29${phone}`;
    await first.push([first.enrol(a, phone), first.adjust(a, 300)]);
    await second.push([second.enrol(b, phone, { cardNo }), second.adjust(b, 120)]);
    return { first, second, a, b, phone, cardNo };
  };

  test('proposes members of one phone, merges them, and both ids lead to the survivor (R001)', async () => {
    const { first, second, a, b, phone, cardNo } = await twice('13811110001');
    const { body } = await callAdmin<{ proposals: { phone: string; members: Member[] }[] }>(
      office(),
      '/members/duplicates',
    );
    const proposal = body.proposals.find((each) => each.phone === phone);
    expect(proposal?.members.map(({ memberId }) => memberId).toSorted()).toEqual([a, b].toSorted());

    const mergeId = randomUUIDv7();
    const answers = await Promise.all([merge(b, a, mergeId), merge(b, a, mergeId)]);
    expect(answers.map((answer) => String(answer.body['status'])).toSorted()).toEqual([
      'already_merged',
      'merged',
    ]);
    expect((await merge(a, b, mergeId)).body).toMatchObject({ code: 'id_reused' });
    expect(await read(a)).toMatchObject({ availablePoints: 420, mergedInto: null });
    expect(await read(b)).toMatchObject({ availablePoints: 0, mergedInto: a });
    for (const wish of [
      { by: 'phone' as const, phone },
      { by: 'card' as const, cardNo },
    ]) {
      expect((await first.client.members.find(wish)).member?.memberId).toBe(a);
    }
    const after = await callAdmin<{ proposals: { phone: string }[] }>(
      office(),
      '/members/duplicates',
    );
    expect(after.body.proposals.map((each) => each.phone)).not.toContain(phone);

    // The second till has not heard of it yet: what it sends for the old id counts for the survivor, once.
    const late = [second.earn(b, `R${phone}`, 50), second.redeem(b, randomUUIDv7(), 20)];
    expect((await second.push(late)).verdicts.map(({ outcome }) => outcome)).toEqual([
      'posted',
      'posted',
    ]);
    await second.push(late);
    expect(await read(a)).toMatchObject({ availablePoints: 450, debtPoints: 0 });
    const redemptionId = randomUUIDv7();
    const authorised = await second.authorise(b, redemptionId, 440);
    expect(authorised.status).toBe('authorised');
    expect((await second.authorise(a, randomUUIDv7(), 20)).status).toBe('refused');
    await office().settle();
    const page = await second.feed(null, { limit: 5000 });
    const old = page.members.find(({ memberId }) => memberId === b);
    // It leaves the overlay of the till that sent it.
    expect(JSON.parse(old?.stateJson ?? '{}')).toMatchObject({
      appliedSeq: { [second.installId]: { seq: second.headSeq } },
      mergedInto: { otherMemberId: a },
    });
    await expectBooks();
  });

  test('undoes a merge within 30 days, once, and leaves what was spent with the survivor', async () => {
    const { first, a, b } = await twice('13811110002');
    const mergeId = randomUUIDv7();
    await merge(b, a, mergeId);
    await first.push([first.redeem(a, randomUUIDv7(), 350)]);
    expect(await read(a)).toMatchObject({ availablePoints: 70 });
    expect((await unmerge(mergeId)).body).toEqual({ status: 'unmerged' });
    expect((await unmerge(mergeId)).body).toEqual({ status: 'already_unmerged' });
    expect(await read(b)).toMatchObject({ availablePoints: 120, debtPoints: 0, mergedInto: null });
    expect(await read(a)).toMatchObject({ availablePoints: 0, debtPoints: 50 });
    await expectBooks();
    expect((await unmerge('nobody')).body).toMatchObject({ code: 'merge_unknown' });
  });

  test('PL-11, PL-19: what came back of a receipt that was brought is the other member’s once the merge is undone', async () => {
    const { first, second, a, b } = await twice('13811110007');
    const receiptNo = 'R13811110007';
    await second.push([second.earn(b, receiptNo, 100), second.redeem(b, randomUUIDv7(), 150)]);
    const mergeId = randomUUIDv7();
    await merge(b, a, mergeId);
    expect(await read(a)).toMatchObject({ availablePoints: 370, debtPoints: 0 });
    // All of it comes back: 100 points are taken where 70 are left of what was brought.
    const businessDate = '2026-11-21' as BusinessDate;
    const refund = second.write('refund', a, {
      refundNo: 'F13811110007',
      receipt: { storeId: second.storeId, businessDate, receiptNo },
      lines: [],
      takenBackPoints: 100,
      restoredPoints: 0,
      entries: [{ kind: 'takeback', points: -100, ruleId: 'refund', lots: [] }],
      growth: [{ measure: 'spend_fen', onDay: businessDate, amount: -10_000 }],
    });
    await second.push([refund]);
    await first.push([first.redeem(a, randomUUIDv7(), 50)]);
    expect(await read(a)).toMatchObject({ availablePoints: 220, debtPoints: 0 });
    expect((await unmerge(mergeId)).body).toEqual({ status: 'unmerged' });
    expect(await read(a)).toMatchObject({ availablePoints: 250, debtPoints: 0 });
    expect(await read(b)).toMatchObject({ availablePoints: 0, debtPoints: 30 });
    await expectBooks();
  });

  test('PL-17, PL-19: what a till put right by hand for whom it did not know to be merged is theirs after the undo', async () => {
    const { first, second, a, b } = await twice('13811110031');
    const mergeId = randomUUIDv7();
    await merge(b, a, mergeId);
    // The one till has not heard of the merge, the other puts the survivor right.
    await second.push([second.adjust(b, 40), second.adjust(b, 15)]);
    await first.push([first.adjust(a, 7)]);
    expect(await read(a)).toMatchObject({ availablePoints: 482 });
    expect((await unmerge(mergeId)).body).toEqual({ status: 'unmerged' });
    expect(await read(a)).toMatchObject({ availablePoints: 307, debtPoints: 0 });
    expect(await read(b)).toMatchObject({ availablePoints: 175, debtPoints: 0 });
    await expectBooks();
  });

  test('PL-17, PL-19: what of that waits for review goes with it, and a receipt stays whose it is', async () => {
    const { first, second, a, b } = await twice('13811110032');
    const mergeId = randomUUIDv7();
    await merge(b, a, mergeId);
    const businessDate = '2026-11-21' as BusinessDate;
    const receiptNo = 'R13811110032';
    const receipt = { storeId: first.storeId, businessDate, receiptNo };
    // What earned for the survivor is made up for by hand at the till that has not heard of the merge: the second credit waits.
    await first.push([first.earn(a, receiptNo, 100)]);
    const lots = [{ expiresOnDay: '2027-12-31' as BusinessDate, points: 30 }];
    const madeUp = second.write('adjust', b, {
      adjustmentId: randomUUIDv7(),
      reasonCode: 'missed_receipt',
      receipt,
      entries: [{ kind: 'adjust', points: 30, ruleId: 'adjust:missed_receipt', lots }],
    });
    await second.push([madeUp]);
    expect(await read(a)).toMatchObject({ availablePoints: 520, heldPoints: 30 });
    const refund = first.write('refund', a, {
      refundNo: 'F13811110032',
      receipt,
      lines: [],
      takenBackPoints: 40,
      restoredPoints: 0,
      entries: [{ kind: 'takeback', points: -40, ruleId: 'refund', lots: [] }],
    });
    await first.push([refund]);
    expect((await unmerge(mergeId)).body).toEqual({ status: 'unmerged' });
    expect(await read(a)).toMatchObject({ availablePoints: 360, heldPoints: 0, debtPoints: 0 });
    expect(await read(b)).toMatchObject({ availablePoints: 120, heldPoints: 30, debtPoints: 0 });
    await expectBooks();
  });

  test('PL-23, PL-19: points of what was cancelled since are back with who had spent them', async () => {
    const { first, second, a, b } = await twice('13811110029');
    const [ofOther, ofSurvivor, since] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    await second.push([second.redeem(b, ofOther, 100)]);
    await first.push([first.redeem(a, ofSurvivor, 200)]);
    const mergeId = randomUUIDv7();
    await merge(b, a, mergeId);
    await first.push([first.redeem(a, since, 50)]);
    expect(await read(a)).toMatchObject({ availablePoints: 70, debtPoints: 0 });
    const cancel = (redemptionId: string, points: number) => {
      const lots = [{ expiresOnDay: '2028-12-31' as BusinessDate, points }];
      const entries = [{ kind: 'restore', points, ruleId: 'cancel', lots }] as const;
      return first.write('cancelRedemption', a, { redemptionId, entries });
    };
    await first.push([cancel(ofOther, 100), cancel(ofSurvivor, 200), cancel(since, 50)]);
    expect(await read(a)).toMatchObject({ availablePoints: 420, debtPoints: 0 });
    expect((await unmerge(mergeId)).body).toEqual({ status: 'unmerged' });
    expect(await read(a)).toMatchObject({ availablePoints: 300, debtPoints: 0 });
    expect(await read(b)).toMatchObject({ availablePoints: 120, debtPoints: 0 });
    await expectBooks();
  });

  test('ID-10: proposes two members who bound one card, until one is merged into the other', async () => {
    const { a, b, second, cardNo } = await twice('13811110009');
    const c = randomUUIDv7();
    await second.push([second.enrol(c, '13811110010', { cardNo })]);
    const shared = async () => {
      const { body } = await callAdmin<{
        proposals: { cardNo: string | null; members: Member[] }[];
      }>(office(), '/members/duplicates');
      return body.proposals.find((each) => each.cardNo === cardNo)?.members;
    };
    expect((await shared())?.map(({ memberId }) => memberId)).toEqual([b, c]);
    await merge(c, b, randomUUIDv7());
    await merge(b, a, randomUUIDv7());
    expect(await shared()).toBeUndefined();
    await expectBooks();
  });

  test('ID-09, ID-10: a number leads to whoever has it now; what a counter told of stands side by side', async () => {
    const { first, a, b, phone } = await twice('13811110006');
    type Proposal = { phone: string | null; caseId: string | null; members: Member[] };
    const proposals = async () =>
      (await callAdmin<{ proposals: Proposal[] }>(office(), '/members/duplicates')).body.proposals;
    const told = first.write('proposeMerge', a, { otherMemberId: b as MemberId });
    await first.push([told, first.write('releasePhone', a, { approverId: 'manager-1' })]);
    expect((await first.client.members.find({ by: 'phone', phone })).member?.memberId).toBe(b);
    expect((await proposals()).some((each) => each.phone === phone)).toBe(false);
    const proposal = (await proposals()).find(({ caseId }) => caseId === `duplicate:${a}:${b}`);
    expect(proposal?.members.map(({ memberId }) => memberId)).toEqual([a, b]);
    // The store that told of it sees it wait, and no other does.
    const desk = await first.client.review.list({});
    expect(desk.duplicates.filter(({ memberId }) => memberId === a)).toMatchObject([
      { caseId: proposal?.caseId, other: { memberId: b }, operatorId: expect.any(String) },
    ]);
    const { body } = await callAdmin<{ cases: object[] }>(office(), `/cases?memberId=${a}`);
    expect(body.cases).toMatchObject([
      { kind: 'possible_duplicate', evidence: { otherMemberId: b } },
      { kind: 'phone_released', operatorId: 'manager-1', state: 'open' },
    ]);

    // Head office has seen the document: what was frozen goes to the member's new account, which is not.
    await merge(a, b, randomUUIDv7());
    expect(await read(b)).toMatchObject({ status: 'active', availablePoints: 420 });
    expect((await proposals()).some(({ caseId }) => caseId === proposal?.caseId)).toBe(false);
    await expectBooks();
  });

  test('follows a chain of merges, and undoes it from its end', async () => {
    const { second, a, b } = await twice('13811110003');
    const { a: c } = await twice('13811110004');
    const [one, two] = [randomUUIDv7(), randomUUIDv7()];
    await merge(b, a, one);
    await merge(a, c, two);
    await second.push([second.adjust(b, 5)]);
    expect(await read(c)).toMatchObject({ availablePoints: 725 });
    expect((await unmerge(one)).body).toMatchObject({ code: 'survivor_merged' });
    expect((await unmerge(two)).body).toEqual({ status: 'unmerged' });
    expect((await unmerge(one)).body).toEqual({ status: 'unmerged' });
    expect(await read(b)).toMatchObject({ availablePoints: 125 });
    expect(await read(a)).toMatchObject({ availablePoints: 300 });
    expect(await read(c)).toMatchObject({ availablePoints: 300 });
    await expectBooks();
  });

  test('refuses an undo after its days, a member that is not there, and one merged with itself', async () => {
    const { a, b } = await twice('13811110005');
    const mergeId = randomUUIDv7();
    expect((await merge(a, a, mergeId)).body).toMatchObject({ code: 'same_member' });
    expect((await merge(a, randomUUIDv7(), mergeId)).body).toMatchObject({ code: 'not_found' });
    await merge(b, a, mergeId);
    office().passMs(31 * dayMs);
    expect((await unmerge(mergeId)).body).toMatchObject({ code: 'undo_too_late' });
    office().passMs(-31 * dayMs);
  });
});
