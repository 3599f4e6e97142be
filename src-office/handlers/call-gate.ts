import { assert } from '../../src-shared/values/assert.ts';

/** What tills ask for, by what it costs and by who waits for it. */
export const callClasses = ['push', 'feed', 'question', 'snapshot', 'activation'] as const;
export type CallClass = (typeof callClasses)[number];

/** What one class of calls may take of this process. */
export interface CallLimit {
  /** Of one terminal, over a long time; null: as often as it likes. */
  readonly perSecond: number | null;
  /** Of one terminal at once, after a rest. */
  readonly burst: number;
  /** Of one terminal under way at one time, those that wait for news included. */
  readonly perTerminal: number;
  /** Worked on at one time, of all terminals together. */
  readonly atOnce: number;
  /** Waiting for that, of all terminals together: who comes then is told to come back. */
  readonly waiting: number;
}

export type CallLimits = Readonly<Record<CallClass, CallLimit>>;

/**
 * Several times what a till in good order asks for at its busiest, and no more waiting than is answered before a till gives up:
 * 24 full batches of 1,000 operations take 9 s of the 30 s that a push may take, and a thousand tills that one change has woken
 * ask again at once. Feeds that are worked on together read together (`feed-reader.ts`); pushes and those reads leave connections
 * to the database free, so that a cashier's question finds one.
 */
export const usualCallLimits: CallLimits = {
  push: { perSecond: 5, burst: 100, perTerminal: 8, atOnce: 4, waiting: 20 },
  feed: { perSecond: 20, burst: 400, perTerminal: 8, atOnce: 50, waiting: 1_000 },
  question: { perSecond: 10, burst: 200, perTerminal: 20, atOnce: 32, waiting: 200 },
  snapshot: { perSecond: 1, burst: 60, perTerminal: 4, atOnce: 100, waiting: 0 },
  // Before there is a terminal: all of a chain may come from one address, and a code is too long to be guessed.
  activation: { perSecond: null, burst: 0, perTerminal: 200, atOnce: 4, waiting: 100 },
};

/** A call that was let in. */
export interface CallPass {
  /** Waits for its turn; its work begins then. */
  begin(): Promise<void>;
  /** Gives its turn to others while it waits for something, and takes another one after that. */
  pause<Result>(wait: () => Promise<Result>): Promise<Result>;
  /** Time at work, without waiting for turns or news. */
  workedMs(): number;
  /** The call has begun and is over. Safe to repeat. */
  end(): void;
  /** The caller is gone. A call that has not begun is over; any other goes on to its end. */
  abandon(): void;
}

export type Admission =
  | { readonly status: 'admitted'; readonly pass: CallPass }
  | {
      readonly status: 'refused';
      /** This terminal asks too often, or everybody together asks for too much. */
      readonly code: 'rate_limited' | 'busy';
      readonly retryAfterMs: number;
    };

export interface CallGate {
  /** Lets a call in, or tells when to come back. Decides before anything of its body is read. */
  admit(callClass: CallClass, terminal: string): Admission;
  /** How many calls of a class are worked on, and how many wait for it. */
  load(callClass: CallClass): { readonly working: number; readonly waiting: number };
}

/** Where all are busy, tills come back spread over this time. */
const busyFirstMs = 1_000;
const busySpreadMs = 2_000;
/** Full buckets and terminals without a call are forgotten when so many are kept. */
const keptMostCount = 50_000;

interface Terminal {
  tokens: number;
  filledAtMs: number;
  underWay: number;
}

interface Room {
  readonly terminals: Map<string, Terminal>;
  readonly queue: (() => void)[];
  working: number;
  /** Let in and not yet begun: reading their bodies, or in the queue. */
  coming: number;
}

/**
 * The gate of one process. Each counts for itself: behind a load balancer a terminal may ask each of them so often. `nowMs`
 * only ever goes forward; `random` is from 0 to below 1.
 */
