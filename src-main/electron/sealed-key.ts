import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { writeDurably } from '../till/write-durably.ts';

const sealedFile = 'replica-key.sealed';

/**
 * The key of the replica, sealed by the operating system's key store. Made once, when the folder holds no replica yet,
 * and on the disk before it is used; null when a replica is there but its key
 * is not, or the system cannot open it: the till then asks for its recovery sheet.
 */
export async function openSealedKey(dataFolder: string): Promise<Buffer | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new Error(
      '系统密钥库不可用，无法打开会员资料库。The system key store is not available: sign in to a desktop session with a key ring and start again.',
    );
  }
  const file = join(dataFolder, sealedFile);
  if (existsSync(file)) return unseal(file);
  // Also of a replica that has lost its file the last sales may lie in the WAL.
  if (['till.db', 'till.db-wal'].some((name) => existsSync(join(dataFolder, name)))) return null;
  const key = randomBytes(32);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  await sealKey(dataFolder, key);
  return key;
}

/** Seals a key that was shown to open the replica, in the place of one that the system cannot open. Safe to repeat. */
export async function sealKey(dataFolder: string, key: Buffer): Promise<void> {
  const sealed = await safeStorage.encryptStringAsync(key.toString('base64'));
  writeDurably(join(dataFolder, sealedFile), sealed);
}

/** null where the system opens it no more: for another user of it, or after it was set up anew. The file stays. */
async function unseal(file: string): Promise<Buffer | null> {
  try {
    const { result } = await safeStorage.decryptStringAsync(readFileSync(file));
    return Buffer.from(result, 'base64');
  } catch {
    return null;
  }
}
