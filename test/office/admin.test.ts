import { randomUUIDv7 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isPinOf } from '../../src-main/till/pin-verifier.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');
const readPlain = async () => JSON.parse(await readFile(plainFile, 'utf8')) as { version: number };

describeOffice('admin', (office) => {
  test('answers nobody without the token, and says what is there with it', async () => {
    for (const adminToken of ['', 'wrong', `${office().adminToken}x`]) {
      const { status, body } = await callAdmin({ url: office().url, adminToken }, '/totals');
      expect(status).toBe(401);
      expect(body['code']).toBe('unauthorised');
    }
    const health = await fetch(`${office().url}/health`);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    const { body } = await callAdmin<{ paths: object }>(office(), '/openapi.json');
    expect(Object.keys(body.paths)).toContain('/terminals/{terminalId}/revoke');
  });

  test('answers 400 to what it cannot read, 422 to what it will not take, 404 to no address', async () => {
    const post = (body: unknown) => callAdmin(office(), '/activations', body);
    expect(await post({ storeId: 'S1' })).toMatchObject({
      status: 400,
      body: { code: 'bad_request', message: 'terminalName: missing or of the wrong type' },
    });
    expect(await post({ storeId: '!', terminalName: 'x' })).toMatchObject({
      status: 422,
      body: { code: 'invalid_value', field: 'storeId' },
    });
    for (const [terminalName, words] of [
      ['', 'is blank'],
      ['  ', 'is blank'],
      ['Till\u202e1', 'has control or invisible characters'],
      ['x'.repeat(201), 'at most 200 characters'],
    ] as const) {
      expect(await post({ storeId: 'S1', terminalName })).toMatchObject({
        status: 422,
        body: { code: 'invalid_value', message: `terminalName: ${words}` },
      });
    }
    expect((await post([1])).status).toBe(400);
    expect((await callAdmin(office(), '/operations?limit=0')).status).toBe(422);
    expect((await callAdmin(office(), '/operations?limit=x')).status).toBe(400);
    expect((await callAdmin(office(), '/nowhere')).status).toBe(404);
    for (const contentType of ['application/json', 'text/plain']) {
      const response = await fetch(`${office().url}/admin/v1/activations`, {
        method: 'POST',
        // The scheme's letter case does not count (RFC 9110).
        headers: { authorization: `bearer ${office().adminToken}`, 'content-type': contentType },
        body: '{nope',
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'bad_request' });
    }
  });

  test('creates staff with a PIN that the till can check, safe to repeat', async () => {
    const staffId = randomUUIDv7();
    const wish = { staffId, name: '王经理', role: 'manager', pin: '529174' };
    const first = await callAdmin(office(), '/staff', wish);
    expect(first).toEqual({ status: 200, body: { staffId, name: '王经理', role: 'manager' } });
    expect(await callAdmin(office(), '/staff', wish)).toEqual(first);
    for (const change of [
      { name: '李' },
      { role: 'cashier' },
      { pin: '529175' },
      { storeId: 'S' },
    ]) {
      const again = await callAdmin(office(), '/staff', { ...wish, ...change });
      expect(again).toMatchObject({ status: 409, body: { code: 'id_reused' } });
    }
    const namesake = { name: '王经理', role: 'manager', storeId: 'S1', pin: '529176' };
    const warned = await callAdmin(office(), '/staff', namesake);
    expect(warned).toMatchObject({
      status: 200,
      body: { warning: expect.stringContaining(staffId) },
    });
    const till = await OfficeTill.activate(office());
    const { staff } = await till.feed(null);
    const verifier = staff?.staff.find((each) => each.staffId === staffId)?.pinVerifier ?? '';
    expect(await isPinOf(verifier, '529174')).toBe(true);
    expect(await isPinOf(verifier, '529175')).toBe(false);
  });

  test('refuses a PIN that is short or easily guessed', async () => {
    for (const pin of ['12345', '123456', '111111', 'abcdef', '1234567890123']) {
      const answer = await callAdmin(office(), '/staff', { name: '张三', role: 'cashier', pin });
      expect(answer).toMatchObject({ status: 422, body: { code: 'pin_weak' } });
    }
  });

  test('revokes a person, twice without harm, and nobody that is not there', async () => {
    const wish = { name: '赵六', role: 'cashier', pin: '529174' };
    const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', wish);
    for (const _ of [1, 2]) {
      const answer = await callAdmin(office(), `/staff/${body.staffId}/revoke`, {});
      expect(answer).toEqual({ status: 200, body: { status: 'revoked' } });
    }
    // A call without arguments may say that it is JSON and bring none.
    const headers = {
      authorization: `Bearer ${office().adminToken}`,
      'content-type': 'application/json',
    };
    const address = `${office().url}/admin/v1/staff/${body.staffId}/revoke`;
    expect((await fetch(address, { method: 'POST', headers })).status).toBe(200);
    const { body: list } = await callAdmin<{ staff: { staffId: string; status: string }[] }>(
      office(),
      '/staff',
    );
    expect(list.staff.find(({ staffId }) => staffId === body.staffId)?.status).toBe('revoked');
    expect(await callAdmin(office(), '/staff/nobody/revoke', {})).toMatchObject({
      status: 422,
      body: { code: 'not_found' },
    });
  });

  test('FR-01: names the members of a person, whom the tills hear of, and about whom they decide nothing here', async () => {
    const till = await OfficeTill.activate(office());
    const [memberId, mergedId] = [randomUUIDv7(), randomUUIDv7()];
    await till.push([till.enrol(memberId, '13412345601'), till.enrol(mergedId, '13412345602')]);
    const wish = { name: '钱七', role: 'manager', pin: '529174' };
    const { body } = await callAdmin<{ staffId: string }>(office(), '/staff', wish);
    const { staffId } = body;
    const name = (memberIds: string[], id = staffId) =>
      callAdmin(office(), `/staff/${id}/members`, { memberIds });
    for (const _ of [1, 2])
      expect((await name([mergedId])).body).toEqual({ memberIds: [mergedId] });
    expect((await name([mergedId, 'nobody'])).body).toMatchObject({ code: 'not_found' });
    expect((await name([mergedId], 'nobody')).body).toMatchObject({ code: 'not_found' });
    const { staff } = await till.feed(null);
    expect(staff?.staff.find((each) => each.staffId === staffId)?.memberIds).toEqual([mergedId]);

    // A member counts as the one it was merged into.
    const merge = {
      fromMemberId: mergedId,
      intoMemberId: memberId,
      mergeId: 'own',
      reason: '同一人',
    };
    const by = (actor: string) => callAdmin(office(), '/members/merge', { ...merge, actor });
    expect(await by(staffId)).toMatchObject({ status: 422, body: { code: 'not_accepted' } });
    expect((await by('other')).body).toEqual({ status: 'merged' });
    const tier = { tierCode: 'regular', untilDay: '2099-01-01', reason: '测试', actor: 'other' };
    const grant = { ...tier, approverId: staffId };
    const answer = await callAdmin(office(), `/members/${memberId}/tier`, grant);
    expect(answer).toMatchObject({ status: 422, body: { code: 'not_accepted' } });
    expect((await name([])).body).toEqual({ memberIds: [] });
    // Nor does somebody who is no manager any more (TR-05).
    await callAdmin(office(), `/staff/${staffId}/revoke`, {});
    expect(await callAdmin(office(), `/members/${memberId}/tier`, grant)).toMatchObject({
      status: 422,
      body: { code: 'not_accepted', message: 'Who approves must be an active manager.' },
    });
  });

  test('publishes a programme once per version, and refuses one that is wrong', async () => {
    const plain = await readPlain();
    const publish = (document: unknown) => callAdmin(office(), '/programmes', { document });
    expect(await publish(plain)).toMatchObject({
      body: { status: 'already_published', version: 1 },
    });
    const startsOnDay = businessDateAt(Date.now());
    expect(await publish({ ...plain, version: 7, startsOnDay })).toEqual({
      status: 200,
      body: { status: 'published', version: 7 },
    });
    expect(await publish({ ...plain, version: 7, startsOnDay: '2031-01-01' })).toMatchObject({
      status: 409,
      body: { code: 'id_reused' },
    });
    const wrong = await publish({ ...plain, version: 8, tiers: [] });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'programme_invalid' } });
    expect(wrong.body['problems']).toBeInstanceOf(Array);
    const { body } = await callAdmin<{ programmes: { version: number }[] }>(
      office(),
      '/programmes',
    );
    expect(body.programmes.map(({ version }) => version)).toEqual([1, 7]);
  });

  test('shows a member unmasked, by id and by phone in any spelling', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([
      till.enrol(memberId, '13212345678', { cardNo: '2900010000022' }),
      till.adjust(memberId, 250),
      till.redeem(memberId, randomUUIDv7(), 300),
    ]);
    const { body } = await callAdmin(office(), `/members/${memberId}`);
    expect(body).toMatchObject({
      memberId,
      phone: '13212345678',
      name: '张三丰',
      cards: ['2900010000022'],
      availablePoints: 0,
      debtPoints: 50,
      tier: 'basic',
    });
    const found = await callAdmin(
      office(),
      `/members?phone=${encodeURIComponent('+86 132-1234 5678')}`,
    );
    expect(found.body).toEqual({ members: [body] });
    expect(await callAdmin(office(), '/members?phone=12')).toMatchObject({
      status: 422,
      body: { code: 'phone_invalid' },
    });
    expect(await callAdmin(office(), '/members/nobody')).toMatchObject({
      status: 422,
      body: { code: 'not_found' },
    });
    const { body: list } = await callAdmin<{ operations: { kind: string; status: string }[] }>(
      office(),
      `/operations?memberId=${memberId}`,
    );
    expect(list.operations.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'redeem posted_with_debt',
      'adjust posted',
      'enrol posted',
    ]);
  });

  test('lists terminals with what the office holds of them', async () => {
    const till = await OfficeTill.activate(office());
    await till.push([till.enrol(randomUUIDv7(), '13112345678')]);
    const { body } = await callAdmin<{ terminals: { terminalId: string }[] }>(
      office(),
      '/terminals',
    );
    const row = body.terminals.find(({ terminalId }) => terminalId === till.terminalId);
    expect(row).toMatchObject({ status: 'active', heldSeq: 1, storeId: 'S001' });
    expect(await callAdmin(office(), '/terminals/none/revoke', {})).toMatchObject({ status: 422 });
  });

  test('every call refuses a name that it does not know, in a body as in an address', async () => {
    const { body } = await callAdmin<{ paths: Record<string, Record<string, Call>> }>(
      office(),
      '/openapi.json',
    );
    const calls = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, call]) => ({ path, method, call })),
    );
    const bodies = calls.flatMap(({ path, call }) => {
      const schema = call.requestBody?.content['application/json']?.schema;
      return schema === undefined
        ? []
        : [{ path, isClosed: schema.additionalProperties === false }];
    });
    expect(bodies.length).toBeGreaterThan(10);
    expect(bodies.filter(({ isClosed }) => !isClosed)).toEqual([]);
    const [lists, acts] = [
      await callAdmin(office(), '/cases?stat=open'),
      await callAdmin(office(), '/activations', { storeId: 'S1', terminalName: '1', region_: 'x' }),
    ];
    expect([lists.status, acts.status]).toEqual([400, 400]);
  });
});

/** A call as the document describes it. */
interface Call {
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { additionalProperties?: unknown } }>;
  };
}
