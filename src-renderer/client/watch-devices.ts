import type { DeviceList, ScanLogEntry } from '../../src-shared/contract/till/device.ts';
import type { FailedCall, RefusedCall } from './call-result.ts';
import type { TillLine } from './till-line.ts';

/** What the till says of its readers, as a screen that shows them hears it. */
export interface DeviceNews {
  readonly onList: (list: DeviceList) => void;
  /** Newest first. */
  readonly onScans: (scans: readonly ScanLogEntry[]) => void;
  readonly onNo: (result: RefusedCall | FailedCall) => void;
}

/** Reads the readers and the log of scans now, and whenever they have changed; returns how to stop. */
export function watchDevices(line: TillLine, news: DeviceNews): () => void {
  let isWatching = true;
  let isReading = false;
  let isStale = false;

  /** One look at a time: what came last must not be overwritten by what was asked before. */
  async function read(): Promise<void> {
    isStale = true;
    if (isReading) return;
    isReading = true;
    while (isStale && isWatching) {
      isStale = false;
      const [list, log] = await Promise.all([
        line.call(({ device }, withSignal) => device.list({}, withSignal)),
        line.call(({ device }, withSignal) => device.scans({}, withSignal)),
      ]);
      if (!isWatching) return;
      if (list.status === 'ok') news.onList(list.value);
      else news.onNo(list);
      if (log.status === 'ok') news.onScans(log.value.scans);
    }
    isReading = false;
  }

  void read();
  const stopHearing = line.onEvent((event) => {
    if (event.kind === 'devices_changed') void read();
  });
  return () => {
    isWatching = false;
    stopHearing();
  };
}
