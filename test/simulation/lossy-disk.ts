import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

/** What stood in a file before something was written to it that no sync has followed. */
interface Unsynced {
  readonly position: number;
  readonly before: Buffer;
  readonly sizeBefore: number;
}

/** A folder whose disk may lose what was written to it and not synced. */
export interface LossyDisk {
  /** Copies what is found there after the power was cut now: of each file all that was not synced is lost, or nothing. */
  copyTo(folder: string, isLost: () => boolean): void;
  /** Ends it: all that was written is there again. */
  stop(): void;
}

interface Watched {
  readonly folder: string;
  readonly unsynced: Map<string, Unsynced[]>;
  readonly onSync: () => void;
}

const own = {
  openSync: fs.openSync,
  closeSync: fs.closeSync,
  writeSync: fs.writeSync,
  fsyncSync: fs.fsyncSync,
  renameSync: fs.renameSync,
};
const pathOf = new Map<number, string>();
let watched: Watched | null = null;
let isInstalled = false;

/** Remembers from now on what a cut would lose; `onSync` hears of every sync before it is done. One folder at a time. */
export function watchDisk(folder: string, onSync: () => void): LossyDisk {
  const disk: Watched = { folder: path.resolve(folder), unsynced: new Map(), onSync };
  watched = disk;
  return {
    copyTo: (to, isLost) => {
      const isOfDisk = (file: string): boolean => path.basename(file) !== 'lock';
      fs.cpSync(disk.folder, to, { recursive: true, filter: isOfDisk });
      for (const [file, writes] of disk.unsynced) {
        const copy = path.join(to, path.relative(disk.folder, file));
        if (fs.existsSync(copy) && isLost()) undo(copy, writes);
      }
    },
    stop: () => {
      if (watched === disk) watched = null;
    },
  };
}

function undo(file: string, writes: readonly Unsynced[]): void {
  const descriptor = own.openSync(file, 'r+');
  for (const { position, before, sizeBefore } of writes.toReversed()) {
    own.writeSync(descriptor, before, 0, before.length, position);
    fs.ftruncateSync(descriptor, sizeBefore);
  }
  own.closeSync(descriptor);
}

/** Puts itself between this process and its files; must be there before the files of the folder are opened. */
export function installLossyDisk(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { fsyncSync } = fs;
  Object.assign(fs, {
    openSync: (...opened: Parameters<typeof fs.openSync>) => {
      const descriptor = own.openSync(...opened);
      pathOf.set(descriptor, path.resolve(String(opened[0])));
      return descriptor;
    },
    closeSync: (descriptor: number) => {
      pathOf.delete(descriptor);
      own.closeSync(descriptor);
    },
    writeSync: (...written: readonly unknown[]) => {
      const [descriptor, , , length, position] = written;
      if (watched !== null && typeof length === 'number' && typeof position === 'number') {
        remember(watched, descriptor as number, { length, position });
      }
      return Reflect.apply(own.writeSync, fs, written) as number;
    },
    fsyncSync: (descriptor: number) => {
      const file = pathOf.get(descriptor) ?? '';
      if (watched?.unsynced.has(file) === true) watched.onSync();
      watched?.unsynced.delete(file);
      fsyncSync(descriptor);
    },
    renameSync: (from: fs.PathLike, to: fs.PathLike) => {
      own.renameSync(from, to);
      const [before, after] = [path.resolve(String(from)), path.resolve(String(to))];
      for (const [descriptor, file] of pathOf) if (file === before) pathOf.set(descriptor, after);
      const writes = watched?.unsynced.get(before);
      watched?.unsynced.delete(before);
      watched?.unsynced.delete(after);
      if (writes !== undefined) watched?.unsynced.set(after, writes);
    },
  });
  syncBuiltinESMExports();
}

function remember(
  { folder, unsynced }: Watched,
  descriptor: number,
  { length, position }: { readonly length: number; readonly position: number },
): void {
  const file = pathOf.get(descriptor);
  if (file === undefined || !file.startsWith(folder)) return;
  const sizeBefore = fs.fstatSync(descriptor).size;
  const before = Buffer.alloc(Math.max(0, Math.min(length, sizeBefore - position)));
  const reader = own.openSync(file, 'r');
  fs.readSync(reader, before, 0, before.length, position);
  own.closeSync(reader);
  const writes = unsynced.get(file) ?? [];
  writes.push({ position, before, sizeBefore });
  unsynced.set(file, writes);
}
