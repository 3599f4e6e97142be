import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lockFolder as lockOfficeFolder } from '../../src-office/store/folder-lock.ts';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { lockFolder as lockTillFolder } from '../store/folder-lock.ts';

/**
 * Removes a demo's folder, so that the next one begins again. Refuses, in a sentence, as long as an office or a till works in
 * it: what they have open would be gone beneath them. Does nothing where there is no folder.
 */
export function clearDemo(folder: string): void {
  const locks: { release(): void }[] = [];
  try {
    locks.push(...takeFolder(path.join(folder, 'office'), lockOfficeFolder));
    locks.push(...takeFolder(path.join(folder, 'station'), lockTillFolder));
    rmSync(folder, { recursive: true, force: true });
  } finally {
    for (const lock of locks) lock.release();
  }
}

function takeFolder(
  dataFolder: string,
  lockFolder: (folder: string) => { release(): void },
): readonly { release(): void }[] {
  try {
    return existsSync(dataFolder) ? [lockFolder(dataFolder)] : [];
  } catch (error) {
    throw new Error(
      inBothLanguages(
        `${dataFolder} 里的演示正在运行，请先停止它，再用 --fresh。`,
        `A demo is running in ${dataFolder}: stop it first, then begin again with --fresh.`,
      ),
      { cause: error },
    );
  }
}
