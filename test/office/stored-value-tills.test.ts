import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { safe } from '@orpc/client';
import { beforeAll, expect, test, vi } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { overdrawnFen } from '../../src-shared/domain/stored-value/post-value.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LiveTill, publishTo, startLiveTill } from '../support/live-till.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const pin = '579246';
const proof = { kind: 'pin', pin } as const;
const plain = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

describeOffice('stored value at two tills', (office) => {
  beforeAll(async () => {
    const document = JSON.parse(readFileSync(plain, 'utf8')) as { version: number };
    const version = document.version + 1;
    const rules = sampleValueRules();
    // No law has a wallet without bound, and publication refuses one.
    const profiles = rules.profiles.filter(({ profileId }) => profileId === 'named');
    const value = { ...rules, profiles, profileIdByStore: {} };
    await publishTo(office(), { ...document, version, value });
  });

  /** A member with 1,000 yuan and a bonus of 200, known at both tills. */
  const openShop = async (phone: string) => {
    const [one, two] = [await startLiveTill(office()), await startLiveTill(office())];
    const { memberId } = await one.pos.member.enrol({ phone, pin });
    const sold = await one.pos.storedValue.topUp({
      topUpId: `T-${phone}`,
      memberId,
      packageId: 'p1200',
      method: 'card',
      identity: 'id_card',
      termsConfirmed: true,
    });
    await one.sync();
    await two.sync();
    return { one, two, memberId, contractNo: sold.contractNo };
  };
  const payAt = ({ pos }: LiveTill, memberId: string, paymentId: string, amountFen: number) =>
    safe(pos.storedValue.pay({ paymentId, memberId, receiptNo: paymentId, amountFen, proof }));
  const stateAtOffice = async (memberId: string): Promise<MemberState> => {
    const stranger = await OfficeTill.activate(office());
    const want = { kind: 'refund', contractNo: 'none' } as const;
    const businessDate = '2026-11-21' as never;
    const answer = await stranger.client.authoriseValue({
      reservationId: 'look',
      memberId,
      want,
      businessDate,
      pendingDebits: [],
    });
    if (answer.status !== 'refused') throw new Error(answer.status);
    return JSON.parse(answer.member.stateJson) as MemberState;
  };

  test('paying at once from one wallet never overspends it, and both tills and the office agree', async () => {
    const { one, two, memberId } = await openShop('13812345671');
    const calls = [0, 1, 2, 3, 4].flatMap((index) => [
      payAt(one, memberId, `A${String(index)}`, 20_000),
      payAt(two, memberId, `B${String(index)}`, 20_000),
    ]);
    const answers = await Promise.all(calls);
    const paid = answers.filter(({ error }) => error === null);
    expect(paid).toHaveLength(6);
    for (const { error } of answers) {
      if (error !== null) expect(error).toMatchObject({ code: 'value_too_little' });
    }
    await one.sync();
    await two.sync();
    await one.sync();
    const state = await stateAtOffice(memberId);
    expect(overdrawnFen(state.value)).toBe(0);
    expect(state.value?.contracts).toMatchObject([
      { principalLeftFen: 0, bonusLeftFen: 0, spentFen: 120_000 },
    ]);
    expect(state.value?.reservations).toEqual([]);
    for (const till of [one, two]) {
      expect(await till.pos.storedValue.get({ memberId })).toMatchObject({
        availableFen: 0,
        contracts: [{ spentFen: 120_000 }],
      });
      expect(await till.pos.sync.state()).toMatchObject({ setAsideCount: 0 });
    }
  });

  test('a contract is either paid from or paid back, never both for the same money (art. 20)', async () => {
    const { one, two, memberId, contractNo } = await openShop('13812345672');
    const approver = await addManager(office());
    await one.sync();
    const refund = safe(
      one.pos.storedValue.refund({
        refundId: 'F1',
        memberId,
        contractNo,
        basis: 'cooling_off',
        refundFen: 100_000,
        payTo: 'same_name_account',
        approver,
        proof,
      }),
    );
    const [refunded, paid] = await Promise.all([refund, payAt(two, memberId, 'B', 60_000)]);
    expect([refunded.error === null, paid.error === null].filter(Boolean)).toHaveLength(1);
    await one.sync();
    await two.sync();
    const [contract] = (await stateAtOffice(memberId)).value?.contracts ?? [];
    expect([contract?.refundedFen, contract?.spentFen]).toEqual(
      refunded.error === null ? [100_000, 0] : [0, 60_000],
    );
  });

  test('an answer that was lost is asked for again under the same number and paid once', async () => {
    const { one, two, memberId } = await openShop('13812345673');
    const first = await payAt(one, memberId, 'P', 70_000);
    expect(first.data).toMatchObject({ status: 'posted' });
    const again = await payAt(one, memberId, 'P', 70_000);
    expect(again.data).toMatchObject({ status: 'already_posted' });
    expect((await payAt(two, memberId, 'P', 70_000)).error).toMatchObject({ code: 'id_reused' });
    await one.sync();
    expect((await stateAtOffice(memberId)).value?.contracts).toMatchObject([{ spentFen: 70_000 }]);
  });

  test('the statement has every movement of every till, the unsent ones too (art. 25)', async () => {
    const { one, two, memberId } = await openShop('13812345675');
    for (let count = 0; count < 11; count += 1) {
      await payAt(two, memberId, `S${String(count)}`, 100);
      await two.pos.storedValue.cancelPayment({ paymentId: `S${String(count)}` });
    }
    await two.sync();
    await one.sync();
    await payAt(one, memberId, 'last', 5_000);
    const { isComplete, entries } = await one.pos.storedValue.statement({ memberId });
    expect(isComplete).toBe(true);
    expect(entries).toHaveLength(24);
    expect(entries[0]).toMatchObject({ kind: 'pay', reference: 'last', reason: '储值付款' });
    // What the goods cost undiscounted, of this till and of head office; what came back takes it back (SV-02).
    expect(entries[0]?.listFen).toBe(5_000);
    expect(new Set(entries.slice(1, -1).map(({ kind, listFen }) => `${kind} ${listFen}`))).toEqual(
      new Set(['cancel -100', 'pay 100']),
    );
    expect(entries.at(-1)?.listFen).toBe(0);
    expect(entries.at(-1)).toMatchObject({ kind: 'top_up', principalFen: 100_000 });
    const left = entries.reduce((sum, each) => sum + each.principalFen + each.bonusFen, 0);
    expect(await one.pos.storedValue.get({ memberId })).toMatchObject({ availableFen: left });
  });

  test('what was topped up elsewhere counts as soon as it is known, and its limit with it (SV-04)', async () => {
    const { two, memberId } = await openShop('13812345674');
    const wish = { memberId, method: 'card', termsConfirmed: true } as const;
    const much = await safe(
      two.pos.storedValue.topUp({ ...wish, topUpId: 'T2', amountFen: 390_000 }),
    );
    expect(much.error).toMatchObject({ code: 'value_above_limit', data: { maxFen: 380_000 } });
    const some = await two.pos.storedValue.topUp({ ...wish, topUpId: 'T3', amountFen: 380_000 });
    expect(some).toMatchObject({ status: 'posted', paidFen: 380_000 });
  });

  test('SV-06: the number of a document is opened by head office alone, and stands nowhere else', async () => {
    const number = '11010519491231002X';
    const till = await startLiveTill(office());
    const { memberId } = await till.pos.member.enrol({ phone: '13812345676', name: '张三丰', pin });
    const wish = { memberId, packageId: 'p500', method: 'card', termsConfirmed: true } as const;
    const identity = { identity: 'id_card', identityNumber: number } as const;
    await till.sync();
    const wrong = { ...wish, ...identity, topUpId: 'I0', identityNumber: '110105194912310021' };
    const refused = await safe(till.pos.storedValue.topUp(wrong));
    expect(refused.error).toMatchObject({ code: 'value_identity_number_wrong' });
    const posted = await till.pos.storedValue.topUp({ ...wish, ...identity, topUpId: 'I1' });
    expect(posted).toMatchObject({ status: 'posted' });
    // Its hash would be soon undone: a repeat is the same request without it.
    const again = await till.pos.storedValue.topUp({ ...wish, identity: 'id_card', topUpId: 'I1' });
    expect(again).toMatchObject({ status: 'already_posted' });
    await till.sync();

    type Listed = { identities: { operationId: string }[] };
    const { body } = await callAdmin<Listed>(office(), `/members/${memberId}/identities`);
    expect(body.identities).toMatchObject([
      { document: 'id_card', maskedNumber: '1****X', maskedName: '张*丰' },
    ]);
    const reveal = (of: string) =>
      callAdmin(office(), `/members/${of}/identities/reveal`, {
        operationId: body.identities[0]?.operationId,
        actor: 'anna',
        reason: '核对退款人',
      });
    expect((await reveal(memberId)).body).toMatchObject({ number, name: '张三丰' });
    expect((await reveal('other')).body).toMatchObject({ code: 'not_found' });
    const { body: operations } = await callAdmin(office(), `/operations?memberId=${memberId}`);
    expect(JSON.stringify(operations)).not.toContain(number);
    expect(JSON.stringify(await stateAtOffice(memberId))).not.toContain(number);
    const { mode } = await stat(path.join(office().dataFolder, 'identity-keys'));
    expect(mode & 0o777).toBe(0o600);
  });
});

async function addManager(office: { readonly url: string; readonly adminToken: string }) {
  const person = { name: '王店长', role: 'manager', pin: '830164' };
  const { body } = await callAdmin<{ staffId: string }>(office, '/staff', person);
  return { staffId: body.staffId, pin: person.pin };
}
