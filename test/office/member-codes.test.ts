import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import { grantLifeMs } from '../../src-office/handlers/reserve-grant.ts';
import { silentMs } from '../../src-office/store/grant-store.ts';
import { createBytesVerifier, createVerifier } from '../../src-main/sync/install-key.ts';
import { codeKeysText } from '../../src-shared/contract/office-wire.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  grantIdOf,
  memberCodeKeyByte,
  memberCodeSignedBytes,
  parseMemberCode,
} from '../../src-shared/scan/member-code.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { referenceOf } from '../support/member-codes.ts';
import { callAdmin, entry, OfficeTill } from '../support/office-client.ts';

interface CodeAnswer {
  readonly code: string;
  readonly issuedAtMs: number;
  readonly refreshAtMs: number;
  readonly expiresAtMs: number;
  readonly grant: {
    readonly storeId: string;
    readonly points: number;
    readonly endsAtMs: number;
  } | null;
}

type PendingDebits = Parameters<OfficeTill['client']['authorise']>[0]['pendingDebits'];

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

  test('are shown on no page unless the office was started for a demonstration', async () => {
    expect((await fetch(`${office().url}/demo/member-code`)).status).toBe(404);
  });

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

  /** Points for the member's phone; the till of the office's own tests is of the store S001. */
  const carry = (memberId: string, points: number, storeId = 'S001') =>
    callAdmin<CodeAnswer>(office(), `/members/${memberId}/code`, { storeId, points });
  const stateOf = async (till: OfficeTill, memberId: string): Promise<MemberState> => {
    await office().settle();
    const { members } = await till.feed(null);
    return JSON.parse(members.find((each) => each.memberId === memberId)!.stateJson) as MemberState;
  };
  const spend = (till: OfficeTill, memberId: string, points: number, grantId: string) =>
    till.write('redeem', memberId, {
      redemptionId: randomUUIDv7(),
      receiptNo: 'R1',
      eligibleFen: points,
      offsetFen: points,
      points,
      right: 'carried',
      grantId,
      entries: [entry('redeem', -points, [])],
    });
  const grantIdOfAnswer = (memberId: string, { grant }: CodeAnswer) =>
    grantIdOf(memberId, grant!.endsAtMs / 1000);

  test('carry points that are kept first and there for nobody else; the next picture is of the same grant (ID-04)', async () => {
    const { till, memberId } = await memberWith(1000);
    const first = (await carry(memberId, 600)).body;
    const code = parseMemberCode(first.code)!;
    expect(first.grant).toMatchObject({ storeId: 'S001', points: 600 });
    expect(code.grant).toEqual({
      maxPoints: 600,
      storeReference: referenceOf('S001'),
      livesS: first.grant!.endsAtMs / 1000 - code.issuedAtS,
    });
    expect((await till.authorise(memberId, 'else', 401)).status).toBe('refused');
    expect(await carry(memberId, 500)).toMatchObject({
      status: 422,
      body: { code: 'points_not_available', availablePoints: 400 },
    });
    expect((await carry(memberId, 600)).body.grant).toEqual(first.grant);
    // Another wish is another grant, and ends in another second: it is what a till knows it by.
    const other = (await carry(memberId, 400)).body;
    expect(other.grant!.endsAtMs).not.toBe(first.grant!.endsAtMs);
    const { reservations } = await stateOf(till, memberId);
    expect(reservations.map(({ points, carried }) => [points, carried?.storeId])).toEqual([
      [600, 'S001'],
      [400, 'S001'],
    ]);
    expect(await carry(memberId, 100, 'nowhere')).toMatchObject({
      status: 422,
      body: { code: 'store_unknown' },
    });
  });

  test('that twenty phones ask for at once never carry more than is there', async () => {
    const { memberId } = await memberWith(1000);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => carry(memberId, 300 + index)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  test('are used up by the spend, whole; a second till of the store that takes them again makes a debt (ID-04)', async () => {
    const { till, memberId } = await memberWith(1000);
    const other = await OfficeTill.activate(office());
    const grantId = grantIdOfAnswer(memberId, (await carry(memberId, 800)).body);
    const { verdicts } = await till.push([spend(till, memberId, 700, grantId)]);
    expect(verdicts).toMatchObject([{ outcome: 'posted' }]);
    expect(await stateOf(till, memberId)).toMatchObject({ reservations: [], debtPoints: 0 });
    expect((await till.authorise(memberId, 'rest', 300)).status).toBe('authorised');
    await till.push([till.redeem(memberId, 'rest', 300)]);
    const twice = await other.push([spend(other, memberId, 700, grantId)]);
    expect(twice.verdicts).toMatchObject([{ outcome: 'posted_with_debt' }]);
    const state = await stateOf(till, memberId);
    expect(state).toMatchObject({ lots: [], debtPoints: 700 });
    expectLedgerHolds(state);
  });

  test('are not in the way of a till that says it uses them up, and in that of every other', async () => {
    const { till, memberId } = await memberWith(1000);
    const far = await OfficeTill.activate(office(), 'S002');
    const grantId = grantIdOfAnswer(memberId, (await carry(memberId, 800)).body);
    const ask = (by: OfficeTill, points: number, pendingDebits: PendingDebits = []) =>
      by.client.authorise({
        redemptionId: `by-${by.storeId}`,
        memberId,
        points,
        grantId,
        businessDate: businessDateAt(Date.now()),
        pendingDebits,
      });
    expect(await ask(far, 201)).toMatchObject({ status: 'refused', availablePoints: 200 });
    expect((await ask(till, 1000)).status).toBe('authorised');
    // On its way: it counts once, as what it took.
    const onItsWay = [{ id: 'D1', terminalSeq: 9, points: 500, grantId }];
    expect(await ask(till, 501, onItsWay)).toMatchObject({ availablePoints: 500 });
  });

  test('that nobody spent are given back when every till of the store has told all it did since (OF-04)', async () => {
    const { till: teller, memberId } = await memberWith(1000);
    const storeId = `S-${memberId.slice(-6)}`;
    const [one, two, old] = [
      await OfficeTill.activate(office(), storeId),
      await OfficeTill.activate(office(), storeId),
      await OfficeTill.activate(office(), storeId),
    ];
    const ask = (by: OfficeTill, headSeq?: number) =>
      by.client.feed({
        cursor: null,
        limit: 1,
        waitMs: 0,
        staffRevision: null,
        programmeRevision: null,
        ...(headSeq === undefined ? {} : { headSeq }),
      });
    const reservedPoints = async () =>
      (await callAdmin<{ reservedPoints: number }>(office(), `/members/${memberId}`)).body
        .reservedPoints;
    for (const by of [one, two]) await ask(by, 0);
    await ask(old);
    await carry(memberId, 800, storeId);
    office().passMs(grantLifeMs + 11 * 60_000);
    await ask(one, 0);
    expect(await reservedPoints()).toBe(800);
    // It has posted something that is not here.
    await ask(two, 1);
    expect(await reservedPoints()).toBe(800);
    await two.push([two.adjust(memberId, 1)]);
    await ask(two, 1);
    expect(await reservedPoints()).toBe(0);
    expect((await teller.authorise(memberId, 'all', 1001)).status).toBe('authorised');

    // A till that is silent for a week is not waited for.
    await carry((await memberWith(500)).memberId, 100, storeId);
    office().passMs(silentMs + 60_000);
    await ask(one, 0);
    const { memberId: third } = await memberWith(400);
    await carry(third, 300, storeId);
    office().passMs(grantLifeMs + 11 * 60_000);
    await ask(one, 0);
    expect((await teller.authorise(third, 'all', 400)).status).toBe('authorised');
  });
});
