import { safe } from '@orpc/client';
import { expect, test } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { createQuietLog, type QuietLog } from '../support/quiet-log.ts';
import { confirmed } from './fake-sync.ts';
import { managerPin, openTestTill, silent } from './test-till.ts';

const today = businessDateAt(Date.now());
const line = { lineNo: 1, sku: 'A', category: 'food', quantity: 1, amountFen: 10_000 };

async function openWithReceipt(log: QuietLog['log'] = silent) {
  const till = await openTestTill({ log });
  const { memberId } = await till.pos.member.enrol({ phone: '13812345678' });
  const receipt = { businessDate: today, memberId, lines: [line] };
  await till.pos.receipt.post({ ...receipt, receiptNo: 'R1' });
  till.line.feed(confirmed(till.line.store, memberId as MemberId));
  await till.pos.receipt.post({ ...receipt, receiptNo: 'R2' });
  return { till, memberId };
}

test('R116: without a line a line of this till names its operation, its till and its receipt, and is disputed once', async () => {
  const { log, lines } = createQuietLog();
  const { till, memberId } = await openWithReceipt(log);
  const { entries } = await till.pos.member.ledger({ memberId });
  const [entry] = entries;
  const { operation } = till.line.store.operation.find(
    till.line.store.operation.head().terminalSeq,
  )!;
  expect(entry).toMatchObject({
    storeId: 'store-1',
    operatorId: operation.operatorId,
    origin: {
      operationId: operation.operationId,
      hash: operation.hash,
      terminalName: '1号机',
      receipt: { receiptNo: entry?.reference },
    },
  });
  const { kind, points, ruleId, programmeVersion, businessDate, atMs, reference } = entry!;
  const line = { kind, points, ruleId, programmeVersion, businessDate, atMs, reference };
  const { operationId, hash } = operation;
  const screen = till.screen();
  const manager = { staffId: 'manager-1', pin: managerPin };
  await screen.session.signIn(manager);
  await screen.member.identify({ memberId, factor: { kind: 'manager', ...manager } });
  const dispute = (words?: string) =>
    screen.member.disputeEntry({
      memberId,
      entry: { ...line, operationId, hash },
      ...(words === undefined ? {} : { words }),
    });
  for (const words of ['说'.repeat(201), '两\u0000行']) {
    const { error } = await safe(dispute(words));
    expect(error).toMatchObject({ message: 'Input validation failed' });
  }
  expect(await dispute(' 买了两件，只积了一件 ')).toEqual({ status: 'opened' });
  // What is said again adds nothing, what is new is kept.
  for (const words of ['买了两件，只积了一件', undefined, '又来问', '又来问'])
    expect(await dispute(words)).toEqual({ status: 'already_opened' });
  const { terminalSeq } = till.line.store.operation.head();
  const [first, last] = [terminalSeq - 1, terminalSeq].map((seq) =>
    till.line.store.operation.find(seq),
  );
  for (const [disputed, note] of [
    [first, '买了两件，只积了一件'],
    [last, '又来问'],
  ] as const) {
    expect(disputed?.operation).toMatchObject({
      kind: 'disputeEntry',
      body: { operationId, hash },
      personal: { note },
    });
  }
  // What the member says is personal: it is no part of the fact, and in no log.
  expect(JSON.stringify(last?.operation.body)).not.toContain('两件');
  expect(JSON.stringify(lines)).not.toContain('两件');
});

test('R071: pages of the ledger come from head office, with what it has not heard of on top', async () => {
  const { till, memberId } = await openWithReceipt();
  const asked: unknown[] = [];
  const told = {
    kind: 'earn',
    points: 100,
    debtPoints: 0,
    ruleId: 'base',
    programmeVersion: 1,
    businessDate: today,
    atMs: 5,
    reference: 'R1',
    operatorId: 'cashier-1',
    storeId: 'store-1',
    origin: { approverId: 'manager-1' },
  } as const;
  till.line.findLedger = (wanted) => {
    asked.push(wanted);
    const page = { entries: [told], carriedPoints: 40, before: 'older' };
    return Promise.resolve({ status: 'found', page });
  };
  expect(await till.pos.member.ledger({ memberId, limit: 10 })).toMatchObject({
    entries: [
      { reference: 'R2', pending: true, points: 100 },
      {
        reference: 'R1',
        pending: false,
        reason: '消费积分',
        operatorId: 'cashier-1',
        origin: told.origin,
      },
    ],
    carriedPoints: 40,
    before: 'older',
    source: 'office',
  });
  const older = await till.pos.member.ledger({ memberId, limit: 10, before: 'older' });
  expect(older.entries).toHaveLength(1);
  expect(asked).toEqual([
    { memberId, limit: 10 },
    { memberId, limit: 10, before: 'older' },
  ]);
});

test('without a line the ledger is what this till knows, and says so', async () => {
  const { till, memberId } = await openWithReceipt();
  const own = {
    entries: [
      { reference: 'R2', pending: true },
      { reference: 'R1', pending: false },
    ],
    carriedPoints: 0,
    before: null,
    source: 'till',
  };
  expect(await till.pos.member.ledger({ memberId })).toMatchObject(own);
  expect(await till.pos.member.ledger({ memberId, limit: 10 })).toMatchObject(own);
  till.line.online = false;
  till.line.announce();
  till.line.findLedger = () => Promise.reject(new Error('Nobody asks offline.'));
  expect(await till.pos.member.ledger({ memberId, limit: 10 })).toMatchObject(own);
});
