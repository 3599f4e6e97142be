import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { StartFailure } from '../till/start-failure.ts';
import { writeDurably } from '../till/write-durably.ts';

/**
 * The key of the replica, sealed by the operating system's key store. Made once, when the folder holds no replica yet,
 * and on the disk before it is used; null when a replica is there but its key is not, so that the store can say so.
 */
export async function openSealedKey(dataFolder: string): Promise<Buffer | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new Error(
      '系统密钥库不可用，无法打开会员资料库。The system key store is not available: sign in to a desktop session with a key ring and start again.',
    );
  }
  const file = join(dataFolder, 'replica-key.sealed');
  if (existsSync(file)) return unseal(file);
  // Also of a replica that has lost its file the last sales may lie in the WAL.
  if (['till.db', 'till.db-wal'].some((name) => existsSync(join(dataFolder, name)))) return null;
  const key = randomBytes(32);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeDurably(file, await safeStorage.encryptStringAsync(key.toString('base64')));
  return key;
}

async function unseal(file: string): Promise<Buffer> {
  try {
    const { result } = await safeStorage.decryptStringAsync(readFileSync(file));
    return Buffer.from(result, 'base64');
  } catch (error) {
    throw new StartFailure(
      `系统密钥库打不开 ${file}，请用原来的系统账户登录后重启，不要删除它。` +
        `The system key store cannot open ${file}: sign in as the user who set this till up and start again. Do not delete it.`,
      { cause: error },
    );
  }
}
