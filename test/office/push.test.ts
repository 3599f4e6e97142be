import { randomUUIDv7 } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin, entry, OfficeTill, type PushItem, sha256 } from '../support/office-client.ts';

describeOffice('push', (office) => {
  const outcomes = (answer: Awaited<ReturnType<OfficeTill['push']>>) =>
    answer.verdicts.map(({ outcome, reason }) =>
      reason === undefined ? outcome : `${outcome} ${reason}`,
    );
  const readState = async (till: OfficeTill, memberId: string): Promise<MemberState> => {
    await office().settle();
    const page = await till.feed(null, { limit: 5000 });
    const row = page.members.find((each) => each.memberId === memberId);
    return JSON.parse(row?.stateJson ?? 'null') as MemberState;
  };
  const enrolled = async (points = 500) => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([till.enrol(memberId, '13812345678'), till.adjust(memberId, points)]);
    return { till, memberId };
  };

  test('posts what one till pushed, and another till gets it with the feed', async () => {
    const till = await OfficeTill.activate(office());
    const other = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const answer = await till.push([
      till.enrol(memberId, '13912345678', { cardNo: '2900010000015' }),
      till.adjust(memberId, 300),
    ]);
    expect(outcomes(answer)).toEqual(['posted', 'posted']);
    expect(answer.heldSeq).toBe(2);
    const state = await readState(other, memberId);
    expect(state.lots).toEqual([{ expiresOnDay: '2027-12-31', points: 300 }]);
    expect(state.appliedSeq[till.installId]?.seq).toBe(2);
    const found = await other.client.members.find({ by: 'card', cardNo: '2900010000015' });
    expect(found.member?.memberId).toBe(memberId);
    const byPhone = await other.client.members.find({ by: 'phone', phone: '+86 139-1234 5678' });
    expect(byPhone.member?.memberId).toBe(memberId);
  });

  test('repeats its verdicts on a retry and counts nothing twice', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const items = [till.enrol(memberId, '13712345678'), till.adjust(memberId, 100)];
    const first = await till.push(items);
    const again = await till.push([...items, till.adjust(memberId, 1)]);
    expect(again.verdicts.slice(0, 2)).toEqual(first.verdicts);
    expect(again.heldSeq).toBe(3);
    expect((await readState(till, memberId)).lots[0]?.points).toBe(101);
  });

  test('posts once what the same till pushes several times at the same moment', async () => {
    const { till, memberId } = await enrolled(10);
    const items = [till.adjust(memberId, 5), till.adjust(memberId, 5)];
    const answers = await Promise.all(Array.from({ length: 8 }, () => till.push(items)));
    expect(answers.every((answer) => outcomes(answer).join() === 'posted,posted')).toBe(true);
    expect((await readState(till, memberId)).lots[0]?.points).toBe(20);
  });

  test('posts what many tills push for the same members at the same moment', async () => {
    const members = Array.from({ length: 5 }, () => randomUUIDv7());
    const first = await OfficeTill.activate(office());
    await first.push(members.map((memberId) => first.enrol(memberId, '13612345678')));
    const tills = await Promise.all(Array.from({ length: 6 }, () => OfficeTill.activate(office())));
    await Promise.all(
      tills.map((till, index) => {
        const order = index % 2 === 0 ? members : members.toReversed();
        return till.push(
          order.flatMap((memberId) => [till.adjust(memberId, 3), till.adjust(memberId, 4)]),
        );
      }),
    );
    for (const memberId of members) {
      expect((await readState(first, memberId)).lots[0]?.points).toBe(42);
    }
  });

  test('takes a batch in the order of terminalSeq, however it is sorted', async () => {
    const { till, memberId } = await enrolled();
    const items = [till.adjust(memberId, 1), till.adjust(memberId, 2), till.adjust(memberId, 3)];
    const answer = await till.push(items.toReversed());
    expect(answer.verdicts.map(({ terminalSeq }) => terminalSeq)).toEqual([3, 4, 5]);
    expect(outcomes(answer)).toEqual(['posted', 'posted', 'posted']);
  });

  test('stops before a gap and says from where to send again', async () => {
    const { till, memberId } = await enrolled();
    const [first, missing, third] = [1, 2, 3].map((points) => till.adjust(memberId, points)) as [
      PushItem,
      PushItem,
      PushItem,
    ];
    const answer = await till.push([first, third]);
    expect(outcomes(answer)).toEqual(['posted']);
    expect(answer.heldSeq).toBe(3);
    expect((await till.push([missing, third])).heldSeq).toBe(5);
  });

  test('sets poisoned operations aside and posts the others', async () => {
    const { till, memberId } = await enrolled(0);
    const hash = (salt: string) => sha256(`poison ${salt}`);
    const tampered = till.adjust(memberId, 10);
    const items = [
      till.append(hash('1'), '{"not json'),
      till.append(hash('2'), '[1, 2, 3]'),
      till.append(hash('3'), '{"kind":"earn","text":"\\u0000\ud800"}'),
      till.append(hash('4'), 'a\u0000b'),
      till.write('adjust', memberId, { nonsense: true } as never),
      till.write('adjust', memberId, {
        adjustmentId: 'a',
        reasonCode: 'too much',
        entries: [entry('adjust', 9_000_000_000_000_000, [])],
      }),
      till.append(hash('5'), tampered.json.replace('"points":10', '"points":10000')),
      till.write('unheard_of' as 'adjust', memberId, {} as never),
      till.adjust(memberId, 7),
    ];
    const answer = await till.push([tampered, ...items]);
    expect(outcomes(answer)).toEqual([
      'posted',
      'invalid unreadable',
      'invalid unreadable',
      'invalid unreadable',
      'invalid unreadable',
      'invalid unreadable',
      'invalid unreadable',
      'invalid hash_wrong',
      'invalid unreadable',
      'posted',
    ]);
    expect(answer.heldSeq).toBe(12);
    expect((await readState(till, memberId)).lots[0]?.points).toBe(17);
    expect(outcomes(await till.push([tampered, ...items]))).toEqual(outcomes(answer));
    const { body } = await callAdmin<{ operations: { terminalId: string; status: string }[] }>(
      office(),
      '/operations?limit=200',
    );
    const own = body.operations.filter(({ terminalId }) => terminalId === till.terminalId);
    expect(own.filter(({ status }) => status === 'invalid')).toHaveLength(8);
  });

  test('sets aside what PostgreSQL cannot store in a text, without losing the batch', async () => {
    const { till, memberId } = await enrolled(0);
    const answer = await till.push([
      till.write('adjust', memberId, {
        adjustmentId: 'a\u0000b',
        reasonCode: 'a\u0000b',
        entries: [{ ...entry('adjust', 5, []), ruleId: 'x\u0000y' }],
      }),
      till.write(
        'editProfile',
        memberId,
        { fields: ['phone'] },
        { personal: { phone: '1\u00002' } },
      ),
      till.adjust(memberId, 6),
    ]);
    expect(outcomes(answer)).toEqual(['invalid unreadable', 'invalid unreadable', 'posted']);
  });

  test('sets a broken chain aside once and goes on after it', async () => {
    const { till, memberId } = await enrolled();
    till.headHash = sha256('another past');
    const answer = await till.push([till.adjust(memberId, 1), till.adjust(memberId, 2)]);
    expect(outcomes(answer)).toEqual(['invalid chain_broken', 'posted']);
  });

  test('sets aside a known id with another body, in one push, in a later one and from another till', async () => {
    const { till, memberId } = await enrolled();
    const operationId = randomUUIDv7();
    const withId = (from: OfficeTill, points: number) =>
      from.write(
        'adjust',
        memberId,
        { adjustmentId: 'a', reasonCode: 'x', entries: [entry('adjust', points, [])] },
        { header: { operationId } },
      );
    const answer = await till.push([withId(till, 1), withId(till, 2)]);
    expect(outcomes(answer)).toEqual(['posted', 'invalid id_reused']);
    expect(outcomes(await till.push([withId(till, 3)]))).toEqual(['invalid id_reused']);
    const other = await OfficeTill.activate(office());
    expect(outcomes(await other.push([withId(other, 4)]))).toEqual(['invalid id_reused']);
  });

  test('notices a till that was put back from an old disk image and uses its numbers again', async () => {
    const { till, memberId } = await enrolled(0);
    const [seq, hash] = [till.headSeq, till.headHash];
    const before = await till.push([till.adjust(memberId, 1), till.adjust(memberId, 2)]);
    till.headSeq = seq;
    till.headHash = hash;
    const fork = [till.adjust(memberId, 100), till.adjust(memberId, 200)];
    expect(outcomes(await till.push(fork))).toEqual([
      'invalid chain_broken',
      'invalid chain_broken',
    ]);
    expect(outcomes(await till.push(fork))).toEqual([
      'invalid chain_broken',
      'invalid chain_broken',
    ]);
    expect((await till.feed(null)).heldSeq).toBe(before.heldSeq);
    expect((await readState(till, memberId)).lots[0]?.points).toBe(3);
  });

  test('a copy that goes on after it was told takes no place of the machine that it was copied from (FR-22)', async () => {
    const { till, memberId } = await enrolled(0);
    const start = { headSeq: till.headSeq, headHash: till.headHash };
    const [first, second] = [till.adjust(memberId, 1), till.adjust(memberId, 2)];
    Object.assign(till, start);
    const [copied, next, last] = [100, 200, 300].map((points) => till.adjust(memberId, points));
    if (copied === undefined || next === undefined || last === undefined) throw new Error('Three.');
    expect(outcomes(await till.push([first]))).toEqual(['posted']);
    expect(outcomes(await till.push([copied]))).toEqual(['invalid chain_broken']);
    // Started again it sends what follows, as often as it likes, before the other one has sent more.
    for (const _time of [1, 2]) {
      expect(outcomes(await till.push([next, last]))).toEqual(['invalid chain_broken']);
    }
    expect(outcomes(await till.push([second]))).toEqual(['posted']);
    expect(outcomes(await till.push([next, last]))).toEqual([
      'invalid chain_broken',
      'invalid chain_broken',
    ]);
    expect((await readState(till, memberId)).lots[0]?.points).toBe(3);
  });

  test('sets aside the operations of another install or store', async () => {
    const { till, memberId } = await enrolled();
    const foreign = (header: Readonly<Record<string, string>>) =>
      till.write('consent', memberId, { consents: [] }, { header });
    const answer = await till.push([
      foreign({ installId: randomUUIDv7() }),
      foreign({ terminalId: 'other' }),
      foreign({ storeId: 'other' }),
    ]);
    expect(outcomes(answer)).toEqual(Array.from({ length: 3 }, () => 'invalid foreign_install'));
  });

  test('refuses a whole push whose signature is not the install’s', async () => {
    const { till, memberId } = await enrolled();
    const operations = [till.adjust(memberId, 1)];
    const call = till.client.push({ operations, signature: 'AAAA' });
    await expect(call).rejects.toMatchObject({ code: 'signature_wrong', status: 422 });
    expect((await till.feed(null)).heldSeq).toBe(2);
  });

  test('takes nothing that was put beside what a signature covers', async () => {
    const { till, memberId } = await enrolled();
    const old = till.adjust(memberId, 1);
    const signature = till.signatureOf([old]);
    await till.push([old]);
    const forged = till.adjust(memberId, 1000);
    for (const operations of [[forged, old], [old, forged], [forged]]) {
      const call = till.client.push({ operations, signature });
      await expect(call).rejects.toMatchObject({ code: 'signature_wrong' });
    }
    expect((await till.feed(null)).heldSeq).toBe(3);
    const again = await till.client.push({ operations: [old], signature });
    expect(outcomes(again)).toEqual(['posted']);
  });

  test('posts once what another till of the store delivers for a till, and answers that till’s own push the same', async () => {
    const { till, memberId } = await enrolled(10);
    const other = await OfficeTill.activate(office());
    const items = [1, 2, 3, 4].map((points) => till.adjust(memberId, points));
    // As it was passed on: in pieces, one of them once more in a larger one.
    const batches = [items.slice(0, 1), items.slice(0, 3), items.slice(3)];
    const seenAtMs = async () => {
      const { body } = await callAdmin<{
        terminals: { terminalId: string; lastSeenAtMs: number }[];
      }>(office(), '/terminals');
      return body.terminals.find(({ terminalId }) => terminalId === till.terminalId)?.lastSeenAtMs;
    };
    const before = await seenAtMs();
    for (const _time of [1, 2]) {
      expect(await other.relay(till, ...batches)).toEqual({ heldSeq: till.headSeq });
    }
    expect(await seenAtMs()).toBe(before);
    expect((await readState(other, memberId)).lots[0]?.points).toBe(20);

    // The till is back: to it, as if an answer had been lost.
    const answer = await till.push([...items, till.adjust(memberId, 5)]);
    expect(outcomes(answer)).toEqual(Array.from({ length: 5 }, () => 'posted'));
    expect(answer).toMatchObject({ heldSeq: till.headSeq, headHash: till.headHash });
    expect((await readState(other, memberId)).lots[0]?.points).toBe(25);
  });

  test('takes of what is delivered for a till the next of its chain alone, as the till wrote it', async () => {
    const { till, memberId } = await enrolled(0);
    const other = await OfficeTill.activate(office());
    const [first, second, third] = [1, 2, 3].map((points) => till.adjust(memberId, points));
    if (first === undefined || second === undefined || third === undefined) expect.fail('Three.');
    const altered = { ...second, json: second.json.replace('"points":2', '"points":2000') };
    const gone = { ...second, json: '' };
    expect(await other.relay(till, [second, third])).toEqual({ heldSeq: 2 });
    for (const wrong of [altered, gone]) {
      expect(await other.relay(till, [first, wrong, third])).toEqual({ heldSeq: 3 });
    }
    // Nothing stands in its place: it is the till's own to send.
    expect(outcomes(await till.push([second, third]))).toEqual(['posted', 'posted']);
    expect((await readState(other, memberId)).lots[0]?.points).toBe(6);

    // No hash misses a person's part that was taken away, and nobody would be enrolled by what is left.
    const newcomerId = randomUUIDv7();
    const enrolment = till.enrol(newcomerId, '13700000017');
    const { personal: _personal, ...bare } = JSON.parse(enrolment.json) as { personal: object };
    const stripped = { ...enrolment, json: JSON.stringify(bare) };
    const { heldSeq } = await other.relay(till, [stripped]);
    expect(heldSeq).toBe(till.headSeq - 1);
    expect(await other.relay(till, [enrolment])).toEqual({ heldSeq: till.headSeq });
    expect((await readState(other, newcomerId)).profile.phone.value).toBe('13700000017');
  });

  test('keeps nothing of another line of a till that is delivered for it, and tells a person (FR-22)', async () => {
    const { till, memberId } = await enrolled(0);
    const other = await OfficeTill.activate(office());
    const start = { headSeq: till.headSeq, headHash: till.headHash };
    const passed = [till.adjust(memberId, 100), till.adjust(memberId, 200)];
    Object.assign(till, start);
    const own = [till.adjust(memberId, 1), till.adjust(memberId, 2)];
    await till.push(own.slice(0, 1));
    const casesOf = async () => {
      const { body } = await callAdmin<{
        cases: { kind: string; evidence: { installId?: string } }[];
      }>(office(), '/cases?limit=1000');
      return body.cases.filter(
        ({ kind, evidence }) => kind === 'data_folder_old' && evidence.installId === till.installId,
      );
    };
    // Whoever delivers cannot make up such a line: of the row beside the text nothing is believed.
    const [made] = own.slice(1).map((item) => ({ ...item, prevHash: sha256('another') }));
    if (made === undefined) expect.fail('One.');
    expect(await other.relay(till, [made])).toEqual({ heldSeq: 3 });
    expect(await casesOf()).toEqual([]);
    for (const _time of [1, 2]) {
      expect(await other.relay(till, passed)).toEqual({ heldSeq: 3, otherFromSeq: 3 });
    }
    expect(await casesOf()).toHaveLength(1);
    expect(outcomes(await till.push(own))).toEqual(['posted', 'posted']);
    expect((await readState(other, memberId)).lots[0]?.points).toBe(3);
  });

  test('says from where on another line is delivered, also where the till itself has sent of it (FR-22)', async () => {
    const { till, memberId } = await enrolled(0);
    const other = await OfficeTill.activate(office());
    const common = till.adjust(memberId, 1);
    const start = { headSeq: till.headSeq, headHash: till.headHash };
    const passed = [till.adjust(memberId, 100), till.adjust(memberId, 200)];
    Object.assign(till, start);
    await till.push([common]);
    const own = till.adjust(memberId, 2);
    // One that hangs on what is held here may yet be the next.
    expect(await other.relay(till, [common], passed.slice(1))).toEqual({ heldSeq: 3 });
    await till.push([own]);
    const answer = { heldSeq: 4, otherFromSeq: 4 };
    expect(await other.relay(till, [common], passed)).toEqual(answer);
    expect(outcomes(await till.push(passed.slice(0, 1)))).toEqual(['invalid chain_broken']);
    expect(await other.relay(till, [common], passed)).toEqual(answer);
    expect(await other.relay(till, [common, own])).toEqual({ heldSeq: 4 });
    expect((await readState(other, memberId)).lots[0]?.points).toBe(3);
  });

  test('refuses what is delivered by a till of another store, unsigned, or for a till that was revoked', async () => {
    const { till, memberId } = await enrolled(0);
    const other = await OfficeTill.activate(office());
    const items = [till.adjust(memberId, 1)];
    const unknown = { code: 'neighbour_unknown', status: 422 };
    const elsewhere = await OfficeTill.activate(office(), 'S002');
    await expect(elsewhere.relay(till, items)).rejects.toMatchObject(unknown);
    await expect(till.relay(till, items)).rejects.toMatchObject(unknown);
    await expect(other.relay(new OfficeTill(office().url), items)).rejects.toMatchObject(unknown);
    const forged = { operations: items, signature: other.signatureOf(items) };
    const call = other.client.relay({ installId: till.installId, batches: [forged] });
    await expect(call).rejects.toMatchObject({ code: 'signature_wrong', status: 422 });
    await callAdmin(office(), `/terminals/${till.terminalId}/revoke`, {});
    await expect(other.relay(till, items)).rejects.toMatchObject(unknown);
    await callAdmin(office(), `/terminals/${other.terminalId}/revoke`, {});
    const revoked = { code: 'terminal_revoked' };
    await expect(other.relay(till, items)).rejects.toMatchObject(revoked);
  });

  test('posts what was held for a member when its enrolment comes, and goes on from there', async () => {
    const [a, b] = [await OfficeTill.activate(office()), await OfficeTill.activate(office())];
    const memberId = randomUUIDv7();
    const held = [b.adjust(memberId, 200), b.adjust(memberId, 100)];
    const rename = b.write(
      'editProfile',
      memberId,
      { fields: ['name'] },
      { personal: { name: '李四' }, header: { atMs: 1_795_000_000_001 } },
    );
    const unknown = 'held member_unknown';
    expect(outcomes(await b.push([...held, rename]))).toEqual([unknown, unknown, unknown]);
    const answer = await a.push([a.enrol(memberId, '13812345678'), a.redeem(memberId, 'r', 250)]);
    expect(outcomes(answer)).toEqual(['posted', 'posted']);
    expect((await readState(a, memberId)).lots[0]?.points).toBe(50);
    expect(outcomes(await b.push([...held, rename]))).toEqual(['posted', 'posted', 'posted']);
    expect(outcomes(await b.push([b.adjust(memberId, 5)]))).toEqual(['posted']);
    const state = await readState(a, memberId);
    expect(state.lots[0]?.points).toBe(55);
    expect(state.debtPoints).toBe(0);
    expect(state.profile.name?.value).toBe('李四');
    expect(state.appliedSeq[b.installId]?.seq).toBe(4);
  });

  test('posts what came before the enrolment in the same push, and a push before it', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const first = till.adjust(memberId, 1);
    await till.push([first]);
    const items = [till.adjust(memberId, 20), till.enrol(memberId, '13812345678')];
    const later = till.adjust(memberId, 300);
    expect(outcomes(await till.push([...items, later]))).toEqual(['posted', 'posted', 'posted']);
    expect(outcomes(await till.push([first, ...items]))).toEqual(['posted', 'posted', 'posted']);
    const state = await readState(till, memberId);
    expect(state.lots[0]?.points).toBe(321);
    expect(state.appliedSeq[till.installId]?.seq).toBe(4);
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints = 0, sumLotPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints - sumDebtPoints);
  });

  test('loses nothing that tills push at the moment when another enrols the member', async () => {
    const tills = await Promise.all(Array.from({ length: 6 }, () => OfficeTill.activate(office())));
    for (let round = 0; round < 10; round += 1) {
      const memberId = randomUUIDv7();
      await Promise.all(
        tills.map((till, index) =>
          till.push([
            index === round % 6 ? till.enrol(memberId, '13812345678') : till.adjust(memberId, 7),
          ]),
        ),
      );
      expect((await readState(tills[0] as OfficeTill, memberId)).lots[0]?.points).toBe(35);
    }
  });

  test('lets a receipt earn once ever, at whichever till, and tells the later till’s state', async () => {
    const { till, memberId } = await enrolled(10);
    const other = await OfficeTill.activate(office());
    const receiptNo = randomUUIDv7();
    const late = other.earn(memberId, receiptNo, 100);
    const items = [till.earn(memberId, receiptNo, 100), till.earn(memberId, receiptNo, 100)];
    expect(outcomes(await till.push(items))).toEqual(['posted', 'held receipt_posted']);
    expect(outcomes(await other.push([late]))).toEqual(['held receipt_posted']);
    expect(outcomes(await other.push([late]))).toEqual(['held receipt_posted']);
    const state = await readState(till, memberId);
    expect(state.lots).toEqual([{ expiresOnDay: '2027-12-31', points: 110 }]);
    expect(state.entries).toHaveLength(2);
    expect(state.appliedSeq).toMatchObject({
      [till.installId]: { seq: 4 },
      [other.installId]: { seq: 1 },
    });
    const elsewhere = await OfficeTill.activate(office(), 'S002');
    expect(outcomes(await elsewhere.push([elsewhere.earn(memberId, receiptNo, 1)]))).toEqual([
      'posted',
    ]);
  });

  test('of many receipts that come at once, the first of each number earns', async () => {
    const till = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    await till.push([till.enrol(memberId, '13700009999')]);
    const numbers = Array.from({ length: 40 }, (_, index) => `many-${(index * 7) % 40}`);
    const items = numbers.flatMap((receiptNo) => [
      till.earn(memberId, receiptNo, 10),
      till.earn(memberId, receiptNo, 20),
    ]);
    const verdicts = outcomes(await till.push(items));
    expect(verdicts).toEqual(numbers.flatMap(() => ['posted', 'held receipt_posted']));
  });

  test('lets a receipt earn once when two tills push it at the same moment', async () => {
    const { till, memberId } = await enrolled(0);
    const tills = await Promise.all(Array.from({ length: 4 }, () => OfficeTill.activate(office())));
    const receiptNos = Array.from({ length: 5 }, () => randomUUIDv7());
    await Promise.all(
      tills.map((each, index) => {
        const order = index % 2 === 0 ? receiptNos : receiptNos.toReversed();
        return each.push(order.map((receiptNo) => each.earn(memberId, receiptNo, 10)));
      }),
    );
    expect((await readState(till, memberId)).lots[0]?.points).toBe(50);
  });

  test('holds what belongs to no member, and a second enrolment of one', async () => {
    const { till, memberId } = await enrolled();
    const answer = await till.push([
      till.adjust(randomUUIDv7(), 5),
      till.enrol(memberId, '13812345679'),
      till.write('enrol', randomUUIDv7(), { memberNo: 'x', tierCode: 'basic', consents: [] }),
    ]);
    expect(outcomes(answer)).toEqual([
      'held member_unknown',
      'held member_exists',
      'invalid unreadable',
    ]);
  });

  test('posts spending beyond the balance as a debt', async () => {
    const { till, memberId } = await enrolled(100);
    const answer = await till.push([till.redeem(memberId, randomUUIDv7(), 150)]);
    expect(outcomes(answer)).toEqual(['posted_with_debt']);
    expect(await readState(till, memberId)).toMatchObject({ lots: [], debtPoints: 50 });
  });

  test('keeps the books: entries = lots + held - debt', async () => {
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints = 0, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(body['entries']).toBeGreaterThan(50);
    expect(sumDebtPoints).toBe(50);
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  });

  test('answers an unreadable body with 400, one too large with 413, and never with a 500', async () => {
    const till = await OfficeTill.activate(office());
    const send = async (body: BodyInit, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(`${office().url}/sync/v1/push`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${till.token}`,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      });
      return response.status;
    };
    expect(await send('{nope')).toBe(400);
    expect(await send('null')).toBe(400);
    expect(await send('{"operations":[{"terminalSeq":-1}],"signature":""}')).toBe(400);
    expect(await send('not zstd', { 'content-encoding': 'zstd' })).toBe(400);
    expect(await send('x', { 'content-encoding': 'gzip' })).toBe(415);
    expect(await send('x', { 'content-type': 'text/plain' })).toBe(415);
    expect(await send(`"${'x'.repeat(9_000_000)}"`)).toBe(413);
  });

  test('reads little of those who have no token yet, packed or not', async () => {
    const send = async (body: BodyInit, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(`${office().url}/sync/v1/activate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      return response.status;
    };
    const text = JSON.stringify('x'.repeat(1_000_000));
    expect(await send(text)).toBe(413);
    expect(await send(zstdCompressSync(text), { 'content-encoding': 'zstd' })).toBe(413);
  });
});
