import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill, type PushItem } from '../support/office-client.ts';

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

  test('test 5: after a reinstall, a receipt number of the same day is a case, not a second credit', async () => {
    const [a, b] = [randomUUIDv7(), randomUUIDv7()];
    const before = await OfficeTill.activate(office());
    await before.push([before.enrol(a, '13700000003'), before.earn(a, 'S5-1', 120)]);
    const anew = await OfficeTill.activate(office());
    expect(anew.storeId).toBe(before.storeId);
    const items = [anew.enrol(b, '13700000004'), anew.earn(b, 'S5-1', 30), anew.earn(b, 'S5-2', 7)];
    // Another install with the same sequence numbers is no repeat; a receipt is credited once ever (PL-17).
    expect(outcomesOf(await anew.push(items))).toEqual(['posted', 'held', 'posted']);
    expect(await availablePoints(a)).toBe(120);
    expect(await availablePoints(b)).toBe(7);
    const { body } = await callAdmin<{ operations: { status: string; reason: string | null }[] }>(
      office(),
      `/operations?memberId=${b}`,
    );
    const held = body.operations.filter(({ status }) => status === 'held');
    expect(held).toMatchObject([{ reason: 'receipt_posted' }]);
    await expectBooks();
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
});
