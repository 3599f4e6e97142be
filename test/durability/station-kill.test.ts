import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import {
  adminOf,
  posOf,
  startOfficeProgram,
  startStationProgram,
  type OfficePlace,
  type Program,
  type StationPlace,
} from '../support/programs.ts';
import { createRegister, type Register } from '../support/register.ts';
import { samplePhone } from '../support/sample-domain.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

interface Totals {
  readonly operations: number;
  readonly sumEntryPoints: number;
  readonly sumLotPoints: number;
  readonly sumHeldPoints: number;
  readonly sumDebtPoints: number;
}
interface SyncAnswer {
  readonly pendingCount: number;
  readonly setAsideCount: number;
  readonly online: boolean;
}
interface MemberAnswer {
  readonly availablePoints: number;
  readonly pendingPoints: number;
}
interface OfficeOperation {
  readonly kind: string;
  readonly operationId: string;
  readonly body: { readonly receipt?: { readonly receiptNo: string } };
}

/** Kills of the station in all; a longer run by KILLS=1000. */
const killCount = Number(process.env['KILLS'] ?? 50);
const backlogCount = Number(process.env['BACKLOG'] ?? 2_000);
const tillCount = 2;
const membersPerTill = 4;
const registersPerTill = 3;
const longestLifeMs = 400;
const businessDate = '2026-11-21';
const timeoutMs = 240_000 + killCount * 5_000;

interface Till {
  readonly place: StationPlace;
  readonly pos: ReturnType<typeof posOf>;
  readonly registers: readonly Register[];
  memberIds: string[];
}

