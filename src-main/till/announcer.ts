import type { Logger } from 'pino';
import type { TillEvent, TillStatus } from '../../src-shared/contract/till/till-event.ts';
import type { DropReason } from '../../src-shared/scan/reader-frame.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { mailbox, type Mailbox } from './mailbox.ts';
import type { Session } from './session.ts';

/** At most four statuses a second: a draining backlog would send hundreds. */
export const statusEveryMs = 250;
/** Soon enough to look at once: a test of a reader is watched. */
const devicesEveryMs = 100;
/** So long after a scan a screen that ends hands it on; whoever was told of nothing for longer has scanned again. */
const handOnMs = 5_000;
/** Screens show few members at a time; a first load of a million must not be announced one by one. */
const shownMembersMax = 256;

/** Tells every screen what changed at the till. A slow screen gets less, never late: its news are merged while they wait. */
export interface Announcer {
  /** Something in the status may have changed; it is read again when it is sent. */
  statusChanged(): void;
  /**
   * Somebody works at this screen: from now on what the readers of the till read is theirs. `takesScans`: whether the screen
   * has a use for it; as before where it is left out, and yes as long as nothing was said.
   */
  used(session: Session, takesScans?: boolean): void;
  /**
   * A device read a code: told to the screen that was used last of those where somebody is signed in and that take scans,
   * and where none does to the one used last. Where nobody is signed in at any of them, it is for nobody, or for `anybody`:
   * the free screen that was used last. A screen that ends before it has taken it hands it on to the next.
   */
  scanned(scanId: string, whom: 'signed_in' | 'anybody'): void;
  /** A screen has taken a scan: nobody else is told of it. */
  scanTaken(scanId: string): void;
  /** A device sent what is no code: told to the screen, free or not, that a code would have been told to. */
  scanDropped(reason: DropReason): void;
  /** A device read somebody's badge: told to every screen where nobody is signed in; answers whether there was one. */
  badge(staffId: string): boolean;
  /** What the device page shows is another. */
  devicesChanged(): void;
  /** Only members whose figures some screen may be showing are announced. */
  memberChanged(memberId: MemberId): void;
  /** Remembers that a screen was given this member. */
  memberShown(memberId: MemberId): void;
  /** The present status first, then changes until the signal or `stop`. */
  subscribe(session: Session, signal: AbortSignal | undefined): AsyncGenerator<TillEvent>;
  stop(): void;
}

interface Offer {
  readonly to: Mailbox;
  readonly whom: 'signed_in' | 'anybody';
  readonly atMs: number;
}

export function announcer(readStatus: () => TillStatus, log: Logger): Announcer {
  /** In the order in which they were used. */
  const mailboxes = new Set<Mailbox>();
  /** Screens that have no use for scans as they are now. */
  const leavesScans = new WeakSet<Session>();
  let shownMembers = new Set<MemberId>();
  let shownBefore: ReadonlySet<MemberId> = new Set();
  /** Scans that no screen has taken yet, the last ones, by the screen that was told of each. */
  const offers = new Map<string, Offer>();
  let timer: NodeJS.Timeout | null = null;
  let devicesTimer: NodeJS.Timeout | null = null;
  let sentAtMs = -Infinity;
  let stopped = false;

  function sendStatus(): void {
    timer = null;
    if (mailboxes.size === 0) return;
    sentAtMs = performance.now();
    try {
      const status = readStatus();
      for (const each of mailboxes) each.putStatus(status);
    } catch (error) {
      // A disk that fails is told to whoever posts; the state bar only stays as it was.
      log.error({ err: error }, 'the status could not be read');
    }
  }

  function takerOf(whom: 'signed_in' | 'anybody'): Mailbox | undefined {
    const signedIn = [...mailboxes].filter(({ session }) => session.operator !== null);
    const inUse = signedIn.length === 0 && whom === 'anybody' ? [...mailboxes] : signedIn;
    return inUse.findLast(({ session }) => !leavesScans.has(session)) ?? inUse.at(-1);
  }

  function offer(scanId: string, { whom, atMs }: Omit<Offer, 'to'>): void {
    offers.delete(scanId);
    const to = takerOf(whom);
    if (to === undefined) return;
    for (const [oldest, each] of offers) {
      if (atMs - each.atMs > handOnMs) offers.delete(oldest);
    }
    offers.set(scanId, { to, whom, atMs });
    to.putScan({ kind: 'scan', scanId });
  }

  /** A window that was just closed may have been told of a scan that nobody saw. */
  function handOn(ended: Mailbox): void {
    for (const [scanId, each] of offers) {
      if (each.to === ended && performance.now() - each.atMs <= handOnMs) offer(scanId, each);
    }
  }

  async function* subscribe(
    session: Session,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<TillEvent> {
    const own = mailbox(session);
    const end = (): void => own.close();
    mailboxes.add(own);
    signal?.addEventListener('abort', end);
    try {
      own.putStatus(readStatus());
      while (!stopped && signal?.aborted !== true) {
        const event = own.take();
        if (event === null) await own.filled();
        else yield event;
      }
    } finally {
      signal?.removeEventListener('abort', end);
      mailboxes.delete(own);
      if (!stopped) handOn(own);
    }
  }

  return {
    statusChanged() {
      if (timer !== null || stopped || mailboxes.size === 0) return;
      const waitMs = Math.max(0, sentAtMs + statusEveryMs - performance.now());
      timer = setTimeout(sendStatus, waitMs);
    },
    used(session, takesScans) {
      if (takesScans === true) leavesScans.delete(session);
      if (takesScans === false) leavesScans.add(session);
      const own = [...mailboxes].filter((each) => each.session === session);
      for (const each of own) {
        mailboxes.delete(each);
        mailboxes.add(each);
      }
    },
    scanned: (scanId, whom) => offer(scanId, { whom, atMs: performance.now() }),
    scanTaken: (scanId) => void offers.delete(scanId),
    scanDropped: (reason) => takerOf('anybody')?.putScan({ kind: 'scan_dropped', reason }),
    badge(staffId) {
      const free = [...mailboxes].filter(({ session }) => session.operator === null);
      for (const each of free) each.putScan({ kind: 'staff_badge', staffId });
      return free.length > 0;
    },
    devicesChanged() {
      // A reader at the wrong speed sends hundreds of frames a second.
      devicesTimer ??= setTimeout(() => {
        devicesTimer = null;
        for (const each of mailboxes) each.putDevices();
      }, devicesEveryMs);
    },
    memberChanged(memberId) {
      if (!shownMembers.has(memberId) && !shownBefore.has(memberId)) return;
      for (const each of mailboxes) each.putMember(memberId);
    },
    memberShown(memberId) {
      // Two generations: who was shown lately is known, and a scan pays for no bookkeeping.
      if (shownMembers.size >= shownMembersMax) {
        shownBefore = shownMembers;
        shownMembers = new Set();
      }
      shownMembers.add(memberId);
    },
    subscribe,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      if (devicesTimer !== null) clearTimeout(devicesTimer);
      for (const each of mailboxes) each.close();
    },
  };
}
