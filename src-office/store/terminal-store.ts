import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { activationTable, installTable, storeTable, terminalTable } from './tables.ts';

export type Activation = typeof activationTable.$inferSelect;

/** One installation of a till, with the terminal and store it stands for. */
export interface Install {
  readonly installId: string;
  readonly installNo: number;
  readonly terminalId: string;
  readonly terminalName: string;
  readonly storeId: string;
  readonly storeName: string;
  /** null: the store is in none. */
  readonly region: string | null;
  readonly status: 'active' | 'revoked';
  readonly publicKey: string;
  readonly headSeq: number;
  readonly headHash: string;
  readonly lastSeenAtMs: number | null;
  /** When the office last had all of it; 0 while there is more, null where it does not say. */
  readonly wholeAtMs: number | null;
}

export async function insertActivation(
  queryable: Queryable,
  activation: Omit<Activation, 'installId'>,
): Promise<void> {
  await queryable.drizzle.insert(activationTable).values(activation);
}

/** Finds an activation and keeps others from using it until the transaction ends. */
export async function lockActivation(
  queryable: Queryable,
  activationCode: string,
): Promise<Activation | null> {
  const rows = await queryable.drizzle
    .select()
    .from(activationTable)
    .where(eq(activationTable.activationCode, activationCode))
    .for('update');
  return rows[0] ?? null;
}

/** Marks an activation as used by an install. */
export async function markActivationUsed(
  queryable: Queryable,
  activationCode: string,
  installId: string,
): Promise<void> {
  await queryable.drizzle
    .update(activationTable)
    .set({ installId })
    .where(eq(activationTable.activationCode, activationCode));
}

/**
 * Creates a store on its first use; an existing one takes name and region, where they are given. Tells whether it is new or in
 * another region now.
 */
export async function upsertStore(
  queryable: Queryable,
  { storeId, storeName, region }: Pick<Activation, 'storeId' | 'storeName' | 'region'>,
): Promise<boolean> {
  const [before] = await queryable.drizzle
    .select({ region: storeTable.region })
    .from(storeTable)
    .where(eq(storeTable.storeId, storeId))
    .for('update');
  const named = {
    ...(storeName === null ? {} : { storeName }),
    ...(region === null ? {} : { region }),
  };
  const insert = queryable.drizzle
    .insert(storeTable)
    .values({ storeId, storeName: storeName ?? storeId, region });
  await (Object.keys(named).length === 0
    ? insert.onConflictDoNothing()
    : insert.onConflictDoUpdate({ target: storeTable.storeId, set: named }));
  return before === undefined || (region !== null && region !== before.region);
}

/** Takes the next install number: for a till, or for an import that mints member numbers. Never given twice. */
export async function takeInstallNo(queryable: Queryable): Promise<number> {
  const rows = await queryable.query<{ installNo: number }>(
    `SELECT nextval('install_no') AS "installNo"`,
  );
  const installNo = rows[0]?.installNo;
  if (installNo === undefined) throw new Error('The sequence of install numbers gave nothing.');
  return installNo;
}

/** A number that this database gave before it was restored, or the next one where somebody else has it by now. */
export async function takeFormerInstallNo(
  queryable: Queryable,
  installNo: number,
): Promise<number> {
  const rows = await queryable.query(
    `SELECT 1 FROM install_no WHERE last_value >= $1
        AND NOT EXISTS (SELECT 1 FROM install WHERE install_no = $1)`,
    [installNo],
  );
  return rows.length > 0 ? installNo : takeInstallNo(queryable);
}

/** Tells whether there is a terminal of this id, whatever became of it. */
export async function isTerminalKnown(queryable: Queryable, terminalId: string): Promise<boolean> {
  const rows = await queryable.query('SELECT 1 FROM terminal WHERE terminal_id = $1', [terminalId]);
  return rows.length > 0;
}

export async function insertTerminal(
  queryable: Queryable,
  terminal: typeof terminalTable.$inferInsert,
  install: typeof installTable.$inferInsert,
): Promise<void> {
  await queryable.drizzle.insert(terminalTable).values(terminal);
  await queryable.drizzle.insert(installTable).values(install);
}

const installColumns = {
  installId: installTable.installId,
  installNo: installTable.installNo,
  terminalId: installTable.terminalId,
  terminalName: terminalTable.terminalName,
  storeId: terminalTable.storeId,
  storeName: storeTable.storeName,
  region: storeTable.region,
  status: terminalTable.status,
  publicKey: installTable.publicKey,
  headSeq: installTable.headSeq,
  headHash: installTable.headHash,
  lastSeenAtMs: installTable.lastSeenAtMs,
  wholeAtMs: installTable.wholeAtMs,
};

