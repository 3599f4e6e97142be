import type { TillTime } from '../sync/till-time.ts';

const watchEveryMs = 2_000;
const msPerMinute = 60_000;

/** Says that the machine's clock stands otherwise by a minute or more, where nothing else happens. Returns how to end. */
export function watchClock(time: TillTime, onChanged: () => void): () => void {
  const read = (): string => {
    const { state, aheadMs } = time.standing();
    return `${state} ${String(Math.round(aheadMs / msPerMinute))}`;
  };
  let known = read();
  const timer = setInterval(() => {
    const now = read();
    if (now === known) return;
    known = now;
    onChanged();
  }, watchEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
