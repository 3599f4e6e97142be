import { rmSync } from 'node:fs';
import { migrateTill } from './migrate-till.ts';
import { openEncrypted } from './till-file.ts';

/**
 * Makes an encrypted file with this version's tables and no rows. What is left of an earlier one that was never finished goes.
 * It is on the disk when this returns where it `isDurable`.
 */
export function makeReplicaFile(
  filePath: string,
  options: {
    readonly key: Buffer;
    readonly migrationsFolder: string;
    readonly isDurable: boolean;
  },
): void {
  for (const leftover of [filePath, `${filePath}-journal`]) rmSync(leftover, { force: true });
  const db = openEncrypted(filePath, options.key, {});
  try {
    if (options.isDurable) db.pragma('synchronous = FULL');
    migrateTill(db, options);
  } finally {
    db.close();
  }
}
