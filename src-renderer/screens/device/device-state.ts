import type { DeviceList, ScanLogEntry } from '../../../src-shared/contract/till/device.ts';
import type { LanState } from '../../../src-shared/contract/till/lan.ts';
import type { ReaderSettings } from '../../../src-shared/contract/till/reader-settings.ts';

/** The settings of one reader while they are being changed. */
export interface ReaderForm {
  readonly readerId: string;
  /** What it is called in the list. */
  readonly name: string;
  readonly place: string;
  /** A free port that is about to become a reader. */
  readonly isNew: boolean;
  readonly isFixed: boolean;
  /** It is not plugged in. */
  readonly isGone: boolean;
  readonly settings: ReaderSettings;
  /** Fields whose text cannot be read. */
  readonly wrong: readonly string[];
}

/** How the last change is taken back: by the settings before it, or by none where there was no reader. */
export interface SettingsUndo {
  readonly readerId: string;
  readonly settings: ReaderSettings | null;
}

export interface DeviceNotice {
  readonly tone: 'ok' | 'ask' | 'refuse';
  readonly words: string;
}

/** The settings of the store's LAN while they are being changed, as they are typed. */
export interface LanForm {
  readonly listenAt: string;
  /** Addresses apart by spaces. */
  readonly peers: string;
}

export interface DeviceState {
  /** null until the till has said so. */
  readonly list: DeviceList | null;
  /** Newest first. */
  readonly scans: readonly ScanLogEntry[];
  /** The newest scan before this page was opened: older ones are no answer to "scan anything now". */
  readonly seenScanNo: number | null;
  /** null until the till has said so. */
  readonly lan: LanState | null;
  readonly form: ReaderForm | null;
  readonly lanForm: LanForm | null;
  readonly undo: SettingsUndo | null;
  readonly notice: DeviceNotice | null;
  readonly isBusy: boolean;
}

export const startState: DeviceState = {
  list: null,
  scans: [],
  seenScanNo: null,
  lan: null,
  form: null,
  lanForm: null,
  undo: null,
  notice: null,
  isBusy: false,
};
