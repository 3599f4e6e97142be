import { setImmediate as yieldToCashier } from 'node:timers/promises';
import type { TillStore } from '../store/till-store.ts';
import type { OfficeOutputs } from './office-client.ts';

/**
 * Keeps what a page of the feed brings of members of other stores (OF-13), in chunks between which a cashier is served. The
 * cursor moves on last: a crash before reads the page again, which changes nothing.
 */
export async function keepDirectory(
  store: TillStore,
  { directory }: Pick<OfficeOutputs['feed'], 'directory'>,
  { chunkCount, signal }: { readonly chunkCount: number; readonly signal: AbortSignal },
): Promise<void> {
  if (!directory) return;
  const { fromStart, key, entries, cursor, more } = directory;
  if (fromStart) {
    store.transaction(() => {
      store.directory.clear();
      store.sync.write({ directoryCursor: null, directoryKey: key, directoryLoaded: false });
    });
  }
  for (let from = 0; from < entries.length; from += chunkCount) {
    signal.throwIfAborted();
    store.directory.keep(entries.slice(from, from + chunkCount));
    await yieldToCashier();
  }
  const { directoryLoaded } = store.sync.read();
  store.sync.write({
    directoryCursor: cursor,
    directoryLoaded: cursor !== null && (directoryLoaded || !more),
  });
}
