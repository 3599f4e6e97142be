import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes a new or renamed name in a folder durable. Does nothing on Windows, where a folder cannot be opened. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
