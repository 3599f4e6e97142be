import type { ReaderState } from '../../src-shared/contract/till/till-event.ts';

/** A device that reads codes. It recovers by itself after unplug; `stop` ends it for good. */
export interface Reader {
  state(): ReaderState;
  stop(): Promise<void>;
}

export interface ReaderEvents {
  /** One complete frame, as text, not yet understood. */
  onFrame(text: string): void;
  onStateChanged(state: ReaderState): void;
}
