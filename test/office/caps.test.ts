import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { describeOffice, type TestOffice } from '../support/describe-office.ts';
import { callAdmin, entry, OfficeTill, type PushItem } from '../support/office-client.ts';
import { sampleDay } from '../support/sample-domain.ts';

const expiresOnDay = sampleDay('2027-12-31');
const dayMs = 86_400_000;
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

interface Hold {
  readonly memberId: string;
  readonly holdId: string;
  readonly points: number;
  readonly reason: string;
}

/** A receipt at a moment of the day. */
function earnAt(
  till: OfficeTill,
  memberId: string,
  receiptNo: string,
  points: number,
  atMs: number,
) {
  const rate = { numerator: 1, denominator: 100 };
  return till.write(
    'earn',
    memberId,
    {
      receipt: { storeId: till.storeId, businessDate: sampleDay('2026-11-21'), receiptNo },
      lines: [],
      terms: { rate, tierCode: 'basic', tierMultiplier: rate, expiresOnDay },
      redemptionIds: [],
      entries: [entry('earn', points, [{ expiresOnDay, points }])],
    },
    { header: { atMs } },
  );
}

/** The plain programme, with the caps of PL-08. */
async function publishCaps(office: TestOffice): Promise<void> {
  const plain = JSON.parse(readFileSync(plainFile, 'utf8')) as Programme;
  const caps = { receiptsPerDay: 10, pointsPerDay: 5000 };
  const document = { ...plain, version: plain.version + 1, earn: { ...plain.earn, caps } };
  const answer = await callAdmin(office, '/programmes', { document });
  expect(answer).toMatchObject({ body: { status: 'published' } });
}

describeOffice('caps', (office) => {
  beforeAll(() => publishCaps(office()));

  const readHolds = async (memberId: string) =>
    (await callAdmin<{ holds: Hold[] }>(office(), '/holds?limit=1000')).body.holds.filter(
      (hold) => hold.memberId === memberId,
    );
  const read = async (memberId: string) => (await callAdmin(office(), `/members/${memberId}`)).body;
  const decide = (hold: Hold, decision: string) =>
    callAdmin(office(), `/holds/${encodeURIComponent(hold.holdId)}`, {
      memberId: hold.memberId,
      decision,
      actor: 'anna',
      reason: 'looked at it',
    });
  const expectBooks = async () => {
    const { body } = await callAdmin<Record<string, number>>(office(), '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    expect(sumEntryPoints).toBe(sumLotPoints + sumHeldPoints - sumDebtPoints);
  };
  const twoTills = async () => {
    const first = await OfficeTill.activate(office());
    const second = await OfficeTill.activate(office(), 'S002');
    const memberId = randomUUIDv7();
    await first.push([first.enrol(memberId, '13812345678')]);
    return { first, second, memberId };
  };

  test('holds what is above 5,000 points a day over all tills, in business time however late it comes (PL-08)', async () => {
    const { first, second, memberId } = await twoTills();
    await first.push([
      earnAt(first, memberId, 'A1', 3_000, 1_795_000_000_000),
      earnAt(first, memberId, 'A2', 1_500, 1_795_000_600_000),
    ]);
    expect(await readHolds(memberId)).toEqual([]);
    // Earlier in the day, later on the line: it is the second receipt of the first till that went too far.
    const late = [earnAt(second, memberId, 'B1', 1_200, 1_795_000_300_000)];
    await second.push(late);
    await second.push(late);
    const [hold, ...others] = await readHolds(memberId);
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ points: 700, reason: 'daily_points' });
    expect(hold?.holdId).toContain('A2');
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 700 });
    await second.push([earnAt(second, memberId, 'B2', 100, 1_795_000_400_000)]);
    expect(await readHolds(memberId)).toMatchObject([{ points: 800 }]);
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 800 });
    await expectBooks();

    if (hold === undefined) throw new Error('Nothing is held.');
    expect((await decide(hold, 'granted')).body).toEqual({ status: 'decided' });
    expect((await decide(hold, 'granted')).body).toEqual({ status: 'already_decided' });
    expect((await decide(hold, 'refused')).body).toMatchObject({ code: 'id_reused' });
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_800, heldPoints: 0 });
    await expectBooks();
  });

  test('holds the eleventh receipt of a day whole, and ends what is refused', async () => {
    const { first, second, memberId } = await twoTills();
    const earn = (till: OfficeTill, index: number): PushItem =>
      earnAt(
        till,
        memberId,
        `${till.storeId}-${till.installNo}-${index}`,
        10,
        1_795_000_000_000 + index,
      );
    await first.push(Array.from({ length: 6 }, (_, index) => earn(first, index * 2)));
    await second.push(Array.from({ length: 5 }, (_, index) => earn(second, index * 2 + 1)));
    const [hold] = await readHolds(memberId);
    expect(hold).toMatchObject({ points: 10, reason: 'daily_receipts' });
    if (hold === undefined) throw new Error('Nothing is held.');
    expect((await decide(hold, 'refused')).body).toEqual({ status: 'decided' });
    expect((await decide(hold, 'refused')).body).toEqual({ status: 'already_decided' });
    expect(await read(memberId)).toMatchObject({ availablePoints: 100, heldPoints: 0 });
    expect(await readHolds(memberId)).toEqual([]);
    await expectBooks();
  });

  test('gives back after seven days what nobody has decided, and writes off a small debt (FR-23, OF-09)', async () => {
    const { first, memberId } = await twoTills();
    const debtorId = randomUUIDv7();
    await first.push([
      first.enrol(debtorId, '13812345679'),
      first.redeem(debtorId, randomUUIDv7(), 99),
      earnAt(first, memberId, `C${first.installNo}`, 6_000, Date.now()),
    ]);
    const runJobs = async () => {
      const now = Date.now() + passedMs;
      const onDay = businessDateAt(now);
      for (const name of ['release-holds', 'write-off-debts']) {
        const { body } = await callAdmin(office(), `/jobs/${name}`, { onDay });
        expect(body).toMatchObject({ name });
        for (;;) {
          const { jobs } = (
            await callAdmin<{ jobs: { jobId: unknown; status: string }[] }>(office(), '/jobs')
          ).body;
          if (jobs.find(({ jobId }) => jobId === body['jobId'])?.status === 'done') break;
          await sleep(10);
        }
      }
    };
    let passedMs = 6 * dayMs;
    office().passMs(passedMs);
    await runJobs();
    expect(await read(memberId)).toMatchObject({ availablePoints: 5_000, heldPoints: 1_000 });
    office().passMs(dayMs + 1_000);
    passedMs += dayMs + 1_000;
    await runJobs();
    expect(await read(memberId)).toMatchObject({ availablePoints: 6_000, heldPoints: 0 });
    expect(await read(debtorId)).toMatchObject({ availablePoints: 0, debtPoints: 0 });
    await expectBooks();
    office().passMs(-passedMs);
    const future = await callAdmin(office(), '/jobs/expiry', { onDay: '2099-01-01' });
    expect(future.body).toMatchObject({ code: 'day_not_reached' });
    expect((await callAdmin(office(), '/jobs/nonsense', { onDay: '2026-11-01' })).status).toBe(422);
  });
});
