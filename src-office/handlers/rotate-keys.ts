import type { OfficeServices } from './office-services.ts';

/** Changes the key that signs codes of one kind, and tells the tills; answers the ids of those that verify now. */
export function rotateKeys(
  office: OfficeServices,
  ring: 'couponKeys' | 'memberCodeKeys',
  overlapMs: number,
): string[] {
  const nowMs = office.nowMs();
  office[ring].rotate({ nowMs, overlapMs });
  const keyIds = office[ring].publicKeys(nowMs).map(({ keyId }) => keyId);
  office.changes.notify();
  office.log.info({ ring, keyIds, stolen: overlapMs === 0 }, 'the key of codes was changed');
  return keyIds;
}
