import {
  type BurstDecision,
  createKeyboardBurst,
  isModifierCode,
  type KeyboardBurst,
  type KeyboardBurstOptions,
  type KeyPress,
} from './keyboard-burst.ts';

/**
 * A run is taken for ended when no key has come for so long (milliseconds). Longer than the gap that ends a run by the
 * stamps of its keys, because a busy machine hands keys over late; only scanners without an Enter wait for it.
 */
const SILENCE_MS = 600;

/** The clock of whoever listens, by which its keys are stamped as well. */
export interface ListenerClock {
  nowMs(): number;
  /** Acts after so many milliseconds; returns how to call it off. */
  after(waitMs: number, act: () => void): () => void;
}

/** Hears the keys of one keyboard, as a page does in a browser and the shell in the desktop app. */
export interface KeyboardListener {
  /** Takes one keydown; null for one that means nothing by itself: a modifier, or any while nothing is listened for. */
  press(key: KeyPress): BurstDecision | null;
  /** Tells scans from typing in another way from the next key on; null: not at all. */
  set(options: KeyboardBurstOptions | null): void;
  /** Forgets the run at hand: somebody else has said what it was. */
  drop(): void;
}

/** A burst that also ends by itself, when no key comes any more: `onSilence` is told what it was. */
export function createKeyboardListener(options: {
  readonly clock: ListenerClock;
  readonly burst: KeyboardBurstOptions;
  readonly onSilence: (decision: BurstDecision) => void;
}): KeyboardListener {
  const { clock, onSilence } = options;
  let settings: KeyboardBurstOptions | null = options.burst;
  let burst: KeyboardBurst | null = createKeyboardBurst(options.burst);
  let callOff = (): void => {};

  function press(key: KeyPress): BurstDecision | null {
    const decision = burst?.press(key) ?? null;
    if (decision === null || isModifierCode(key.code)) return null;
    callOff();
    if (isRunning(decision)) wait();
    return decision;
  }

  function wait(): void {
    callOff = clock.after(SILENCE_MS, () => {
      // Whoever was busy has key events waiting; they go first, so that no scan is cut in two.
      callOff = clock.after(0, end);
    });
  }

  function end(): void {
    const decision = burst?.flush(clock.nowMs()) ?? { kind: 'idle' };
    if (isRunning(decision) && decision.kind !== 'scan') wait();
    else onSilence(decision);
  }

  function drop(): void {
    callOff();
    burst = settings === null ? null : createKeyboardBurst(settings);
  }

  return {
    press,
    drop,
    set(wanted) {
      settings = wanted;
      drop();
    },
  };
}

/** After a silence the key at hand has begun the next run. */
function isRunning(decision: BurstDecision): boolean {
  if (decision.kind === 'scan') return decision.endedBy === 'silence';
  return decision.kind === 'typing' || decision.kind === 'maybe_scan';
}
