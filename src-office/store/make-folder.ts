import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A data folder that cannot be made or is something else. */
export class FolderUnusableError extends Error {
  constructor(folder: string, options: ErrorOptions) {
    super(
      `${folder} cannot be used as a data folder. Give --data a folder that this user may write.`,
      options,
    );
    this.name = 'FolderUnusableError';
  }
}

/** Makes a folder for its owner alone, with those above it. One that is there stays as it is. Throws FolderUnusableError. */
export function makeFolder(folder: string): void {
  try {
    makeEachLevel(path.resolve(folder));
  } catch (error) {
    throw new FolderUnusableError(folder, { cause: error });
  }
}

/** Level by level: below /proc, Node's own recursive way never comes back. */
function makeEachLevel(folder: string): void {
  if (!existsSync(folder)) {
    makeEachLevel(path.dirname(folder));
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (!existsSync(folder)) throw error; // else another process was quicker
    }
  }
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder.`);
}
