/** Runs work one after the other per key, so that two calls about the same thing never overlap. */
export interface OneAtATime {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** Whether work of a key runs or waits. */
  isBusy(key: string): boolean;
}

export function oneAtATime(): OneAtATime {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(key, work) {
      const before = last.get(key) ?? Promise.resolve();
      // The one before has told its own caller how it ended; here it only has to be over.
      const mine = before.then(work, work);
      last.set(key, mine);
      try {
        return await mine;
      } finally {
        if (last.get(key) === mine) last.delete(key);
      }
    },
    isBusy: (key) => last.has(key),
  };
}
