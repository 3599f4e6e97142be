import type { Logger } from 'pino';
import type { Clock } from '../store/clock.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Sync, SyncEvent } from '../sync/sync.ts';

/** Holds the key of the replica: the system's key store in the desktop app, a 0600 file in the station. */
export interface KeyHolder {
  /** The 32-byte key; null when there is none yet. */
  read(): Buffer | null;
  /** Keeps a new key durably before it is used. Called once, on the first start. */
  create(): Buffer;
}

export interface TillOptions {
  readonly dataFolder: string;
  readonly keyHolder: KeyHolder;
  readonly officeUrl: string;
  /** Needed on the first start only. */
  readonly activationCode?: string;
  readonly serialPorts: readonly { readonly path: string; readonly baudRate: number }[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the SQL and the checkpoint thread's code lie, when this code is bundled elsewhere. */
  readonly migrationsFolder?: string;
  readonly checkpointWorkerUrl?: URL;
}

/** The line to head office, as the till starts it; tests give another. */
export type StartLine = (options: {
  readonly store: TillStore;
  readonly officeUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvent: (event: SyncEvent) => void;
}) => Sync;
