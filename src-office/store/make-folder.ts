import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { StartRefusal } from './start-refusal.ts';

/** Makes a folder for its owner alone, with those above it. One that is there stays as it is. Throws StartRefusal. */
export function makeFolder(folder: string): void {
  try {
    makeEachLevel(path.resolve(folder));
  } catch (error) {
    throw new StartRefusal(
      inBothLanguages(
        `${folder} 不能用作数据文件夹，请用 --data 给出本用户可写的文件夹。`,
        `${folder} cannot be used as a data folder. Give --data a folder that this user may write.`,
      ),
      { cause: error },
    );
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
