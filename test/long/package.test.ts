import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { startApp } from '../electron/stand-in/launch.ts';
import { selfTestAnswer } from '../electron/self-test-answer.ts';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';

// electron-builder itself packs the app, around a placeholder where Electron's binary goes: what is in the package, and
// that it runs, needs no more. `npm run test:package`; it takes about a minute.

const repo = path.join(import.meta.dirname, '../..');

/** What @electron/fuses looks for in a binary: its mark, a version, and how many fuses follow. */
const fuses = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'0'.repeat(9)}`;

interface Packed {
  readonly path: string;
  readonly isUnpacked: boolean;
  readonly offset: number;
  readonly size: number;
}
type AsarEntry =
  | { readonly files: Readonly<Record<string, AsarEntry>> }
  | { readonly size: number; readonly offset?: string; readonly unpacked?: boolean };

let folder: TempDir;
beforeAll(async () => {
  folder = await makeTempDir('package');
  return () => folder.remove();
});

/** Packs for a system of 64-bit Intel and returns the folder of its resources. */
function pack(system: 'linux' | 'win', executable: string): string {
  const dist = path.join(folder.path, `electron-${system}`);
  mkdirSync(path.join(dist, 'resources'), { recursive: true });
  mkdirSync(path.join(dist, 'locales'));
  writeFileSync(path.join(dist, 'locales/en-US.pak'), '');
  writeFileSync(path.join(dist, executable), fuses, { mode: 0o755 });
  const output = path.join(folder.path, system);
  const packing = spawnSync(
    process.execPath,
    [
      'src-main/electron/package-desktop.ts',
      '--dir',
      `--${system}`,
      '--x64',
      `-c.electronDist=${dist}`,
      `-c.directories.output=${output}`,
      // The placeholder is no program of Windows, in which these two are written.
      ...(system === 'win'
        ? ['-c.win.signAndEditExecutable=false', '-c.disableAsarIntegrity=true']
        : []),
    ],
    { cwd: repo, encoding: 'utf8' },
  );
  expect(packing.status, packing.stderr).toBe(0);
  return path.join(output, `${system}-unpacked`, 'resources');
}

/** The files of an archive: a header of JSON behind four lengths, then their bytes. */
function readAsar(file: string): { readonly files: readonly Packed[]; readonly bytesFrom: number } {
  const opened = openSync(file, 'r');
  const lengths = Buffer.alloc(16);
  readSync(opened, lengths, 0, 16, 0);
  const json = Buffer.alloc(lengths.readUInt32LE(12));
  readSync(opened, json, 0, json.length, 16);
  const list = (entry: AsarEntry, at: string): readonly Packed[] => {
    if ('files' in entry) {
      return Object.entries(entry.files).flatMap(([name, each]) =>
        list(each, at === '' ? name : `${at}/${name}`),
      );
    }
    const { size, offset = '0', unpacked = false } = entry;
    return [{ path: at, size, offset: Number(offset), isUnpacked: unpacked }];
  };
  const header = JSON.parse(json.toString('utf8')) as AsarEntry;
  return { files: list(header, ''), bytesFrom: 8 + lengths.readUInt32LE(4) };
}

const nativesOf = (files: readonly Packed[]) =>
  files
    .filter((file) => file.path.endsWith('.node'))
    .map((file) => file.path)
    .toSorted();

test('the package for Linux has the natives of Linux only, as real files, and tries itself as it is', async () => {
  const resources = pack('linux', 'electron');
  const { files, bytesFrom } = readAsar(path.join(resources, 'app.asar'));
  expect(nativesOf(files)).toEqual([
    'node_modules/@serialport/bindings-cpp/prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node',
    'node_modules/better-sqlite3/prebuilds/linux-x64.node',
    'node_modules/node-hid/prebuilds/HID_hidraw-linux-x64/node-napi-v4.node',
  ]);
  expect(nativesOf(files.filter((file) => !file.isUnpacked))).toEqual([]);
  const packed = files.map((file) => file.path);
  expect(packed).toContain('dist/screens/index.html');
  const ours =
    /^(?:dist\/(?:electron|screens)|migrations\/till|resources\/programmes)\/|^package\.json$/;
  const others = packed.filter((name) => !name.startsWith('node_modules/') && !ours.test(name));
  expect(others).toEqual([]);
  expect(
    packed.filter((name) => /\.map$|^node_modules\/(?:@electric-sql|react-dom)\//.test(name)),
  ).toEqual([]);

  // What is packed, where a plain Node can run it.
  const app = path.join(folder.path, 'app');
  cpSync(path.join(resources, 'app.asar.unpacked'), app, { recursive: true });
  const archive = openSync(path.join(resources, 'app.asar'), 'r');
  for (const file of files.filter((each) => !each.isUnpacked)) {
    const bytes = Buffer.alloc(file.size);
    readSync(archive, bytes, 0, file.size, bytesFrom + file.offset);
    mkdirSync(path.dirname(path.join(app, file.path)), { recursive: true });
    writeFileSync(path.join(app, file.path), bytes);
  }
  const testing = startApp([app, `--user-data-dir=${folder.path}/data`, '--selftest']);
  const [said, [code]] = await Promise.all([text(testing.stdout!), once(testing, 'exit')]);
  expect({ said, code }).toEqual(selfTestAnswer());
}, 300_000);

test('without the binary of Electron the packing says what is missing and how else it can be given', () => {
  const words = ['src-main/electron/package-desktop.ts', '--dir', '-c.electronDist=/nowhere'];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: repo, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('Nothing was packed: the binary of Electron 45');
  expect(stderr).toContain('-c.electronDist=FOLDER');
}, 120_000);

test('the package for Windows has the natives of Windows only', () => {
  const { files } = readAsar(path.join(pack('win', 'electron.exe'), 'app.asar'));
  expect(nativesOf(files)).toEqual([
    'node_modules/@serialport/bindings-cpp/prebuilds/win32-x64/@serialport+bindings-cpp.node',
    'node_modules/better-sqlite3/prebuilds/win32-x64.node',
    'node_modules/node-hid/prebuilds/HID-win32-x64/node-napi-v4.node',
  ]);
}, 300_000);
