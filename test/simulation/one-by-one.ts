import { setImmediate as nextTurn } from 'node:timers/promises';

/** After so many turns in which nothing was said, everybody waits. */
const quietTurns = 8;

/**
 * Lets head office answer one call after another, each when all tills have come to where they wait. How long an answer takes on
 * a machine would otherwise decide what the tills of a LAN have said to each other meanwhile, and one seed would be several
 * histories.
 */
export class OneByOne {
  /** Something is under way that needs no answer of head office. */
  readonly #isBusy: () => boolean;
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;

  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  /** Ends for its caller when `signal` is aborted; the next call waits for its answer all the same. */
  run<Answer>(signal: AbortSignal, call: () => Promise<Answer>): Promise<Answer> {
    this.#waitingCount += 1;
    const before = this.#last;
    const answered = (async () => {
      try {
        await before;
        await this.#quiet();
        return await call();
      } finally {
        this.#waitingCount -= 1;
      }
    })();
    this.#last = answered.catch(() => undefined);
    return Promise.race([answered, abortOf(signal)]);
  }

  /** Resolves when every call has been answered, and nobody does anything with it any more. */
  async rest(): Promise<void> {
    do {
      await this.#last;
      await this.#quiet();
    } while (this.#waitingCount > 0);
  }

  async #quiet(): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns += 1) {
      await nextTurn();
      if (this.#isBusy()) turns = 0;
    }
  }
}

/** Fails with the reason when a signal is aborted. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error); // whoever gives up says so with an error
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
