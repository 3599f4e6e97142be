import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  type SnapshotManifest,
  snapshotManifestSchema,
} from '../../src-shared/contract/office/snapshots.ts';
import { snapshotFormat } from '../../src-shared/replica/snapshot-format.ts';
import { replaceFile } from '../data-folder.ts';
import type { Snapshots } from '../handlers/offer-snapshot.ts';
import type { Database } from '../store/database.ts';
import {
  countChangesAfter,
  feedEpochOf,
  readFeedHorizon,
  writeFeedCursor,
} from '../store/feed-store.ts';
import { makeFolder } from '../store/make-folder.ts';
import { listMembersAfter, type MemberRow } from '../store/member-store.ts';
import type { Store } from '../store/open-store.ts';
import type { MemberScope } from '../store/scope-store.ts';
import { buildImage } from './build-image.ts';

/** When an image is worth it, and for how long. */
export interface SnapshotPolicy {
  /** A till that lacks no more members than this reads the feed: some seconds. */
  readonly feedMostCount: number;
  /** So many of all members, in a hundred, come sooner by the feed as well. */
  readonly feedMostPercent: number;
  /** An older image is made anew; up to twice that age it is offered meanwhile. */
  readonly maxAgeMs: number;
  readonly retryAfterMs: number;
  /** Bounds the memory of the office and of the till. */
  readonly partPlainBytes: number;
}

const usualPolicy: SnapshotPolicy = {
  feedMostCount: 20_000,
  feedMostPercent: 5,
  maxAgeMs: 6 * 3_600_000,
  retryAfterMs: 5_000,
  partPlainBytes: 16 * 1024 * 1024,
};

/** After one that failed, tills read the feed for so long. */
const restAfterFailureMs = 10 * 60_000;
const pageCount = 500;
const keyBytes = 32;
const idBytes = 9;

const recordSchema = z.object({ manifest: snapshotManifestSchema, key: z.string() });

interface Kept {
  readonly manifest: SnapshotManifest;
  readonly manifestJson: string;
  readonly key: Buffer;
}

/** What there is for the tills of one scope. */
interface ScopeImages {
  readonly scope: MemberScope;
  latest: Kept | null;
  failedAtMs: number | null;
}

/** Snapshots of a running office. */
export interface RunningSnapshots extends Snapshots {
  /** What the newest image of all members is of; null where there is none. */
  newest(): SnapshotManifest | null;
  /** Gives up one that is being made. */
  stop(): Promise<void>;
}

/**
 * Keeps images in `<dataFolder>/snapshots`, of which the database is the source: what is in the folder may be deleted at any
 * time. Offices that share the folder share the images; what nobody can be reading any more goes when the next one is made.
 */
