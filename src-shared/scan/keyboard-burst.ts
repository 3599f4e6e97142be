import { assert } from '../values/assert.ts';
import type { DecodeText } from './reader-frame.ts';
import { readUsKey } from './us-keyboard.ts';

/**
 * One keydown. `timeStampMs` is the event's own stamp: the handler's time lies while the page is
 * busy.
 */
export type KeyPress = {
  /** Empty for a key that the system knows by no place, as from a remote desktop. */
  readonly code: string;
  /** What the system made of it; looked at only where it has no code. */
  readonly key?: string;
  readonly shiftKey: boolean;
  readonly capsLock: boolean;
  readonly timeStampMs: number;
  readonly repeat?: boolean;
  readonly ctrlKey?: boolean;
  readonly altKey?: boolean;
  readonly metaKey?: boolean;
};

export type KeyboardBurstOptions = {
  /** Beginnings of codes, such as card prefixes, for which a shorter run is a scan already. */
  readonly prefixes?: readonly string[];
  /** What the scanner is set to type before each code, so that short ones are told as well; taken off again. */
  readonly scannerPrefix?: string;
  /** The largest median gap between the keys of a scan, in milliseconds; at most 50, which it is unless given. */
  readonly medianGapMaxMs?: number;
  /**
   * What the scanner does about CapsLock. Most ignore it and send Shift for every capital, so that
   * the keys alone tell the text. One that `compensates` sends letters inverted while it is on.
   */
  readonly capsLock?: 'ignored' | 'compensated';
  /**
   * What `timeStampMs` is of. Keys that are stamped when they arrive all come at once after a stall, so that no short run counts.
   */
  readonly stamps?: 'pressed' | 'arrived';
  /** What bytes beyond ASCII mean that a scanner types as Alt and a number; without it they spoil their run. */
  readonly decodeText?: DecodeText;
};

/**
 * What a key means for the run it belongs to. `typedCount` is the number of characters the run has
 * put into the focused field, unless the caller held them back: when it is 1, the field still has
 * its former value and the caller takes note of it.
 *
 * - `idle`: no run; the key acts as always.
 * - `typing`: a run that does not look like a scanner.
 * - `maybe_scan`: it does so far; the caller may hold the key back.
 * - `scan`: the run is over and is a scan. The caller restores the field; after `terminator` it
 *   holds the key back as well, after `silence` the key at hand (if any) began the next run.
 * - `not_scan`: the run is over and was typing; the key acts as always.
 * - `suffix`: a second terminator of the scan just reported, to be held back.
 */
export type BurstDecision =
  | { readonly kind: 'idle' }
  | { readonly kind: 'typing'; readonly typedCount: number }
  | { readonly kind: 'maybe_scan'; readonly typedCount: number }
  | {
      readonly kind: 'scan';
      readonly text: string;
      readonly typedCount: number;
      readonly endedBy: 'terminator' | 'silence';
    }
  | { readonly kind: 'not_scan'; readonly typedCount: number }
  | { readonly kind: 'suffix' };

/** Tells scans from typing; one for each keyboard listener. */
export type KeyboardBurst = {
  /** Takes one keydown and says what it means. Every key is to be given, modifiers too. */
  readonly press: (key: KeyPress) => BurstDecision;
  /**
   * Ends a run that has been silent for 100 ms; otherwise says how the run stands. Call it from a
   * timer that let waiting key events go first, or a busy page cuts a scan in two. Repeating it
   * does nothing.
   */
  readonly flush: (nowMs: number) => BurstDecision;
};

/** A longer gap between two keys ends a run, unless it is a scanner's. */
export const BURST_GAP_MAX_MS = 100;

/**
 * So long a busy machine may hold up a scanner in the middle of a code. A run that was cut there would be half a code, and
 * half a code may be somebody's number.
 */
const STALL_MAX_MS = 250;

/** A scanner takes 2 to 25 ms for a key and a loaded machine adds to it; nobody types digits twice as fast as this. */
const MEDIAN_GAP_LIMIT_MS = 50;
/** A practised hand on a numeric pad takes 80 ms for a key and hardly ever less than 40; one key rolled into the next, 30. */
const HAND_GAP_MIN_MS = 30;
/** Two rolled groups of keys have one pause, and no PIN has so many keys as this. */
const SLOW_GAPS_PER_PAUSE_MIN = 12;
/** Two or three keys rolled into one another are no pace yet for which a pause is forgiven. */
const SLOW_GAPS_MIN = 3;
/** After so long without a key a first one that the next follows late is a scanner's that was asleep, not a hand's last. */
const QUIET_MIN_MS = 600;
const KEYS_MIN = 6;
/** At a pace that fingers rolling over a PIN come near to. */
const KEYS_MIN_SLOW = 8;
const KEYS_MIN_WITH_PREFIX = 4;
/** A run of fewer keys may be an amount, which Enter would post: it is a scan only where no hand keeps up, its Enter included. */
const SHORT_KEYS_MIN = 2;
const KEYS_MIN_WITHOUT_TERMINATOR = 8;
/** With fewer keys there is no pace to speak of. */
export const MAYBE_KEYS_MIN = 3;

