import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { readMeta, writeMeta, writeMetaOnce } from '../store/meta-store.ts';

/** The files of a data folder that hold keys. A database knows which keys are its own. */
export type KeyFileName = 'office-key' | 'coupon-keys' | 'member-code-keys' | 'identity-keys';

/** Tells keys apart without holding them. */
export interface KeyFingerprint {
  readonly keyId: string;
  /** SHA-256 of what tills and codes depend on, base64url. */
  readonly fingerprint: string;
}

const knownSchema = z.array(z.object({ keyId: z.string(), fingerprint: z.string() }));

/** The fingerprint of one key. */
export function fingerprintOf(keyId: string, key: string): KeyFingerprint {
  return { keyId, fingerprint: createHash('sha256').update(key).digest('base64url') };
}

/** What a database knows of a file, the newest key last; null where it never had one. */
export async function readKnownKeys(
  database: Database,
  name: KeyFileName,
): Promise<readonly KeyFingerprint[] | null> {
  const known = await readMeta(database, metaName(name));
  return known === null ? null : knownSchema.parse(JSON.parse(known));
}

/** Records keys of a file that the database did not know; of two that come at once the first one counts. */
export async function learnKeys(
  database: Database,
  name: KeyFileName,
  keys: readonly KeyFingerprint[],
): Promise<void> {
  await writeMetaOnce(database, metaName(name), JSON.stringify(keys));
}

/** Records what a file holds now, in the place of what it held. */
export async function renewKnownKeys(
  database: Database,
  name: KeyFileName,
  keys: readonly KeyFingerprint[],
): Promise<void> {
  await writeMeta(database, metaName(name), JSON.stringify(keys));
}

/**
 * Whether a file holds the keys that a database knows. A ring may have gone on since they were recorded, because the file is
 * written first: the newest key known must still be in it, and no key of a known id may be another.
 */
export function areKnownKeys(
  known: readonly KeyFingerprint[],
  keys: readonly KeyFingerprint[],
): boolean {
  const fingerprints = new Map(keys.map(({ keyId, fingerprint }) => [keyId, fingerprint]));
  const newest = known.at(-1);
  return (
    newest !== undefined &&
    fingerprints.has(newest.keyId) &&
    known.every(
      ({ keyId, fingerprint }) => (fingerprints.get(keyId) ?? fingerprint) === fingerprint,
    )
  );
}

function metaName(name: KeyFileName): string {
  return `known_keys:${name}`;
}
