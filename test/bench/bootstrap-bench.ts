import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createZstdCompress } from 'node:zlib';
import Database from 'better-sqlite3';
import { migrateTill } from '../../src-main/store/migrate-till.ts';
import { openPart } from '../../src-main/store/open-part.ts';
import type { MemberRow } from '../../src-office/store/member-store.ts';
import { buildImage } from '../../src-office/snapshot/build-image.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import { snapshotColumnNames, snapshotFormat } from '../../src-shared/replica/snapshot-format.ts';
import { samplePhone } from '../support/sample-domain.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { atMost, type BenchLine, percentile } from './bench-line.ts';
import type { BootstrapAnswer, BootstrapWish } from './bootstrap-process.ts';
import { createBenchMembers } from './filled-replica.ts';
import { measured } from './timing.ts';

const repo = path.join(import.meta.dirname, '../..');
const migrationsFolder = path.join(repo, 'migrations/till');
const partPlainBytes = 16 * 1024 * 1024;
const memoryMostMb = 300;
const batchCount = 500;
const middle = 0.5;
const version = 3;
const execute = promisify(execFile);

/**
 * From the first byte asked for to the first look-up in the encrypted replica, against downloading, unpacking, syncing and
 * opening the plain SQLite file of the same rows. Each in a process of its own, from a server in a third; in turns, three of
 * 100 k and one of 1 M. The images are made once and kept in `.cache/bench`. `MEMBERS=100000` runs one size.
 */
export async function run(): Promise<readonly BenchLine[]> {
  const only = process.env['MEMBERS'];
  const sizes = only === undefined ? [100_000, 1_000_000] : [Number(only)];
  const lines: BenchLine[] = [];
  for (const memberCount of sizes) lines.push(...(await measure(memberCount)));
  return lines;
}

async function measure(memberCount: number): Promise<BenchLine[]> {
  const folder = await makeFiles(memberCount);
  const server = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'serve-files-process.ts'), folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    const ours: BootstrapAnswer[] = [];
    const plain: BootstrapAnswer[] = [];
    for (let round = 0; round < (memberCount > 500_000 ? 1 : 3); round += 1) {
      plain.push(await begin({ kind: 'plain', url, folder, memberCount }));
      ours.push(await begin({ kind: 'image', url, folder, memberCount }));
    }
    const secondsOf = (answers: readonly BootstrapAnswer[]): number =>
      percentile(
        answers.map(({ tookMs }) => tookMs / 1000),
        middle,
      );
    const size =
      memberCount >= 1_000_000 ? `${memberCount / 1_000_000} M` : `${memberCount / 1000} k`;
    const addedMb = Math.max(...ours.map(({ addedBytes }) => addedBytes)) / 1_000_000;
    const swapMs = percentile(
      ours.map(({ swapMs }) => swapMs),
      middle,
    );
    return [
      atMost(
        `bootstrap: ${size} members to the first look-up, encrypted / plain zstd file, s`,
        secondsOf(ours),
        secondsOf(plain),
        3.5,
      ),
      atMost(
        `bootstrap: ${size} members, memory it adds / what it may, MB`,
        addedMb,
        memoryMostMb,
        1,
      ),
      measured(`bootstrap: ${size} members, the swap / a second, ms`, swapMs, 1000),
    ];
  } finally {
    server.kill();
  }
}

async function begin(wish: Omit<BootstrapWish, 'dataFolder' | 'phone'>): Promise<BootstrapAnswer> {
  await using folder = await makeTempDir('bootstrap');
  const phone = samplePhone(wish.memberCount - 1);
  const whole: BootstrapWish = { ...wish, phone, dataFolder: folder.path };
  const script = path.join(import.meta.dirname, 'bootstrap-process.ts');
  const { stdout } = await execute(process.execPath, [script, JSON.stringify(whole)]);
  return JSON.parse(stdout) as BootstrapAnswer; // written by that script
}

/** `image`, `image.json` and `plain.zst`, of the same members. */
async function makeFiles(memberCount: number): Promise<string> {
  const folder = path.join(repo, '.cache/bench', `image-${memberCount}-${version}`);
  const record = path.join(folder, 'image.json');
  if (existsSync(record)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const imagePath = path.join(folder, 'image');
  const key = Buffer.alloc(32, 3);
  const snapshotId = 'bench';
  const { signal } = new AbortController();
  const wish = { imagePath, snapshotId, key, partPlainBytes, signal };
  const built = await buildImage(benchMembers(memberCount), wish);
  const head = { format: snapshotFormat, snapshotId, scope: 'all', cursor: 'bench.1.z' };
  const manifest: SnapshotManifest = { ...head, builtAtMs: Date.now(), ...built };
  await makePlain(folder, manifest, key);
  writeFileSync(record, JSON.stringify({ manifest, key: key.toString('base64url') }));
  return folder;
}

async function* benchMembers(memberCount: number): AsyncGenerator<readonly MemberRow[]> {
  const make = createBenchMembers();
  for (let from = 0; from < memberCount; from += batchCount) {
    const count = Math.min(batchCount, memberCount - from);
    yield Array.from({ length: count }, (_, index) => make(from + index, 1));
  }
}

/** The same rows in a plain file with the till's own tables. */
async function makePlain(folder: string, manifest: SnapshotManifest, key: Buffer): Promise<void> {
  const plainPath = path.join(folder, 'plain.db');
  const db = new Database(plainPath);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.function('chain_mac', { varargs: true }, () => ''); // there are no operations
  migrateTill(db, { migrationsFolder });
  db.close();
  const image = readFileSync(path.join(folder, 'image'));
  let from = 0;
  for (const [index, part] of manifest.parts.entries()) {
    const sealed = Buffer.from(image.subarray(from, from + part.bytes));
    from += part.bytes;
    const { snapshotId } = manifest;
    const rows = new Database(await openPart(sealed, { part, index, snapshotId, key }));
    rows.prepare('ATTACH ? AS plain').run(plainPath);
    rows.pragma('plain.journal_mode = OFF');
    rows.pragma('plain.synchronous = OFF');
    const names = snapshotColumnNames(part.table);
    rows.exec(`INSERT INTO plain.${part.table} (${names}) SELECT ${names} FROM main.${part.table}`);
    rows.close();
  }
  await pipeline(
    createReadStream(plainPath),
    createZstdCompress(),
    createWriteStream(path.join(folder, 'plain.zst')),
  );
  rmSync(plainPath);
}
