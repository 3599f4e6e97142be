import { programmeSignatureText } from '../../src-shared/contract/office-wire.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { parseProgramme, readProgramme } from '../../src-shared/programme/parse-programme.ts';
import type { Problem, ProblemCode, ProblemData } from '../../src-shared/programme/problem.ts';
import { businessDateAt, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Database, Queryable } from '../store/database.ts';
import {
  findProgramme,
  insertProgramme,
  listProgrammes,
  lockProgrammes,
  type ProgrammeRow,
  updateProgramme,
} from '../store/programme-store.ts';
import { keepScopes } from '../store/scope-store.ts';
import { hasInstalls } from '../store/terminal-store.ts';
import { findWithdrawn } from './check-withdrawals.ts';
import type { OfficeKeys } from './office-keys.ts';

export type Signer = Pick<OfficeKeys, 'sign'>;

export type PublishedProgramme =
  | { readonly status: 'published' | 'already_published' | 'id_reused'; readonly version: number }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/**
 * Checks a programme document by itself and by what members have of those in force, signs and publishes it. The same version
 * with the same content changes nothing; a new version is higher than every one before it, and starts today or later, as
 * receipts of the past keep their rules. Only before a till was ever activated an earlier day is taken: there are no receipts.
 * Without `keys` (an import into an office that never ran) it is signed when the office starts.
 */
export async function publishProgramme(
  database: Database,
  keys: Signer | null,
  document: unknown,
  nowMs: number,
): Promise<PublishedProgramme> {
  const parsed = parseProgramme(document);
  if (parsed.status === 'refused') return parsed;
  const published = await readProgrammes(database);
  if (!published.some(({ version }) => version === parsed.programme.version)) {
    const today = businessDateAt(nowMs);
    const problems = await findWithdrawn(database, parsed.programme, published, today);
    if (problems.length > 0) return { status: 'refused', problems };
  }
  return database.transaction(async (transaction) => {
    await lockProgrammes(transaction);
    return publishIn(transaction, keys, parsed.programme, nowMs);
  });
}

/** Publishes a programme that was read, in a transaction that has locked the others. Otherwise as `publishProgramme`. */
export async function publishIn(
  transaction: Queryable,
  keys: Signer | null,
  programme: Programme,
  nowMs: number,
): Promise<PublishedProgramme> {
  const { version, startsOnDay, scope } = programme;
  const text = canonicalJson(programme);
  const signature = keys === null ? '' : signatureOf(keys, { startsOnDay, document: text });
  const row = { version, startsOnDay, document: text, publishedAtMs: nowMs, signature };
  const highest = await highestVersion(transaction);
  const there = await findProgramme(transaction, version);
  if (there === null && version < highest) {
    return refusedAt('version', 'version_too_low', { version: highest });
  }
  if (there === null && startsOnDay < businessDateAt(nowMs) && (await hasInstalls(transaction))) {
    return refusedAt('startsOnDay', 'in_the_past');
  }
  const other = there ?? (await insertProgramme(transaction, row));
  if (other === null) {
    if (scope !== 'all') await keepScopes(transaction, scope, nowMs);
    return { status: 'published', version };
  }
  return { status: other.document === text ? 'already_published' : 'id_reused', version };
}

/** The highest version ever published; 0 before the first. */
export async function highestVersion(queryable: Queryable): Promise<number> {
  return (await listProgrammes(queryable)).at(-1)?.version ?? 0;
}

function refusedAt(key: string, code: ProblemCode, data: ProblemData = {}): PublishedProgramme {
  return { status: 'refused', problems: [{ path: [key], code, data }] };
}

/** Publishes a first programme where there is none, so that a new office can serve tills at once. */
export async function publishFirstProgramme(
  database: Database,
  keys: Signer | null,
  document: unknown,
  nowMs: number,
): Promise<void> {
  if ((await listProgrammes(database)).length > 0) return;
  const published = await publishProgramme(database, keys, document, nowMs);
  if (published.status === 'refused') {
    throw new Error(`The first programme is refused: ${JSON.stringify(published.problems)}`);
  }
}

export type ActivatedProgramme =
  | { readonly status: 'activated' | 'not_found' | 'in_the_past' }
  /** It has ruled receipts since then: that day stays. */
  | { readonly status: 'started'; readonly startsOnDay: string };

/**
 * Sets the first day of a published programme that has not started yet: today or later, so that no receipt of yesterday is
 * ruled anew. Signs it again. Safe to repeat.
 */
export function activateProgramme(
  database: Database,
  keys: Signer,
  wish: {
    readonly version: number;
    readonly startsOnDay: BusinessDate;
    readonly today: BusinessDate;
  },
): Promise<ActivatedProgramme> {
  const { version, startsOnDay, today } = wish;
  return database.transaction(async (transaction): Promise<ActivatedProgramme> => {
    const row = await findProgramme(transaction, version);
    if (row === null) return { status: 'not_found' };
    if (row.startsOnDay === startsOnDay) return { status: 'activated' };
    if (row.startsOnDay <= today) return { status: 'started', startsOnDay: row.startsOnDay };
    if (startsOnDay < today) return { status: 'in_the_past' };
    const signature = signatureOf(keys, { startsOnDay, document: row.document });
    await updateProgramme(transaction, { version, startsOnDay, signature });
    return { status: 'activated' };
  });
}

/** Signs what was published before there were signatures, or by an import. Runs when the office starts. */
export async function signProgrammes(database: Database, keys: Signer): Promise<void> {
  const unsigned = (await listProgrammes(database)).filter(({ signature }) => signature === '');
  for (const row of unsigned) {
    const signature = signatureOf(keys, row);
    await database.transaction((transaction) =>
      updateProgramme(transaction, { ...row, signature }),
    );
  }
}

/** Every published programme, each with the day it begins. */
export async function readProgrammes(queryable: Queryable): Promise<readonly Programme[]> {
  const rows = await listProgrammes(queryable);
  return rows.flatMap(({ document, startsOnDay }) => {
    const read = readProgramme(JSON.parse(document));
    // The day is the document's own or was checked by the contract.
    const day = startsOnDay as BusinessDate;
    return read.status === 'ok' ? [{ ...read.programme, startsOnDay: day }] : [];
  });
}

function signatureOf(
  keys: Signer,
  programme: Pick<ProgrammeRow, 'startsOnDay' | 'document'>,
): string {
  return keys.sign(programmeSignatureText(programme));
}
