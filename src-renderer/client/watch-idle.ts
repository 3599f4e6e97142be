const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Calls `onIdle` once nobody has touched the screen for `idleMs`; returns how to stop watching. */
export function watchIdle(options: {
  readonly page: Window;
  readonly idleMs: number;
  readonly onIdle: () => void;
}): () => void {
  const { page, idleMs, onIdle } = options;
  let timer = page.setTimeout(onIdle, idleMs);
  const live = () => {
    page.clearTimeout(timer);
    timer = page.setTimeout(onIdle, idleMs);
  };
  for (const sign of SIGNS_OF_LIFE)
    page.addEventListener(sign, live, { capture: true, passive: true });
  return () => {
    page.clearTimeout(timer);
    for (const sign of SIGNS_OF_LIFE) page.removeEventListener(sign, live, { capture: true });
  };
}