const TERMINATORS: ReadonlySet<string> = new Set(['Enter', 'NumpadEnter', 'Tab']);
const ALT = /^Alt(?:Left|Right)$/;
const NUMPAD_DIGIT = /^Numpad(\d)$/;
const ALT_DIGITS_MAX = 5;
const LAST_ASCII = 0x7e;
const PRINTABLE = /^[\x20-\x7e]$/;
const MODIFIER = /^(?:Shift|Control|Alt|Meta|OS)(?:Left|Right)$|^(?:CapsLock|NumLock|ScrollLock)$/;

/** Tells whether a key (a KeyboardEvent's `code`) only changes what others write. */
export function isModifierCode(code: string): boolean {
  return MODIFIER.test(code);
}

type Run = {
  readonly codes: ReadonlySet<string>;
  /** One character for each byte, where a character came as bytes. */
  readonly text: string;
  readonly hasBytes: boolean;
  /** No key had come for a while before its first. */
  readonly isAfterQuiet: boolean;
  readonly gapsMs: readonly number[];
  readonly lastMs: number;
  readonly state: 'sound' | 'spoilt';
};

const idle = { kind: 'idle' } as const satisfies BurstDecision;

/**
 * Recognises keyboard-mode scanners among keydown events by their pace alone (ID-01): a run of keys
 * whose MEDIAN gap is short, ended by Enter or Tab, or by silence. The median decides because
 * single gaps stretch on a busy machine; the largest gap only cuts runs, and many pauses are a hand's. Physical keys are read,
 * never the characters the system made of them, so that an input method or CapsLock cannot spoil a
 * number. A character that is typed as Alt and digits of the numeric pad counts as one key (ALT mode,
 * which scanners have for other layouts and for Chinese). A key that repeats because it is held, a
 * shortcut and a key without a character spoil their run.
 */
