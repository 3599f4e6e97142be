import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { TillStore } from '../store/till-store.ts';
import { createBackOff } from '../sync/back-off.ts';
import type { CodeOpening } from './code-desk.ts';
import type { LanIdentity } from './lan-identity.ts';
import { type NeighbourLink, openLink } from './neighbour-link.ts';
import { createPasser, type Passer } from './pass-operations.ts';

/** The pipes of this till to its neighbours: looked for, opened, and opened again. */
export interface Meetings {
  begin(as: { readonly identity: LanIdentity; readonly listenPort: number }): void;
  /** Looks for a neighbour at an address, from now on until `end`; nothing is looked for twice. */
  look(address: string): void;
  isMet(installId: string): boolean;
  /** One for each neighbour that is there. */
  links(): readonly NeighbourLink[];
  /** There is something to pass on. */
  wake(): void;
  /** Ends pipes to terminals that are no neighbours any more. */
  recheck(): void;
  end(): void;
}

const backOffTiming = { backOffFirstMs: 300, backOffMaxMs: 10_000, random: Math.random };
const greetTimeoutMs = 3_000;
/** A till has few neighbours; whoever names more addresses is wrong. */
const addressesMax = 100;

export function createMeetings(options: {
  readonly store: TillStore;
  readonly installId: string;
  /** By the install's key. */
  readonly sign: (text: string) => string;
  readonly log: Logger;
  /** What a neighbour may not have heard of. */
  readonly recentCodes: () => CodeOpening[];
  readonly onChanged: () => void;
}): Meetings {
  const { store, installId, sign, log, onChanged } = options;
  let current: {
    readonly identity: LanIdentity;
    readonly listenPort: number;
    readonly stopping: AbortController;
    readonly addresses: Set<string>;
  } | null = null;
  const met = new Map<string, { readonly link: NeighbourLink; readonly passer: Passer }>();

  /** Goes on with one address until the end, or until it turns out to lead nowhere that this till could go. */
  const follow = async (address: string, as: NonNullable<typeof current>): Promise<void> => {
    const { signal } = as.stopping;
    const backOff = createBackOff(backOffTiming);
    while (!signal.aborted) {
      try {
        const link = await openLink(address, { store, identity: as.identity, signal });
        const wasNew = await meet(link, address, as);
        if (wasNew) backOff.reset();
      } catch (error) {
        // Also where it was this till itself: addresses move from machine to machine.
        log.debug({ address, err: error }, 'no neighbour answers there');
      }
      await sleep(backOff.next(null), undefined, { signal }).catch(() => {}); // ended
    }
  };

  /** Speaks to a neighbour until the pipe ends. False where it was met already, at another address. */
  const meet = async (
    link: NeighbourLink,
    address: string,
    as: NonNullable<typeof current>,
  ): Promise<boolean> => {
    const { stopping, listenPort } = as;
    if (met.has(link.installId) || stopping.signal.aborted) {
      link.end();
      return false;
    }
    const signal = AbortSignal.timeout(greetTimeoutMs);
    try {
      const { heldSeq, addresses } = await link.client.greet(
        { listenPort, openedCodes: options.recentCodes() },
        { signal },
      );
      if (met.has(link.installId)) return false;
      const passer = createPasser({
        store,
        installId,
        sign,
        client: link.client,
        heldSeq,
        log,
        onFailed: (error) => {
          log.info({ address, err: error }, 'a neighbour does not answer');
          link.end();
        },
      });
      met.set(link.installId, { link, passer });
      store.neighbour.noteAddress(link.installId, address);
      log.info({ address, installId: link.installId }, 'a neighbour is there');
      onChanged();
      passer.wake();
      for (const each of addresses) look(each);
      await link.ended;
      return true;
    } finally {
      link.end();
      if (met.get(link.installId)?.link === link) {
        met.delete(link.installId);
        onChanged();
      }
    }
  };

  const look = (address: string): void => {
    if (current === null || current.addresses.has(address)) return;
    if (current.addresses.size >= addressesMax) return;
    current.addresses.add(address);
    void follow(address, current);
  };

  return {
    begin: (as) => {
      current = { ...as, stopping: new AbortController(), addresses: new Set() };
    },
    look,
    isMet: (metId) => met.has(metId),
    links: () => [...met.values()].map(({ link }) => link),
    wake: () => {
      for (const { passer } of met.values()) passer.wake();
    },
    recheck: () => {
      for (const { link } of met.values()) {
        if (store.neighbour.find(link.installId) === null) link.end();
      }
    },
    end: () => {
      current?.stopping.abort();
      current = null;
      for (const { link } of met.values()) link.end();
    },
  };
}
