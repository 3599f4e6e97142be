import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { syncFolder } from './sync-folder.ts';

/**
 * Writes a small file for its owner only, whole or not at all, and on the disk when it returns. With `keepExisting` a file
 * that is there already stays, also one that another process has made meanwhile.
 */
export function writeDurably(
  filePath: string,
  content: string | Uint8Array,
  { keepExisting = false }: { readonly keepExisting?: boolean } = {},
): void {
  const draftPath = `${filePath}.${process.pid}.new`;
  rmSync(draftPath, { force: true });
  const handle = openSync(draftPath, 'wx', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (keepExisting) linkOnce(draftPath, filePath);
  else renameSync(draftPath, filePath);
  syncFolder(path.dirname(filePath));
}

function linkOnce(draftPath: string, filePath: string): void {
  try {
    linkSync(draftPath, filePath);
  } catch (error) {
    // Another start was faster; its file counts.
    if (!existsSync(filePath)) throw error;
  } finally {
    rmSync(draftPath, { force: true });
  }
}