export function createKeyboardBurst(options: KeyboardBurstOptions = {}): KeyboardBurst {
  const { prefixes = [], scannerPrefix = '', capsLock = 'ignored', decodeText } = options;
  const { medianGapMaxMs = MEDIAN_GAP_LIMIT_MS, stamps = 'pressed' } = options;
  assert(
    medianGapMaxMs > 0 && medianGapMaxMs <= MEDIAN_GAP_LIMIT_MS,
    `A median gap above ${MEDIAN_GAP_LIMIT_MS} ms would take fast typing for a scan.`,
  );
  let run: Run | null = null;
  /** The character that is being typed with Alt held down. */
  let alt: { readonly digits: string; readonly atMs: number; readonly lastMs: number } | null =
    null;
  let lastScanMs = Number.NEGATIVE_INFINITY;
  let lastKeyMs = Number.NEGATIVE_INFINITY;

  function press(key: KeyPress): BurstDecision {
    const decision = decide(key);
    lastKeyMs = key.timeStampMs;
    return decision;
  }

  function decide(key: KeyPress): BurstDecision {
    if (alt !== null && isAltDigit(key)) return typeAltDigit(alt, key);
    const isAlt = ALT.test(key.code) && !(key.repeat ?? false);
    if (isModifierCode(key.code) && !isAlt) return describe(run);
    endAltCharacter();
    const earlier = run !== null && isApart(run, key.timeStampMs) ? endBySilence(run) : null;
    if (earlier !== null) run = null;
    if (isAlt) alt = { digits: '', atMs: key.timeStampMs, lastMs: key.timeStampMs };

    const decision = isAlt ? describe(run) : take(key);
    if (earlier?.kind !== 'scan') return decision;
    if (!isTerminator(key)) return earlier;
    // It was held up so long that the code had ended without it; it presses no button all the same.
    lastScanMs = key.timeStampMs;
    return { ...earlier, endedBy: 'terminator' };
  }

  function take(key: KeyPress): BurstDecision {
    if (isTerminator(key))
      return run === null ? afterScan(key.timeStampMs) : endByTerminator(run, key);
    // Whoever pressed another key since means the next Enter, however soon it comes.
    lastScanMs = Number.NEGATIVE_INFINITY;
    const character = isPlain(key) ? readCharacter(key) : null;
    if (character !== null) run = extend(run ?? begin(key), key, character);
    else if (run !== null) run = { ...run, state: 'spoilt', lastMs: key.timeStampMs };
    return describe(run);
  }

  function begin({ timeStampMs: lastMs }: Pick<KeyPress, 'timeStampMs'>): Run {
    const isAfterQuiet = lastMs - lastKeyMs >= QUIET_MIN_MS;
    return {
      codes: new Set(),
      text: '',
      hasBytes: false,
      isAfterQuiet,
      gapsMs: [],
      lastMs,
      state: 'sound',
    };
  }

  function typeAltDigit(begun: NonNullable<typeof alt>, key: KeyPress): BurstDecision {
    lastScanMs = Number.NEGATIVE_INFINITY;
    const digit = NUMPAD_DIGIT.exec(key.code)?.[1] ?? '';
    alt = { ...begun, digits: begun.digits + digit, lastMs: key.timeStampMs };
    return describe(run);
  }

  /** The next key, or the silence, says that Alt was let go. */
  function endAltCharacter(): void {
    const ended = alt;
    alt = null;
    if (ended === null || ended.digits === '') return;
    const bytes = readAltDigits(ended.digits);
    const isText = bytes.every((byte) => byte <= LAST_ASCII) || decodeText !== undefined;
    const key = { code: `Alt${ended.digits}`, timeStampMs: ended.atMs };
    const next = extend(run ?? begin(key), key, String.fromCharCode(...bytes));
    run = {
      ...next,
      // From here to the next Alt is one gap, as between any two keys.
      lastMs: ended.lastMs,
      hasBytes: next.hasBytes || bytes.some((byte) => byte > LAST_ASCII),
      state: isText ? next.state : 'spoilt',
    };
  }

  function endByTerminator(ended: Run, key: KeyPress): BurstDecision {
    run = null;
    const isKnown = [scannerPrefix, ...prefixes].some(
      (prefix) => prefix !== '' && startsWith(ended.text, prefix),
    );
    const keysMinUnknown = isFast(ended.gapsMs) ? KEYS_MIN : KEYS_MIN_SLOW;
    const keysMin = isKnown ? KEYS_MIN_WITH_PREFIX : keysMinUnknown;
    const isShort = ended.text.length < keysMin && isShortScan(ended, key.timeStampMs);
    const decision = isShort ? asScan(ended, 'terminator') : judge(ended, keysMin, 'terminator');
    if (decision.kind === 'scan') lastScanMs = key.timeStampMs;
    return decision;
  }

  function endBySilence(ended: Run): BurstDecision {
    return judge(ended, KEYS_MIN_WITHOUT_TERMINATOR, 'silence');
  }

  function judge(ended: Run, keysMin: number, endedBy: 'terminator' | 'silence'): BurstDecision {
    const typedCount = ended.text.length;
    if (typedCount < keysMin || !isScannerLike(ended)) return { kind: 'not_scan', typedCount };
    return asScan(ended, endedBy);
  }

  function asScan(ended: Run, endedBy: 'terminator' | 'silence'): BurstDecision {
    return { kind: 'scan', text: readText(ended), typedCount: ended.text.length, endedBy };
  }

  function isShortScan({ state, text, gapsMs, lastMs }: Run, endedAtMs: number): boolean {
    if (stamps === 'arrived' || state === 'spoilt' || text.length < SHORT_KEYS_MIN) return false;
    const allMs = [...gapsMs, endedAtMs - lastMs];
    const isHeldUp = allMs.some((gapMs) => gapMs > BURST_GAP_MAX_MS);
    return !isHeldUp && median(allMs) <= Math.min(HAND_GAP_MIN_MS, medianGapMaxMs);
  }

  function readText({ text, hasBytes }: Run): string {
    const own = startsWith(text, scannerPrefix) ? text.slice(scannerPrefix.length) : text;
    if (!hasBytes || decodeText === undefined) return own;
    return decodeText(Uint8Array.from(own, (character) => character.charCodeAt(0)));
  }

  // Scanners set to CR LF press Enter twice; the second one must not press a button of the screen.
  function afterScan(atMs: number): BurstDecision {
    if (atMs - lastScanMs > BURST_GAP_MAX_MS) return idle;
    lastScanMs = atMs;
    return { kind: 'suffix' };
  }

  function describe(current: Run | null): BurstDecision {
    // The field has nothing yet of a character whose Alt is still held down.
    const typedCount = (current?.text.length ?? 0) + (alt === null || alt.digits === '' ? 0 : 1);
    if (typedCount === 0) return idle;
    if (current === null) return { kind: 'typing', typedCount };
    const maybe = typedCount >= MAYBE_KEYS_MIN && isScannerLike(current);
    return { kind: maybe ? 'maybe_scan' : 'typing', typedCount };
  }

  // A key held down repeats at the pace of a scanner, and no code is one character over and over.
  function isScannerLike(current: Run): boolean {
    if (current.state === 'spoilt' || current.codes.size === 1) return false;
    return isScannerPace(current.gapsMs, medianGapMaxMs);
  }

  function isApart(current: Run, atMs: number): boolean {
    const gapMs = atMs - current.lastMs;
    if (gapMs < 0 || gapMs > STALL_MAX_MS) return true;
    if (gapMs <= BURST_GAP_MAX_MS) return false;
    if (current.gapsMs.length === 0) return !current.isAfterQuiet;
    const isScanner =
      current.state === 'sound' &&
      mayBeScannerPace(current.gapsMs, medianGapMaxMs) &&
      (isFast(current.gapsMs) || current.gapsMs.length >= SLOW_GAPS_MIN);
    return !isScanner;
  }

  function readCharacter(key: KeyPress): string | null {
    if (key.code !== '') return readUsKey(key.code, readCase(key));
    return PRINTABLE.test(key.key ?? '') ? (key.key ?? null) : null;
  }

  function readCase(key: KeyPress): { shifted: boolean; upper: boolean } {
    const inverted = capsLock === 'compensated' && key.capsLock;
    return { shifted: key.shiftKey, upper: key.shiftKey !== inverted };
  }

  function flush(nowMs: number): BurstDecision {
    endAltCharacter();
    if (run === null || nowMs - run.lastMs < BURST_GAP_MAX_MS) return describe(run);
    const ended = run;
    run = null;
    return endBySilence(ended);
  }

  return { press, flush };
}

