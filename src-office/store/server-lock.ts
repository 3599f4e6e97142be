import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import type { Queryable } from './database.ts';
import { readEpoch } from './meta-store.ts';
import { StartRefusal } from './start-refusal.ts';

/** Any number but that of other locks of ours. */
export const serverLock = 7_205_806;
const lookEveryMs = 2_000;
/** A server that does not answer for so long has lost the connection. */
const answerWithinMs = 10_000;
/** The server lets go of the lock of a machine that lost its power or its line within a minute; its own setting is hours. */
const noticeDeath =
  'SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3';

/** Keeps restores away from a database on a server, for as long as it is held. */
export interface ServerLock {
  /**
   * Looks every other second, by the connection of the lock alone, whether the database still has this epoch here. Resolves with
   * what to say once it has not, or is being restored; never otherwise. May be called once.
   */
  watch(epoch: string): Promise<StartRefusal>;
  release(): Promise<void>;
}

/**
 * Holds a database together with any number of others, by a connection of its own that stays open: those of a pool come and go.
 * One that is lost is taken anew while the lock is watched, and `onFailure` hears of it. Throws StartRefusal where a restore
 * has the database.
 */
export async function lockServer(
  url: string,
  onFailure: (error: Error) => void,
): Promise<ServerLock> {
  const ending = new AbortController();
  let held: HeldLock | null = await takeLock(url, onFailure);
  let watching: Promise<unknown> | null = null;

  const look = async (epoch: string): Promise<StartRefusal | null> => {
    try {
      held ??= await takeLock(url, onFailure);
      return (await readEpoch(held)) === epoch ? null : new StartRefusal(otherDatabaseWords);
    } catch (error) {
      if (error instanceof StartRefusal) return error;
      void held?.close(); // one that does not answer may not close either
      held = null;
      return null; // the next look takes it anew
    }
  };
  const lookOn = async (epoch: string, tell: (refusal: StartRefusal) => void): Promise<void> => {
    while (!ending.signal.aborted) {
      const pause = sleep(lookEveryMs, false, { signal: ending.signal }).catch(() => false);
      const isLost = await (held === null ? pause : Promise.race([pause, held.lost]));
      if (ending.signal.aborted) return;
      if (isLost) held = null;
      const refusal = await look(epoch);
      if (refusal !== null) return tell(refusal);
    }
  };

  return {
    watch: (epoch) => {
      const { promise, resolve } = Promise.withResolvers<StartRefusal>();
      watching = lookOn(epoch, resolve);
      return promise;
    },
    release: async () => {
      ending.abort();
      await watching;
      await held?.close();
    },
  };
}

/** Keeps all others from a database until the transaction ends. Answers who works on it; [] when it has the lock. */
export async function lockServerAlone(transaction: Queryable): Promise<readonly string[]> {
  const locked = await transaction.query<{ isAlone: boolean }>(
    'SELECT pg_try_advisory_xact_lock($1) AS "isAlone"',
    [serverLock],
  );
  if (locked[0]?.isAlone === true) return [];
  const holders = await transaction.query<{ name: string }>(
    `SELECT application_name || coalesce(' @ ' || host(client_addr), '') AS name
       FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND classid = 0 AND objid = $1 AND objsubid = 1
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      ORDER BY 1`,
    [serverLock],
  );
  // Whoever let go of it between the two statements may be an office that starts anew.
  return holders.length === 0 ? ['?'] : holders.map(({ name }) => name);
}

interface HeldLock extends Pick<Queryable, 'query'> {
  /** Resolves once it is not held any more. */
  readonly lost: Promise<true>;
  close(): Promise<void>;
}

async function takeLock(url: string, onFailure: (error: Error) => void): Promise<HeldLock> {
  const client = new Client({
    connectionString: url,
    // Whoever restores is told whom to stop.
    application_name: `membership-office ${hostname().slice(0, 30)}:${String(process.pid)}`,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
  });
  const { promise: lost, resolve: lose } = Promise.withResolvers<true>();
  client.on('error', onFailure);
  client.on('end', () => lose(true));
  const query = async <Row>(statement: string, parameters: readonly unknown[] = []) =>
    (await client.query(statement, [...parameters])).rows as Row[]; // the caller wrote the statement
  const close = (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query(noticeDeath);
    const rows = await query<{ isHeld: boolean }>(
      'SELECT pg_try_advisory_lock_shared($1) AS "isHeld"',
      [serverLock],
    );
    if (rows[0]?.isHeld !== true) throw new StartRefusal(beingRestoredWords);
  } catch (error) {
    void close();
    throw error;
  }
  return { query, lost, close };
}

const beingRestoredWords = inBothLanguages(
  '这个数据库正在恢复备份。请等恢复结束后再启动。',
  'This database is being restored. Wait until that has ended, then start again.',
);

const otherDatabaseWords = inBothLanguages(
  '数据库已被恢复、移动或切换，总部程序因此停止服务。请重新启动它。',
  'The database was restored, moved or changed over, so head office has ceased to serve. Start it again.',
);
