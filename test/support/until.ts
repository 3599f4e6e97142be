import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds, looking every few milliseconds; throws with `what` when it takes too long. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await sleep(5);
  }
}