function extend(run: Run, key: Pick<KeyPress, 'code' | 'timeStampMs'>, character: string): Run {
  return {
    ...run,
    codes: new Set(run.codes).add(key.code || character),
    text: `${run.text}${character}`,
    gapsMs: run.text === '' ? [] : [...run.gapsMs, key.timeStampMs - run.lastMs],
    lastMs: key.timeStampMs,
  };
}

function isAltDigit(key: KeyPress): boolean {
  const isAltOnly = (key.altKey ?? false) && !(key.ctrlKey ?? false) && !(key.metaKey ?? false);
  return isAltOnly && !(key.repeat ?? false) && NUMPAD_DIGIT.test(key.code);
}

/** A byte of whatever encoding the scanner has, or a character of two bytes of GBK in one number. Control characters are none. */
function readAltDigits(digits: string): readonly number[] {
  const number = Number(digits.slice(0, ALT_DIGITS_MAX));
  if (number > 0xff) return [(number >> 8) & 0xff, number & 0xff];
  return number < 0x20 ? [] : [number];
}

function isTerminator(key: KeyPress): boolean {
  const name = key.code === '' ? (key.key ?? '') : key.code;
  // Shift and Tab go back by one field; an Enter is the scanner's also while somebody rests on Shift.
  return TERMINATORS.has(name) && isPlain(key) && !(key.shiftKey && name === 'Tab');
}

function isPlain(key: KeyPress): boolean {
  return (
    !(key.repeat ?? false) &&
    !(key.ctrlKey ?? false) &&
    !(key.altKey ?? false) &&
    !(key.metaKey ?? false)
  );
}

function startsWith(text: string, prefix: string): boolean {
  return text.toUpperCase().startsWith(prefix.toUpperCase());
}

/**
 * Tells a scanner from a hand that rolls keys into one another and then pauses, whose median alone is short: a hand pauses again
 * and again, and at a pace that a hand can keep up hardly a pause is forgiven. The largest gap counts for nothing else: a busy
 * machine may have made it.
 */
function isScannerPace(gapsMs: readonly number[], medianGapMaxMs: number): boolean {
  const pauseCount = gapsMs.filter((gapMs) => gapMs > BURST_GAP_MAX_MS).length;
  const isOften = pauseCount >= 2 && pauseCount * 3 >= gapsMs.length;
  const isOftenForSlow = pauseCount * SLOW_GAPS_PER_PAUSE_MIN > gapsMs.length;
  if (isOften || (isOftenForSlow && !isFast(gapsMs))) return false;
  return mayBeScannerPace(gapsMs, medianGapMaxMs);
}

/** So far: a scanner that was held up more than once in its first keys is not cut in two, which would make half a code of it. */
function mayBeScannerPace(gapsMs: readonly number[], medianGapMaxMs: number): boolean {
  if (median(gapsMs) > medianGapMaxMs) return false;
  if (isFast(gapsMs) || gapsMs.length < 2) return true;
  const sumMs = gapsMs.reduce((sum, gapMs) => sum + gapMs, 0);
  return (sumMs - Math.max(...gapsMs)) / (gapsMs.length - 1) <= medianGapMaxMs;
}

/** No hand keeps up with it. */
function isFast(gapsMs: readonly number[]): boolean {
  return median(gapsMs) <= HAND_GAP_MIN_MS;
}

/** Of an even number of gaps the upper one of the middle pair: in doubt it was typing. */
function median(gapsMs: readonly number[]): number {
  const sorted = gapsMs.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}
