import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { drizzle } from 'drizzle-orm/pglite';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import type { Database, Queryable } from './database.ts';
import { prepareStatements, type RunStatement } from './pglite-statements.ts';
import { StartRefusal } from './start-refusal.ts';

/**
 * Opens the embedded PostgreSQL in a folder. PGlite runs with fsync off, and with it on would still never reach the disk:
 * its file system knows no fsync. Here it has one, so that PostgreSQL itself syncs its log before a commit returns and its
 * tables before a checkpoint ends. When a sync fails, `onSyncFailure` hears of it and the process ends: nobody can say what
 * is on the disk then, and the next start reads it from there. The folder is closed to others each time, whoever made it.
 * Throws StartRefusal for a folder that PostgreSQL cannot open.
 */
export async function openPglite(
  folder: string,
  onSyncFailure: (error: unknown) => void,
): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const isNew = readdirSync(folder).length === 0;
  const pglite = await createPglite(folder, onSyncFailure);
  if (isNew) syncFolder(folder); // initdb wrote it with fsync off
  const run = prepareStatements(pglite);
  const inside = queryableOf(run);
  const outside = queryableOf((...statement) =>
    // As `PGlite.query` does: it waits for a transaction that is under way.
    pglite._runExclusiveTransaction(() => run(...statement)),
  );
  return {
    engine: 'pglite',
    ...outside,
    transaction: (work) => pglite.transaction(() => work(inside)),
    close: () => pglite.close(),
  };
}

async function createPglite(
  folder: string,
  onSyncFailure: (error: unknown) => void,
): Promise<PGlite> {
  try {
    return await PGlite.create({
      fs: new SyncedNodeFS(folder, onSyncFailure),
      startParams: startParameters,
    });
  } catch (error) {
    throw new StartRefusal(
      inBothLanguages(
        `数据库文件夹 ${folder} 打不开：文件损坏、缺失或磁盘已满。请先备份整个文件夹，再检查磁盘，并从备份恢复。`,
        `The database in ${folder} cannot be opened: files are damaged or missing, or the disk is full. Keep a copy of ` +
          'the folder, have the disk checked, and put the folder back from the backup.',
      ),
      { cause: error },
    );
  }
}

const startParameters = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  // The only method that arrives at the file system here: fdatasync is a stub.
  '-c',
  'wal_sync_method=fsync',
];

interface NodeFileSystem {
  readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number };
}

class SyncedNodeFS extends NodeFS {
  readonly #onSyncFailure: (error: unknown) => void;

  constructor(folder: string, onSyncFailure: (error: unknown) => void) {
    super(folder);
    this.#onSyncFailure = onSyncFailure;
  }

  override async init(...parameters: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...parameters);
    const addSync = (module: unknown): void => {
      const { NODEFS } = module as { readonly NODEFS: NodeFileSystem }; // as NodeFS itself reads it
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        try {
          fsyncSync(nfd);
        } catch (error) {
          // Not to be thrown through PostgreSQL, which might try again: the second sync succeeds, and the data is lost.
          this.#onSyncFailure(error);
          process.exit(1);
        }
        return 0;
      };
    };
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] },
    };
  }
}

function queryableOf(run: RunStatement): Queryable {
  return {
    drizzle: drizzle({ query: run } as unknown as PGlite), // it calls nothing else of a client
    query: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
      (await run<Row>(statement, parameters)).rows,
    textArray: (texts) => texts,
  };
}

function syncFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    syncFile(path.join(entry.parentPath, entry.name));
  }
  syncFile(folder);
  syncFile(path.dirname(folder));
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
