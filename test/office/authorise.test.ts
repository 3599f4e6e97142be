import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type MemberState,
  reservationLifeMs,
} from '../../src-shared/domain/member/member-state.ts';
import { describeOffice } from '../support/describe-office.ts';
import { OfficeTill } from '../support/office-client.ts';

describeOffice('authorise', (office) => {
  const memberWith = async (points: number, expiresOnDay?: string) => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([
      till.enrol(memberId, '13512345678'),
      till.adjust(memberId, points, expiresOnDay),
    ]);
    return { till, memberId };
  };

  test('lets twenty tills that ask at once never take more than is there', async () => {
    const { memberId } = await memberWith(1000);
    const tills = await Promise.all(
      Array.from({ length: 20 }, () => OfficeTill.activate(office())),
    );
    const answers = await Promise.all(
      tills.map((till) => till.authorise(memberId, randomUUIDv7(), 300)),
    );
    expect(answers.filter(({ status }) => status === 'authorised')).toHaveLength(3);
    const refused = answers.filter((answer) => answer.status === 'refused');
    expect(refused).toHaveLength(17);
    expect(refused.at(-1)?.availablePoints).toBeLessThan(300);
  });

  test('renews a reservation instead of doubling it, and gives the new state along', async () => {
    const { till, memberId } = await memberWith(500);
    const redemptionId = randomUUIDv7();
    await till.authorise(memberId, redemptionId, 400);
    const again = await till.authorise(memberId, redemptionId, 500);
    expect(again.status).toBe('authorised');
    if (again.status !== 'authorised') return;
    const state = JSON.parse(again.member.stateJson) as MemberState;
    expect(state.reservations).toEqual([
      { redemptionId, installId: till.installId, points: 500, expiresAtMs: again.expiresAtMs },
    ]);
  });

  test('counts a till’s own spends on their way, each once', async () => {
    const { till, memberId } = await memberWith(500);
    const spend = { id: randomUUIDv7(), terminalSeq: 3, points: 200 };
    expect((await till.authorise(memberId, randomUUIDv7(), 301, [spend])).status).toBe('refused');
    // Reserved and on its way is still the same spend.
    await till.authorise(memberId, spend.id, 200);
    expect((await till.authorise(memberId, 'exact', 300, [spend])).status).toBe('authorised');
    await till.push([till.redeem(memberId, spend.id, 200)]);
    expect((await till.authorise(memberId, 'exact', 300, [spend])).status).toBe('authorised');
  });

  test('gives the reservation up when its redemption is posted, and pays nothing for a late repeat', async () => {
    const { till, memberId } = await memberWith(500);
    const redemptionId = randomUUIDv7();
    await till.authorise(memberId, redemptionId, 500);
    await till.push([till.redeem(memberId, redemptionId, 500), till.adjust(memberId, 100)]);
    expect(await till.authorise(memberId, redemptionId, 100)).toEqual({ status: 'id_reused' });
    expect((await till.authorise(memberId, randomUUIDv7(), 100)).status).toBe('authorised');
  });

  test('knows a posted redemption when the state has long forgotten its entry', async () => {
    const { till, memberId } = await memberWith(500);
    const redemptionId = randomUUIDv7();
    await till.push([till.redeem(memberId, redemptionId, 100)]);
    await till.push(Array.from({ length: 25 }, () => till.adjust(memberId, 1)));
    const other = await OfficeTill.activate(office());
    expect(await other.authorise(memberId, redemptionId, 100)).toEqual({ status: 'id_reused' });
  });

  test('knows points that paid in the same act as their receipt like any redemption (PL-21)', async () => {
    const { till, memberId } = await memberWith(500);
    const redemptionId = randomUUIDv7();
    await till.authorise(memberId, redemptionId, 400);
    await till.push([till.earn(memberId, 'R1', 0, { redemptionId, points: 400 })]);
    // Its reservation is given up, and what it took is taken.
    expect((await till.authorise(memberId, randomUUIDv7(), 101)).status).toBe('refused');
    expect((await till.authorise(memberId, randomUUIDv7(), 100)).status).toBe('authorised');
    expect(await till.authorise(memberId, redemptionId, 100)).toEqual({ status: 'id_reused' });
  });

  test('lets one of two tills that ask at once for the same redemption have it', async () => {
    const { memberId } = await memberWith(500);
    const tills = await Promise.all([1, 2].map(() => OfficeTill.activate(office())));
    const redemptionId = randomUUIDv7();
    const answers = await Promise.all(
      tills.map((till) => till.authorise(memberId, redemptionId, 200)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['authorised', 'id_reused']);
  });

  test('lets a reservation lapse', async () => {
    const { till, memberId } = await memberWith(500);
    await till.authorise(memberId, randomUUIDv7(), 500);
    expect((await till.authorise(memberId, 'later', 500)).status).toBe('refused');
    office().passMs(reservationLifeMs + 1);
    expect((await till.authorise(memberId, 'later', 500)).status).toBe('authorised');
  });

  test('gives back at once what was kept for an act that its till did not post, and nothing of another till', async () => {
    const { till, memberId } = await memberWith(500);
    const other = await OfficeTill.activate(office());
    const actId = randomUUIDv7();
    await till.authorise(memberId, actId, 500);
    await other.client.release({ actId, memberId });
    expect((await other.authorise(memberId, 'other', 500)).status).toBe('refused');
    const released = await till.client.release({ actId, memberId });
    if (released.status !== 'released') throw new Error(released.status);
    expect(JSON.parse(released.member.stateJson)).toMatchObject({ reservations: [] });
    expect((await other.authorise(memberId, 'other', 500)).status).toBe('authorised');
    // Again, it is nothing new.
    expect(await till.client.release({ actId, memberId })).toMatchObject({ status: 'released' });
    expect(await till.client.release({ actId, memberId: randomUUIDv7() })).toEqual({
      status: 'member_unknown',
    });
  });

  test('gives back what one attempt kept, and nothing that a later one of the same act asked for', async () => {
    const { till, memberId } = await memberWith(500);
    const actId = randomUUIDv7();
    const reserve = (attemptId: string) =>
      till.client.authorise({
        redemptionId: actId,
        attemptId,
        memberId,
        points: 500,
        businessDate: '2026-01-05' as never,
        pendingDebits: [],
      });
    const release = async (attempt: { readonly attemptId?: string }) => {
      const released = await till.client.release({ actId, memberId, ...attempt });
      if (released.status !== 'released') throw new Error(released.status);
      return (JSON.parse(released.member.stateJson) as MemberState).reservations;
    };
    expect(await reserve('one')).toMatchObject({ status: 'authorised' });
    expect(await reserve('two')).toMatchObject({ status: 'authorised' });
    expect(await release({ attemptId: 'one' })).toMatchObject([{ attemptId: 'two', points: 500 }]);
    expect(await release({ attemptId: 'two' })).toEqual([]);
    // A till of before names none.
    expect(await reserve('three')).toMatchObject({ status: 'authorised' });
    expect(await release({})).toEqual([]);
  });

  test('spends nothing that has expired, whatever day the till thinks it is', async () => {
    const { till, memberId } = await memberWith(500, '2025-01-31');
    const answer = await till.client.authorise({
      redemptionId: randomUUIDv7(),
      memberId,
      points: 1,
      businessDate: '2025-01-01' as never,
      pendingDebits: [],
    });
    expect(answer).toMatchObject({ status: 'refused', availablePoints: 0 });
  });

  test('says so when it does not know the member', async () => {
    const till = await OfficeTill.activate(office());
    expect(await till.authorise(randomUUIDv7(), randomUUIDv7(), 1)).toEqual({
      status: 'member_unknown',
    });
  });
});
