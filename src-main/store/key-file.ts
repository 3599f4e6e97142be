import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { storeFailureOf } from './failure-words.ts';
import { StoreFailure } from './store-failure.ts';
import { hasReplica, tillFilePath } from './till-file.ts';
import { writeDurably } from './write-durably.ts';

/** Holds the key of the replica: the system's key store in the desktop app, a 0600 file in the station. */
export interface TillKeyHolder {
  /** The 32-byte key; null when there is none yet. */
  read(): Buffer | null;
  /** Makes a key and keeps it durably before it is used. */
  create(): Buffer;
  /** Keeps a key that was shown to open the replica, durably, in the place of one that did not. Safe to repeat. */
  restore(key: Buffer): Promise<void>;
}

const keyBytes = 32;
const readableByOthers = 0o077;

/**
 * The key of a data folder, made on the first start. Fails with `key_missing` where the replica is
 * there and its key is not: a new key could never open it.
 */
export function readTillKey(dataFolder: string, holder: TillKeyHolder): Buffer {
  const key = holder.read();
  if (key !== null) return key;
  const filePath = tillFilePath(dataFolder);
  if (hasReplica(dataFolder)) {
    throw new StoreFailure(
      'key_missing',
      inBothLanguages(
        `${filePath} 的密钥不见了，没有它打不开数据。未改动任何数据。请放回密钥（本机的密钥库，或该文件夹里的 replica-key），或以 --recover 启动并输入恢复表上的代码。`,
        `The key of ${filePath} is missing, and nothing else opens it. Nothing was changed. ` +
          "Put the key back (from this machine's key store, or the file replica-key in that folder), " +
          'or start with --recover and type the code of the recovery sheet.',
      ),
    );
  }
  return holder.create();
}

/**
 * Keeps the key in `replica-key` inside the data folder, readable by its owner only. `read` fails
 * with `key_exposed` where others may read it too, and with `wrong_key` where it is not a key.
 * `create` never replaces a key: where there is one already, it gives that one.
 */
export function replicaKeyFile(dataFolder: string): TillKeyHolder {
  const keyPath = path.join(dataFolder, 'replica-key');
  return {
    read: () => withWords(keyPath, () => readKey(keyPath)),
    create: () =>
      withWords(keyPath, () => {
        mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
        writeDurably(keyPath, randomBytes(keyBytes), { keepExisting: true });
        const key = readKey(keyPath);
        if (key === null) throw keyUnusable(keyPath, 'it vanished while it was made');
        return key;
      }),
    restore: async (key) => {
      await Promise.resolve();
      withWords(keyPath, () => writeDurably(keyPath, key));
    },
  };
}

function withWords<Result>(keyPath: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw storeFailureOf(error, keyPath);
  }
}

function readKey(keyPath: string): Buffer | null {
  if (!existsSync(keyPath)) return null;
  const handle = openSync(keyPath, 'r');
  try {
    if ((fstatSync(handle).mode & readableByOthers) !== 0) {
      throw new StoreFailure(
        'key_exposed',
        inBothLanguages(
          `${keyPath} 本机的其他用户也能读到。请改为只有所有者可读（chmod 600）再启动。`,
          `${keyPath} can be read by other users of this machine. ` +
            'Let only its owner read it (chmod 600), then start again.',
        ),
      );
    }
    const key = readFileSync(handle);
    if (key.length !== keyBytes) throw keyUnusable(keyPath, `${key.length} bytes, not ${keyBytes}`);
    return key;
  } finally {
    closeSync(handle);
  }
}

function keyUnusable(keyPath: string, detail: string): StoreFailure {
  return new StoreFailure(
    'wrong_key',
    inBothLanguages(
      `${keyPath} 不是本机的密钥（${detail}）。未改动任何数据。请放回原来的文件。`,
      `${keyPath} is not a key of this till (${detail}). Nothing was changed. Put the right file back.`,
    ),
  );
}
