import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createOfficeClient,
  type OfficeClient,
  type OfficeInputs,
  type OfficeOutputs,
} from '../../src-main/sync/office-client.ts';
import { OfficeFailure } from '../../src-main/sync/office-failure.ts';
import { usualTiming } from '../../src-main/sync/sync-timing.ts';
import { openStore } from '../../src-office/store/open-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { findFreePort } from '../support/free-port.ts';
import { OfficeTill } from '../support/office-client.ts';
import { startPostgres } from '../support/postgres.ts';
import { adminOf, startOfficeProgram } from '../support/programs.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { measured } from './timing.ts';

const terminalCount = 1_000;
const terminalsPerStore = 3;
const memberCount = 20_000;
/** A chain of 333 stores with 300 receipts of members a store and day, a tenth of them in the busiest hour. */
const salesPerSecond = 2.8;
const warmUpMs = 15_000;
const measureMs = 40_000;
const activatedAtOnce = 20;
const seenWithinMs = 30_000;
/** The promise for two tills (`visible-bench.ts`): here a sale has to come to a thousand. */
const visibleLimitMs = 1_000;

/** A change that every other terminal must hear of. */
interface Sale {
  /** Infinity until the till is told: others may hear of it before. */
  postedAtMs: number;
  readonly seenBy: Set<number>;
}

/**
 * A thousand terminals at one office process on PostgreSQL, with the client of the real till and its waits: each listens to the
 * feed all the time, and in the busiest hour of such a chain some sell and ask for points. All terminals share a process of
 * their own, which is this one.
 */
export async function run(): Promise<readonly BenchLine[]> {
  await using folder = await makeTempDir('terminals-bench');
  const postgres = await startPostgres({ maxConnections: 40 });
  try {
    const databaseUrl = await postgres.createDatabase('terminals_bench');
    const memberIds = await fill(databaseUrl);
    const place = {
      port: await findFreePort(),
      dataFolder: path.join(folder.path, 'office'),
      databaseUrl,
    };
    const office = await startOfficeProgram(place);
    try {
      return await measure(office, await activateAll(place, office.url), memberIds);
    } finally {
      await office.stop();
    }
  } finally {
    await postgres.stop();
  }
}

async function fill(url: string): Promise<readonly string[]> {
  const store = await openStore({ kind: 'server', url }, () => {});
  try {
    const toMember = (index: number) => sampleMemberState(index, { entryCount: 20 });
    const members = await fillMembers(store.database, memberCount, toMember);
    return members.map(({ memberId }) => memberId);
  } finally {
    await store.close();
  }
}

interface Terminal {
  readonly till: OfficeTill;
  readonly client: OfficeClient;
}

async function activateAll(
  place: Parameters<typeof adminOf>[0],
  url: string,
): Promise<readonly Terminal[]> {
  const admin = adminOf(place);
  const terminals: Terminal[] = [];
  const activateNext = async (index: number): Promise<void> => {
    const storeId = `S${Math.floor(index / terminalsPerStore)}`;
    const wish = { storeId, terminalName: `Till ${index % terminalsPerStore}` };
    const { body } = await admin<{ activationCode: string }>('/activations', wish);
    const till = new OfficeTill(url);
    await till.activateWith(body.activationCode);
    terminals.push({ till, client: createOfficeClient({ officeUrl: url, token: till.token }) });
  };
  for (let from = 0; from < terminalCount; from += activatedAtOnce) {
    await Promise.all(
      Array.from({ length: Math.min(activatedAtOnce, terminalCount - from) }, (_, index) =>
        activateNext(from + index),
      ),
    );
  }
  return terminals;
}

