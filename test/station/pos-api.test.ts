import { expect, test } from 'vitest';
import { readPosToken } from '../../src-main/station/pos-token.ts';
import { StoreFailure } from '../../src-main/store/store-failure.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { type TestStation, openTestStation } from './test-station.ts';

const today = businessDateAt(Date.now());
const line = { lineNo: 1, sku: 'A1', category: 'food', quantity: 1.235, amountFen: 12_800 };
const receiptOf = (memberId: string) => ({
  receiptNo: 'R1',
  businessDate: today,
  memberId,
  lines: [line],
});
const json = { 'content-type': 'application/json' };

async function enrol(station: TestStation, phone = '13812345678'): Promise<string> {
  const answer = await station.call('/api/v1/members', { phone, name: '张三丰', pin: '579246' });
  expect(answer.status).toBe(200);
  return String(answer.body['memberId']);
}

test('answers nobody without the right token, before it reads a body', async () => {
  const station = await openTestStation();
  const refused = { status: 401, body: { code: 'unauthorised' } };
  for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic eDp5']) {
    const headers = { ...json, authorization };
    const body = '{ this is no JSON';
    expect(await station.send('/api/v1/scans', { method: 'POST', headers, body })).toMatchObject(
      refused,
    );
  }
  expect(await station.send('/api/v1/nowhere', { headers: { authorization: 'x' } })).toMatchObject(
    refused,
  );
  const lowerCase = { headers: { authorization: `bearer ${readPosToken(station.dataFolder)}` } };
  expect((await station.send('/api/v1/status', lowerCase)).status).not.toBe(401);
});

test('calls an unreadable body a bad request', async () => {
  const station = await openTestStation();
  const bad = { status: 400, body: { code: 'bad_request' } };
  for (const body of [
    '{nope',
    '[1]',
    'null',
    '"text"',
    '{"text":3}',
    '{"__proto__":{},"text":"1"}',
  ]) {
    const init = { method: 'POST', headers: json, body };
    expect(await station.send('/api/v1/scans', init), body).toMatchObject(bad);
  }
  const plain = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' };
  expect(await station.send('/api/v1/scans', plain)).toMatchObject(bad);
  expect(await station.send('/api/v1/scans', { method: 'POST' })).toMatchObject(bad);
  expect(await station.send('/api/v1/members/%E0%A4%A', {})).toMatchObject(bad);
  expect(await station.call('/api/v1/members?query=x&limit=many')).toMatchObject(bad);
});

test('calls a body over the limit too large, and an unknown address not found', async () => {
  const station = await openTestStation();
  const long = { text: 'x'.repeat(1_100_000) };
  expect(await station.call('/api/v1/scans', long)).toMatchObject({
    status: 413,
    body: { code: 'body_too_large' },
  });
  for (const address of ['/api/v1/nowhere', '/api/v2/scans', '/nowhere', '/api/v1/receipts']) {
    expect(await station.call(address), address).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  }
});

test('refuses numbers that are no amount: negative, fractional, beyond what stays exact', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  for (const amount of ['-1', '1.5', '9007199254740993', '1e30', '1e999']) {
    const body = JSON.stringify(receiptOf(memberId)).replace('12800', amount);
    const init = { method: 'POST', headers: json, body };
    expect(await station.send('/api/v1/receipts', init), amount).toMatchObject({
      status: 422,
      body: {
        code: 'invalid_value',
        field: 'lines.0.amountFen',
        lineNo: 1,
        message: '#1 amountFen 的内容不能用，请改后再试',
      },
    });
  }
  const redemption = {
    redemptionId: 'D1',
    memberId,
    receiptNo: 'R1',
    eligibleFen: 10_000,
    proof: { kind: 'pin', pin: '579246' },
  };
  for (const points of [-100, 0.5, 0, 2 ** 53]) {
    const answer = await station.call('/api/v1/redemptions', { ...redemption, points });
    expect(answer, String(points)).toMatchObject({
      status: 422,
      body: { code: 'invalid_value', field: 'points' },
    });
  }
  const { body } = await station.call(`/api/v1/operations?memberId=${memberId}`);
  expect(body['operations']).toHaveLength(1);
});

