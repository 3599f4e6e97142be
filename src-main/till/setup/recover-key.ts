import type { Recovered } from '../../../src-shared/contract/till/setup.ts';
import { readRecoveryCode } from '../../../src-shared/values/recovery-code.ts';
import type { TillKeyHolder } from '../../store/key-file.ts';
import { StoreFailure } from '../../store/store-failure.ts';
import { checkTillFile, tillFilePath } from '../../store/till-file.ts';

/**
 * Puts the key of a recovery sheet back, once it was shown to open the replica of the folder. Every other answer has changed
 * nothing. Fails with StoreFailure where the replica cannot be looked at.
 */
export async function recoverKey(
  { dataFolder, keyHolder }: { readonly dataFolder: string; readonly keyHolder: TillKeyHolder },
  recoveryCode: string,
): Promise<Recovered> {
  const read = readRecoveryCode(recoveryCode);
  if (read.status !== 'key') return read;
  const key = Buffer.from(read.key);
  try {
    checkTillFile(tillFilePath(dataFolder), key);
  } catch (error) {
    if (error instanceof StoreFailure && error.code === 'wrong_key')
      return { status: 'other_till' };
    throw error;
  }
  await keyHolder.restore(key);
  return { status: 'opened' };
}

/** Whether a till could not start because its key is gone, which a recovery sheet gives back. */
export function isKeyMissing(error: unknown): error is StoreFailure {
  return error instanceof StoreFailure && error.code === 'key_missing';
}
