import { QRCodeDecoderErrorCorrectionLevel, QRCodeEncoder } from '@zxing/library';
import type {
  ConnectOutcome,
  Recovered,
  RecoverySheet,
  SetupStep,
} from '../../../src-shared/contract/till/setup.ts';
import {
  cleanRecoveryCode,
  readRecoveryCode,
  recoveryCodeOf,
} from '../../../src-shared/values/recovery-code.ts';
import { fakeNowMs } from './fake-members.ts';

/** The one activation code that the made-up head office knows. */
export const fakeActivationCode = 'QHSX-2A26-D7K3-9P4M';

/** It has made one for another store too. */
export const fakeOtherStoreCode = 'QHSX-9H3C-K4T8-2B6W';

/** The code of the made-up till's recovery sheet. */
export const fakeRecoveryCode = recoveryCodeOf(
  Uint8Array.from({ length: 32 }, (_byte, index) => (index * 37 + 11) % 256),
);

/** The first run of the made-up till; `step` is told every step that it comes to. */
export function makeFakeSetup(step: (step: SetupStep) => void) {
  return {
    connect(activationCode: string): { status: ConnectOutcome } {
      if (activationCode !== fakeActivationCode) return { status: 'code_unknown' };
      step('recovery');
      return { status: 'connected' };
    },
    readmit(activationCode: string): { status: ConnectOutcome } {
      if (activationCode === fakeOtherStoreCode) return { status: 'code_other_store' };
      return { status: activationCode === fakeActivationCode ? 'connected' : 'code_unknown' };
    },
    sheet: (): RecoverySheet => ({
      recoveryCode: fakeRecoveryCode,
      qrRows: qrRows(),
      storeName: '青禾生鲜 · 人民路店',
      terminalName: '1 号收银台',
      atMs: fakeNowMs,
    }),
    recover(recoveryCode: string): Recovered {
      const read = readRecoveryCode(recoveryCode);
      if (read.status !== 'key') return read;
      const isOwn = cleanRecoveryCode(recoveryCode) === cleanRecoveryCode(fakeRecoveryCode);
      if (!isOwn) return { status: 'other_till' };
      step('done');
      return { status: 'opened' };
    },
  };
}

function qrRows(): string[] {
  const code = cleanRecoveryCode(fakeRecoveryCode);
  const matrix = QRCodeEncoder.encode(code, QRCodeDecoderErrorCorrectionLevel.M).getMatrix();
  return Array.from({ length: matrix.getHeight() }, (_row, y) =>
    Array.from({ length: matrix.getWidth() }, (_cell, x) => matrix.get(x, y)).join(''),
  );
}
