import type { KeyboardScannerSettings } from '../../src-shared/contract/till/reader-settings.ts';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import { type BurstDecision, isModifierCode } from '../../src-shared/scan/keyboard-burst.ts';
import { createKeyboardListener } from '../../src-shared/scan/keyboard-listener.ts';
import type { DesktopShell } from './desktop-shell.ts';
import { createFieldTraces } from './field-trace.ts';

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
 * taken out again, and its Enter neither presses a button nor submits. In the desktop app the shell hears every key first
 * and keeps the end of a scan to itself; what was typed before it is here.
 */
export function listenForScans(options: {
  readonly page: Window;
  readonly shell: DesktopShell | null;
  readonly onScan: (text: string) => void;
}): KeyboardScanner {
  const { page, shell, onScan } = options;
  const traces = createFieldTraces();
  const capture = { capture: true } as const;
  /** `late`: a scan has just ended and an input method may still be writing. */
  let phase: 'idle' | 'run' | 'late' = 'idle';
  let typedCount = 0;
  /** Characters of a scan that the shell has told of before this page has had their keys. */
  let owedCount = 0;
  let lateEnd = 0;
  let heldKey: string | null = null;

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
    if (!(event instanceof KeyboardEvent)) return;
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
        if (decision.typedCount <= 1) startRun();
        ({ typedCount } = decision);
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
    typedCount = 0;
    if (phase !== 'run') return;
    phase = 'idle';
    traces.forget();
  }

  function finish(text: string) {
    traces.restore();
    phase = 'late';
    typedCount = 0;
    page.clearTimeout(lateEnd);
    lateEnd = page.setTimeout(endLate, LATE_INPUT_MS);
    onScan(text);
  }

  function endLate() {
    if (phase !== 'late') return;
    phase = 'idle';
    owedCount = 0;
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

  shell?.onScan((scan) => {
    keyboard.drop();
    owedCount = Math.max(scan.typedCount - typedCount, 0);
    finish(scan.text);
  });
  page.addEventListener('keydown', onKeyDown, capture);
  page.addEventListener('keyup', onKeyUp, capture);
  page.addEventListener('beforeinput', onBeforeInput, capture);
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
