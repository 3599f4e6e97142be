import { randomUUIDv7 } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importMembers } from '../../src-office/import/import-members.ts';
import { createImportWriter, type ImportWriter } from '../../src-office/store/import-store.ts';
import { findMemberByCard, findMembersByPhone } from '../../src-office/store/member-store.ts';
import { openStore, type Store } from '../../src-office/store/open-store.ts';
import { readTotals } from '../../src-office/store/totals-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { sampleMemberCsv, sampleMemberRows } from '../support/sample-members.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { makeMemoryWriter, readPlain } from './import-setup.ts';

const sample = { seed: 11, count: 4500, messShare: 0.1 };
const manyCount = 100_000;

async function importSample(writer: ImportWriter, options = sample) {
  await using dir = await makeTempDir('import');
  const file = path.join(dir.path, 'members.csv');
  await pipeline(sampleMemberCsv(options), createWriteStream(file));
  const rssBefore = process.memoryUsage().rss;
  let rssMax = 0;
  const summary = await importMembers({
    file,
    rejectsFile: `${file}.rejects.csv`,
    warningsFile: `${file}.warnings.csv`,
    writer,
    programme: readPlain(),
    clock: { nowMs: () => Date.now(), newId: randomUUIDv7 },
    onProgress: () => {
      rssMax = Math.max(rssMax, process.memoryUsage().rss);
    },
  });
  return { summary, rssBefore, rssMax };
}

/** The writer whose insert number `crashAt` fails in the middle of its transaction. */
function crashing(writer: ImportWriter, crashAt: number): ImportWriter {
  let insertCount = 0;
  return {
    ...writer,
    insertMembers: (batch) => {
      insertCount += 1;
      if (insertCount !== crashAt) return writer.insertMembers(batch);
      // The last row cannot be stored, so that those before it have to go as well.
      const first = batch[0]!;
      return writer.insertMembers([...batch, first]);
    },
  };
}

function describeImport(engine: string, open: (folder: string) => Promise<Store>): void {
  describe(`the import on ${engine}`, () => {
    let store: Store;
    let dir: TempDir;

    beforeAll(async () => {
      dir = await makeTempDir('import-store');
      store = await open(dir.path);
    });
    afterAll(async () => {
      await store.close();
      await dir.remove();
    });

    test('rolls a batch back whole, and a run after it brings in every member once', async () => {
      const { database } = store;
      const writer = createImportWriter(database);
      await expect(importSample(crashing(writer, 2))).rejects.toThrow(/./);
      const afterCrash = await readTotals(database);
      expect(afterCrash.members).toBeGreaterThan(1500);
      expect(afterCrash.members).toBeLessThan(2001);

      const { summary } = await importSample(writer);
      expect(summary.alreadyThere).toBe(afterCrash.members);
      const totals = await readTotals(database);
      expect(totals.members).toBe(summary.imported + summary.alreadyThere);

      const again = await importSample(writer);
      expect(again.summary).toMatchObject({ imported: 0, alreadyThere: totals.members });
      expect(again.summary.rejectCounts).toEqual(summary.rejectCounts);
      expect(await readTotals(database)).toEqual(totals);
    });

    test('leaves books that hold (PL-03), with an opening entry for every member with points', async () => {
      const totals = await readTotals(store.database);
      expect(totals.sumEntryPoints).toBe(totals.sumLotPoints);
      expect(totals.sumEntryPoints).toBeGreaterThan(1_000_000);
      expect(totals.entries).toBeLessThan(totals.members);
    });

    test('lets the tills find members by phone, card and member number', async () => {
      const { database } = store;
      const row = [...sampleMemberRows(sample)].find(
        ({ kind, cardNo, points }) => kind === 'clean' && cardNo !== '' && Number(points) > 0,
      )!;
      const [byPhone] = await findMembersByPhone(database, row.phone);
      const byCard = await findMemberByCard(database, row.cardNo);
      expect(byCard).toEqual(byPhone);
      expect(byPhone?.revision).toBe(1);
      const state = JSON.parse(byPhone?.stateJson ?? '') as MemberState;
      expectLedgerHolds(state);
      expect(state.entries).toMatchObject([{ kind: 'opening', points: Number(row.points) }]);
      expect(await findMemberByCard(database, state.memberNo)).toEqual(byPhone);
    });

    test('counts a member number as a card number that is taken', async () => {
      const writer = createImportWriter(store.database);
      const [row] = sampleMemberRows(sample);
      const [member] = await findMembersByPhone(store.database, row!.phone);
      const { memberNo } = JSON.parse(member?.stateJson ?? '') as MemberState;
      const found = await writer.findExisting({ phones: ['nobody'], cardNos: [memberNo, '1'] });
      expect(found).toEqual({ byPhone: new Map(), cardNos: new Set([memberNo]) });
    });

    test('takes another install number each time', async () => {
      const writer = createImportWriter(store.database);
      const first = await writer.takeInstallNo();
      expect(await writer.takeInstallNo()).toBe(first + 1);
    });
  });
}

const fail = (error: Error): never => {
  throw error;
};
describeImport('PGlite', async (folder) => {
  await putEmptyDatabase(folder);
  return openStore({ kind: 'folder', folder }, fail);
});
describeImport('PostgreSQL', async () => {
  const server = await sharedPostgres();
  return openStore({ kind: 'server', url: await server.createDatabase('import') }, fail);
});

test(`reads, cleans and decides ${manyCount} rows in memory that does not grow with them`, async () => {
  const writer = makeMemoryWriter();
  let insertedCount = 0;
  const { summary, rssBefore, rssMax } = await importSample(
    {
      findExisting: async () => ({ byPhone: new Map(), cardNos: new Set() }),
      takeInstallNo: () => writer.takeInstallNo(),
      insertMembers: async (batch) => {
        insertedCount += batch.length;
      },
    },
    { seed: 12, count: manyCount, messShare: 0.05 },
  );
  const [beforeMb, maxMb] = [rssBefore, rssMax].map((bytes) => Math.round(bytes / 1_000_000));
  const speed = `${summary.rows} rows, ${summary.rowsPerSecond} rows/s`;
  process.stdout.write(`${speed}, rss ${beforeMb} MB before and ${maxMb} MB at most\n`);
  expect(summary.rows).toBe(manyCount);
  expect(insertedCount).toBe(summary.imported);
});
