import { randomUUIDv7 } from 'node:crypto';
import type { Logger } from 'pino';
import type { Programme } from '../src-shared/domain/programme/programme.ts';
import { programmeInEffect } from '../src-shared/programme/programme-in-effect.ts';
import { businessDateAt } from '../src-shared/values/business-date.ts';
import { publishFirstProgramme, readProgrammes } from './handlers/publish-programme.ts';
import { importMembers, type ImportProgress, type ImportSummary } from './import/import-members.ts';
import { readPlainProgramme } from './plain-programme.ts';
import type { Database } from './store/database.ts';
import { createImportWriter } from './store/import-store.ts';
import { openStore, type StoreLocation } from './store/open-store.ts';

const tellEveryMs = 1000;

/** Opens the store, imports a member list into it and closes it. A folder must not be in use (StartRefusal). */
export async function importList(options: {
  readonly file: string;
  readonly location: StoreLocation;
  readonly log: Logger;
  /** Called about once a second, and at the end. */
  readonly onProgress: (words: string) => void;
}): Promise<
  ImportSummary & { readonly rejectsFile: string | null; readonly warningsFile: string | null }
> {
  const { file, location, log, onProgress } = options;
  const store = await openStore(
    location,
    (error) => log.error({ err: error }, 'database lost'),
    (error) => log.fatal({ err: error }, 'the disk did not take what was written'),
  );
  try {
    await publishFirstProgramme(store.database, null, readPlainProgramme(), Date.now());
    const rejectsFile = `${file}.rejects.csv`;
    const warningsFile = `${file}.warnings.csv`;
    const summary = await importMembers({
      file,
      rejectsFile,
      warningsFile,
      writer: createImportWriter(store.database),
      programme: await readProgrammeInEffect(store.database),
      clock: { nowMs: Date.now, newId: () => randomUUIDv7() },
      onProgress: tellEverySecond(onProgress),
    });
    return {
      ...summary,
      rejectsFile: summary.rejected === 0 ? null : rejectsFile,
      warningsFile: summary.warnings === 0 ? null : warningsFile,
    };
  } finally {
    await store.close();
  }
}

async function readProgrammeInEffect(database: Database): Promise<Programme> {
  const programmes = await readProgrammes(database);
  const programme = programmeInEffect(programmes, businessDateAt(Date.now()));
  if (programme === null) throw new Error('No programme has started yet: publish one first.');
  return programme;
}

function tellEverySecond(tell: (words: string) => void): (progress: ImportProgress) => void {
  const startedAtMs = performance.now();
  let toldAtMs = startedAtMs;
  return ({ rowCount, bytesRead, bytesTotal }) => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < tellEveryMs && bytesRead < bytesTotal) return;
    toldAtMs = nowMs;
    const rowsPerSecond = Math.round(rowCount / Math.max(0.001, (nowMs - startedAtMs) / 1000));
    const percent = bytesTotal === 0 ? 100 : Math.floor((100 * bytesRead) / bytesTotal);
    tell(`${rowCount} rows, ${rowsPerSecond} rows/s, ${percent} %`);
  };
}
