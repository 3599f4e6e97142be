import type { Database } from 'better-sqlite3';

/** Tells which prepared statements SQLite has compiled a second time. */
export interface CompileWatch {
  /** From here on a compilation is noticed. Call it once all statements are prepared. */
  arm(): void;
  /** The SQL of statements that ran at least once since `arm`. */
  ran(): readonly string[];
  /** The SQL of those that were compiled again for it. */
  recompiled(): readonly string[];
}

const READS = /^\s*select\b/i;
const FROM = /\sfrom\s/i;
const CHANGES = /^\s*(?:update|delete)\b.*\swhere\s/i;

/**
 * SQLite counts the re-preparations of a statement, but better-sqlite3 does not tell. So every
 * statement prepared after this gets a call of a function for which SQLite chooses one of two bodies
 * at the moment it compiles: until `arm` there is only the one for any number of arguments, after it
 * there is also the one for exactly one, which fits better. A statement that calls the second has
 * been compiled again. (Adding a body of another arity expires no statement; changing one would.)
 */
export function watchCompiles(db: Database): CompileWatch {
  const statements: string[] = [];
  let isArmed = false;
  const old = new Set<number>();
  const fresh = new Set<number>();
  const note = (seen: Set<number>) => (index: unknown) => {
    seen.add(Number(index));
    return 1;
  };
  db.function('compile_watch', { varargs: true }, note(old));

  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    if (isArmed) return prepare(sql); // Not of those that are prepared once.
    const watched = addCall(sql, `compile_watch(${statements.length})`);
    statements.push(sql);
    return prepare(watched);
  };

  const textsOf = (seen: Set<number>) => [...seen].map((index) => statements[index] ?? '?');
  return {
    arm() {
      isArmed = true;
      old.clear();
      db.function('compile_watch', note(fresh));
    },
    ran: () => textsOf(new Set([...old, ...fresh])),
    recompiled: () => textsOf(fresh),
  };
}

function addCall(sql: string, call: string): string {
  if (READS.test(sql)) return sql.replace(FROM, (from) => `, ${call}${from}`);
  return CHANGES.test(sql) ? `${sql} AND ${call}` : sql;
}
