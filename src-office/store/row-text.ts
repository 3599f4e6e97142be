import type { Queryable } from './database.ts';

/**
 * How text gets into PostgreSQL, which stores any character but U+0000 and only whole surrogate pairs. One such character
 * in one row would otherwise refuse the whole batch it came with.
 */

const NUL = '\u0000';

type Column<Row> = (row: Row) => string | number | null;

/**
 * The columns of many rows as one text[] parameter each, for unnest: a statement then costs the same parsing for a thousand
 * rows as for one. The statement casts the numbers.
 */
export function textColumns<Row>(
  queryable: Pick<Queryable, 'textArray'>,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): readonly unknown[] {
  return columns.map((column) =>
    queryable.textArray(
      rows.map((row) => {
        const value = column(row);
        return value === null ? null : String(value);
      }),
    ),
  );
}

/** A column to look up by: what cannot be stored is left out. */
export function columnText(text: string): string {
  return text.replaceAll(NUL, '').toWellFormed();
}

/** A text that must be kept exactly: one that cannot be stored as it is becomes a JSON string, in which it can. */
export function keptText(text: string): string {
  return text.includes(NUL) || !text.isWellFormed() ? JSON.stringify(text) : text;
}

/** The text that `keptText` kept. */
export function textKept(kept: string): string {
  return kept.startsWith('"') ? String(JSON.parse(kept)) : kept;
}
