import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** Something that runs SQL: the database, or a transaction of it. */
export interface Queryable {
  /** For single rows, typed by the tables. */
  readonly drizzle: PgDatabase<PgQueryResultHKT>;
  /** For what works on many rows at once. int8 arrives as a number; rows are as the caller says. */
  query<Row>(statement: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Texts as one parameter of type text[], in the form that costs the engine least. */
  textArray(texts: readonly (string | null)[]): unknown;
}

/**
 * The office's database, PostgreSQL or PGlite. On both, what `transaction` or a statement outside of one has written is on
 * the disk (fsync) when its promise resolves.
 */
export interface Database extends Queryable {
  readonly engine: 'postgres' | 'pglite';
  /** Runs the work in one transaction, again from the start when the database asks for it. */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Tells whether a failure is about the rows of one statement, so that other rows may well succeed. */
export function isRowFailure(error: unknown): boolean {
  return /^(?:21|22|23)/.test(sqlState(error));
}

/** Deadlock, serialisation, and a row that another transaction inserted first: the same work may succeed next time. */
export function isWorthRepeating(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(sqlState(error));
}

function sqlState(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
  }
  return '';
}
