import type { Logger } from 'pino';
import type { HidPort } from '../devices/hid-port.ts';
import type { TillKeyHolder } from '../store/key-file.ts';
import type { Clock } from '../store/clock.ts';
import type { LanSettings } from '../lan/lan.ts';
import type { startLan } from '../lan/start-lan.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Sync, SyncEvent } from '../sync/sync.ts';
import type { TillTime } from '../sync/till-time.ts';
import type { DemoOffice } from './setup/demo-office.ts';
import type { PinCost } from './pin-verifier.ts';

export type { TillKeyHolder as KeyHolder } from '../store/key-file.ts';

export interface TillOptions {
  readonly dataFolder: string;
  readonly keyHolder: TillKeyHolder;
  /** Without it the one that this till was activated at, else the usual one on this machine. */
  readonly officeUrl?: string;
  /** A damaged replica is made anew first; one that is sound is left alone. */
  readonly isRebuild?: true;
  /** On the first start, or where head office does not know this till any more; without it the screens ask for one. */
  readonly activationCode?: string;
  readonly serialPorts: readonly { readonly path: string; readonly baudRate: number }[];
  /** The HID devices of this machine, if readers are to be looked for among them. */
  readonly hid?: HidPort;
  readonly clock: Clock;
  readonly log: Logger;
  /** A head office for whoever only wants to look; without it no screen offers one. */
  readonly demo?: DemoOffice;
  /** What a new PIN costs to try, unless given the usual; tests that make many of them ask for less. */
  readonly pinCost?: PinCost;
  /** How this till meets the others of its store; without it as a manager set it on the device page. */
  readonly lan?: LanSettings;
  /** Where the SQL and the code of the store's threads lie, when this code is bundled elsewhere. */
  readonly migrationsFolder?: string;
  readonly checkpointWorkerUrl?: URL;
  readonly snapshotWorkerUrl?: URL;
  readonly feedWorkerUrl?: URL;
}

/** The line to head office, as the till starts it; tests give another. */
export type StartLine = (options: {
  readonly store: TillStore;
  readonly officeUrl: string;
  readonly time: TillTime;
  readonly log: Logger;
  readonly onEvent: (event: SyncEvent) => void;
}) => Sync;

/** The place among the tills of the store, as the till takes it; the simulator gives another network. */
export type StartNeighbours = typeof startLan;
