import { eq } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { readVerdictsAt, type StoredVerdict } from './operation-store.ts';
import { lineBesideTable } from './tables.ts';

/** A line of operations that an install's chain left beside it. */
export type LineBeside = Omit<typeof lineBesideTable.$inferSelect, 'hashesJson'> & {
  /** Of its operations, from `fromSeq` on without a gap. */
  readonly hashes: readonly string[];
};

export async function insertLineBeside(
  queryable: Queryable,
  { hashes, ...line }: LineBeside,
): Promise<void> {
  await queryable.drizzle
    .insert(lineBesideTable)
    .values({ ...line, hashesJson: JSON.stringify(hashes) });
}

export async function listLinesBeside(
  queryable: Queryable,
  installId: string,
): Promise<readonly LineBeside[]> {
  const rows = await queryable.drizzle
    .select()
    .from(lineBesideTable)
    .where(eq(lineBesideTable.installId, installId));
  return rows.map(({ hashesJson, ...line }) => ({
    ...line,
    hashes: JSON.parse(hashesJson) as string[], // written above
  }));
}

/** The operations of an install's chain at some places: not those that were set aside there, nor those of a line beside it. */
export async function listOnChain(
  queryable: Queryable,
  installId: string,
  seqs: readonly number[],
): Promise<readonly StoredVerdict[]> {
  const stored = await readVerdictsAt(queryable, installId, seqs);
  const lines = await listLinesBeside(queryable, installId);
  const beside = new Set(lines.flatMap(({ hashes }) => hashes));
  return stored.filter((each) => !beside.has(each.hash) && !isForkOf(stored, each));
}

/** One that was set aside beside another of its place. */
export function isForkOf(stored: readonly StoredVerdict[], one: StoredVerdict): boolean {
  const isBeside = stored.some(
    ({ terminalSeq, hash }) => terminalSeq === one.terminalSeq && hash !== one.hash,
  );
  return isBeside && one.verdict === 'invalid' && one.reason === 'chain_broken';
}
