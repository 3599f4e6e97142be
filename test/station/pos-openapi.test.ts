import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { posOpenApi } from '../../src-main/station/pos-openapi.ts';

const committed = path.join(import.meta.dirname, '../../src-shared/contract/pos-openapi.json');

test('the POS API is the one that was committed: a change breaks cash registers and is decided first', async () => {
  const generated: unknown = JSON.parse(JSON.stringify(await posOpenApi()));
  expect(generated).toEqual(JSON.parse(readFileSync(committed, 'utf8')));
});

test('describes every call of the promised interface', async () => {
  const { paths = {} } = await posOpenApi();
  const calls = Object.entries(paths).flatMap(([address, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${address}`),
  );
  expect(calls.toSorted()).toEqual([
    'GET /members',
    'GET /members/{memberId}',
    'GET /members/{memberId}/coupons',
    'GET /members/{memberId}/ledger',
    'GET /members/{memberId}/standing',
    'GET /members/{memberId}/stored-value',
    'GET /members/{memberId}/stored-value/statement',
    'GET /operations',
    'GET /plans',
    'GET /sinks',
    'GET /sync',
    'GET /tasks',
    'POST /adjustments',
    'POST /adjustments/{adjustmentId}/approvals',
    'POST /members',
    'POST /members/{memberId}/coupons',
    'POST /members/{memberId}/pin',
    'POST /plans/refunds',
    'POST /plans/refunds/quotes',
    'POST /plans/sales',
    'POST /quotes',
    'POST /receipts',
    'POST /redemptions',
    'POST /redemptions/{redemptionId}/cancel',
    'POST /refunds',
    'POST /refunds/quotes',
    'POST /scans',
    'POST /sinks/redemptions/{redemptionId}/cancel',
    'POST /sinks/{sinkId}/redemptions',
    'POST /stored-value/freezes',
    'POST /stored-value/payments',
    'POST /stored-value/payments/{paymentId}/cancel',
    'POST /stored-value/refunds',
    'POST /stored-value/refunds/quotes',
    'POST /stored-value/top-ups',
    'POST /sync/extension',
    'POST /sync/run',
    'POST /tasks/{taskId}/checks',
  ]);
});

test('says of every call how it answers a stranger, an unreadable body and a till that cannot answer', async () => {
  const { paths = {} } = await posOpenApi();
  for (const methods of Object.values(paths)) {
    for (const call of Object.values(methods ?? {})) {
      if (typeof call !== 'object' || !('responses' in call)) continue;
      expect(Object.keys(call.responses)).toEqual(
        expect.arrayContaining(['400', '401', '413', '503']),
      );
    }
  }
});
