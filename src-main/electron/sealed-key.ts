import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeStorage } from 'electron';
import { writeDurably } from '../till/write-durably.ts';

const sealedFile = 'replica-key.sealed';
const noKeyStore =
  '系统没有密钥库，会员资料库的密钥只受文件权限保护。The system has no key ring: only the permissions of its file protect the key of the replica.';
const notResealed =
  '密钥未能重新封存，下次启动再试。The key could not be sealed anew; the next start tries again.';

/**
 * The key of the replica, sealed by the operating system's key store. Made once, when the folder holds no replica yet,
 * and on the disk before it is used; null when a replica is there but its key
 * is not, or the system cannot open it: the till then asks for its recovery sheet. `warn` is told what does not keep the till
 * from opening: a key store that seals with a password everybody knows, and a key that could not be sealed anew.
 */
export async function openSealedKey(
  dataFolder: string,
  warn: (sentence: string) => void,
): Promise<Buffer | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    throw new Error(
      '系统密钥库不可用，无法打开会员资料库。The system key store is not available: sign in to a desktop session with a key ring and start again.',
    );
  }
  if (hasNoKeyStore()) warn(noKeyStore);
  const file = join(dataFolder, sealedFile);
  if (existsSync(file)) return unseal(dataFolder, warn);
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

/** Only on Linux a desktop may have no key ring: Electron then seals with a password that is part of its source. */
function hasNoKeyStore(): boolean {
  return process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
}

/**
 * null where the system opens it no more: for another user of it, or after it was set up anew. The file stays. Where the
 * system has a newer key it is sealed with that, or one day nothing opens it any more.
 */
async function unseal(dataFolder: string, warn: (sentence: string) => void) {
  let opened: { readonly result: string; readonly shouldReEncrypt: boolean };
  try {
    opened = await safeStorage.decryptStringAsync(readFileSync(join(dataFolder, sealedFile)));
  } catch {
    return null;
  }
  const key = Buffer.from(opened.result, 'base64');
  if (opened.shouldReEncrypt) {
    // The old one still opens; the next start tries again.
    await sealKey(dataFolder, key).catch((error: unknown) =>
      warn(`${notResealed} ${String(error)}`),
    );
  }
  return key;
}
