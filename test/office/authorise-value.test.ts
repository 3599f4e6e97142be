import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type MemberState,
  reservationLifeMs,
} from '../../src-shared/domain/member/member-state.ts';
import { overdrawnFen } from '../../src-shared/domain/stored-value/post-value.ts';
import type { ValueEntry } from '../../src-shared/domain/stored-value/stored-value.ts';
import { walletFen } from '../../src-shared/domain/stored-value/value-balance.ts';
import { describeOffice } from '../support/describe-office.ts';
import { OfficeTill } from '../support/office-client.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';

const businessDate = '2026-11-21' as BusinessDate;

function topUp(
  till: OfficeTill,
  memberId: string,
  contractNo: string,
  paidFen: number,
  bonusFen: number,
) {
  return till.write('topUp', memberId, {
    topUpId: randomUUIDv7(),
    contractNo,
    packageId: null,
    paidFen,
    method: 'mobile',
    profileId: 'named',
    issuerEntityId: 'shop',
    value: [{ kind: 'top_up', contractNo, principalFen: paidFen, bonusFen, listFen: 0 }],
    growth: [],
  });
}

function pay(till: OfficeTill, memberId: string, paymentId: string, value: readonly ValueEntry[]) {
  const amountFen = value.reduce((sum, each) => sum - each.principalFen - each.bonusFen, 0);
  return till.write('payValue', memberId, {
    paymentId,
    receiptNo: 'R1',
    amountFen,
    right: 'authorised',
    value,
  });
}

type Pending = { id: string; terminalSeq: number; entries: ValueEntry[] };

function ask(
  till: OfficeTill,
  memberId: string,
  reservationId: string,
  of: number | { readonly contractNo: string },
  pendingDebits: Pending[] = [],
) {
  const want =
    typeof of === 'number'
      ? {
          kind: 'payment' as const,
          amountFen: of,
          listFen: of,
          spendOrder: 'proportional' as const,
        }
      : { kind: 'refund' as const, ...of };
  const { client } = till;
  return client.authoriseValue({ reservationId, memberId, want, businessDate, pendingDebits });
}