describe('a till that is killed at any moment', () => {
  const random = seededRandom();
  const folders: TempDir[] = [];
  const running = new Set<Program>();
  let officePlace: OfficePlace;
  let admin: ReturnType<typeof adminOf>;

  const newFolder = async (label: string): Promise<string> => {
    const folder = await makeTempDir(label);
    folders.push(folder);
    return folder.path;
  };
  const run = async (starting: Promise<Program>): Promise<Program> => {
    const program = await starting;
    running.add(program);
    return program;
  };
  const newTill = async (index: number): Promise<Till> => {
    const wish = { storeId: `store-${index}`, terminalName: 'Till' };
    const { body } = await admin<{ activationCode: string }>('/activations', wish);
    const place: StationPlace = {
      port: await findFreePort(),
      dataFolder: await newFolder('station'),
      officeUrl: `http://127.0.0.1:${officePlace.port}`,
      activationCode: body.activationCode,
    };
    const pos = posOf(place);
    const registers = Array.from({ length: registersPerTill }, (_, number) =>
      createRegister(pos, { name: `T${index}R${number}`, businessDate, random }),
    );
    return { place, pos, registers, memberIds: [] };
  };
  const enrol = async (till: Till, firstIndex: number): Promise<void> => {
    for (let count = 0; count < membersPerTill; count += 1) {
      const { status, body } = await till.pos<{ memberId: string }>('/members', {
        phone: samplePhone(firstIndex + count),
      });
      expect(status).toBe(200);
      till.memberIds.push(body.memberId);
    }
  };
  const settle = async (till: Till): Promise<void> => {
    await until(
      'everything sent',
      async () => (await till.pos<SyncAnswer>('/sync/run', {})).body.pendingCount === 0,
      60_000,
    );
  };

  /** Everything that a caller was told is at the office once, and both ends have the same sums. */
  const check = async (till: Till): Promise<{ operations: number; points: number }> => {
    const receipts = till.registers.flatMap((register) => register.receipts);
    expect(till.registers.flatMap((register) => register.problems)).toEqual([]);
    expect(receipts.filter(({ answer }) => answer === null)).toEqual([]);
    let operations = 0;
    let points = 0;
    const atOffice: string[] = [];
    for (const memberId of till.memberIds) {
      const listed = await admin<{ operations: OfficeOperation[] }>(
        `/operations?memberId=${memberId}&limit=1000`,
      );
      operations += listed.body.operations.length;
      for (const { body, operationId } of listed.body.operations) {
        if (body.receipt !== undefined) atOffice.push(`${body.receipt.receiptNo} ${operationId}`);
      }
      const office = await admin<MemberAnswer>(`/members/${memberId}`);
      const station = await till.pos<MemberAnswer>(`/members/${memberId}`);
      expect(station.body.availablePoints).toBe(office.body.availablePoints);
      expect(station.body.pendingPoints).toBe(0);
      points += office.body.availablePoints;
    }
    const told = receipts.map(
      ({ request, answer }) => `${request.receiptNo} ${answer?.operationId}`,
    );
    expect(atOffice.toSorted()).toEqual(told.toSorted());
    expect(points).toBe(receipts.reduce((sum, { answer }) => sum + (answer?.earnedPoints ?? 0), 0));
    const { body } = await till.pos<SyncAnswer>('/sync');
    expect(body).toMatchObject({ pendingCount: 0, setAsideCount: 0, online: true });
    return { operations, points };
  };

  beforeAll(async () => {
    officePlace = { port: await findFreePort(), dataFolder: await newFolder('office') };
    admin = adminOf(officePlace);
    await run(startOfficeProgram(officePlace));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([...running].map((program) => program.kill()));
    await Promise.all(folders.map((folder) => folder.remove()));
  }, 60_000);

  it(
    'loses nothing it has answered and counts nothing twice (section 11, test 10)',
    async () => {
      say(`SEED=${random.seed} KILLS=${killCount}`);
      const tills = [await newTill(0), await newTill(1)];
      const live = async (till: Till, index: number): Promise<Program> => {
        let program = await run(startStationProgram(till.place));
        await enrol(till, index * membersPerTill);
        for (let kill = 0; kill < killCount / tillCount; kill += 1) {
          let isOver = false;
          const selling = till.registers.map((register) =>
            register.sell(till.memberIds, () => isOver),
          );
          await sleep(5 + random.below(longestLifeMs));
          await program.kill();
          isOver = true;
          await Promise.all(selling);
          program = await run(startStationProgram(till.place));
          for (const register of till.registers) await register.repeat(3);
        }
        return program;
      };
      await Promise.all(tills.map(live));

      let operations = 0;
      let points = 0;
      for (const till of tills) {
        await settle(till);
        const checked = await check(till);
        operations += checked.operations;
        points += checked.points;
      }
      const { body } = await admin<Totals>('/totals');
      expect(body.operations).toBe(operations);
      expect(body.sumEntryPoints).toBe(points);
      expect(body.sumEntryPoints).toBe(body.sumLotPoints + body.sumHeldPoints - body.sumDebtPoints);
      const sold = tills.flatMap(({ registers }) => registers.flatMap(({ receipts }) => receipts));
      say(`${sold.length} receipts, ${operations} operations, ${points} points agree`);
      expect(sold.length).toBeGreaterThan(killCount);
    },
    timeoutMs,
  );

  it(
    'sends a backlog of thousands to an office that is killed again and again',
    async () => {
      const till = await newTill(2);
      const station = await run(startStationProgram(till.place));
      await enrol(till, 2 * membersPerTill);
      await settle(till);
      let [office] = running;
      const killOffice = async (): Promise<void> => {
        await office?.kill();
        if (office !== undefined) running.delete(office);
      };
      await killOffice();
      const startedAt = performance.now();
      const perRegister = backlogCount / till.registers.length;
      await Promise.all(
        till.registers.map((register) =>
          register.sell(till.memberIds, () => register.receipts.length >= perRegister),
        ),
      );
      say(`${backlogCount} receipts in ${Math.round(performance.now() - startedAt)} ms`);
      const pending = async (): Promise<number> =>
        (await till.pos<SyncAnswer>('/sync')).body.pendingCount;
      expect(await pending()).toBeGreaterThanOrEqual(backlogCount);
      for (let kill = 0; kill < 3; kill += 1) {
        office = await run(startOfficeProgram(officePlace));
        const running = till.pos('/sync/run', {});
        await sleep(random.below(300));
        await killOffice();
        await running;
      }
      office = await run(startOfficeProgram(officePlace));
      await settle(till);
      expect(station.isRunning()).toBe(true);
      await check(till);
    },
    timeoutMs,
  );
});

/** For who reads the run: the seed above all. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
