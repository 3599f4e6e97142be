import { closeSync, createWriteStream, fsyncSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import Database from 'better-sqlite3';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { createOfficeClient } from '../../src-main/sync/office-client.ts';
import type { SnapshotManifest } from '../../src-shared/contract/office/snapshots.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';

/** What one process of the bench is to do. */
export interface BootstrapWish {
  readonly kind: 'image' | 'plain';
  readonly url: string;
  /** Of the manifest; the bytes come from the server. */
  readonly folder: string;
  readonly memberCount: number;
  readonly dataFolder: string;
  /** Who is looked up at the end. */
  readonly phone: string;
}

export interface BootstrapAnswer {
  readonly tookMs: number;
  /** How long the till could do nothing else. */
  readonly swapMs: number;
  /** The most memory, less what the process had before: sources that are read without a build take much of their own. */
  readonly addedBytes: number;
}

const wish = JSON.parse(process.argv[2] ?? '') as BootstrapWish; // written by the bench
const beforeBytes = process.memoryUsage.rss();
const { tookMs, swapMs } = await (wish.kind === 'image' ? takeInImage() : takeInPlain());
const addedBytes = mostRssBytes() - beforeBytes;
const answer: BootstrapAnswer = { tookMs, swapMs, addedBytes };
process.stdout.write(JSON.stringify(answer));
process.exit(0);

/** Of this program alone; what the kernel tells by getrusage goes on from whatever started it. */
function mostRssBytes(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kibibytes) * 1024;
}

async function takeInImage(): Promise<Pick<BootstrapAnswer, 'tookMs' | 'swapMs'>> {
  const read = JSON.parse(readFileSync(path.join(wish.folder, 'image.json'), 'utf8')) as {
    readonly manifest: SnapshotManifest;
    readonly key: string;
  }; // written by the bench
  const { manifest } = read;
  const store = openTillStore({ dataFolder: wish.dataFolder, key: Buffer.alloc(32, 7) });
  const client = createOfficeClient({ officeUrl: wish.url, token: 'bench' });
  const startedAt = performance.now();
  const intake = store.snapshot.begin({ manifest, key: Buffer.from(read.key, 'base64url') });
  await client.downloadSnapshot(manifest.snapshotId, {
    fromByte: 0,
    idleTimeoutMs: 60_000,
    onChunk: (chunk) => intake.receive(chunk),
    signal: new AbortController().signal,
  });
  await intake.loaded;
  const loadedAt = performance.now();
  intake.adopt({ cursor: manifest.cursor, builtOnDay: businessDateAt(manifest.builtAtMs) });
  if (store.member.findByPhone(wish.phone).length === 0) throw new Error('Nobody was found.');
  const endedAt = performance.now();
  store.close();
  client.close();
  return { tookMs: endedAt - startedAt, swapMs: endedAt - loadedAt };
}

async function takeInPlain(): Promise<Pick<BootstrapAnswer, 'tookMs' | 'swapMs'>> {
  const file = path.join(wish.dataFolder, 'plain.db');
  const startedAt = performance.now();
  const [answer] = (await once(get(`${wish.url}/plain.zst`), 'response')) as [IncomingMessage];
  const unpacked = createZstdDecompress({ chunkSize: 1024 * 1024 });
  await pipeline(answer, unpacked, createWriteStream(file));
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  const db = new Database(file, { readonly: true });
  const found = db.prepare('SELECT face FROM member WHERE phone = ?').get(wish.phone);
  if (found === undefined) throw new Error('Nobody was found.');
  const endedAt = performance.now();
  db.close();
  return { tookMs: endedAt - startedAt, swapMs: 0 };
}
