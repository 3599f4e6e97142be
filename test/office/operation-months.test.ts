import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { backUp } from '../../src-office/backup/back-up.ts';
import { restore } from '../../src-office/backup/restore.ts';
import { makeMonthKeeper } from '../../src-office/jobs/month-keeper.ts';
import { type OfficeOptions, startOffice } from '../../src-office/start-office.ts';
import { isWorthRepeating, type Database } from '../../src-office/store/database.ts';
import { listAppliedMigrations } from '../../src-office/store/dump-store.ts';
import { migrate, migrateUpTo } from '../../src-office/store/migrate.ts';
import { makeOperationMonths } from '../../src-office/store/operation-month-store.ts';
import {
  findTakenIds,
  insertOperations,
  type NewOperation,
  readVerdicts,
} from '../../src-office/store/operation-store.ts';
import { databaseFolder } from '../../src-office/store/open-store.ts';
import { openPglite } from '../../src-office/store/pglite-database.ts';
import { openPostgres } from '../../src-office/store/postgres-database.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { describeOffice } from '../support/describe-office.ts';
import { describeStore } from '../support/describe-store.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { OfficeTill } from '../support/office-client.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { useTempDir } from '../support/temp-dir.ts';

const install = { installId: 'i1', terminalId: 't1' };

