import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { headOfficeStoreId, memberId, operationId } from '../../src-shared/values/ids.ts';
import { formatMemberNo, MEMBER_COUNTER_MAX } from '../../src-shared/values/member-no.ts';
import type {
  ExistingMember,
  ExistingMembers,
  ImportedMember,
  ImportWriter,
} from '../store/import-store.ts';
import { buildMember, type ImportRun } from './build-member.ts';
import { startCleaning, type CleanedRow, type MemberRow } from './clean-row.ts';
import type { CsvRecord } from './csv-records.ts';
import { cardKey, phoneKey, rowPrint, startFirstRows } from './first-rows.ts';
import { ImportFailure } from './import-failure.ts';
import { openList } from './open-list.ts';
import { openRowsFile } from './rows-file.ts';
import { rejectWords } from './reject-words.ts';
import { warningWords } from './warning.ts';
import type { Reject, RejectCode } from './reject-words.ts';
import type { WarningCode } from './warning.ts';

/** How far an import has come. */
export interface ImportProgress {
  readonly rowCount: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** What became of the rows: rows = imported + merged + alreadyThere + rejected. Blank rows are none. */
export interface ImportSummary {
  readonly rows: number;
  readonly imported: number;
  /** Rows that repeat an earlier one in every value. */
  readonly merged: number;
  /** Rows whose phone has been a member before this import. */
  readonly alreadyThere: number;
  readonly rejected: number;
  readonly rejectCounts: Readonly<Partial<Record<RejectCode, number>>>;
  /** What was left out of members, or is worth a look. */
  readonly warnings: number;
  readonly warningCounts: Readonly<Partial<Record<WarningCode, number>>>;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

export interface ImportOptions {
  readonly file: string;
  /** Written as the import goes, readable by its owner only; gone again when nothing was rejected. */
  readonly rejectsFile: string;
  /** As the rejects: the rows taken, or there already, of which something was left out or is worth a look. */
  readonly warningsFile: string;
  readonly writer: ImportWriter;
  /** The one in effect today. */
  readonly programme: Programme;
  readonly clock: { readonly nowMs: () => number; readonly newId: () => string };
  /** Called after each batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Rows read, looked up and inserted together: large enough for set-wise SQL, small in memory. */
const batchRowCount = 2000;
const msPerSecond = 1000;

/**
 * Imports a chain's member list and writes the rows it cannot take to the rejects file, and those it
 * took without a part of them to the warnings file. Safe to run again, also after
 * a crash: every batch is all or nothing, and members who are there are counted and left as they are. Memory
 * grows by some 70 to 130 bytes a row, for finding repetitions. Throws ImportFailure when the list as a whole cannot
 * be read; what the writer throws passes through.
 */
export async function importMembers(options: ImportOptions): Promise<ImportSummary> {
  const { file, rejectsFile, warningsFile, writer, programme, clock, onProgress } = options;
  const files = new Set([file, rejectsFile, warningsFile].map((each) => path.resolve(each)));
  assert(files.size === 3, 'Rows never go into the list itself.');
  const startedAtMs = clock.nowMs();
  const bytesTotal = await readSize(file);
  const list = await openList(file);
  const run: ImportRun = {
    importId: operationId(clock.newId()),
    programme,
    businessDate: businessDateAt(startedAtMs),
    atMs: startedAtMs,
  };
  const clean = startCleaning({ columns: list.columns, programme, today: run.businessDate });
  const decide = startDeciding();
  const takeMemberNo = startMemberNos(writer);
  const tally = startTally();
  const rejects = await openRowsFile(rejectsFile);
  const warned = await openRowsFile(warningsFile);
  try {
    rejects.begin(list.header);
    warned.begin(list.header);
    for await (const { records, bytesRead } of list.readBatches(batchRowCount)) {
      const cleaned = records.map((record) => ({ record, clean: clean(record) }));
      const existing = await findExisting(writer, cleaned);
      const members: ImportedMember[] = [];
      for (const each of cleaned) {
        const decided = decide(each, existing);
        tally.count(decided);
        if (decided.status === 'rejected') {
          const words = rejectWords(decided.reject);
          rejects.add({ ...each.record, code: decided.reject.code, words });
        }
        for (const code of warningsOf(decided)) {
          warned.add({ ...each.record, code, words: warningWords[code] });
        }
        if (decided.status !== 'imported') continue;
        const ids = { memberId: memberId(clock.newId()), memberNo: await takeMemberNo() };
        members.push(buildMember(decided.row, ids, run));
      }
      if (members.length > 0) await writer.insertMembers(members);
      await rejects.flush();
      await warned.flush();
      onProgress?.({ rowCount: tally.rowCount(), bytesRead, bytesTotal });
    }
  } finally {
    await rejects.close();
    await warned.close();
  }
  return tally.sum(clock.nowMs() - startedAtMs);
}

async function readSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new ImportFailure('file_unreadable', `${file} cannot be read.`, { cause: error });
  }
}

interface CleanedRecord {
  readonly record: CsvRecord;
  readonly clean: CleanedRow;
}

type Decided =
  | {
      readonly status: 'imported';
      readonly row: MemberRow;
      readonly warnings: readonly WarningCode[];
    }
  | { readonly status: 'alreadyThere'; readonly warnings: readonly WarningCode[] }
  | { readonly status: 'merged' }
  | { readonly status: 'rejected'; readonly reject: Reject };

function warningsOf(decided: Decided): readonly WarningCode[] {
  return 'warnings' in decided ? decided.warnings : [];
}

async function findExisting(
  writer: ImportWriter,
  cleaned: readonly CleanedRecord[],
): Promise<ExistingMembers> {
  const phones = new Set<string>();
  const cardNos = new Set<string>();
  for (const { clean } of cleaned) {
    if (clean.status === 'rejected') continue;
    phones.add(clean.row.phone);
    if (clean.row.cardNo !== null) cardNos.add(clean.row.cardNo);
  }
  if (phones.size === 0) return { byPhone: new Map(), cardNos };
  return writer.findExisting({ phones: [...phones], cardNos: [...cardNos] });
}

/**
 * Starts deciding rows in their order. A row that is there as it says still counts as the first of its phone and card, so that
 * a second run says of every later row what the first run said; one that says otherwise stands for nobody, and is told.
 */
function startDeciding(): (each: CleanedRecord, existing: ExistingMembers) => Decided {
  const byPhone = startFirstRows();
  const byCard = startFirstRows();

  return ({ record, clean }, existing) => {
    if (clean.status === 'rejected') return reject({ code: clean.code });
    const { row, warnings } = clean;
    const first = { rowNo: record.rowNo, print: rowPrint(row) };

    const samePhone = byPhone.find(phoneKey(row.phone));
    if (samePhone !== null) {
      if (samePhone.print === first.print) return { status: 'merged' };
      return reject({ code: 'phone_repeated', firstRowNo: samePhone.rowNo });
    }
    const sameCard = row.cardNo === null ? null : byCard.find(cardKey(row.cardNo));
    const there = existing.byPhone.get(row.phone);
    const cardNos = there?.flatMap(({ state }) => state.cards.map(({ cardNo }) => cardNo)) ?? [];
    const isCardFree = row.cardNo !== null && sameCard === null;
    if (there !== undefined) {
      const isAsItSays = there.some((member) => isMemberOf(row, member));
      if (isAsItSays) byPhone.add(phoneKey(row.phone), first);
      if (isCardFree && cardNos.includes(row.cardNo)) byCard.add(cardKey(row.cardNo), first);
      return {
        status: 'alreadyThere',
        warnings: isAsItSays ? warnings : [...warnings, 'there_otherwise'],
      };
    }
    if (sameCard !== null) return reject({ code: 'card_repeated', firstRowNo: sameCard.rowNo });
    if (row.cardNo !== null && existing.cardNos.has(row.cardNo)) {
      return reject({ code: 'card_taken' });
    }
    byPhone.add(phoneKey(row.phone), first);
    if (isCardFree) byCard.add(cardKey(row.cardNo), first);
    return { status: 'imported', row, warnings };
  };
}

/**
 * Whether a member has everything that a row says of them. Of one who was imported the tier is their own affair since; points
 * are compared with what an import brought, not with what is left.
 */
function isMemberOf(row: MemberRow, { state, openingPoints }: ExistingMember): boolean {
  const { profile, cards, tierCode, enrolledAtStoreId } = state;
  return (
    (row.name === null || row.name === profile.name?.value) &&
    (row.birthday === null || row.birthday === profile.birthday?.value) &&
    (row.cardNo === null || cards.some(({ cardNo }) => cardNo === row.cardNo)) &&
    row.points === openingPoints &&
    (enrolledAtStoreId === headOfficeStoreId || row.tierCode === tierCode)
  );
}

function reject(reason: Reject): Decided {
  return { status: 'rejected', reject: reason };
}

/** Starts minting member numbers, under install numbers that are taken when they are needed. */
function startMemberNos(writer: ImportWriter): () => Promise<string> {
  let installNo = 0;
  let counter = MEMBER_COUNTER_MAX;
  return async () => {
    if (counter === MEMBER_COUNTER_MAX) {
      installNo = await writer.takeInstallNo();
      counter = 0;
    }
    counter += 1;
    return formatMemberNo({ installNo, counter });
  };
}

interface Tally {
  count: (decided: Decided) => void;
  rowCount: () => number;
  sum: (tookMs: number) => ImportSummary;
}

function startTally(): Tally {
  const counts = { imported: 0, merged: 0, alreadyThere: 0, rejected: 0 };
  const rejectCounts: Partial<Record<RejectCode, number>> = {};
  const warningCounts: Partial<Record<WarningCode, number>> = {};
  let rows = 0;
  let warnings = 0;
  return {
    count(decided) {
      rows += 1;
      counts[decided.status] += 1;
      if (decided.status === 'rejected') {
        const { code } = decided.reject;
        rejectCounts[code] = (rejectCounts[code] ?? 0) + 1;
      }
      for (const code of warningsOf(decided)) {
        warnings += 1;
        warningCounts[code] = (warningCounts[code] ?? 0) + 1;
      }
    },
    rowCount: () => rows,
    sum(tookMs) {
      const seconds = tookMs / msPerSecond;
      const rowsPerSecond = seconds > 0 ? Math.round(rows / seconds) : 0;
      return { rows, ...counts, rejectCounts, warnings, warningCounts, seconds, rowsPerSecond };
    },
  };
}
