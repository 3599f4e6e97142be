import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OfficeLedgerEntry } from '../../src-shared/contract/office/ledger.ts';
import { describeOffice } from '../support/describe-office.ts';
import { sampleDay } from '../support/sample-domain.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';

describeOffice('ledger', (office) => {
  test('tells every entry there ever was in pages, whose sums meet', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const amounts = Array.from({ length: 30 }, (_, index) => index + 1);
    await till.push([
      till.enrol(memberId, '13512345678'),
      ...amounts.map((points) => till.adjust(memberId, points)),
    ]);
    const all: OfficeLedgerEntry[] = [];
    let before: string | null = null;
    do {
      const wanted: { memberId: string; limit: number; before?: string } = { memberId, limit: 12 };
      if (before !== null) wanted.before = before;
      const { page } = await till.client.ledger.find(wanted);
      if (page === null) throw new Error('The member is not there.');
      all.push(...page.entries);
      const told = all.reduce((sum, { points }) => sum + points, 0);
      expect(told + page.carriedPoints).toBe(465);
      before = page.before;
    } while (before !== null);
    expect(all.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual(amounts);
    expect(all[0]).toMatchObject({ kind: 'adjust', storeId: 'S001' });
    expect(new Set(all.map(({ reference }) => reference)).size).toBe(30);
  });

  test('R116: names who agreed to an adjustment, and of a refund the receipt and its parts', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const receipt = { storeId: till.storeId, businessDate: '2026-11-20', receiptNo: 'R1' } as const;
    const lines = [{ lineNo: 2, amountFen: 1250 }];
    await till.push([
      till.enrol(memberId, '13512345670'),
      till.write('adjust', memberId, {
        adjustmentId: 'A1',
        reasonCode: 'goodwill',
        entries: [entry('adjust', 5, [])],
        approverId: 'manager-1',
      }),
      till.write('refund', memberId, {
        refundNo: 'F1',
        receipt: { ...receipt, businessDate: sampleDay('2026-11-20') },
        lines,
        takenBackPoints: 5,
        restoredPoints: 0,
        entries: [entry('takeback', -5, [])],
      }),
    ]);
    const { page } = await till.client.ledger.find({ memberId, limit: 50 });
    const told = new Map(page?.entries.map((each) => [each.reference, each.origin]));
    expect(told.get('A1')).toMatchObject({ approverId: 'manager-1', terminalName: '收银一' });
    expect(told.get('F1')).toMatchObject({ receipt, lines });
  });

  test('tells a debt where it was made and where it was settled, with who did it', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const expiresOnDay = '2027-12-31' as Parameters<typeof entry>[2][number]['expiresOnDay'];
    const lots = (points: number) => [{ expiresOnDay, points }];
    const rate = { numerator: 1, denominator: 100 };
    await till.push([
      till.enrol(memberId, '13512345679'),
      till.redeem(memberId, 'D1', 100),
      till.write(
        'earn',
        memberId,
        {
          receipt: {
            storeId: till.storeId,
            businessDate: expiresOnDay,
            receiptNo: `R-${memberId}`,
          },
          lines: [],
          terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
          redemptionIds: [],
          entries: [entry('earn', 60, lots(60)), entry('debt_settle', 0, lots(30))],
        },
        { header: { operatorId: 'cashier-7', atMs: 1_795_000_001_000 } },
      ),
    ]);
    const { page } = await till.client.ledger.find({ memberId, limit: 50 });
    expect(page).toMatchObject({
      entries: [
        { kind: 'debt_settle', points: 0, debtPoints: -30, operatorId: 'cashier-7' },
        { kind: 'earn', points: 60, debtPoints: 0, reference: `R-${memberId}` },
        { kind: 'redeem', points: -100, debtPoints: 100, reference: 'D1', operatorId: 'pos' },
      ],
      carriedPoints: 0,
      before: null,
    });
    // R116: a line that somebody disputes is a case, once, with the operation that posted it and its hash.
    const line = page?.entries[1];
    expect(line?.origin).toMatchObject({ receipt: { receiptNo: `R-${memberId}` } });
    const { kind, points, ruleId, programmeVersion, businessDate, atMs, reference } = line!;
    const { operationId = '', hash = '' } = line?.origin ?? {};
    const disputed = { kind, points, ruleId, programmeVersion, businessDate, atMs, reference };
    const dispute = (note: string) =>
      till.write(
        'disputeEntry',
        memberId,
        { ...disputed, operationId, hash },
        { personal: { note }, header: { operatorId: 'cashier-7' } },
      );
    await till.push([dispute('少积了一件')]);
    await till.push([dispute('又来问')]);
    const { body } = await callAdmin<{ cases: readonly { readonly caseId: string }[] }>(
      office(),
      `/cases?memberId=${memberId}`,
    );
    expect(body.cases).toMatchObject([
      {
        kind: 'entry_disputed',
        state: 'open',
        evidence: { disputedOperationId: operationId, disputedHash: hash, points: 60 },
        words: '少积了一件\n又来问',
      },
    ]);
    // It waits on the list of the store where it was said, and of no other, until and after head office decides.
    const listDisputes = async (asking = till) =>
      (await asking.client.review.list({})).disputes.filter((each) => each.memberId === memberId);
    const told = {
      entryKind: 'earn',
      points: 60,
      reference: `R-${memberId}`,
      words: '少积了一件\n又来问',
      operatorId: 'cashier-7',
    };
    const undecided = { state: 'open', decidedAtMs: null, reason: null };
    expect(await listDisputes()).toMatchObject([{ ...told, ...undecided }]);
    const elsewhere = await OfficeTill.activate(office(), 'S-dispute-elsewhere');
    expect(await listDisputes(elsewhere)).toEqual([]);
    const caseId = body.cases[0]?.caseId ?? '';
    await callAdmin(office(), `/cases/${encodeURIComponent(caseId)}`, {
      decision: 'confirmed',
      actor: 'zoe',
      reason: '已补回',
    });
    expect(await listDisputes()).toMatchObject([
      { ...told, state: 'confirmed', reason: '已补回', decidedAtMs: expect.any(Number) as number },
    ]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await till.client.ledger.find({ memberId: 'nobody', limit: 1 })).toEqual({ page: null });
  });
});
