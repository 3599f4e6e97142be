import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChangeSignal, makeChangeSignal } from '../../src-office/handlers/change-signal.ts';

describe('the change signal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** So many tills that wait, and how many of them were woken so far. */
  const listen = (changes: ChangeSignal, count: number) => {
    const woken = { count: 0 };
    for (let index = 0; index < count; index += 1) {
      void changes.wait(changes.version(), { timeoutMs: 60_000 }).then(() => (woken.count += 1));
    }
    return woken;
  };

  it('wakes at once who waits', async () => {
    const changes = makeChangeSignal(null);
    const woken = listen(changes, 3);
    changes.notify();
    await vi.advanceTimersByTimeAsync(0);
    expect(woken.count).toBe(3);
  });

  it('gives a thousand that were woken the time to be answered, and then tells them all that came meanwhile', async () => {
    const changes = makeChangeSignal(null);
    const first = listen(changes, 1_000);
    changes.notify();
    await vi.advanceTimersByTimeAsync(0);
    expect(first.count).toBe(1_000);
    const second = listen(changes, 1_000);
    changes.notify();
    changes.notify();
    await vi.advanceTimersByTimeAsync(900);
    expect(second.count).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(second.count).toBe(1_000);
  });

  it('counts a change while it rests, so that nobody who asks then waits for it', async () => {
    const changes = makeChangeSignal(null);
    const before = changes.version();
    listen(changes, 1_000);
    changes.notify();
    await vi.advanceTimersByTimeAsync(0);
    changes.notify();
    let isAnswered = false;
    void changes.wait(before, { timeoutMs: 60_000 }).then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(isAnswered).toBe(true);
  });

  it('wakes everybody when the office stops, also while it rests', async () => {
    const changes = makeChangeSignal(null);
    listen(changes, 1_000);
    changes.notify();
    await vi.advanceTimersByTimeAsync(0);
    const woken = listen(changes, 5);
    changes.notify();
    changes.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(woken.count).toBe(5);
  });
});
