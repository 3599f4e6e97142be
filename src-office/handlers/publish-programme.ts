import {
  type ParsedProgramme,
  parseProgramme,
  type ProgrammeProblem,
} from '../../src-shared/programme/parse-programme.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Database } from '../store/database.ts';
import { insertProgramme, listProgrammes } from '../store/programme-store.ts';

export type PublishedProgramme =
  | { readonly status: 'published' | 'already_published' | 'id_reused'; readonly version: number }
  | { readonly status: 'refused'; readonly problems: readonly ProgrammeProblem[] };

/** Checks and publishes a programme document. The same version with the same content changes nothing. */
export async function publishProgramme(
  database: Database,
  document: unknown,
  nowMs: number,
): Promise<PublishedProgramme> {
  const parsed: ParsedProgramme = parseProgramme(document);
  if (parsed.status === 'refused') return parsed;
  const { version, startsOnDay } = parsed.programme;
  const text = canonicalJson(parsed.programme);
  const row = { version, startsOnDay, document: text, publishedAtMs: nowMs };
  const there = await database.transaction((transaction) => insertProgramme(transaction, row));
  if (there === null) return { status: 'published', version };
  return { status: there.document === text ? 'already_published' : 'id_reused', version };
}

/** Publishes a first programme where there is none, so that a new office can serve tills at once. */
export async function publishFirstProgramme(
  database: Database,
  document: unknown,
  nowMs: number,
): Promise<void> {
  if ((await listProgrammes(database)).length > 0) return;
  const published = await publishProgramme(database, document, nowMs);
  if (published.status === 'refused') {
    throw new Error(`The first programme is refused: ${JSON.stringify(published.problems)}`);
  }
}
