import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient, types } from 'pg';
import { assert } from '../../src-shared/values/assert.ts';
import { binaryTextArray } from './binary-text-array.ts';
import { type Database, isWorthRepeating, type Queryable } from './database.ts';

const maxConnections = 10;
const maxAttempts = 5;
const connectTimeoutMs = 10_000;

/** Triggers see the members of a whole batch, before and after: 6 MB of a thousand, which must not go through files. */
const begin = "BEGIN; SET LOCAL work_mem = '32MB'";

/** Opens a pool on a PostgreSQL server (14 or newer). `onFailure` hears of connections lost while idle. */
export function openPostgres(
  url: string,
  onFailure: (error: Error) => void,
  applicationName = 'membership-office',
): Database {
  const pool = new Pool({
    connectionString: url,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    types: { getTypeParser },
  });
  pool.on('error', onFailure);
  return {
    engine: 'postgres',
    drizzle: drizzle(pool),
    query: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
      (await pool.query(statement, [...parameters])).rows as Row[], // the caller wrote the statement
    textArray: binaryTextArray,
    transaction: (work) => runTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function runTransaction<Result>(
  pool: Pool,
  work: (transaction: Queryable) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    const transaction = queryableOf(client);
    let broken: Error | undefined;
    try {
      await transaction.query(begin);
      const result = await work(transaction);
      await transaction.query('COMMIT');
      return result;
    } catch (error) {
      broken = await rollBack(transaction);
      if (attempt === maxAttempts || !isWorthRepeating(error)) throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** Statements given at once run one after another; each is made ready while the one before it runs. */
function queryableOf(client: PoolClient): Queryable {
  let last: Promise<unknown> | null = null;
  return {
    drizzle: drizzle(client),
    query: async <Row>(statement: string, parameters: readonly unknown[] = []) => {
      const run = (): Promise<{ rows: unknown[] }> => client.query(statement, [...parameters]);
      const running = last === null ? run() : last.then(run, run);
      last = running;
      try {
        return (await running).rows as Row[]; // the caller wrote the statement
      } finally {
        if (last === running) last = null;
      }
    },
    textArray: binaryTextArray,
  };
}

/** A connection that cannot even roll back is given up. */
async function rollBack(transaction: Queryable): Promise<Error | undefined> {
  try {
    await transaction.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

// Every int8 of ours is a count, a sum of points or a time: beyond the safe range it is a mistake.
const readInt8 = (value: string): number => {
  const number = Number(value);
  assert(Number.isSafeInteger(number), 'An int8 of the database is beyond what stays exact.');
  return number;
};

const int8Oid: number = types.builtins.INT8;

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === int8Oid ? readInt8 : (types.getTypeParser(oid, format) as never);
