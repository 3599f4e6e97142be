import type { ReaderProblem, ReaderState } from '../../src-shared/contract/till/device.ts';
import type { ReaderFrame } from '../../src-shared/scan/reader-frame.ts';

/** How the connection to a reader stands. */
export interface ConnectionState {
  readonly state: ReaderState['state'];
  /** Why it is lost; null while it is not. */
  readonly problem: ReaderProblem | null;
}

/** A connection to one reader. It recovers by itself after an unplug; `stop` ends it for good. */
export interface ReaderConnection {
  state(): ConnectionState;
  stop(): Promise<void>;
}

export interface ReaderEvents {
  /** One thing that the reader sent, whole or broken, not yet understood. */
  onFrame(frame: ReaderFrame): void;
  onStateChanged(): void;
}
