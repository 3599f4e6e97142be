import { readKeySeal, snapshotSealInfo } from '../../src-shared/contract/office-wire.ts';
import type { BoxKey } from '../../src-shared/node/sealed-box.ts';

const keyBytes = 32;

/** Opens an image's key; null for what was not sealed to this one-time key for that image. */
export function openSnapshotKey(
  oneTime: BoxKey,
  sealedKey: string,
  snapshotId: string,
): Buffer | null {
  const seal = readKeySeal(sealedKey);
  const key = seal && oneTime.open(seal, { info: snapshotSealInfo, boundTo: snapshotId });
  return key?.length === keyBytes ? key : null;
}
