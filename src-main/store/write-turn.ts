import type { Database } from 'better-sqlite3';

/**
 * Whose turn it is to write to the replica, in memory that both threads see. SQLite lets one connection write at a time, but
 * whoever finds it taken can only look again after a while, and a feed that writes on and on would starve a sale. So both ask
 * here first: the counter at once, the feed's thread when the counter does not want to. What SQLite locks is not touched by it.
 */
const places = { holder: 0, isCounterWaiting: 1 } as const;
const holders = { nobody: 0, counter: 1, feed: 2 } as const;

/** After so long the counter goes on without its turn, and SQLite's own lock says who may write: the other thread hangs. */
const longestWaitMs = 10_000;

/** Memory for one replica, to be handed to its threads. */
export function createTurnMemory(): Int32Array {
  const bytes = Object.keys(places).length * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new SharedArrayBuffer(bytes));
}

/** The counter's side. */
export interface WriteTurn {
  /** Does work that writes; the feed's thread steps aside for it within one member. Within such work it is the same turn. */
  during<Result>(work: () => Result): Result;
  isHeld(): boolean;
}

/** Where no other thread writes. */
export const alone: WriteTurn = { during: (work) => work(), isHeld: () => true };

/** The counter comes first. */
export function counterTurn(memory: Int32Array): WriteTurn {
  const { holder, isCounterWaiting } = places;
  let isOurs = false;

  const take = (): void => {
    Atomics.store(memory, isCounterWaiting, 1);
    for (;;) {
      const before = Atomics.compareExchange(memory, holder, holders.nobody, holders.counter);
      if (before === holders.nobody) return;
      if (Atomics.wait(memory, holder, before, longestWaitMs) === 'timed-out') return;
    }
  };
  const giveBack = (): void => {
    Atomics.compareExchange(memory, holder, holders.counter, holders.nobody);
    Atomics.store(memory, isCounterWaiting, 0);
    Atomics.notify(memory, isCounterWaiting);
  };

  return {
    isHeld: () => isOurs,
    during(work) {
      if (isOurs) return work();
      take();
      isOurs = true;
      try {
        return work();
      } finally {
        isOurs = false;
        giveBack();
      }
    },
  };
}

/** The feed's side: it waits while the counter wants to write, and is asked between two members whether it should stop. */
export interface FeedTurn {
  during<Result>(work: (isCounterWaiting: () => boolean) => Result): Result;
}

/** The feed comes second. */
export function feedTurn(memory: Int32Array): FeedTurn {
  const { holder, isCounterWaiting } = places;
  const isWaiting = (): boolean => Atomics.load(memory, isCounterWaiting) === 1;

  const take = (): void => {
    for (;;) {
      while (isWaiting()) Atomics.wait(memory, isCounterWaiting, 1);
      const before = Atomics.compareExchange(memory, holder, holders.nobody, holders.feed);
      if (before === holders.nobody) return;
    }
  };
  return {
    during(work) {
      take();
      try {
        return work(isWaiting);
      } finally {
        giveBackFor(memory);
      }
    },
  };
}

/** Gives the feed's turn back; also for a thread that has died with it. */
export function giveBackFor(memory: Int32Array): void {
  const { holder } = places;
  Atomics.compareExchange(memory, holder, holders.feed, holders.nobody);
  Atomics.notify(memory, holder);
}

/** Lets each statement of a connection that writes by itself, outside of a transaction, wait for its turn. */
export function takeTurns(db: Database, turn: WriteTurn): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (statement.readonly) return statement;
    for (const name of ['run', 'get', 'all'] as const) {
      const work = statement[name].bind(statement);
      const inTurn = (...values: unknown[]): unknown =>
        turn.isHeld() ? work(...values) : turn.during(() => work(...values));
      Object.assign(statement, { [name]: inTurn });
    }
    return statement;
  }) as Database['prepare']; // the same statements
}
