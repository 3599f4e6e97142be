import { parse } from 'csv-parse/sync';

/** One row of the list as its program wrote it. */
export interface CsvRecord {
  /** As a spreadsheet numbers it: the first row of the file is 1, blank ones count. */
  readonly rowNo: number;
  readonly fields: readonly string[];
  /** A quote was left open, and the line has fewer columns than the heading: what stood behind is not known. */
  readonly isCut: boolean;
}

/** Makes records of lines, which come in order. */
export interface RecordAssembly {
  /** How many rows wait to be taken. */
  waitingCount: () => number;
  push: (lines: readonly string[]) => void;
  /** Says that there are no more lines: a quote that is still open was no quote. */
  end: () => void;
  /** Takes at most so many of the rows that are complete. Blank rows are left out. */
  take: (rowCount: number) => CsvRecord[];
}

/** A cell may hold line ends, such as an address; a quote open for longer than this was a slip. */
const linesPerRecordMax = 20;
const QUOTE = '"';

interface WaitingRow {
  readonly rowNo: number;
  readonly line: string;
  /** Known already where the row took several lines, or should have. */
  readonly fields?: readonly string[];
  readonly isCut?: boolean;
}

/**
 * Starts making records. A stray quote must not swallow the rows after it: when it stays open for too long, or when
 * `isBroken` finds that line ends got into a field that cannot have any, each line is a row and its quotes are letters.
 */
export function startAssembly(options: {
  readonly delimiter: string;
  readonly firstRowNo: number;
  /** Of the heading. */
  readonly columnCount: number;
  readonly isBroken: (fields: readonly string[]) => boolean;
}): RecordAssembly {
  const { delimiter, columnCount, isBroken } = options;
  let nextRowNo = options.firstRowNo;
  let waiting: WaitingRow[] = [];
  let open: string[] = [];

  const add = (row: Omit<WaitingRow, 'rowNo'>): void => {
    waiting.push({ rowNo: nextRowNo, ...row });
    nextRowNo += 1;
  };
  const pushLine = (line: string): void => {
    const isOdd = hasOddQuotes(line);
    if (open.length === 0 && !isOdd) add({ line });
    else {
      open.push(line);
      if (isOdd && open.length > 1) close();
      else if (open.length > linesPerRecordMax) giveUp();
    }
  };
  const close = (): void => {
    const line = open.join('\n');
    const fields = parseOne(line, delimiter);
    if (isBroken(fields)) giveUp();
    else {
      open = [];
      add({ line, fields });
    }
  };
  /** The first open line stands alone; those after it are read again. */
  const giveUp = (): void => {
    const [first = '', ...others] = open;
    open = [];
    const fields = splitLiterally(first, delimiter);
    add({ line: first, fields, isCut: fields.length < columnCount });
    for (const line of others) pushLine(line);
  };

  return {
    waitingCount: () => waiting.length,
    push(lines) {
      for (const line of lines) pushLine(line);
    },
    end() {
      while (open.length > 0) giveUp();
    },
    take(rowCount) {
      const rows = waiting.slice(0, rowCount).filter((row) => row.line.trim() !== '');
      waiting = waiting.slice(rowCount);
      const parsed = parseLines(
        rows.flatMap((row) => (row.fields === undefined ? [row.line] : [])),
        delimiter,
      );
      let at = 0;
      const records: CsvRecord[] = [];
      for (const { rowNo, fields, isCut = false } of rows) {
        const found = fields ?? parsed[at] ?? [];
        if (fields === undefined) at += 1;
        if (found.some((field) => field.trim() !== ''))
          records.push({ rowNo, fields: found, isCut });
      }
      return records;
    },
  };
}

/** Parses lines that are a record each, all of them at once as long as their quotes allow it. */
export function parseLines(
  lines: readonly string[],
  delimiter: string,
): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  const records = tryParse(lines.join('\n'), delimiter);
  if (records?.length === lines.length) return records;
  return lines.map((line) => parseOne(line, delimiter));
}

function parseOne(text: string, delimiter: string): readonly string[] {
  const records = tryParse(text, delimiter);
  const [only] = records ?? [];
  return records?.length === 1 && only !== undefined ? only : splitLiterally(text, delimiter);
}

function tryParse(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
    });
  } catch {
    // Quotes that fit no reading: the caller takes them for letters.
    return null;
  }
}

function splitLiterally(line: string, delimiter: string): readonly string[] {
  return line.split(delimiter);
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf(QUOTE); at !== -1; at = line.indexOf(QUOTE, at + 1)) isOdd = !isOdd;
  return isOdd;
}
