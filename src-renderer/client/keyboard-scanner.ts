import type { KeyboardScannerSettings } from '../../src-shared/contract/till/reader-settings.ts';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import {
  type BurstDecision,
  createKeyboardBurst,
  type KeyboardBurst,
} from '../../src-shared/scan/keyboard-burst.ts';
import { createFieldTraces } from './field-trace.ts';

/** How long after a scan an input method may still write what it was composing (milliseconds). */
const LATE_INPUT_MS = 250;
/**
 * A run is taken for ended when no key has come for so long (milliseconds). Longer than the gap that ends a run by the
 * stamps of its keys, because a busy machine hands keys over late; only scanners without an Enter wait for it.
 */
const SILENCE_MS = 600;
const MODIFIER = /^(?:Shift|Control|Alt|Meta|OS)(?:Left|Right)$|Lock$/;

const decodeText = createDecodeText(TextDecoder);

/** Listens for keyboard-mode scanners. */
export interface KeyboardScanner {
  /** Tells scans from typing in another way from the next key on; null: not at all. */
  set(settings: KeyboardScannerSettings | null): void;
}

/**
 * Listens for keyboard-mode scanners wherever the focus is, as long as the page lives. What a scan typed into a field is
 * taken out again, and its Enter neither presses a button nor submits.
 */
export function listenForScans(options: {
  readonly page: Window;
  readonly onScan: (text: string) => void;
}): KeyboardScanner {
  const { page, onScan } = options;
  let burst: KeyboardBurst | null = createKeyboardBurst({ decodeText });
  const traces = createFieldTraces();
  const capture = { capture: true } as const;
  /** `late`: a scan has just ended and an input method may still be writing. */
  let phase: 'idle' | 'run' | 'late' = 'idle';
  let silence = 0;
  let lateEnd = 0;
  let heldKey: string | null = null;

  function onKeyDown(event: KeyboardEvent) {
    // Filling a form by itself, the browser sends keydown events without keys.
    if (!(event instanceof KeyboardEvent) || burst === null) return;
    const decision = burst.press({
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
    if (MODIFIER.test(event.code)) return;
    act(decision, event);
    page.clearTimeout(silence);
    if (phase === 'run') silence = page.setTimeout(onSilence, SILENCE_MS);
  }

  function act(decision: BurstDecision, event: KeyboardEvent) {
    switch (decision.kind) {
      case 'typing':
      case 'maybe_scan':
        if (decision.typedCount <= 1) startRun();
        if (decision.kind === 'maybe_scan' && !isEditable(event.target)) stop(event);
        return;
      case 'scan':
        if (decision.endedBy === 'terminator') holdBack(event);
        finish(decision.text);
        // After a silence the key at hand has begun the next run.
        if (decision.endedBy === 'silence') startRun();
        return;
      case 'suffix':
        holdBack(event);
        return;
      case 'idle':
      case 'not_scan':
        endRun();
    }
  }

  /** The keydown comes before the character: the fields are still as they were. */
  function startRun() {
    traces.forget();
    phase = 'run';
    traces.note(page.document.activeElement);
  }

  function endRun() {
    if (phase !== 'run') return;
    phase = 'idle';
    traces.forget();
  }

  /** A page that was busy has its key events waiting; they go first, so that no scan is cut in two. */
  function onSilence() {
    page.setTimeout(() => {
      const decision = burst?.flush(page.performance.now()) ?? { kind: 'idle' };
      if (decision.kind === 'scan') finish(decision.text);
      else if (decision.kind === 'typing' || decision.kind === 'maybe_scan')
        silence = page.setTimeout(onSilence, SILENCE_MS);
      else endRun();
    });
  }

  function finish(text: string) {
    traces.restore();
    phase = 'late';
    page.clearTimeout(lateEnd);
    lateEnd = page.setTimeout(endLate, LATE_INPUT_MS);
    onScan(text);
  }

  function endLate() {
    if (phase !== 'late') return;
    phase = 'idle';
    traces.forget();
  }

  /** A run may move the focus, and a field may get it with the first key: each is noted before it changes. */
  function onBeforeInput(event: Event) {
    if (phase === 'run') traces.note(event.target);
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

  page.addEventListener('keydown', onKeyDown, capture);
  page.addEventListener('keyup', onKeyUp, capture);
  page.addEventListener('beforeinput', onBeforeInput, capture);
  page.addEventListener('compositionend', onCompositionEnd, capture);
  return {
    set(settings) {
      burst = settings === null ? null : createKeyboardBurst({ ...settings, decodeText });
      endRun();
    },
  };
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

function nameOf({ code, key }: KeyboardEvent): string {
  return code === '' ? key : code;
}

function stop(event: KeyboardEvent) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
