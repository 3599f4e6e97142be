import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own, and how to be rid of it. Removing twice is harmless. */
export interface TempDir {
  readonly path: string;
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes an empty folder for the caller to remove: `await using dir = await makeTempDir()`. */
export async function makeTempDir(label = 'test'): Promise<TempDir> {
  const folder = await mkdtemp(path.join(tmpdir(), `membership-${label}-`));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { path: folder, remove, [Symbol.asyncDispose]: remove };
}

/** Makes an empty folder that goes away when the running test has finished. */
export async function useTempDir(label = 'test'): Promise<string> {
  const dir = await makeTempDir(label);
  onTestFinished(() => dir.remove());
  return dir.path;
}