export function makeSnapshots(services: {
  readonly store: Store;
  readonly dataFolder: string;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly policy?: Partial<SnapshotPolicy>;
}): RunningSnapshots {
  const { store, log, nowMs } = services;
  const policy = { ...usualPolicy, ...services.policy };
  const folder = path.join(path.resolve(services.dataFolder), 'snapshots');
  makeFolder(folder);
  const images = new Map<MemberScope, ScopeImages>();
  const stopping = new AbortController();
  let building: Promise<void> | null = null;

  const imagesOf = (scope: MemberScope): ScopeImages => {
    const known = images.get(scope);
    if (known !== undefined) return known;
    const made = { scope, latest: readNewest(scope), failedAtMs: null };
    images.set(scope, made);
    return made;
  };

  const readNewest = (scope: MemberScope): Kept | null =>
    readLatest(folder, { epoch: feedEpochOf(store.epoch, scope), scope: nameOf(scope) });

  const build = async (of: ScopeImages): Promise<void> => {
    const { scope } = of;
    const startedAt = performance.now();
    const snapshotId = randomBytes(idBytes).toString('base64url');
    const key = randomBytes(keyBytes);
    const builtAtMs = nowMs();
    // Before the first member is read, so that what changes meanwhile comes with the feed.
    const position = await readFeedHorizon(store.database);
    const built = await buildImage(readAll(store.database, scope), {
      imagePath: path.join(folder, `${snapshotId}.image`),
      snapshotId,
      key,
      partPlainBytes: policy.partPlainBytes,
      signal: stopping.signal,
    });
    const manifest: SnapshotManifest = {
      format: snapshotFormat,
      snapshotId,
      scope: nameOf(scope),
      cursor: writeFeedCursor(feedEpochOf(store.epoch, scope), position),
      builtAtMs,
      ...built,
    };
    const record = { manifest, key: key.toString('base64url') };
    replaceFile(path.join(folder, `${snapshotId}.json`), JSON.stringify(record));
    of.latest = { manifest, manifestJson: JSON.stringify(manifest), key };
    removeOld(folder, nowMs() - 2 * policy.maxAgeMs);
    const { memberCount, bytes } = built;
    const tookMs = Math.round(performance.now() - startedAt);
    log.info({ snapshotId, memberCount, bytes, tookMs }, 'a snapshot was made');
  };

  /** One at a time: who asks for another scope's meanwhile asks again. */
  const begin = (of: ScopeImages): void => {
    building ??= build(of)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        of.failedAtMs = nowMs();
        log.error({ err: error }, 'a snapshot could not be made; tills read the feed');
      })
      .finally(() => {
        building = null;
      });
  };

  const ageOf = (image: Kept | null): number =>
    image === null ? Infinity : nowMs() - image.manifest.builtAtMs;

  return {
    folder,
    newest: () => imagesOf(null).latest?.manifest ?? null,
    find: async ({ scope, position, formats }) => {
      if (!formats.includes(snapshotFormat)) return { status: 'use_feed' };
      const of = imagesOf(scope);
      const share = Math.floor(
        ((of.latest?.manifest.memberCount ?? 0) * policy.feedMostPercent) / 100,
      );
      const most = Math.max(policy.feedMostCount, share);
      const changedCount = await countChangesAfter(store.database, position, most + 1, scope);
      if (changedCount <= most || stopping.signal.aborted) return { status: 'use_feed' };
      // Another office may have made one.
      if (ageOf(of.latest) > policy.maxAgeMs) of.latest = readNewest(scope);
      const ageMs = ageOf(of.latest);
      const isResting = of.failedAtMs !== null && nowMs() - of.failedAtMs < restAfterFailureMs;
      if (ageMs > policy.maxAgeMs && !isResting) begin(of);
      if (of.latest !== null && ageMs <= 2 * policy.maxAgeMs) {
        const { manifest, manifestJson, key } = of.latest;
        return { status: 'ready', snapshotId: manifest.snapshotId, manifestJson, key };
      }
      if (isResting) return { status: 'use_feed' };
      return { status: 'building', retryAfterMs: policy.retryAfterMs };
    },
    stop: async () => {
      stopping.abort();
      await building;
    },
  };
}

/** The name of a scope in an image. */
function nameOf(scope: MemberScope): string {
  return scope ?? 'all';
}

async function* readAll(
  database: Database,
  scope: MemberScope,
): AsyncGenerator<readonly MemberRow[]> {
  let after = '';
  for (;;) {
    const page = await listMembersAfter(database, after, pageCount, scope);
    if (page.length > 0) yield page;
    if (page.length < pageCount) return;
    after = page.at(-1)?.memberId ?? after;
  }
}

/** The newest whole image of an epoch and scope. */
function readLatest(
  folder: string,
  { epoch, scope }: { readonly epoch: string; readonly scope: string },
): Kept | null {
  const [latest = null] = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readRecord(folder, name))
    .filter((each) => each !== null)
    .filter(({ manifest }) => manifest.scope === scope && manifest.cursor.startsWith(`${epoch}.`))
    .toSorted((a, b) => b.manifest.builtAtMs - a.manifest.builtAtMs);
  return latest;
}

function readRecord(folder: string, name: string): Kept | null {
  try {
    const { manifest, key } = recordSchema.parse(
      JSON.parse(readFileSync(path.join(folder, name), 'utf8')),
    );
    const { size } = statSync(path.join(folder, `${manifest.snapshotId}.image`));
    if (size !== manifest.bytes || manifest.format !== snapshotFormat) return null;
    return { manifest, manifestJson: JSON.stringify(manifest), key: Buffer.from(key, 'base64url') };
  } catch {
    return null; // cut off, or of a version of before: it is made anew
  }
}

function removeOld(folder: string, beforeMs: number): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < beforeMs) rmSync(file, { force: true });
  }
}