test('cleans names and refuses what is none', async () => {
  const station = await openTestStation();
  const enrolAs = async (phone: string, name: string) =>
    station.call('/api/v1/members', { phone, name });
  const cleaned = await enrolAs('13800000001', 'Li\u0000 \u202e明😀');
  expect(cleaned.status).toBe(200);
  expect(cleaned.body['member']).toMatchObject({ maskedPhone: '138****0001' });
  expect(await enrolAs('13800000002', '😀😀')).toMatchObject({
    status: 422,
    body: { code: 'name_invalid' },
  });
  expect(await enrolAs('13800000003', '13812345678')).toMatchObject({
    body: { code: 'name_is_phone' },
  });
  const withControl = { ...receiptOf('m'), receiptNo: 'R\u00001' };
  expect(await station.call('/api/v1/receipts', withControl)).toMatchObject({
    status: 422,
    body: { code: 'invalid_value', field: 'receiptNo' },
  });
  const blankNo = { ...receiptOf('m'), receiptNo: ' \u3000 ' };
  expect(await station.call('/api/v1/receipts', blankNo)).toMatchObject({
    status: 422,
    body: { code: 'invalid_value', field: 'receiptNo' },
  });
  for (const [field, value] of [
    ['category', '  '],
    ['quantity', 0],
    ['quantity', 0.000_000_4],
  ] as const) {
    const withLine = { ...receiptOf('m'), lines: [{ ...line, [field]: value }] };
    expect(await station.call('/api/v1/receipts', withLine), field).toMatchObject({
      status: 422,
      body: { code: 'invalid_value', field: `lines.0.${field}` },
    });
  }
  for (const sku of ['a\u0000', 'a\ud800', '', ' ']) {
    const withCode = { ...receiptOf('m'), lines: [{ ...line, sku }] };
    expect(await station.call('/api/v1/receipts', withCode), JSON.stringify(sku)).toMatchObject({
      status: 422,
      body: { code: 'invalid_value', field: 'lines.0.sku' },
    });
  }
});

test('one receipt however its number is written, and another by letter case (PL-17)', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  const postAs = async (receiptNo: string) =>
    (await station.call('/api/v1/receipts', { ...receiptOf(memberId), receiptNo })).body['status'];
  expect(await postAs('R1')).toBe('posted');
  for (const same of [' R1 ', 'Ｒ１', 'R1\u3000'])
    expect(await postAs(same), same).toBe('already_posted');
  expect(await postAs('r1')).toBe('posted');
});

test('a receipt number with other lines is a conflict', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  const receipt = receiptOf(memberId);
  const first = await station.call('/api/v1/receipts', receipt);
  expect(first).toMatchObject({ status: 200, body: { status: 'posted', earnedPoints: 128 } });
  const repeat = await station.call('/api/v1/receipts', receipt);
  expect(repeat.body).toEqual({ ...first.body, status: 'already_posted' });
  const other = { ...receipt, lines: [{ ...line, amountFen: 1 }] };
  expect(await station.call('/api/v1/receipts', other)).toMatchObject({
    status: 409,
    body: { code: 'id_reused' },
  });
});

test('speaks the language that is asked for', async () => {
  const station = await openTestStation();
  const messageIn = async (language: string): Promise<unknown> => {
    const headers = { 'accept-language': language };
    const { body } = await station.call('/api/v1/scans', { text: '134567890123456789' }, headers);
    return body['message'];
  };
  expect(await messageIn('zh-CN')).toBe('这是付款码，请顾客打开会员码');
  expect(await messageIn('en-GB,en;q=0.9')).toBe(
    'That is a payment code. Please ask for the member code',
  );
  expect(await messageIn('zh-Hant')).toBe('這是付款碼，請顧客開啟會員碼');
  expect(await messageIn('fr')).toBe('这是付款码，请顾客打开会员码');
  const missing = await station.call('/api/v1/members/nobody', undefined, {
    'accept-language': 'en',
  });
  expect(missing).toMatchObject({
    status: 422,
    body: { code: 'member_not_found', message: 'No such member. Please check, or sign up' },
  });
});

test('a call without a body may say that it is JSON', async () => {
  const station = await openTestStation();
  const run = { method: 'POST', headers: json };
  expect(await station.send('/api/v1/sync/run', run)).toMatchObject({
    status: 200,
    body: { online: true, pendingCount: 0 },
  });
  expect((await station.send('/api/v1/sync/run', { method: 'POST' })).status).toBe(200);
});