describeOffice('authorise value', (office) => {
  const memberWith = async (...contracts: readonly (readonly [number, number])[]) => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const { verdicts } = await till.push([
      till.enrol(memberId, '13512345678'),
      ...contracts.map(([paidFen, bonusFen], index) =>
        topUp(till, memberId, `C${String(index)}`, paidFen, bonusFen),
      ),
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(verdicts.map(() => 'posted'));
    return { till, memberId };
  };

  test('lets twenty tills that ask at once never take more than is there, nor one part of a contract twice (SV-13)', async () => {
    const { memberId } = await memberWith([5_000, 1_000], [5_000, 0]);
    const tills = await Promise.all(
      Array.from({ length: 20 }, () => OfficeTill.activate(office())),
    );
    const asked = tills.map((till) => ({ till, paymentId: randomUUIDv7() }));
    const answers = await Promise.all(
      asked.map(({ till, paymentId }) => ask(till, memberId, paymentId, 3_000)),
    );
    expect(answers.filter(({ status }) => status === 'authorised')).toHaveLength(3);
    // All of them post what was kept for them, in whatever order.
    for (const [index, answer] of answers.entries()) {
      const { till, paymentId } = asked[index]!;
      if (answer.status !== 'authorised') {
        expect(answer).toMatchObject({ status: 'refused', reason: 'too_little' });
        continue;
      }
      await till.push([pay(till, memberId, paymentId, answer.entries)]);
    }
    const last = await ask(tills[0]!, memberId, randomUUIDv7(), 2_001);
    expect(last).toMatchObject({ status: 'refused', availableFen: 2_000 });
    if (last.status !== 'refused') return;
    const state = JSON.parse(last.member.stateJson) as MemberState;
    expect(walletFen(state.value)).toBe(2_000);
    expect(overdrawnFen(state.value)).toBe(0);
    expect(state.value?.reservations).toEqual([]);
  });

  test('renews what it keeps instead of doubling it, and gives it up when the payment is posted', async () => {
    const { till, memberId } = await memberWith([5_000, 0]);
    const paymentId = randomUUIDv7();
    await ask(till, memberId, paymentId, 4_000);
    const again = await ask(till, memberId, paymentId, 5_000);
    if (again.status !== 'authorised') throw new Error(again.status);
    const kept = JSON.parse(again.member.stateJson) as MemberState;
    expect(kept.value?.reservations).toHaveLength(1);
    await till.push([pay(till, memberId, paymentId, again.entries)]);
    expect(await ask(till, memberId, paymentId, 1)).toEqual({ status: 'id_reused' });
    expect(await ask(till, memberId, randomUUIDv7(), 1)).toMatchObject({ status: 'refused' });
  });

  test('lets a reservation lapse', async () => {
    const { till, memberId } = await memberWith([5_000, 0]);
    await ask(till, memberId, randomUUIDv7(), 5_000);
    expect((await ask(till, memberId, 'later', 5_000)).status).toBe('refused');
    office().passMs(reservationLifeMs + 1);
    expect((await ask(till, memberId, 'later', 5_000)).status).toBe('authorised');
  });

  test('gives back at once what was kept for a payment that its till did not post', async () => {
    const { till, memberId } = await memberWith([100, 0]);
    await ask(till, memberId, 'P1', 100);
    expect(await ask(till, memberId, 'P2', 100)).toMatchObject({ reason: 'too_little' });
    await till.client.release({ actId: 'P1', memberId });
    expect((await ask(till, memberId, 'P2', 100)).status).toBe('authorised');
  });

  test('counts what a till has taken and not yet sent, each once', async () => {
    const { till, memberId } = await memberWith([5_000, 0]);
    const paymentId = randomUUIDv7();
    const entries: ValueEntry[] = [
      { kind: 'pay', contractNo: 'C0', principalFen: -3_000, bonusFen: 0, listFen: 3_000 },
    ];
    const pending = [{ id: paymentId, terminalSeq: till.headSeq + 1, entries }];
    expect(await ask(till, memberId, 'x', 2_001, pending)).toMatchObject({
      status: 'refused',
      availableFen: 2_000,
    });
    // Kept and on its way is still the same payment.
    await ask(till, memberId, paymentId, 3_000);
    expect((await ask(till, memberId, 'x', 2_000, pending)).status).toBe('authorised');
    await till.push([pay(till, memberId, paymentId, entries)]);
    expect((await ask(till, memberId, 'x', 2_000, pending)).status).toBe('authorised');
  });

  test('keeps a whole contract for a refund, and refuses one that a payment is being made from', async () => {
    const { till, memberId } = await memberWith([5_000, 1_000], [7_000, 0]);
    const other = await OfficeTill.activate(office());
    await ask(other, memberId, randomUUIDv7(), 100);
    expect(await ask(till, memberId, 'F1', { contractNo: 'C0' })).toMatchObject({
      status: 'refused',
      reason: 'in_use',
    });
    expect(await ask(till, memberId, 'F2', { contractNo: 'C1' })).toMatchObject({
      status: 'authorised',
      entries: [{ kind: 'refund', contractNo: 'C1', principalFen: -7_000 }],
    });
    expect(await ask(other, memberId, randomUUIDv7(), 6_000)).toMatchObject({
      status: 'refused',
      availableFen: 5_900,
    });
    expect(await ask(till, memberId, 'F3', { contractNo: 'C9' })).toMatchObject({
      reason: 'contract_unknown',
    });
  });

  test('pays nothing from a wallet that was stopped (SV-09)', async () => {
    const { till, memberId } = await memberWith([5_000, 0]);
    await till.push([till.write('freeze', memberId, { target: 'value', frozen: true })]);
    expect(await ask(till, memberId, 'P', 1)).toMatchObject({ reason: 'value_frozen' });
  });

  test('keeps a payment without cover as a fact that says so (OF-08)', async () => {
    const { till, memberId } = await memberWith([100, 0]);
    const entry = { principalFen: -150, bonusFen: 0, listFen: 150 };
    const { verdicts } = await till.push([
      pay(till, memberId, 'P', [{ kind: 'pay', contractNo: 'C0', ...entry }]),
    ]);
    expect(verdicts).toMatchObject([{ outcome: 'posted_with_debt' }]);
  });

  test('says so when it does not know the member', async () => {
    const till = await OfficeTill.activate(office());
    expect(await ask(till, randomUUIDv7(), 'P', 1)).toEqual({ status: 'member_unknown' });
  });
});
