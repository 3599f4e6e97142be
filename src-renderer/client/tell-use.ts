import type { TillLine } from './till-line.ts';

const SIGNS_OF_USE = ['keydown', 'pointerdown'] as const;
const TELL_EVERY_MS = 1000;

/**
 * Tells the till that this screen is in use: now, and when a key is pressed or the screen is touched, at most once a second.
 * What the readers of the till read goes to the screen used last of those that take scans. Returns how to stop.
 */
export function tellUse(options: {
  readonly page: Window;
  readonly line: TillLine;
  readonly takesScans: boolean;
}): () => void {
  const { page, line, takesScans } = options;
  let timer: number | null = null;
  let isUsed = false;

  const tell = (): void => {
    isUsed = false;
    timer = page.setTimeout(rest, TELL_EVERY_MS);
    // A till that does not answer is said by whatever the key did.
    void line.call(({ session }, withSignal) => session.used({ takesScans }, withSignal));
  };
  const rest = (): void => {
    timer = null;
    if (isUsed) tell();
  };
  const onUse = (): void => {
    isUsed = true;
    if (timer === null) tell();
  };

  tell();
  for (const sign of SIGNS_OF_USE)
    page.addEventListener(sign, onUse, { capture: true, passive: true });
  return () => {
    if (timer !== null) page.clearTimeout(timer);
    for (const sign of SIGNS_OF_USE) page.removeEventListener(sign, onUse, { capture: true });
  };
}
