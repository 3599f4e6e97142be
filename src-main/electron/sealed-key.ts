import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';

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
  if (existsSync(file)) {
    const { result } = await safeStorage.decryptStringAsync(readFileSync(file));
    return Buffer.from(result, 'base64');
  }
  if (existsSync(join(dataFolder, 'till.db'))) return null;
  const key = randomBytes(32);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeDurably(dataFolder, file, await safeStorage.encryptStringAsync(key.toString('base64')));
  return key;
}

function writeDurably(folder: string, file: string, bytes: Buffer): void {
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
  if (process.platform === 'win32') return; // A directory cannot be synced there; NTFS journals the rename.
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
