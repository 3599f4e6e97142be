import { safe } from '@orpc/client';
import { expect, test, vi } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { type LiveTill, startLiveTill } from '../support/live-till.ts';
import { callAdmin } from '../support/office-client.ts';
import { startOfficeLine } from '../support/office-line.ts';
import { until } from '../support/until.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

interface Totals {
  readonly sumEntryPoints: number;
  readonly sumLotPoints: number;
  readonly sumHeldPoints: number;
  readonly sumDebtPoints: number;
}

describeOffice(
  'member codes at two tills',
  (office) => {
    test('ID-04: what a phone carried is spent without the line; taken again where nobody can know, it is a debt', async () => {
      const line = await startOfficeLine(() => office().url);
      const behindLine = { ...office(), url: line.url };
      const tills = [await startLiveTill(behindLine), await startLiveTill(behindLine)] as const;
      const [one, two] = tills;
      const { memberId } = await one.pos.member.enrol({ phone: '13812345678' });
      const goods = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 100_000 };
      const businessDate = businessDateAt(Date.now());
      await one.pos.receipt.post({ receiptNo: 'R1', businessDate, memberId, lines: [goods] });
      for (const till of tills) await till.sync();

      const wish = { storeId: 'S001', points: 800 };
      const carry = async () =>
        (await callAdmin<{ code: string }>(office(), `/members/${memberId}/code`, wish)).body.code;
      // Two pictures of one grant: the phone has been shown twice.
      const texts = [await carry(), await carry()] as const;
      const spend = ({ pos }: LiveTill, text: string, redemptionId: string, points: number) =>
        pos.redemption.post({
          redemptionId,
          memberId,
          receiptNo: redemptionId,
          eligibleFen: 100_000,
          points,
          proof: { kind: 'code', text },
        });
      await line.set({ kind: 'refuse' });
      for (const { pos } of tills) {
        await until('offline', async () => !(await pos.sync.state()).online);
      }
      expect(await spend(one, texts[0], 'D1', 700)).toMatchObject({ right: 'carried' });
      const again = await safe(spend(one, texts[0], 'D2', 100));
      expect(again.error).toMatchObject({ code: 'member_code_opened' });
      expect(await spend(two, texts[1], 'D3', 800)).toMatchObject({ right: 'carried' });

      await line.set({ kind: 'pass' });
      for (const till of tills) await till.sync();
      const member = (await callAdmin(office(), `/members/${memberId}`)).body;
      expect(member).toMatchObject({ availablePoints: 0, reservedPoints: 0, debtPoints: 500 });
      const totals = (await callAdmin<Totals>(office(), '/totals')).body;
      expect(totals.sumEntryPoints).toBe(
        totals.sumLotPoints + totals.sumHeldPoints - totals.sumDebtPoints,
      );
      for (const till of tills) {
        await till.sync();
        expect(await till.pos.member.get({ memberId })).toMatchObject({ debtPoints: 500 });
      }
      await line.stop();
    });
  },
  ['PGlite'],
);