export function makeCallGate(services: {
  readonly limits: CallLimits;
  readonly nowMs: () => number;
  readonly random: () => number;
}): CallGate {
  const { limits, nowMs, random } = services;
  const rooms = Object.fromEntries(
    callClasses.map((each): [CallClass, Room] => [
      each,
      { terminals: new Map(), queue: [], working: 0, coming: 0 },
    ]),
  ) as Record<CallClass, Room>; // one for each class

  const fill = (callClass: CallClass, terminalId: string): Terminal => {
    const { perSecond, burst } = limits[callClass];
    const { terminals } = rooms[callClass];
    const atMs = nowMs();
    const known = terminals.get(terminalId);
    if (known === undefined) {
      if (terminals.size >= keptMostCount) forgetIdle(terminals);
      const terminal = { tokens: burst, filledAtMs: atMs, underWay: 0 };
      terminals.set(terminalId, terminal);
      return terminal;
    }
    const earned = ((atMs - known.filledAtMs) / 1000) * (perSecond ?? 0);
    known.tokens = Math.min(burst, known.tokens + earned);
    known.filledAtMs = atMs;
    return known;
  };

  /** A terminal that has no call under way begins with a full bucket again: at worst it asks a burst more than it might. */
  const forgetIdle = (terminals: Map<string, Terminal>): void => {
    for (const [terminalId, { underWay }] of terminals) {
      if (underWay === 0) terminals.delete(terminalId);
    }
  };

  const admit: CallGate['admit'] = (callClass, terminalId) => {
    const limit = limits[callClass];
    const room = rooms[callClass];
    const terminal = fill(callClass, terminalId);
    if (terminal.underWay >= limit.perTerminal) return refusal('rate_limited', busyFirstMs);
    if (limit.perSecond !== null && terminal.tokens < 1) {
      const untilNextMs = ((1 - terminal.tokens) / limit.perSecond) * 1000;
      return refusal('rate_limited', Math.ceil(untilNextMs));
    }
    if (room.working + room.coming >= limit.atOnce + limit.waiting) {
      return refusal('busy', busyFirstMs + Math.floor(random() * busySpreadMs));
    }
    terminal.tokens -= 1;
    terminal.underWay += 1;
    return { status: 'admitted', pass: makePass(room, terminal, limit.atOnce) };
  };

  const makePass = (room: Room, terminal: Terminal, atOnce: number): CallPass => {
    let state: 'coming' | 'begun' | 'ended' = 'coming';
    let beganAtMs = 0;
    let workedMs = 0;
    room.coming += 1;

    const takeTurn = async (): Promise<void> => {
      if (room.working >= atOnce) {
        await new Promise<void>((resolve) => {
          room.queue.push(resolve); // whoever ends leaves its turn to the first of them
        });
      } else {
        room.working += 1;
      }
      beganAtMs = nowMs();
    };
    const giveTurn = (): void => {
      workedMs += nowMs() - beganAtMs;
      const next = room.queue.shift();
      if (next === undefined) room.working -= 1;
      else next();
    };
    return {
      begin: async () => {
        assert(state !== 'begun', 'A call begins once.');
        if (state === 'ended') {
          // Its caller went just now: what came whole is worked on.
          room.coming += 1;
          terminal.underWay += 1;
        }
        state = 'begun';
        await takeTurn();
        room.coming -= 1;
      },
      pause: async (wait) => {
        giveTurn();
        try {
          return await wait();
        } finally {
          await takeTurn();
        }
      },
      workedMs: () => workedMs,
      end: () => {
        if (state !== 'begun') return;
        state = 'ended';
        giveTurn();
        terminal.underWay -= 1;
      },
      abandon: () => {
        if (state !== 'coming') return;
        state = 'ended';
        room.coming -= 1;
        terminal.underWay -= 1;
      },
    };
  };

  return {
    admit,
    load: (callClass) => {
      const { working, queue } = rooms[callClass];
      return { working, waiting: queue.length };
    },
  };
}

function refusal(code: 'rate_limited' | 'busy', retryAfterMs: number): Admission {
  return { status: 'refused', code, retryAfterMs };
}
