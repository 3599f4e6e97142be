import type { RecoverySheet } from '../../../src-shared/contract/till/setup.ts';
import { cleanRecoveryCode, recoveryCodeOf } from '../../../src-shared/values/recovery-code.ts';
import { assert } from '../../../src-shared/values/assert.ts';
import type { TillKeyHolder } from '../../store/key-file.ts';

/** Writes the replica's key as a code and a QR code. Nothing of it is kept; the same key gives the same code. */
export async function makeRecoverySheet(
  keyHolder: Pick<TillKeyHolder, 'read'>,
  printed: Pick<RecoverySheet, 'storeName' | 'terminalName' | 'atMs'>,
): Promise<RecoverySheet> {
  const key = keyHolder.read();
  assert(key !== null, 'A till that runs has a key.');
  const recoveryCode = recoveryCodeOf(key);
  return { recoveryCode, qrRows: await qrRowsOf(cleanRecoveryCode(recoveryCode)), ...printed };
}

/** Read when it is asked for: no other act of a till makes a QR code. */
async function qrRowsOf(text: string): Promise<string[]> {
  const { QRCodeDecoderErrorCorrectionLevel, QRCodeEncoder } = await import('@zxing/library');
  const matrix = QRCodeEncoder.encode(text, QRCodeDecoderErrorCorrectionLevel.M).getMatrix();
  return Array.from({ length: matrix.getHeight() }, (_row, y) =>
    Array.from({ length: matrix.getWidth() }, (_cell, x) => matrix.get(x, y)).join(''),
  );
}
