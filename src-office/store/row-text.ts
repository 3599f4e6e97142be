/**
 * How text gets into PostgreSQL, which stores any character but U+0000 and only whole surrogate pairs. One such character
 * in one row would otherwise refuse the whole batch it came with.
 */

const NUL = '\u0000';

/** Rows for json_to_recordset. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(rows);
}

/** A column to look up by: what cannot be stored is left out. */
export function columnText(text: string): string {
  return text.replaceAll(NUL, '').toWellFormed();
}

/** A text that must be kept exactly: one that cannot be stored as it is becomes a JSON string, in which it can. */
export function keptText(text: string): string {
  return text.includes(NUL) || !text.isWellFormed() ? JSON.stringify(text) : text;
}