async function measure(
  office: { readonly pid: number },
  terminals: readonly Terminal[],
  memberIds: readonly string[],
): Promise<readonly BenchLine[]> {
  const over = new AbortController();
  const failures: unknown[] = [];
  const sales = new Map<string, Sale>();
  const visibleMs: number[] = [];
  let pollCount = 0;
  let givenUpCount = 0;

  /** What a till waited for in vain it asks again. */
  const patient = async <Answer>(call: () => Promise<Answer>): Promise<Answer | null> => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof OfficeFailure) || error.code !== 'timeout') throw error;
      givenUpCount += 1;
      return null;
    }
  };

  const listen = async ({ client }: Terminal, index: number, cursor: string): Promise<void> => {
    let known: FeedInput = {
      cursor,
      limit: usualTiming.feedLimit,
      waitMs: usualTiming.feedWaitMs,
      staffRevision: null,
      programmeRevision: null,
      giftRevision: null,
      neighbourRevision: null,
      receiptCursor: null,
      directoryCursor: null,
    };
    const timeoutMs = usualTiming.feedWaitMs + usualTiming.feedTimeoutMs;
    const ask = (input: FeedInput) =>
      patient(() => client.feed(input, { signal: over.signal, timeoutMs }));
    while (!over.signal.aborted) {
      const page = await ask(known);
      if (page === null) continue;
      pollCount += 1;
      const atMs = performance.now();
      for (const { memberId } of page.members) {
        const sale = sales.get(memberId);
        if (sale === undefined || sale.seenBy.has(index)) continue;
        sale.seenBy.add(index);
        visibleMs.push(Math.max(0, atMs - sale.postedAtMs));
      }
      known = nextQuestion(known, page);
    }
  };

  const pushMs: number[] = [];
  const askMs: number[] = [];
  const sell = async (memberId: string): Promise<void> => {
    const { till, client } = terminals[random.below(terminals.length)] ?? never();
    const items = [till.earn(memberId, `R${till.installNo}-${till.headSeq}`, 30)];
    const sale: Sale = { postedAtMs: Number.POSITIVE_INFINITY, seenBy: new Set() };
    sales.set(memberId, sale);
    const startedAtMs = performance.now();
    const how = { signal: over.signal, timeoutMs: usualTiming.pushTimeoutMs };
    const signature = till.signatureOf(items);
    while ((await patient(() => client.push({ operations: items, signature }, how))) === null);
    sale.postedAtMs = performance.now();
    pushMs.push(sale.postedAtMs - startedAtMs);
  };
  const ask = async (memberId: string, redemptionId: string): Promise<void> => {
    const { client } = terminals[random.below(terminals.length)] ?? never();
    const startedAtMs = performance.now();
    const question = { redemptionId, memberId, points: 100, businessDate, pendingDebits: [] };
    const how = { signal: over.signal, timeoutMs: usualTiming.pushTimeoutMs };
    await patient(() => client.authorise(question, how));
    askMs.push(performance.now() - startedAtMs);
  };

  // Every terminal has its members: what is measured is the day, not the first start.
  const { cursor } = await readToEnd(terminals[0] ?? never());
  const watched = (work: Promise<void>): void => {
    void work.catch((error: unknown) => {
      if (!over.signal.aborted) failures.push(error);
    });
  };
  terminals.forEach((terminal, index) => watched(listen(terminal, index, cursor)));
  await sleep(warmUpMs);

  const before = { cpuMs: cpuMsOf(office.pid), atMs: performance.now() };
  pollCount = 0;
  const endsAtMs = before.atMs + measureMs;
  for (let count = 0; performance.now() < endsAtMs; count += 1) {
    watched(sell(memberIds[count] ?? never()));
    watched(ask(memberIds[memberCount - 1 - count] ?? never(), `redemption-${count}`));
    await sleep((2 * random.below(1_000)) / salesPerSecond);
  }
  const seconds = (performance.now() - before.atMs) / 1000;
  const cpuShare = (cpuMsOf(office.pid) - before.cpuMs) / 1000 / seconds;
  const polls = pollCount / seconds;
  const unseen = (): number =>
    [...sales.values()].filter(({ seenBy }) => seenBy.size < terminalCount).length;
  await until('every sale is seen everywhere', () => unseen() === 0, seenWithinMs);
  over.abort();
  for (const { client } of terminals) client.close();
  if (failures.length > 0) throw new AggregateError(failures, 'Calls of terminals failed.');

  const said = `${terminalCount} terminals, ${polls.toFixed(0)} polls/s`;
  return [
    atMost(
      `terminals: a sale pushed, p99 ms (${saidOf(pushMs)}; ${said})`,
      percentile(pushMs, 0.99),
      usualTiming.slowAfterMs,
      1,
    ),
    atMost(
      `terminals: a cashier's question, p99 ms (${saidOf(askMs)})`,
      percentile(askMs, 0.99),
      usualTiming.authoriseTimeoutMs,
      1,
    ),
    measured(
      `terminals: a sale seen at all others, p95 ms (${saidOf(visibleMs)})`,
      percentile(visibleMs, 0.95),
      visibleLimitMs,
    ),
    measured('terminals: calls that a till waited for in vain', givenUpCount, 1),
    measured('terminals: processor of the office, cores', cpuShare, 1),
    measured('terminals: memory of the office at most, MB', memoryMbOf(office.pid), 1_000),
  ];
}

const random = seededRandom();
const businessDate = businessDateAt(Date.now());

type FeedInput = OfficeInputs['feed'];

/** What a till asks for after an answer. */
function nextQuestion(asked: FeedInput, page: OfficeOutputs['feed']): FeedInput {
  return {
    ...asked,
    cursor: page.cursor,
    staffRevision: page.staff?.revision ?? asked.staffRevision,
    programmeRevision: page.programmes?.revision ?? asked.programmeRevision,
    giftRevision: page.gifts?.revision ?? asked.giftRevision ?? null,
    neighbourRevision: page.neighbours?.revision ?? asked.neighbourRevision ?? null,
    receiptCursor: page.receipts?.cursor ?? asked.receiptCursor ?? null,
  };
}

async function readToEnd({ till }: Terminal): Promise<{ readonly cursor: string }> {
  let cursor: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<OfficeTill['feed']>> = await till.feed(cursor);
    if (!page.more) return page;
    cursor = page.cursor;
  }
}

function saidOf(samples: readonly number[]): string {
  const ms = (share: number): string => percentile(samples, share).toFixed(0);
  return `p50 ${ms(0.5)}, p99 ${ms(0.99)}`;
}

/** Processor time of a process so far: user and system, in clock ticks of 10 ms (proc(5)). */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryMbOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function never(): never {
  throw new Error('There is always one.');
}

if (import.meta.main) {
  for (const line of await run()) process.stdout.write(`${JSON.stringify(line)}\n`);
}
