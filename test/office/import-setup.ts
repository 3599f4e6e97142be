import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { importMembers } from '../../src-office/import/import-members.ts';
import type { ImportOptions, ImportSummary } from '../../src-office/import/import-members.ts';
import type {
  ExistingMember,
  ImportedMember,
  ImportWriter,
} from '../../src-office/store/import-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { sampleNowMs } from '../support/sample-domain.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

/** The shipped plain programme: 普通, 银卡, 金卡, 钻石. */
export function readPlain(): Programme {
  const parsed = parseProgramme(JSON.parse(readFileSync(plainFile, 'utf8')));
  if (parsed.status === 'refused') throw new Error(JSON.stringify(parsed.problems));
  return parsed.programme;
}

/** A database of members in memory. */
export interface MemoryWriter extends ImportWriter {
  readonly members: ImportedMember[];
  readonly batchCounts: number[];
  /** From which batch on inserting fails, as when the power goes. */
  failsFromBatch: number;
}

export function makeMemoryWriter(): MemoryWriter {
  const members: ImportedMember[] = [];
  const batchCounts: number[] = [];
  const byPhone = new Map<string, readonly ExistingMember[]>();
  const cards = new Set<string>();
  let installNo = 0;
  const writer: MemoryWriter = {
    members,
    batchCounts,
    failsFromBatch: Infinity,
    async findExisting(wanted) {
      return {
        byPhone: new Map(
          wanted.phones.flatMap((phone) => {
            const members = byPhone.get(phone);
            return members === undefined ? [] : [[phone, members] as const];
          }),
        ),
        cardNos: new Set(wanted.cardNos.filter((cardNo) => cards.has(cardNo))),
      };
    },
    async takeInstallNo() {
      installNo += 1;
      return installNo;
    },
    async insertMembers(batch) {
      if (batchCounts.length + 1 >= writer.failsFromBatch) throw new Error('The power went.');
      batchCounts.push(batch.length);
      for (const member of batch) {
        members.push(member);
        const { state, entry } = member;
        const openingPoints = entry?.entry.kind === 'opening' ? entry.entry.points : 0;
        byPhone.set(state.profile.phone.value, [{ state, openingPoints }]);
        for (const card of member.state.cards) cards.add(card.cardNo);
      }
    },
  };
  return writer;
}

/** Ids that count up. */
export function startIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `01900000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}

/** What an import of a text gave. */
export interface TextImport {
  readonly summary: ImportSummary;
  readonly states: readonly MemberState[];
  /** null when there is no such file. */
  readonly rejects: string | null;
  /** The rights of the file, as in chmod. */
  readonly rejectsMode: number;
  /** Imported rows with a warning; null when there is no such file. */
  readonly warned: string | null;
  readonly writer: MemoryWriter;
}

/** Imports a list that is given as text or bytes, into memory unless another writer is given. */
export async function importText(
  list: string | Uint8Array,
  options: Partial<ImportOptions> & { readonly memory?: MemoryWriter } = {},
): Promise<TextImport> {
  await using dir = await makeTempDir('import');
  const file = path.join(dir.path, 'members.csv');
  await writeFile(file, list);
  const rejectsFile = `${file}.rejects.csv`;
  const warningsFile = `${file}.warnings.csv`;
  const writer = options.memory ?? makeMemoryWriter();
  const summary = await importMembers({
    file,
    rejectsFile,
    warningsFile,
    writer,
    programme: readPlain(),
    clock: { nowMs: () => sampleNowMs, newId: startIds() },
    ...options,
  });
  const states = writer.members.map((member) => member.state);
  const warned = readRows(warningsFile).text;
  const { text: rejects, mode: rejectsMode } = readRows(rejectsFile);
  return { summary, states, rejects, rejectsMode, warned, writer };
}

function readRows(file: string): { text: string | null; mode: number } {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { text: null, mode: 0 };
  return { text: readFileSync(file, 'utf8'), mode: stats.mode & 0o777 };
}
