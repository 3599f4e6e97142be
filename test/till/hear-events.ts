import type { RouterClient } from '@orpc/server';
import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import type { TillEvent } from '../../src-shared/contract/till/till-event.ts';
import type { TillRouter } from '../../src-main/till/router.ts';
import { until } from '../support/until.ts';

type EventOf<Kind extends TillEvent['kind']> = Extract<TillEvent, { kind: Kind }>;

/** What a screen hears of its till, kept from the moment it began to listen. */
export interface HeardEvents {
  all<Kind extends TillEvent['kind']>(kind: Kind): readonly EventOf<Kind>[];
  /** What came of the scans that were offered to this screen, which takes each at once unless it was told to take none. */
  scans(): readonly ScanResult[];
  stop(): void;
}

/** Listens for a screen until `stop`. */
export async function hearEvents(
  screen: RouterClient<TillRouter>,
  { takes = true } = {},
): Promise<HeardEvents> {
  const ending = new AbortController();
  const events = await screen.events(undefined, { signal: ending.signal });
  const heard: TillEvent[] = [];
  const scans: ScanResult[] = [];
  const listen = async (): Promise<void> => {
    try {
      for await (const event of events) {
        heard.push(event);
        if (takes && event.kind === 'scan')
          scans.push(await screen.takeScan({ scanId: event.scanId }));
      }
    } catch (error) {
      if (!ending.signal.aborted) throw error; // over a pipe the end of listening is told as an error
    }
  };
  void listen();
  // The present status comes first, and from then on nothing is missed.
  await until('the first status', () => heard.length > 0);
  return {
    all: <Kind extends TillEvent['kind']>(kind: Kind) =>
      heard.filter((event): event is EventOf<Kind> => event.kind === kind),
    scans: () => scans,
    stop: () => ending.abort(),
  };
}
