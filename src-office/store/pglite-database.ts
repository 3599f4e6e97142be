import { fsyncSync, openSync, closeSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { drizzle } from 'drizzle-orm/pglite';
import type { Database, Queryable } from './database.ts';

/**
 * Opens the embedded PostgreSQL in a folder. PGlite runs with fsync off, and with it on would still never reach the disk:
 * its file system knows no fsync. Here it has one, so that PostgreSQL itself syncs its log before a commit returns and its
 * tables before a checkpoint ends.
 */
export async function openPglite(folder: string): Promise<Database> {
  const isNew = readdirOrEmpty(folder).length === 0;
  const pglite = await PGlite.create({
    fs: new SyncedNodeFS(folder),
    startParams: startParameters,
  });
  if (isNew) syncFolder(folder); // initdb wrote it with fsync off
  const queryable = queryableOf(pglite);
  return {
    engine: 'pglite',
    ...queryable,
    transaction: (work) => pglite.transaction((transaction) => work(queryableOf(transaction))),
    close: () => pglite.close(),
  };
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
  override async init(...parameters: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...parameters);
    const addSync = (module: unknown): void => {
      const { NODEFS } = module as { readonly NODEFS: NodeFileSystem }; // as NodeFS itself reads it
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        fsyncSync(nfd);
        return 0;
      };
    };
    return {
      emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] },
    };
  }
}

function queryableOf(connection: PGlite | Transaction): Queryable {
  return {
    // drizzle calls nothing of a client but query and exec, which a transaction has too.
    drizzle: drizzle(connection as PGlite),
    query: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
      (await connection.query<Row>(statement, [...parameters])).rows,
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

function readdirOrEmpty(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there yet
  }
}
