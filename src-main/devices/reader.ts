import type { ReaderRead } from '../../src-shared/scan/reader-frame.ts';
import type { ReaderState } from '../../src-shared/contract/till/till-event.ts';

/** A device that reads codes. It recovers by itself after unplug; `stop` ends it for good. */
export interface Reader {
  state(): ReaderState;
  stop(): Promise<void>;
}

export interface ReaderEvents {
  /** One complete read, not yet understood. */
  onRead(read: ReaderRead): void;
  onStateChanged(state: ReaderState): void;
}
