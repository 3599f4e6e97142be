import type { Logger } from 'pino';
import type { Clock } from '../store/clock.ts';
import type { Install, TillStore } from '../store/till-store.ts';
import type { Sync } from '../sync/sync.ts';
import type { TillTime } from '../sync/till-time.ts';
import type { Lan } from '../lan/lan.ts';
import type { Announcer } from './announcer.ts';
import type { HalfReads } from './half-reads.ts';
import type { ReadCards } from './read-cards.ts';
import type { LookUpLimit } from './look-up-limit.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { PinGuard } from './pin-guard.ts';
import type { PinCost } from './pin-verifier.ts';
import type { KeptQuotes } from './quote/kept-quotes.ts';
import type { ReaderScans } from './reader-scans.ts';
import type { ReferenceData } from './reference-data.ts';

/** A till that head office has activated, as every handler gets it. */
export interface ActiveTill {
  readonly store: TillStore;
  readonly sync: Sync;
  readonly clock: Clock;
  readonly time: TillTime;
  readonly log: Logger;
  readonly installId: Install['installId'];
  readonly terminal: NonNullable<Install['activated']>;
  readonly reference: ReferenceData;
  readonly pins: PinGuard;
  /** What a new PIN of a member costs to try. */
  readonly pinCost: PinCost;
  readonly lookUps: LookUpLimit;
  /** Acts that wait for something (a PIN, the office) between looking and posting. */
  readonly queue: OneAtATime;
  readonly quotes: KeptQuotes;
  readonly readCards: ReadCards;
  readonly halfReads: HalfReads;
  readonly readerScans: ReaderScans;
  readonly announcer: Announcer;
  readonly lan: Lan;
}

/** Whether this till may work, and if not, why. */
export type TillState =
  | { readonly status: 'active'; readonly till: ActiveTill }
  | {
      readonly status:
        | 'not_activated'
        | 'activation_refused'
        | 'revoked'
        | 'data_folder_old'
        | 'identity_shared'
        | 'data_folder_changed'
        | 'stopping';
    };
