import { open, rm } from 'node:fs/promises';

/** Rows of a list with what is to be said of them, as a file their keepers can mend and import again. */
export interface RowsFile {
  /** Says which columns the list has. Comes before the first `add`. */
  begin: (header: readonly string[]) => void;
  add: (row: {
    readonly rowNo: number;
    readonly code: string;
    readonly words: string;
    readonly fields: readonly string[];
  }) => void;
  /** Writes what was added since. */
  flush: () => Promise<void>;
  /** Writes the rest and closes; a file without a single row goes away. */
  close: () => Promise<void>;
}

/** Members' data: for the one who imports, and nobody else on the machine. */
const ownerOnly = 0o600;
const byteOrderMark = '\uFEFF';
const NEEDS_QUOTES = /[",\r\n]/u;
const QUOTES = /"/gu;
const FORMULA = /^[=+@\t-]/u;
const NUMBER = /^[+-]?[\d., ()-]+$/u;

/**
 * Creates the file anew: UTF-8 with a byte order mark, because Excel would otherwise read it as GB18030. The original
 * columns keep their names, so that the mended file is a list again.
 */
export async function openRowsFile(file: string): Promise<RowsFile> {
  const handle = await open(file, 'w', ownerOnly);
  await handle.chmod(ownerOnly); // It may have been there with other rights.
  let waiting = '';
  let rowCount = 0;

  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '') await handle.writeFile(text);
  };
  return {
    begin(header) {
      waiting += byteOrderMark + toLine(['行号', '原因', '代码', ...header]);
    },
    add({ rowNo, code, words, fields }) {
      rowCount += 1;
      waiting += toLine([String(rowNo), words, code, ...fields]);
    },
    flush,
    async close() {
      try {
        await flush();
      } finally {
        await handle.close();
      }
      if (rowCount === 0) await rm(file, { force: true });
    },
  };
}

function toLine(fields: readonly string[]): string {
  return `${fields.map(toCell).join(',')}\r\n`;
}

function toCell(field: string): string {
  // A spreadsheet would run it; the import takes the apostrophe off again.
  const text = FORMULA.test(field) && !NUMBER.test(field) ? `'${field}` : field;
  return NEEDS_QUOTES.test(text) ? `"${text.replace(QUOTES, '""')}"` : text;
}
