import { z } from 'zod';
import { oc } from '@orpc/contract';
import { officeErrors } from './office-errors.ts';

/** One part of an image as it lies in the file: sealed, after zstd. Every part is bounded, so that a till's memory is. */
const partSchema = z.object({
  table: z.enum(['member', 'card', 'search_token']),
  bytes: z.int().min(1).max(256_000_000),
  plainBytes: z.int().min(1).max(256_000_000),
  /** Of the bytes as they lie in the file; hex. */
  sha256: z.string().length(64),
});

/** What an image is, and every hash of it: with its signature, all that a till has to trust. */
export const snapshotManifestSchema = z.object({
  format: z.int(),
  snapshotId: z.string().regex(/^[\w-]{1,64}$/),
  /** Whose members are in it. */
  scope: z.string(),
  /** Where the feed goes on from it. */
  cursor: z.string().max(200),
  builtAtMs: z.int(),
  memberCount: z.int(),
  bytes: z.int(),
  parts: z.array(partSchema).max(100_000),
});
export type SnapshotManifest = z.infer<typeof snapshotManifestSchema>;

/**
 * The members of a till's scope as one file, for a till that has none of them or lacks most: `GET
 * <officePrefix>/snapshots/<snapshotId>` with the same token, by range.
 */
export const snapshotsContract = {
  offer: oc
    .route({ method: 'POST', path: '/snapshots/offer' })
    .errors(officeErrors)
    .input(
      z.object({
        /** The formats that this till reads. */
        formats: z.array(z.int()).min(1).max(20),
        /** Of the feed; null for a till without members. */
        cursor: z.string().max(200).nullable(),
        /** A one-time X25519 key, SPKI DER, base64url, that the file's key is sealed to. */
        publicKey: z.string().max(200),
        /** Of `snapshotRequestText`, by the install's key. */
        signature: z.string().max(200),
      }),
    )
    .output(
      z.discriminatedUnion('status', [
        /** The feed brings less, or no format fits. */
        z.object({ status: z.literal('use_feed') }),
        /** One is being made; the feed may be read meanwhile. */
        z.object({ status: z.literal('building'), retryAfterMs: z.int() }),
        z.object({
          status: z.literal('ready'),
          /** SnapshotManifest as JSON text. */
          manifestJson: z.string(),
          /** The file's key, to be opened with the one-time key (`KeySeal`). */
          sealedKey: z.string().max(1000),
          /** Of `snapshotOfferText`, by the office. */
          signature: z.string(),
        }),
      ]),
    ),
};
