import { type KeyFileName, renewKnownKeys } from './known-keys.ts';
import type { OfficeServices } from './office-services.ts';

const fileOf = {
  couponKeys: 'coupon-keys',
  memberCodeKeys: 'member-code-keys',
} as const satisfies Record<string, KeyFileName>;

/**
 * Changes the key that signs codes of one kind, and tells the tills; answers the ids of those that verify now. The database
 * learns of it after the file: a file put back from before the change is then refused at the next start.
 */
export async function rotateKeys(
  office: OfficeServices,
  ring: keyof typeof fileOf,
  overlapMs: number,
): Promise<string[]> {
  const nowMs = office.nowMs();
  office[ring].rotate({ nowMs, overlapMs });
  await renewKnownKeys(office.store.database, fileOf[ring], office[ring].fingerprints());
  const keyIds = office[ring].publicKeys(nowMs).map(({ keyId }) => keyId);
  office.changes.notify();
  office.log.info({ ring, keyIds, stolen: overlapMs === 0 }, 'the key of codes was changed');
  return keyIds;
}
