import { replicaKeyFile } from '../store/key-file.ts';
import type { KeyHolder } from './till-options.ts';

/** Keeps the replica's key in a 0600 file of the data folder, for shells without a key store of the system. */
export function keyFileHolder(dataFolder: string): KeyHolder {
  return replicaKeyFile(dataFolder);
}