function selectInstalls(queryable: Queryable) {
  return queryable.drizzle
    .select(installColumns)
    .from(installTable)
    .innerJoin(terminalTable, eq(terminalTable.terminalId, installTable.terminalId))
    .innerJoin(storeTable, eq(storeTable.storeId, terminalTable.storeId));
}

export async function findInstall(
  queryable: Queryable,
  installId: string,
): Promise<Install | null> {
  return (await findInstalls(queryable, [installId])).get(installId) ?? null;
}

/** Those of some installs that there are, by their ids. */
export async function findInstalls(
  queryable: Queryable,
  installIds: readonly string[],
): Promise<ReadonlyMap<string, Install>> {
  const rows = await selectInstalls(queryable).where(
    sql`${installTable.installId} = ANY(${sql.param([...installIds])})`,
  );
  return new Map(rows.map((install) => [install.installId, install]));
}

/** Finds an install and makes every other push of it wait until the transaction ends. */
export async function lockInstall(
  queryable: Queryable,
  installId: string,
): Promise<Install | null> {
  await queryable.query('SELECT 1 FROM install WHERE install_id = $1 FOR UPDATE', [installId]);
  return findInstall(queryable, installId);
}

/** Moves an install's chain on to a new head. */
export async function updateHead(
  queryable: Queryable,
  installId: string,
  head: Pick<Install, 'headSeq' | 'headHash' | 'lastSeenAtMs'>,
): Promise<void> {
  await queryable.drizzle
    .update(installTable)
    .set(head)
    .where(eq(installTable.installId, installId));
}

export async function updateLastSeen(
  queryable: Queryable,
  installId: string,
  seen: { readonly lastSeenAtMs: number; readonly wholeAtMs: number | null },
): Promise<void> {
  await queryable.drizzle
    .update(installTable)
    .set(seen)
    .where(eq(installTable.installId, installId));
}

export function listStores(
  queryable: Queryable,
): Promise<readonly { readonly storeId: string; readonly storeName: string }[]> {
  const { storeId, storeName } = storeTable;
  return queryable.drizzle.select({ storeId, storeName }).from(storeTable).orderBy(asc(storeId));
}

/** Tells whether a store of this id has ever had a till. */
export async function isStoreKnown(queryable: Queryable, storeId: string): Promise<boolean> {
  const rows = await queryable.drizzle
    .select({ storeId: storeTable.storeId })
    .from(storeTable)
    .where(eq(storeTable.storeId, storeId));
  return rows.length > 0;
}

/** Reads the tills of some operations for a case: store and name of each, once, in the order of the operations. */
export async function readTillsOf(
  queryable: Queryable,
  operationIds: readonly string[],
): Promise<string> {
  const rows = await queryable.query<{ till: string }>(
    `SELECT t.store_id || ' ' || t.terminal_name AS till
       FROM operation o JOIN terminal t USING (terminal_id)
      WHERE o.operation_id = ANY($1) ORDER BY array_position($1, o.operation_id)`,
    [operationIds],
  );
  return [...new Set(rows.map(({ till }) => till))].join(', ');
}

export function listInstalls(queryable: Queryable): Promise<readonly Install[]> {
  return selectInstalls(queryable).orderBy(asc(installTable.installNo));
}

/** Whether any till was ever activated. */
export async function hasInstalls(queryable: Queryable): Promise<boolean> {
  const rows = await queryable.drizzle
    .select({ installId: installTable.installId })
    .from(installTable)
    .limit(1);
  return rows.length > 0;
}

/** The terminals of a store that work, by the age of their installs. */
export function listInstallsOfStore(
  queryable: Queryable,
  storeId: string,
): Promise<readonly Install[]> {
  return selectInstalls(queryable)
    .where(and(eq(terminalTable.storeId, storeId), eq(terminalTable.status, sql`'active'`)))
    .orderBy(asc(installTable.installNo));
}

/** Revokes a terminal and tells its store; null when there is none of that id. Safe to repeat. */
export async function revokeTerminal(
  queryable: Queryable,
  terminalId: string,
): Promise<{ readonly storeId: string } | null> {
  const rows = await queryable.drizzle
    .update(terminalTable)
    .set({ status: sql`'revoked'` })
    .where(eq(terminalTable.terminalId, terminalId))
    .returning({ storeId: terminalTable.storeId });
  return rows[0] ?? null;
}

/** Lets a terminal work again. Safe to repeat. */
export async function reinstateTerminal(queryable: Queryable, terminalId: string): Promise<void> {
  await queryable.drizzle
    .update(terminalTable)
    .set({ status: sql`'active'` })
    .where(eq(terminalTable.terminalId, terminalId));
}
