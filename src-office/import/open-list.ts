import { parseLines, startAssembly, type CsvRecord } from './csv-records.ts';
import { ImportFailure } from './import-failure.ts';
import {
  countFields,
  findColumns,
  listFields,
  type ListColumns,
  type ListField,
} from './list-columns.ts';
import { readLines } from './read-lines.ts';

/** Rows of the list that came together. */
export interface ListBatch {
  readonly records: readonly CsvRecord[];
  readonly bytesRead: number;
}

/** A member list whose header has been understood. */
export interface MemberList {
  readonly header: readonly string[];
  readonly columns: ListColumns;
  /** Reads the rows once, from the first to the last, in batches of at most so many. */
  readBatches: (rowCount: number) => AsyncGenerator<ListBatch>;
}

interface Header {
  readonly names: readonly string[];
  readonly columns: ListColumns;
  readonly delimiter: string;
  readonly rowNo: number;
}

const delimiters = [',', ';', '\t', '，', '|'];
/** Some programs write a title and a date above the header. */
const headerWithinLines = 10;

/**
 * Opens a member list: finds its encoding, its header and the delimiter that makes the most of it. Throws ImportFailure
 * when the file cannot be read or no column holds phones.
 */
export async function openList(file: string): Promise<MemberList> {
  const chunks = readLines(file);
  const firstLines: string[] = [];
  let bytesRead = 0;
  while (firstLines.length < headerWithinLines) {
    const next = await chunks.next();
    if (next.done === true) break;
    firstLines.push(...next.value.lines);
    bytesRead = next.value.bytesRead;
  }
  const header = findHeader(firstLines.slice(0, headerWithinLines));
  if (header === null) {
    await chunks.return(undefined);
    const seen = firstLines.find((line) => line.trim() !== '') ?? '';
    throw new ImportFailure(
      'phone_column_missing',
      `${file} has no column for phones, such as 手机号 or phone. It begins: ${seen.slice(0, 200)}`,
    );
  }
  const { names, columns, delimiter, rowNo } = header;
  // A name may be written over two lines; what a stray quote swallowed holds the delimiters of whole rows.
  const isBroken = (fields: readonly string[]): boolean =>
    listFields.some((field) => {
      const cell = readCell(fields, columns, field);
      return cell.includes('\n') && (cell.includes(delimiter) || fields.length !== names.length);
    });

  async function* readBatches(rowCount: number): AsyncGenerator<ListBatch> {
    const assembly = startAssembly({
      delimiter,
      firstRowNo: rowNo + 1,
      columnCount: names.length,
      isBroken,
    });
    assembly.push(firstLines.slice(rowNo));
    for await (const chunk of chunks) {
      bytesRead = chunk.bytesRead;
      assembly.push(chunk.lines);
      while (assembly.waitingCount() >= rowCount) {
        yield { records: assembly.take(rowCount), bytesRead };
      }
    }
    assembly.end();
    while (assembly.waitingCount() > 0) yield { records: assembly.take(rowCount), bytesRead };
  }
  return { header: names, columns, readBatches };
}

/** Reads the first of a field's columns that holds anything; '' where none does. */
export function readCell(
  fields: readonly string[],
  columns: ListColumns,
  field: ListField,
): string {
  for (const index of columns[field]) {
    const cell = fields[index] ?? '';
    if (cell.trim() !== '') return cell;
  }
  return '';
}

function findHeader(lines: readonly string[]): Header | null {
  let best: Header | null = null;
  for (const delimiter of delimiters) {
    for (const [index, line] of lines.entries()) {
      const names = parseLines([line], delimiter)[0] ?? [];
      const columns = findColumns(names);
      if (columns === null) continue;
      if (best === null || countFields(columns) > countFields(best.columns)) {
        best = { names, columns, delimiter, rowNo: index + 1 };
      }
    }
  }
  return best;
}
