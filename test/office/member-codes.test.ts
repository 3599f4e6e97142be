import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBytesVerifier, createVerifier } from '../../src-main/sync/install-key.ts';
import { codeKeysText } from '../../src-shared/contract/office-wire.ts';
import {
  memberCodeKeyByte,
  memberCodeSignedBytes,
  parseMemberCode,
} from '../../src-shared/scan/member-code.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, OfficeTill } from '../support/office-client.ts';

interface CodeAnswer {
  readonly code: string;
  readonly issuedAtMs: number;
  readonly refreshAtMs: number;
  readonly expiresAtMs: number;
}

describeOffice('member codes', (office) => {
  const memberWith = async (points: number) => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([till.enrol(memberId, '13512345678'), till.adjust(memberId, points)]);
    return { till, memberId };
  };
  const codeOf = async (memberId: string) =>
    (await callAdmin<CodeAnswer>(office(), `/members/${memberId}/code`)).body;
  const keysOf = async (till: OfficeTill) => (await till.feed(null)).programmes!.memberCodeKeys!;

  test('are signed by a key that the tills have from the feed, and another one every time (ID-03)', async () => {
    const { till, memberId } = await memberWith(500);
    const { keys, signature } = await keysOf(till);
    expect(createVerifier(till.officeKey)(codeKeysText('member', keys), signature)).toBe(true);
    const answer = await codeOf(memberId);
    expect(answer.refreshAtMs).toBe(answer.issuedAtMs + 60_000);
    expect(answer.expiresAtMs).toBe(answer.issuedAtMs + 90_000);
    const code = parseMemberCode(answer.code)!;
    expect(code).toMatchObject({ memberId, issuedAtS: answer.issuedAtMs / 1000, grant: null });
    const { publicKey } = keys.find(({ keyId }) => memberCodeKeyByte(keyId) === code.keyByte)!;
    const verify = createBytesVerifier(publicKey);
    expect(verify(memberCodeSignedBytes(code.payload), code.signature)).toBe(true);
    // What is signed is more than the code shows: no other signature of head office could stand for it.
    expect(verify(code.payload, code.signature)).toBe(false);
    expect(parseMemberCode((await codeOf(memberId)).code)!.nonce).not.toBe(code.nonce);
  });

  test('are made for nobody who is not there', async () => {
    expect(await callAdmin(office(), `/members/${randomUUIDv7()}/code`)).toMatchObject({
      status: 422,
      body: { code: 'not_found' },
    });
  });

  test('change their key; tills hear of it with the rules', async () => {
    const { till, memberId } = await memberWith(500);
    const before = parseMemberCode((await codeOf(memberId)).code)!;
    const path = '/members/code-keys/rotate';
    const { body } = await callAdmin<{ keyIds: string[] }>(office(), path, { stolen: true });
    expect((await keysOf(till)).keys.map(({ keyId }) => keyId)).toEqual(body.keyIds);
    const after = parseMemberCode((await codeOf(memberId)).code)!;
    const bytes = new Set(body.keyIds.map(memberCodeKeyByte));
    expect([bytes.has(before.keyByte), bytes.has(after.keyByte)]).toEqual([false, true]);
  });
});