test('a full disk answers so, and nothing was posted', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  const { operation, member } = station.line.store;
  const before = { head: operation.head(), row: member.findById(memberId as never) };
  const append = operation.append.bind(operation);
  Object.assign(operation, {
    append: (posted: Parameters<typeof append>[0]) => {
      append(posted);
      throw new StoreFailure('disk_full', 'The disk is full.');
    },
  });
  expect(await station.call('/api/v1/receipts', receiptOf(memberId))).toMatchObject({
    status: 503,
    body: { code: 'disk_full', message: '本机磁盘已满，这笔没有保存，请清理后再试' },
  });
  expect({ head: operation.head(), row: member.findById(memberId as never) }).toEqual(before);
  Object.assign(operation, { append });
  expect((await station.call('/api/v1/receipts', receiptOf(memberId))).body).toMatchObject({
    status: 'posted',
  });
});

test('a mistake of ours is told to nobody in detail', async () => {
  const station = await openTestStation();
  Object.assign(station.line.store.member, {
    findByPhone: () => {
      throw new Error('SELECT secret');
    },
  });
  const answer = await station.call('/api/v1/scans', { text: '13812345678' });
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret');
});

test('serves the screens under a policy that allows nothing from elsewhere', async () => {
  const station = await openTestStation();
  for (const page of ['/', '/enrol']) {
    const response = await fetch(`${station.url}${page}`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const unsafe = response.headers.get('content-security-policy')?.match(/'[\w-]*unsafe[\w-]*'/g);
    expect(unsafe).toEqual(["'wasm-unsafe-eval'"]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-type')).toMatch(/^text\//);
  }
  expect(station.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const document = await fetch(`${station.url}/api/v1/openapi.json`);
  expect(await document.json()).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/) as string,
  });
});

test('quotes over HTTP, records by the quote, and answers 409 with a fresh one when it is of other goods', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  const { lines } = receiptOf(memberId);
  const quoted = await station.call('/api/v1/quotes', { memberId, lines });
  expect(quoted).toMatchObject({
    status: 200,
    body: {
      lines: [{ lineNo: 1, priceFen: 12_800, netFen: 12_800, points: 128 }],
      payableFen: 12_800,
      earnedPoints: 128,
      entries: [{ kind: 'earn', points: 128, reason: '消费积分' }],
      unused: [],
      proofNeeded: false,
    },
  });
  const { quoteId } = quoted.body;
  const other = { ...receiptOf(memberId), lines: [{ ...line, amountFen: 1_000 }], quoteId };
  const changed = await station.call('/api/v1/receipts', other);
  expect(changed).toMatchObject({
    status: 409,
    body: {
      code: 'quote_changed',
      changed: ['lines', 'prices', 'payable', 'earn'],
      quote: { payableFen: 1_000 },
    },
  });
  expect(changed.body['message']).not.toBe('');
  const receipt = { ...receiptOf(memberId), quoteId };
  expect(await station.call('/api/v1/receipts', receipt)).toMatchObject({
    status: 200,
    body: { status: 'posted', earnedPoints: 128, benefits: { payableFen: 12_800 } },
  });
  expect(await station.call('/api/v1/quotes', { memberId, lines: [] })).toMatchObject({
    status: 422,
    body: { code: 'receipt_empty' },
  });
  const many = { memberId, lines, wishes: { points: -1 } };
  expect(await station.call('/api/v1/quotes', many)).toMatchObject({
    status: 422,
    body: { code: 'invalid_value' },
  });
});

test('FR-01: the cash register may say who stands there, who then serves no member of their own', async () => {
  const station = await openTestStation();
  const memberId = await enrol(station);
  const { staff, operation } = station.line.store;
  staff.replaceAll(staff.list().map((person) => ({ ...person, memberIds: [memberId] })));
  station.line.announce();
  const post = (staffId: string) =>
    station.call('/api/v1/receipts', receiptOf(memberId), { 'x-staff-id': staffId });
  expect(await post('cashier-1')).toMatchObject({ status: 422, body: { code: 'own_member' } });
  expect(await post('nobody')).toMatchObject({ status: 422, body: { code: 'staff_unknown' } });
  staff.replaceAll(staff.list().map((person) => ({ ...person, memberIds: [] })));
  station.line.announce();
  expect(await post('cashier-1')).toMatchObject({ status: 200 });
  const { terminalSeq } = operation.head();
  expect(operation.find(terminalSeq)?.operation.operatorId).toBe('cashier-1');
});
