import type { DeviceList, ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import type { RecoverySheet } from '../../../src-shared/contract/till/setup.ts';

export interface SetupState {
  /** The language comes before every other step, and can be gone back to. */
  readonly isLanguage: boolean;
  readonly office: string;
  readonly activationCode: string;
  readonly canStartDemo: boolean;
  /** null until the till has given it; forgotten when its step is left. */
  readonly sheet: RecoverySheet | null;
  readonly list: DeviceList | null;
  readonly scans: readonly ScanLogEntry[];
  /** The newest scan before the step of the readers began. */
  readonly seenScanNo: number | null;
  /** The code of a recovery sheet as it was typed. */
  readonly recoveryText: string;
  /** The group of it that has a mistake, from 1. */
  readonly wrongGroupNo: number | null;
  readonly message: { readonly tone: 'ok' | 'ask' | 'refuse'; readonly words: string } | null;
  readonly isBusy: boolean;
}

export const startState: SetupState = {
  isLanguage: true,
  office: '',
  activationCode: '',
  canStartDemo: false,
  sheet: null,
  list: null,
  scans: [],
  seenScanNo: null,
  recoveryText: '',
  wrongGroupNo: null,
  message: null,
  isBusy: false,
};
