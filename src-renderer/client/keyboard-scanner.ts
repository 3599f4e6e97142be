import type { KeyboardScannerSettings } from '../../src-shared/contract/till/reader-settings.ts';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import {
  BURST_GAP_MAX_MS,
  type BurstDecision,
  isModifierCode,
  MAYBE_KEYS_MIN,
} from '../../src-shared/scan/keyboard-burst.ts';
import { createKeyboardListener } from '../../src-shared/scan/keyboard-listener.ts';
import type { DesktopShell } from './desktop-shell.ts';
import { createFieldTraces } from './field-trace.ts';
import { createHeldKeys } from './held-keys.ts';
import { isTextField } from './text-field.ts';

/** How long after a scan an input method may still write what it was composing (milliseconds). */
const LATE_INPUT_MS = 250;

const decodeText = createDecodeText(TextDecoder);

/** Listens for keyboard-mode scanners. */
export interface KeyboardScanner {
  /** Tells scans from typing in another way from the next key on; null: not at all. */
  set(settings: KeyboardScannerSettings | null): void;
}

/**
 * Listens for keyboard-mode scanners wherever the focus is, as long as the page lives. What a scan typed into a field is
 * taken out again, and its Enter neither presses a button nor submits. A character that would do something, as any may where
 * no field has the focus and those of `data-own-keys` in a field, waits until the next one is late or the pace is a person's.
 * In the desktop app the shell hears every key first and keeps the end of a scan to itself; what was typed before it is here.
 */
