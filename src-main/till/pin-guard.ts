import { refuse, type Refusal } from '../../src-shared/domain/refusal.ts';
import type { PinAttempt, TillStore } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { isPinOf } from './pin-verifier.ts';

/** FR-21: so many wrong tries, then closed for so long. */
export const pinTriesMax = 5;
export const pinLockMs = 15 * 60_000;

/** Whose PIN it is: `member` and `staff` differ in the words of their refusals only. */
export interface PinSubject {
  readonly kind: 'member' | 'staff';
  readonly id: string;
  readonly verifier: string;
}

export interface PinGuard {
  /** null when the PIN is right; wrong tries are counted durably before they are answered. */
  check(subject: PinSubject, pin: string): Promise<Refusal | null>;
  /** The same for what a member says to be known (ID-02), counted apart from their PIN: a wrong surname locks no PIN. */
  checkAnswer(memberId: string, isRight: boolean): Promise<Refusal | null>;
  /** Forgets the wrong tries of a PIN that was replaced; runs inside the caller's transaction. */
  forget(subject: Pick<PinSubject, 'kind' | 'id'>): void;
}

const codes = {
  member: { locked: 'pin_locked', wrong: 'pin_wrong' },
  staff: { locked: 'staff_pin_locked', wrong: 'staff_pin_wrong' },
  answer: { locked: 'identification_locked', wrong: 'identification_wrong' },
} as const;

const noAttempt: PinAttempt = { failedCount: 0, lockedUntilMs: null };

/**
 * Guards PINs against guessing. The count is on the disk, so that a restart gives nobody new tries. A lock ends by the running
 * time of the machine, whatever its clock is set to; one from before this program was started, by the time of the till.
 */
export function pinGuard(
  store: Pick<TillStore, 'pinAttempt'>,
  { clock, time }: Pick<ActiveTill, 'clock' | 'time'>,
): PinGuard {
  const queue = oneAtATime();
  /** By whose PIN it is. */
  const lockEndsAtUptimeMs = new Map<string, number>();

  /** null where nothing is locked. A lock further away than any lock is means that the clock was set back. */
  function lockLeftMs(name: string, lockedUntilMs: number | null): number | null {
    if (lockedUntilMs === null) return null;
    let endsAtUptimeMs = lockEndsAtUptimeMs.get(name);
    if (endsAtUptimeMs === undefined) {
      const leftMs = Math.min(pinLockMs, lockedUntilMs - time.now().atMs);
      endsAtUptimeMs = clock.uptimeMs() + leftMs;
      lockEndsAtUptimeMs.set(name, endsAtUptimeMs);
    }
    const leftMs = endsAtUptimeMs - clock.uptimeMs();
    return leftMs > 0 ? leftMs : null;
  }

  /** A lock that has run out counts from the start again. */
  function readAttempt(name: string): PinAttempt {
    const kept = store.pinAttempt.read(name);
    const leftMs = lockLeftMs(name, kept.lockedUntilMs);
    if (leftMs !== null) return { ...kept, lockedUntilMs: time.now().atMs + leftMs };
    lockEndsAtUptimeMs.delete(name);
    return kept.lockedUntilMs === null ? kept : noAttempt;
  }

  async function check(
    { kind, id }: { readonly kind: keyof typeof codes; readonly id: string },
    isRight: () => Promise<boolean> | boolean,
  ): Promise<Refusal | null> {
    const name = `${kind}:${id}`;
    const before = readAttempt(name);
    if (before.lockedUntilMs !== null) {
      store.pinAttempt.write(name, before);
      return refuse(codes[kind].locked, { lockedUntilMs: before.lockedUntilMs });
    }
    if (await isRight()) {
      if (before.failedCount > 0) store.pinAttempt.write(name, noAttempt);
      return null;
    }
    const failedCount = before.failedCount + 1;
    const attemptsLeft = pinTriesMax - failedCount;
    const lockedUntilMs = attemptsLeft > 0 ? null : time.now().atMs + pinLockMs;
    if (lockedUntilMs !== null) lockEndsAtUptimeMs.set(name, clock.uptimeMs() + pinLockMs);
    store.pinAttempt.write(name, { failedCount, lockedUntilMs });
    const lock = lockedUntilMs === null ? {} : { lockedUntilMs };
    return refuse(codes[kind].wrong, { attemptsLeft, ...lock });
  }

  return {
    // One after the other: tries sent at once must not all see the same count.
    check: (subject, pin) =>
      queue.run(`${subject.kind}:${subject.id}`, () =>
        check(subject, () => isPinOf(subject.verifier, pin)),
      ),
    checkAnswer: (id, isRight) =>
      queue.run(`answer:${id}`, () => check({ kind: 'answer', id }, () => isRight)),
    forget({ kind, id }) {
      store.pinAttempt.write(`${kind}:${id}`, noAttempt);
    },
  };
}
