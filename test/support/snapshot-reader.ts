import { generateKeyPairSync } from 'node:crypto';
import Database from 'better-sqlite3';
import { openSnapshotKey } from '../../src-main/sync/snapshot-key.ts';
import { createVerifier } from '../../src-main/sync/install-key.ts';
import { openPart } from '../../src-main/store/open-part.ts';
import {
  officePrefix,
  snapshotOfferText,
  snapshotPath,
} from '../../src-shared/contract/office-wire.ts';
import {
  type SnapshotManifest,
  snapshotManifestSchema,
} from '../../src-shared/contract/office/snapshots.ts';
import { type BoxKey, createBoxKey } from '../../src-shared/node/sealed-box.ts';
import type { SnapshotTable } from '../../src-shared/replica/snapshot-format.ts';
import type { OfficeTill } from './office-client.ts';
import { until } from './until.ts';

/** An image that a till was offered, with the key it opened. */
export interface OfferedImage {
  readonly manifest: SnapshotManifest;
  readonly key: Buffer;
}

/** Asks until there is an image, and checks what the office signed. */
export async function waitForImage(till: OfficeTill, cursor: string | null = null) {
  let offered: OfferedImage | null = null;
  await until('an image is offered', async () => {
    const oneTime = createBoxKey();
    const answer = await till.offer(oneTime.publicKey, { cursor });
    if (answer.status !== 'ready') return false;
    offered = openOffer(till, oneTime, answer);
    return true;
  });
  if (offered === null) throw new Error('No image was offered.');
  return offered as OfferedImage;
}

function openOffer(
  till: OfficeTill,
  oneTime: BoxKey,
  answer: { readonly manifestJson: string; readonly sealedKey: string; readonly signature: string },
): OfferedImage {
  const text = snapshotOfferText(answer);
  if (!createVerifier(till.officeKey)(text, answer.signature)) throw new Error('Not signed.');
  const manifest = snapshotManifestSchema.parse(JSON.parse(answer.manifestJson));
  const key = openSnapshotKey(oneTime, answer.sealedKey, manifest.snapshotId);
  if (key === null) throw new Error('Not sealed to this till.');
  return { manifest, key };
}

/** Reads an image's file, or what is left of it from a byte on. */
export function fetchImage(
  url: string,
  { token, snapshotId, from }: { token: string; snapshotId: string; from?: number },
): Promise<Response> {
  return fetch(`${url}${officePrefix}${snapshotPath(snapshotId)}`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(from === undefined ? {} : { range: `bytes=${from}-` }),
    },
  });
}

/** The rows of an image, by table, in the order they have in it. */
export async function readImageRows(
  bytes: Buffer,
  { manifest, key }: OfferedImage,
): Promise<Record<SnapshotTable, Record<string, unknown>[]>> {
  const rows = { member: [], card: [], search_token: [] } as Record<
    SnapshotTable,
    Record<string, unknown>[]
  >;
  let from = 0;
  for (const [index, part] of manifest.parts.entries()) {
    const sealed = Buffer.from(bytes.subarray(from, from + part.bytes));
    from += part.bytes;
    const { snapshotId } = manifest;
    const db = new Database(await openPart(sealed, { part, index, snapshotId, key }));
    rows[part.table].push(
      ...db
        .prepare<[], Record<string, unknown>>(`SELECT * FROM ${part.table} ORDER BY rowid`)
        .all(),
    );
    db.close();
  }
  return rows;
}

/** A public key of the right kind for nobody in particular. */
export function strangerKey(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
}