/** An id as it is made at a moment. */
function idAt(atMs: number, no = 0): string {
  const hex = atMs.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(no).padStart(12, '0')}`;
}

/** The first moment of a month as the chain counts, so many after this one. */
function monthStartMs(monthsAhead: number): number {
  const [year = 0, month = 0] = businessDateAt(Date.now()).split('-').map(Number);
  return Date.UTC(year, month - 1 + monthsAhead) - 8 * 3_600_000;
}

function monthTable(monthsAhead: number): string {
  const day = businessDateAt(monthStartMs(monthsAhead));
  return `operation_${day.slice(0, 7).replace('-', '_')}`;
}

function operationOf(operationId: string | null, terminalSeq: number): NewOperation {
  return {
    terminalSeq,
    hash: `hash${String(terminalSeq)}`,
    operationId,
    memberId: 'm1',
    kind: 'adjust',
    atMs: 1,
    verdict: operationId === null ? 'invalid' : 'posted',
    reason: null,
    json: '{}',
    personal: null,
    debtPoints: 0,
  };
}

const readPlaces = (database: Database) =>
  database.query<{ seq: number; place: string }>(
    `SELECT terminal_seq AS seq, tableoid::regclass::text AS place FROM operation
      WHERE install_id = 'i1' ORDER BY 1`,
  );

describeStore('months of operations', (store) => {
  const insert = (operations: readonly NewOperation[], receivedAtMs = Date.now()) =>
    store().database.transaction((transaction) =>
      insertOperations(transaction, install, operations, receivedAtMs),
    );

  test('an operation lies in the chain’s month of its id; without an id, or of a lying clock, elsewhen', async () => {
    const { database } = store();
    await makeOperationMonths(database, Date.now());
    await insert([
      operationOf(idAt(monthStartMs(0)), 1),
      operationOf(idAt(monthStartMs(1) - 1), 2),
      operationOf(idAt(monthStartMs(1)), 3),
      operationOf(null, 4),
      operationOf(idAt(monthStartMs(-1200)), 5),
      operationOf('not-a-uuid', 6),
    ]);
    expect((await readPlaces(database)).map(({ place }) => place)).toEqual([
      monthTable(0),
      monthTable(0),
      monthTable(1),
      ...Array<string>(3).fill('operation_elsewhen'),
    ]);
  });

  test('an id is taken once over all months, and an operation kept once', async () => {
    const { database } = store();
    const known = idAt(monthStartMs(0));
    for (const [operationId, terminalSeq] of [
      [known, 7],
      ['not-a-uuid', 8],
    ] as const) {
      const again = { ...operationOf(operationId, terminalSeq), atMs: 2 };
      const refused = await insert([again]).catch((error: unknown) => error);
      expect(isWorthRepeating(refused)).toBe(true);
    }
    const ids = [known, 'not-a-uuid', idAt(5)];
    expect(await findTakenIds(database, ids)).toEqual(new Set(ids.slice(0, 2)));
  });

  test('this month and the next are made; what had come elsewhen for them moves there as it was', async () => {
    const { database } = store();
    const readRows = () =>
      database.query(`SELECT *, arrived_xid::text AS xid FROM operation ORDER BY terminal_seq`);
    await insert([operationOf(idAt(monthStartMs(2)), 9)]);
    await insert([operationOf(idAt(monthStartMs(-3)), 10)], monthStartMs(-3));
    const before = await readRows();
    const inAMonth = monthStartMs(1);
    expect(await makeOperationMonths(database, inAMonth)).toEqual([
      businessDateAt(monthStartMs(2)),
    ]);
    expect(await makeOperationMonths(database, inAMonth)).toEqual([]);
    expect((await readPlaces(database)).slice(-2).map(({ place }) => place)).toEqual([
      monthTable(2),
      'operation_elsewhen',
    ]);
    expect(await readRows()).toEqual(before);
    expect(await readVerdicts(database, 'i1', { fromSeq: 9, toSeq: 10 })).toHaveLength(2);
  });

  test('who looks an operation up by its id looks into its month alone, also by way of another table', async () => {
    const { database } = store();
    const id = idAt(monthStartMs(0));
    await database.query(
      `INSERT INTO waiting_refund (operation_id, store_id, business_date, receipt_no) VALUES ($1, 's', 'd', 'n')`,
      [id],
    );
    const explain = (statement: string) =>
      database.transaction(async (transaction) => {
        // As it is where the months are full.
        for (const way of ['hashjoin', 'mergejoin', 'seqscan', 'bitmapscan']) {
          await transaction.query(`SET LOCAL enable_${way} = off`);
        }
        const rows = await transaction.query<Record<string, string>>(
          `EXPLAIN (ANALYZE) ${statement}`,
        );
        const scans = rows.flatMap(
          (row) => /Scan .* on (operation_\w+).*/.exec(row['QUERY PLAN'] ?? '')?.slice(0, 2) ?? [],
        );
        return scans.filter((_, at) => at % 2 === 1 && !scans[at - 1]?.includes('never executed'));
      });
    const byId = `SELECT json FROM operation WHERE operation_id = ANY('{${id}}')`;
    const byRow = 'SELECT json FROM waiting_refund LEFT JOIN operation USING (operation_id)';
    expect([await explain(byId), await explain(byRow)]).toEqual([[monthTable(0)], [monthTable(0)]]);
  });
});

describe('months of operations at several offices', () => {
  const open = async () => {
    const url = await (await sharedPostgres()).createDatabase('operation_months');
    const offices = [1, 2, 3].map(() => openPostgres(url, () => {}));
    const [database] = offices;
    if (database === undefined) throw new Error('There are three.');
    await migrate(database);
    return {
      url,
      database,
      offices,
      close: () => Promise.all(offices.map((each) => each.close())),
    };
  };

  test('a database without operations has this month and the next', async () => {
    const { database, close } = await open();
    const parts = await database.query<{ part: string }>(
      `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'operation'::regclass ORDER BY 1`,
    );
    expect(parts.map(({ part }) => part)).toEqual([
      monthTable(0),
      monthTable(1),
      'operation_elsewhen',
    ]);
    await close();
  });

  test('those who make them at the same moment make each once', async () => {
    const { offices, close } = await open();
    const nowMs = monthStartMs(1);
    const made = await Promise.all(offices.map((each) => makeOperationMonths(each, nowMs)));
    expect(made.flat()).toEqual([businessDateAt(monthStartMs(2))]);
    await close();
  });

  test('a clock that lies makes one month too many at most, and none of long ago', async () => {
    const { database, close } = await open();
    const years = (count: number): number => Date.now() + count * 365 * 86_400_000;
    expect(await makeOperationMonths(database, years(60))).toEqual([
      businessDateAt(monthStartMs(2)),
    ]);
    expect(await makeOperationMonths(database, years(3))).toEqual([]);
    expect(await makeOperationMonths(database, 0)).toEqual([]);
    await close();
  });

  test('what came in numbers before its month was there stays elsewhen, and the next month is made', async () => {
    const { database, close } = await open();
    await database.query(`DROP TABLE ${monthTable(1)}`);
    await database.query(
      `INSERT INTO operation (install_id, terminal_seq, hash, operation_id, terminal_id, kind, at_ms, verdict, json,
                              received_at_ms)
       SELECT 'i1', n, 'h', substr($1, 1, 24) || lpad(n::text, 12, '0'), 't1', 'adjust', 5, 'posted', '{}', 5
         FROM generate_series(1, 5001) AS n`,
      [idAt(monthStartMs(1))],
    );
    await expect(makeOperationMonths(database, monthStartMs(1))).rejects.toThrow(
      'they stay in operation_elsewhen',
    );
    const parts = await database.query(
      `SELECT tableoid::regclass::text AS place, count(*) FROM operation GROUP BY 1`,
    );
    expect(parts).toEqual([{ place: 'operation_elsewhen', count: 5001 }]);
    const months = await database.query<{ there: string | null }>(
      'SELECT to_regclass($1)::text AS there',
      [monthTable(2)],
    );
    expect(months).toEqual([{ there: monthTable(2) }]);
    await close();
  });

  test('who reads all for long, as a backup does, puts a month off, and no push', async () => {
    const { url, database, close } = await open();
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const nowMs = () => monthStartMs(1);
    const keeper = makeMonthKeeper({ database, log, nowMs });
    const backup = new Client({ connectionString: url });
    await backup.connect();
    await backup.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await backup.query('SELECT count(*) FROM operation');
    const looking = keeper.look();
    // Set aside, so that it goes where the month waits for the lock.
    await database.transaction((transaction) =>
      insertOperations(transaction, install, [operationOf(null, 1)], Date.now()),
    );
    await looking;
    expect(lines.join()).toContain('a month of operations could not be made');
    expect(await findTakenIds(database, [idAt(nowMs())])).toEqual(new Set());
    await backup.query('COMMIT');
    await backup.end();
    await keeper.look();
    expect(lines.at(-1)).toContain(businessDateAt(monthStartMs(2)));
    await close();
  });
});

test('a database whose clock has no battery is told of once, and nothing is made', async () => {
  const folder = await useTempDir('no_battery');
  await putEmptyDatabase(folder);
  const database = await openPglite(path.join(folder, databaseFolder), () => {});
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  const keeper = makeMonthKeeper({ database, log, nowMs: Date.now });
  await keeper.look();
  await keeper.look();
  expect(lines).toEqual([expect.stringContaining('says 1970-01-01. Set it right.')]);
  await database.close();
});

test.each(['PGlite', 'PostgreSQL'] as const)(
  'a restored office on %s has the months of what it restores, and nothing of them elsewhen',
  async (engine) => {
    const folder = await useTempDir('restored_months');
    const server = await sharedPostgres();
    const log = pino({ level: 'silent' });
    const place = {
      dataFolder: path.join(folder, 'office'),
      databaseUrl: engine === 'PGlite' ? undefined : await server.createDatabase('restored_months'),
      log,
    };
    const { databaseUrl } = place;
    const start = { ...place, port: 0, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
    const office = await startOffice(start as OfficeOptions);
    await office.stop();
    const openIt = (): Promise<Database> =>
      databaseUrl === undefined
        ? openPglite(path.join(place.dataFolder, databaseFolder), () => {})
        : Promise.resolve(openPostgres(databaseUrl, () => {}));
    const database = await openIt();
    const ahead = [-14, -3, -2, -1, 0];
    for (const [index, each] of ahead.entries()) {
      const madeAtMs = monthStartMs(each) + 86_400_000;
      await database.transaction(async (transaction) => {
        const operations = [operationOf(idAt(madeAtMs), index + 1)];
        await insertOperations(transaction, install, operations, madeAtMs + 5 * 86_400_000);
      });
    }
    // A lying clock's, one set aside, and one that says it is older than head office believes.
    const others = [idAt(monthStartMs(500)), null, idAt(monthStartMs(-30))];
    await database.transaction((transaction) =>
      insertOperations(
        transaction,
        install,
        others.map((id, index) => operationOf(id, 100 + index)),
        Date.now(),
      ),
    );
    await database.close();
    const file = path.join(folder, 'backup');
    await backUp({ ...place, file, passphrase: null, nowMs: Date.now });
    await restore({ ...place, file, passphrase: null, replace: true, nowMs: Date.now });
    const restored = await openIt();
    expect((await readPlaces(restored)).map(({ place: at }) => at)).toEqual([
      ...ahead.map(monthTable),
      ...Array<string>(3).fill('operation_elsewhen'),
    ]);
    await restored.close();
  },
  120_000,
);

test.each(['PGlite', 'PostgreSQL'] as const)(
  'operations of before lie in their months on %s, whole, with the receipts that name them',
  async (engine) => {
    const folder = await useTempDir('operations_before');
    const server = await sharedPostgres();
    const known = openPostgres(await server.createDatabase('all_migrations'), () => {});
    await migrate(known);
    const migrations = await listAppliedMigrations(known);
    await known.close();
    const database =
      engine === 'PGlite'
        ? await openPglite(folder, () => {})
        : openPostgres(await server.createDatabase('operations_before'), () => {});
    const former = migrations.filter(({ name }) => name < '0027');
    await database.transaction((transaction) => migrateUpTo(transaction, former));
    const ids = [
      ...[-3, -2, -1, 0].map((ahead) => idAt(monthStartMs(ahead))),
      idAt(monthStartMs(-1200)),
      null,
    ];
    for (const [index, operationId] of ids.entries()) {
      await database.query(
        `INSERT INTO operation (install_id, terminal_seq, hash, operation_id, member_id, terminal_id, kind, at_ms,
                            verdict, reason, json, personal, received_at_ms, debt_points)
     VALUES ('i1', $1::int8, 'h' || $1::text, $2, 'm1', 't1', 'earn', 5, $3, NULL, '{}', '{}', $4, $1::int8)`,
        [
          index + 1,
          operationId,
          operationId === null ? 'invalid' : 'posted',
          monthStartMs(-3) + index,
        ],
      );
    }
    await database.query(
      `INSERT INTO receipt_key (store_id, business_date, receipt_no, install_id, terminal_seq)
   VALUES ('s1', '2026-11-11', 'r1', 'i1', 2), ('s1', '2026-11-11', 'r2', 'i1', 99)`,
    );
    await database.query(
      `INSERT INTO receipt_reuse (store_id, business_date, receipt_no, install_id, terminal_seq)
   VALUES ('s1', '2026-11-11', 'r1', 'i1', 3)`,
    );
    const readRows = () =>
      database.query(`SELECT *, arrived_xid::text AS xid FROM operation ORDER BY terminal_seq`);
    const before = await readRows();
    expect(before).toHaveLength(ids.length);
    await migrate(database);
    expect(await readRows()).toEqual(before);
    expect((await readPlaces(database)).map(({ place }) => place)).toEqual([
      ...[-3, -2, -1, 0].map(monthTable),
      'operation_elsewhen',
      'operation_elsewhen',
    ]);
    const receipts = await database.query(
      `SELECT receipt_no AS "receiptNo", operation_id AS "operationId" FROM receipt_key
    UNION ALL SELECT receipt_no, operation_id FROM receipt_reuse ORDER BY 2`,
    );
    expect(receipts).toEqual([
      { receiptNo: 'r2', operationId: '' },
      { receiptNo: 'r1', operationId: ids[1] },
      { receiptNo: 'r1', operationId: ids[2] },
    ]);
    await database.close();
  },
  120_000,
);

describeOffice('an operation id', (office) => {
  const outcomes = (answer: Awaited<ReturnType<OfficeTill['push']>>) =>
    answer.verdicts.map(({ outcome, reason }) =>
      reason === undefined ? outcome : `${outcome} ${reason}`,
    );
  const adjustAt = (till: OfficeTill, memberId: string, operationId: string, atMs: number) =>
    till.write(
      'adjust',
      memberId,
      { adjustmentId: randomUUIDv7(), reasonCode: 'goodwill', entries: [] },
      { header: { operationId, atMs } },
    );
  const farAhead = Date.parse('2031-05-05T12:00:00+08:00');

  test('counts once, whatever times a hostile till says it was made at', async () => {
    const till = await OfficeTill.activate(office());
    const other = await OfficeTill.activate(office());
    const memberId = randomUUIDv7();
    const id = randomUUIDv7();
    const first = [till.enrol(memberId, '13812340001'), adjustAt(till, memberId, id, 1)];
    expect(outcomes(await till.push(first))).toEqual(['posted', 'posted']);
    // In one push, in the next, and from another till.
    const twice = [adjustAt(till, memberId, id, farAhead), adjustAt(till, memberId, id, 2)];
    expect(outcomes(await till.push(twice))).toEqual(Array(2).fill('invalid id_reused'));
    expect(outcomes(await other.push([adjustAt(other, memberId, id, 3)]))).toEqual([
      'invalid id_reused',
    ]);
  });

  test('counts once where two tills send it at the same moment, with two times and to two members', async () => {
    const tills = await Promise.all([OfficeTill.activate(office()), OfficeTill.activate(office())]);
    const memberIds = [randomUUIDv7(), randomUUIDv7()];
    for (const [index, till] of tills.entries()) {
      await till.push([till.enrol(memberIds[index] ?? '', `1391234000${String(index)}`)]);
    }
    for (let round = 0; round < 5; round += 1) {
      const id = idAt(round % 2 === 0 ? Date.now() : farAhead, round);
      const answers = await Promise.all(
        tills.map((till, index) =>
          till.push([adjustAt(till, memberIds[index] ?? '', id, index === 0 ? 1 : farAhead)]),
        ),
      );
      expect(answers.flatMap(outcomes).toSorted()).toEqual(['invalid id_reused', 'posted']);
    }
  });
});
