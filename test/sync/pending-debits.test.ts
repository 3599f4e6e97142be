import { expect, test } from 'vitest';
import { createOfficeQuestions } from '../../src-main/sync/ask-office.ts';
import { createLine } from '../../src-main/sync/line.ts';
import type { OfficeClient, OfficeInputs } from '../../src-main/sync/office-client.ts';
import { usualTiming } from '../../src-main/sync/sync-timing.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { confirmed } from '../till/fake-sync.ts';
import { managerPin, openTestTill, silent } from '../till/test-till.ts';
import { createTillTime } from '../../src-main/sync/till-time.ts';

const pin = '579246';
const today = businessDateAt(Date.now());

test('names everything taken that head office may not have, and nothing that takes nothing', async () => {
  const till = await openTestTill();
  const { store } = till.line;
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678', pin });
  const sell = (receiptNo: string, amountFen: number) => {
    const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen };
    return till.pos.receipt.post({ receiptNo, businessDate: today, memberId, lines: [line] });
  };
  const redeem = (redemptionId: string, points: number) =>
    till.pos.redemption.post({
      redemptionId,
      memberId,
      receiptNo: 'R9',
      eligibleFen: 100_000,
      points,
      proof: { kind: 'pin', pin },
    });
  const refund = (refundNo: string, receiptNo: string, amountFen: number) =>
    till.pos.refund.post({ refundNo, receiptNo, lines: [{ lineNo: 1, amountFen }] });
  const head = () => store.operation.find(store.operation.head().terminalSeq)!.operation;
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'manager-1', pin: managerPin });
  await screen.member.identify({ memberId, factor: { kind: 'pin', pin } });
  const [reason] = till.line.store.programme.list()[0]!.adjust.reasons;
  const adjust = (adjustmentId: string, points: number) =>
    screen.adjustment.post({ adjustmentId, memberId, points, reasonCode: reason!.code });

  await sell('R1', 300_000);
  await redeem('D0', 100);
  till.line.feed(confirmed(store, memberId as MemberId)); // all above is known to the office
  await redeem('D1', 100);
  const seqOfD1 = head().terminalSeq;
  await redeem('D2', 200);
  await till.pos.redemption.cancel({ redemptionId: 'D2' });
  await redeem('D3', 300);
  const { terminalSeq } = head();
  store.operation.setVerdicts([{ terminalSeq, outcome: 'invalid', reason: 'hash_wrong' }]);
  await refund('F1', 'R1', 50_000);
  const takenBack = head();
  await sell('R2', 10_000);
  await refund('F2', 'R2', 10_000);
  await adjust('A1', -50);
  const adjusted = head();
  await adjust('A2', 30);
  // Points that pay in the same act as their receipt.
  const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };
  const sold = await till.pos.receipt.post({
    receiptNo: 'R3',
    businessDate: today,
    memberId,
    lines: [line],
    wishes: { points: 400 },
    proof: { kind: 'pin', pin },
  });
  const seqOfR3 = head().terminalSeq;

  const asked: OfficeInputs['authorise'][] = [];
  const client = {
    authorise: (input: OfficeInputs['authorise']) => {
      asked.push(input);
      return Promise.resolve({ status: 'id_reused' });
    },
  } as unknown as OfficeClient; // only this one is asked
  const officeLine = createLine({
    time: createTillTime(store, till.clock),
    log: silent,
    offlineSinceMs: 0,
    onChanged: () => {},
    onRecovered: () => {},
  });
  const { authorise } = createOfficeQuestions({
    store,
    client,
    line: officeLine,
    log: silent,
    timing: usualTiming,
    signal: new AbortController().signal,
    installId: 'install-1',
    sign: () => '',
    keepMember: () => true,
    onFailed: () => {},
  });
  const wish = { memberId: memberId as MemberId, points: 100, businessDate: today };
  expect(await authorise({ redemptionId: 'D4', attemptId: 'a-1', ...wish })).toEqual({
    status: 'id_reused',
  });
  expect(asked[0]?.pendingDebits).toEqual([
    { id: 'D1', terminalSeq: seqOfD1, points: 100 },
    { id: takenBack.operationId, terminalSeq: takenBack.terminalSeq, points: 500 },
    { id: adjusted.operationId, terminalSeq: adjusted.terminalSeq, points: 50 },
    { id: sold.benefits?.redemptionId, terminalSeq: seqOfR3, points: 400 },
  ]);
});
