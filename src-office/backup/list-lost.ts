import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Queryable } from '../store/database.ts';
import { freezeForReading } from '../store/dump-store.ts';
import { type LostAct, readActsAfter, readAside } from '../store/lost-store.ts';
import { databaseFolder } from '../store/open-store.ts';
import { openPglite } from '../store/pglite-database.ts';
import { openPostgres } from '../store/postgres-database.ts';

/** What a restore left out, for a person to do again. */
export interface LostList {
  /** One JSON object a line. */
  readonly file: string;
  readonly counts: Readonly<Partial<Record<LostAct['kind'], number>>>;
}

/**
 * Writes down what the office that was put aside did after the backup was made. null where nothing was put aside, or what was
 * cannot be read: a damaged database is a reason to restore, and does not keep anybody from it.
 */
export async function listLost(place: {
  readonly keptFolder: string | null;
  readonly keptSchema: string | null;
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  readonly backupAtMs: number;
  readonly log: Logger;
}): Promise<LostList | null> {
  const { keptFolder, keptSchema, databaseUrl, dataFolder, backupAtMs, log } = place;
  const file = path.join(keptFolder ?? dataFolder, `lost-since-${backupAtMs}.jsonl`);
  const write = (queryable: Queryable): Promise<LostList> => writeList(queryable, file, backupAtMs);
  try {
    if (databaseUrl !== undefined && keptSchema !== null) {
      return await readServer(databaseUrl, keptSchema, log, write);
    }
    const folder = keptFolder === null ? null : path.join(keptFolder, databaseFolder);
    if (folder === null || !existsSync(folder)) return null;
    const database = await openPglite(folder, (error) => log.error({ err: error }, 'disk failed'));
    try {
      return await write(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    log.warn({ err: error }, 'what was put aside cannot be read');
    return null;
  }
}

async function readServer(
  databaseUrl: string,
  schema: string,
  log: Logger,
  write: (queryable: Queryable) => Promise<LostList>,
): Promise<LostList> {
  const database = openPostgres(
    databaseUrl,
    (error) => log.error({ err: error }, 'database lost'),
    'membership-office-restore',
  );
  try {
    return await database.transaction(async (transaction) => {
      await freezeForReading(transaction);
      await readAside(transaction, schema);
      return write(transaction);
    });
  } finally {
    await database.close();
  }
}

async function writeList(queryable: Queryable, file: string, afterMs: number): Promise<LostList> {
  const counts: Partial<Record<LostAct['kind'], number>> = {};
  const descriptor = openSync(file, 'w', 0o600);
  try {
    for await (const acts of readActsAfter(queryable, afterMs)) {
      writeSync(descriptor, acts.map((act) => `${JSON.stringify(act)}\n`).join(''));
      for (const { kind } of acts) counts[kind] = (counts[kind] ?? 0) + 1;
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return { file, counts };
}
