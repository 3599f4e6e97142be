import type { Holding, HoldingAmounts } from '../../src-shared/domain/offline-rights/holding.ts';

/** How this till stands on the LAN of its store, for a person who looks after it. */
export interface LanState {
  /**
   * `off`: nobody switched it on. `no_certificate`: head office has not given one yet, or it has ended. `port_failed`: nothing
   * can listen there. `on`: neighbours may come in, and are looked for.
   */
  readonly status: 'off' | 'no_certificate' | 'port_failed' | 'on';
  /** `host:port`; null: off. */
  readonly listenAt: string | null;
  readonly peers: readonly string[];
  /** Given on the command line: it cannot be changed here. */
  readonly isFixed: boolean;
  /** The other tills of the store that head office knows of, whether they were met or not. */
  readonly neighbours: readonly {
    readonly terminalName: string;
    readonly isConnected: boolean;
    /** Where it was met last. */
    readonly address: string | null;
  }[];
}

export interface LanSettings {
  /** `host:port` to listen at; null switches the LAN off. */
  readonly listenAt: string | null;
  /** Addresses of other tills of the store; one that works leads to all. */
  readonly peers: readonly string[];
}

/** The till's place among the tills of its store (architecture, point 9): each speaks to each, and none leads. */
export interface Lan {
  state(): LanState;
  /** Something was posted, or head office said something of it: neighbours hear of it soon. */
  nudge(): void;
  /** Head office's list of terminals, or whether it answers, may have changed. */
  refresh(): void;
  /** Has a neighbour pass on anew what this till does not have of it. */
  beginAnew(installId: string): void;
  /** Takes new settings, in effect at once and after the next start. */
  configure(settings: LanSettings): Promise<void>;
  /** Says that a member code is being opened here (ID-03); `opened` where another till came first. Never throws. */
  openCode(codeId: string, openedAtMs: number): Promise<'first' | 'opened'>;
  /** Tells whether a neighbour is there. */
  isMet(installId: string): boolean;
  /**
   * Asks a neighbour for a part of its share (OF-04): what it gave up for this till, maybe nothing; null without an
   * answer, and then the same loan has to be asked for again. Never throws.
   */
  borrow(
    fromInstallId: string,
    request: HoldingAmounts & { readonly loanId: string; readonly memberId: string },
  ): Promise<Holding | null>;
  stop(): Promise<void>;
}