export function listenForScans(options: {
  readonly page: Window;
  readonly shell: DesktopShell | null;
  /** Does something and answers once the page shows what came of it. */
  readonly settled: (act: () => void) => void;
  /** `beganAtMs`: when its first key came, by the clock of the page. */
  readonly onScan: (text: string, beganAtMs: number) => void;
}): KeyboardScanner {
  const { page, shell, settled, onScan } = options;
  const traces = createFieldTraces();
  const held = createHeldKeys({ page, settled, beforeTyping: (field) => onTyping(field) });
  const capture = { capture: true } as const;
  /** `late`: a scan has just ended and an input method may still be writing. */
  let phase: 'idle' | 'run' | 'late' = 'idle';
  let typedCount = 0;
  /** Characters of a scan that the shell has told of before this page has had their keys. */
  let owedCount = 0;
  let beganAtMs = 0;
  let lateEnd = 0;
  let heldKey: string | null = null;
  let isLettingGo = false;
  let waitEnd = 0;

  const keyboard = createKeyboardListener({
    burst: { decodeText },
    clock: {
      nowMs: () => page.performance.now(),
      after: (waitMs, act) => {
        const timer = page.setTimeout(act, waitMs);
        return () => page.clearTimeout(timer);
      },
    },
    onSilence: (decision) => {
      if (decision.kind === 'scan') finish(decision.text);
      else endRun();
    },
  });

  function onKeyDown(event: KeyboardEvent) {
    // Filling a form by itself, the browser sends keydown events without keys.
    if (!(event instanceof KeyboardEvent) || isLettingGo) return;
    if (nameOf(event) === heldKey) {
      if (event.repeat) return stop(event);
      // The scanner never said that it let it go: whoever presses it now means it.
      heldKey = null;
    }
    if (owedCount > 0 && !isModifierCode(event.code)) {
      owedCount -= 1;
      return stop(event);
    }
    const decision = keyboard.press({
      code: event.code,
      key: event.key,
      shiftKey: event.shiftKey,
      capsLock: event.getModifierState('CapsLock'),
      timeStampMs: event.timeStamp,
      repeat: event.repeat,
      ctrlKey: event.ctrlKey,
      altKey: event.altKey,
      metaKey: event.metaKey,
    });
    if (decision !== null) act(decision, event);
  }

  function act(decision: BurstDecision, event: KeyboardEvent) {
    switch (decision.kind) {
      case 'typing':
      case 'maybe_scan':
        if (decision.typedCount <= 1) startRun(event);
        ({ typedCount } = decision);
        if (mustWait(decision, event)) wait(event);
        else if (decision.kind === 'typing') letGo(event);
        else if (!isEditable(event.target)) stop(event);
        return;
      case 'scan':
        if (decision.endedBy === 'terminator') holdBack(event);
        finish(decision.text);
        // After a silence the key at hand has begun the next run.
        if (decision.endedBy === 'silence') act({ kind: 'typing', typedCount: 1 }, event);
        return;
      case 'suffix':
        holdBack(event);
        return;
      case 'idle':
      case 'not_scan':
        endRun();
    }
  }

  function mustWait({ kind }: BurstDecision, event: KeyboardEvent): boolean {
    if (!isCharacter(event) || (kind === 'typing' && typedCount >= MAYBE_KEYS_MIN)) return false;
    // What follows a key that waits must not come before it, nor go to where the focus was before that one moved it.
    if (!held.isEmpty() || event.target !== page.document.activeElement) return true;
    return !isEditable(event.target) || hasOwnKey(event);
  }

  function wait(event: KeyboardEvent) {
    held.hold(event);
    stop(event);
    page.clearTimeout(waitEnd);
    // From the third key on the pace tells, and the run ends by itself.
    if (typedCount >= MAYBE_KEYS_MIN) return;
    waitEnd = page.setTimeout(() => {
      // Whoever was busy has key events waiting; they go first.
      waitEnd = page.setTimeout(() => letGo(null));
    }, BURST_GAP_MAX_MS);
  }

  /** `next` is the key that a person pressed after those that waited. */
  function letGo(next: KeyboardEvent | null) {
    page.clearTimeout(waitEnd);
    if (held.isEmpty()) return;
    // What the ones before it do may move the focus, and the browser has aimed it already.
    if (next !== null && isCharacter(next)) {
      held.hold(next);
      stop(next);
    }
    isLettingGo = true;
    held.letGo();
    isLettingGo = false;
  }

  /** The keydown comes before the character: the fields are still as they were. */
  function startRun({ timeStamp }: KeyboardEvent) {
    letGo(null);
    beganAtMs = timeStamp;
    traces.forget();
    phase = 'run';
    traces.note(page.document.activeElement);
  }

  function endRun() {
    letGo(null);
    typedCount = 0;
    if (phase !== 'run') return;
    phase = 'idle';
    traces.forget();
  }

  function finish(text: string) {
    page.clearTimeout(waitEnd);
    held.drop();
    traces.restore();
    // Of one that the shell has told of before the page has had a key, nothing else is known.
    const began = phase === 'run' ? beganAtMs : page.performance.now();
    phase = 'late';
    typedCount = 0;
    page.clearTimeout(lateEnd);
    lateEnd = page.setTimeout(endLate, LATE_INPUT_MS);
    onScan(text, began);
  }

  function endLate() {
    if (phase !== 'late') return;
    phase = 'idle';
    owedCount = 0;
    traces.forget();
  }

  /** A run may move the focus, and a field may get it with the first key: each is noted before it changes. */
  function onTyping(field: EventTarget | null) {
    if (phase === 'run') traces.note(field);
  }

  function onCompositionEnd() {
    if (phase === 'late') traces.restore();
  }

  function holdBack(event: KeyboardEvent) {
    heldKey = nameOf(event);
    stop(event);
  }

  function onKeyUp(event: KeyboardEvent) {
    if (nameOf(event) !== heldKey) return;
    heldKey = null;
    stop(event);
  }

  shell?.onScan((scan) => {
    keyboard.drop();
    owedCount = Math.max(scan.typedCount - typedCount, 0);
    finish(scan.text);
  });
  page.addEventListener('keydown', onKeyDown, capture);
  page.addEventListener('keyup', onKeyUp, capture);
  page.addEventListener('beforeinput', ({ target }) => onTyping(target), capture);
  page.addEventListener('compositionend', onCompositionEnd, capture);
  return {
    set(settings) {
      keyboard.set(settings === null ? null : { ...settings, decodeText });
      shell?.ask({ kind: 'keyboard-scanner', settings });
      endRun();
    },
  };
}

function isEditable(target: EventTarget | null): boolean {
  return isTextField(target) || (target instanceof HTMLElement && target.isContentEditable);
}

/** A key that writes one character, pressed by itself and not held down. */
function isCharacter({ key, ctrlKey, altKey, metaKey, isComposing, repeat }: KeyboardEvent) {
  return key.length === 1 && !ctrlKey && !altKey && !metaKey && !isComposing && !repeat;
}

function hasOwnKey({ key, target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.dataset['ownKeys'] ?? '').includes(key);
}

function nameOf({ code, key }: KeyboardEvent): string {
  return code === '' ? key : code;
}

function stop(event: KeyboardEvent) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
