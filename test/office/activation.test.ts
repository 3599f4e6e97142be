import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, connectOffice, OfficeTill } from '../support/office-client.ts';

describeOffice('activation', (office) => {
  const createCode = async (storeId = 'S100', storeName?: string): Promise<string> => {
    const wish = {
      storeId,
      terminalName: '收银二',
      ...(storeName === undefined ? {} : { storeName }),
    };
    const { body } = await callAdmin<{ activationCode: string }>(office(), '/activations', wish);
    return body.activationCode;
  };

  test('turns a code into a terminal of a store that need not exist before', async () => {
    const till = new OfficeTill(office().url);
    const answer = await till.activateWith(await createCode('S101', '南京路店'));
    expect(answer).toMatchObject({
      storeId: 'S101',
      storeName: '南京路店',
      terminalName: '收银二',
    });
    expect(answer.installNo).toBeGreaterThan(0);
    expect((await till.feed(null)).heldSeq).toBe(0);
  });

  test('repeats its answer to the same install with the same key', async () => {
    const code = await createCode();
    const till = new OfficeTill(office().url);
    const first = await till.activateWith(code);
    expect(await till.activateWith(` ${code.toLowerCase()} `)).toEqual(first);
  });

  test('refuses the code to another install, and to another key', async () => {
    const code = await createCode();
    const till = new OfficeTill(office().url);
    await till.activateWith(code);
    const refused = { code: 'activation_used', status: 422 };
    await expect(new OfficeTill(office().url).activateWith(code)).rejects.toMatchObject(refused);
    const stolen = { installId: till.installId, publicKey: new OfficeTill('').publicKey };
    const client = connectOffice(office().url);
    await expect(client.activate({ activationCode: code, ...stolen })).rejects.toMatchObject(
      refused,
    );
  });

  test('refuses a code it never gave, and a key that is none', async () => {
    const refused = { code: 'activation_unknown', status: 422 };
    const till = new OfficeTill(office().url);
    await expect(till.activateWith('AAAA-BBBB-CCCC-DDDD')).rejects.toMatchObject(refused);
    const wish = { activationCode: await createCode(), installId: 'i1', publicKey: 'nonsense' };
    await expect(connectOffice(office().url).activate(wish)).rejects.toMatchObject(refused);
  });

  test('gives a code to one of two tills that use it at once', async () => {
    const code = await createCode();
    const tills = Array.from({ length: 6 }, () => new OfficeTill(office().url));
    const answers = await Promise.allSettled(tills.map((till) => till.activateWith(code)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('gives one answer to one till that asks twice at once', async () => {
    const code = await createCode();
    const till = new OfficeTill(office().url);
    const [first, second] = await Promise.all([till.activateWith(code), till.activateWith(code)]);
    expect(second).toEqual(first);
  });

  test('gives every install a number of its own', async () => {
    const tills = await Promise.all(Array.from({ length: 5 }, () => OfficeTill.activate(office())));
    expect(new Set(tills.map(({ installNo }) => installNo)).size).toBe(5);
  });

  test('answers nobody else: no token, a made-up one, one cut short', async () => {
    const till = await OfficeTill.activate(office());
    for (const token of ['', 'x', `${till.token.slice(0, -1)}x`, till.token.split('.')[0]]) {
      const call = connectOffice(office().url, token).push({ operations: [], signature: '' });
      await expect(call).rejects.toMatchObject({ code: 'unauthorised', status: 401 });
    }
  });

  test('says so to a revoked terminal, in every call and in one that waits', async () => {
    const till = await OfficeTill.activate(office());
    const { cursor } = await till.feed(null);
    const lists = await till.feed(null);
    const waiting = till.client.feed({
      cursor,
      limit: 10,
      waitMs: 20_000,
      staffRevision: lists.staff?.revision ?? '',
      programmeRevision: lists.programmes?.revision ?? '',
    });
    const revoke = `/terminals/${till.terminalId}/revoke`;
    setTimeout(() => void callAdmin(office(), revoke, {}), 100);
    const refused = { code: 'terminal_revoked', status: 403 };
    await expect(waiting).rejects.toMatchObject(refused);
    await expect(till.push([till.adjust('m', 1)])).rejects.toMatchObject(refused);
    await expect(till.authorise('m', 'r', 1)).rejects.toMatchObject(refused);
    const again = await callAdmin(office(), revoke, {});
    expect(again).toEqual({ status: 200, body: { status: 'revoked' } });
  });
});
