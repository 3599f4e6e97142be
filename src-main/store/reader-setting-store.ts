import { eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import {
  type ReaderSettings,
  readerSettingsSchema,
} from '../../src-shared/contract/till/reader-settings.ts';
import { readerLineTable, readerSettingTable } from '../../src-shared/replica/till-tables.ts';
import type { ReaderSettingStore } from './till-store.ts';

/** Keeps what a manager set of the readers of this till, and what ends the frames of those on serial lines. */
export function createReaderSettingStore(db: BetterSQLite3Database): ReaderSettingStore {
  const ends = readerLineTable;
  const findEnd = db
    .select()
    .from(ends)
    .where(eq(ends.readerId, sql.placeholder('readerId')))
    .prepare();
  const forgetEnd = (readerId: string): void => {
    db.delete(ends).where(eq(ends.readerId, readerId)).run();
  };
  const table = readerSettingTable;
  const list = db.select().from(table).orderBy(table.readerId).prepare();
  const find = db
    .select()
    .from(table)
    .where(eq(table.readerId, sql.placeholder('readerId')))
    .prepare();

  return {
    find: (readerId) => {
      const row = find.get({ readerId });
      return row === undefined ? null : readSettings(row.settings);
    },
    list: () =>
      list.all().flatMap(({ readerId, settings: text }) => {
        const settings = readSettings(text);
        return settings === null ? [] : [{ readerId, settings }];
      }),
    write: (readerId, settings) => {
      const row = { settings: JSON.stringify(settings) };
      db.insert(table)
        .values({ readerId, ...row })
        .onConflictDoUpdate({ target: table.readerId, set: row })
        .run();
      forgetEnd(readerId);
    },
    remove: (readerId) => {
      db.delete(table).where(eq(table.readerId, readerId)).run();
      forgetEnd(readerId);
    },
    frameEnd: (readerId) => findEnd.get({ readerId })?.frameEnd ?? 'unknown',
    writeFrameEnd: (readerId, frameEnd) => {
      if (frameEnd === 'unknown') return forgetEnd(readerId);
      db.insert(ends)
        .values({ readerId, frameEnd })
        .onConflictDoUpdate({ target: ends.readerId, set: { frameEnd } })
        .run();
    },
  };
}

/** A later version of the program may have written what this one does not know. */
function readSettings(text: string): ReaderSettings | null {
  return readerSettingsSchema.safeParse(JSON.parse(text)).data ?? null;
}
