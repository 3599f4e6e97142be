import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder inside a data folder where a restore gets everything ready; it is gone when the restore is done. */
export const restoringFolder = 'restoring';

/** A data folder in which a restore did not come to its end. */
export class RestoreUnfinishedError extends Error {
  constructor(folder: string) {
    super(
      `A restore into ${folder} did not come to its end. Call the same restore again; an office must not start before.`,
    );
    this.name = 'RestoreUnfinishedError';
  }
}

/** Throws RestoreUnfinishedError where an office would start on half of what was to be restored. */
export function refuseUnfinishedRestore(folder: string): void {
  if (existsSync(path.join(folder, restoringFolder))) throw new RestoreUnfinishedError(folder);
}
