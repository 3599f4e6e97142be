import type { WebContents } from 'electron';
import type { KeyboardScan } from '../../src-shared/contract/desktop-messages.ts';
import type { KeyboardScannerSettings } from '../../src-shared/contract/till/reader-settings.ts';
import { createDecodeText } from '../../src-shared/scan/decode-text.ts';
import { createKeyboardListener } from '../../src-shared/scan/keyboard-listener.ts';

const decodeText = createDecodeText(TextDecoder);

/** Listens for keyboard-mode scanners before the page does. */
export interface KeyboardScanner {
  /** Tells scans from typing in another way from the next key on; null: not at all. */
  set(settings: KeyboardScannerSettings | null): void;
}

/**
 * Hears every key of a window before its page (ID-01). The Enter that ends a scan never reaches the page, so that it can
 * press no button there; what was typed before it the page takes out of its fields when it hears of the scan. A scan that
 * ends in silence is left to the page: it has no key to hold back. Keys are stamped as they arrive, which holds for six and
 * more because this process does nothing else that takes time; fewer are left to the page, which has the keys' own stamps.
 */
export function listenForScans(
  contents: WebContents,
  onScan: (scan: KeyboardScan) => void,
): KeyboardScanner {
  const keyboard = createKeyboardListener({
    burst: { decodeText, stamps: 'arrived' },
    clock: {
      nowMs: () => performance.now(),
      after: (waitMs, act) => {
        const timer = setTimeout(act, waitMs);
        return () => clearTimeout(timer);
      },
    },
    onSilence: () => undefined,
  });

  contents.on('before-input-event', (event, input) => {
    // The key that goes up after one that was held back is held back by Electron itself.
    if (input.type !== 'keyDown') return;
    const decision = keyboard.press({
      code: input.code,
      key: input.key,
      shiftKey: input.shift,
      capsLock: input.modifiers.some((name) => name.toLowerCase() === 'capslock'),
      timeStampMs: performance.now(),
      repeat: input.isAutoRepeat,
      ctrlKey: input.control,
      altKey: input.alt,
      metaKey: input.meta,
    });
    if (decision?.kind === 'scan' && decision.endedBy === 'terminator') {
      event.preventDefault();
      onScan({ kind: 'keyboard-scan', text: decision.text, typedCount: decision.typedCount });
    }
    if (decision?.kind === 'suffix') event.preventDefault();
  });
  return {
    set: (settings) =>
      keyboard.set(settings === null ? null : { ...settings, decodeText, stamps: 'arrived' }),
  };
}
