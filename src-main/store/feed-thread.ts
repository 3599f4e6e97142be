import { Worker } from 'node:worker_threads';
import { assert } from '../../src-shared/values/assert.ts';
import type { FromFeedWorker, ToFeedWorker } from './feed-worker.ts';
import { StoreFailure } from './store-failure.ts';
import type { FeedStore } from './till-store.ts';
import { giveBackFor } from './write-turn.ts';

/** What the feed's thread needs to know; `turns` and `control` are shared memory. */
export interface FeedWork {
  readonly filePath: string;
  readonly key: Uint8Array;
  readonly turns: Int32Array;
  readonly control: Int32Array;
}

/** What is where in `control`. */
export const feedPlaces = { state: 0, isGivenUp: 1 } as const;
export const feedStates = { starting: 0, running: 1, stopping: 2, stopped: 3 } as const;

const stopTimeoutMs = 10_000;

/**
 * The thread that applies the feed to one replica. It starts with the first page, one that died starts again with the next, and
 * it never keeps the process alive but while a page waits for it.
 */
export function createFeedThread(options: {
  readonly filePath: string;
  readonly key: Buffer;
  readonly turns: Int32Array;
  readonly workerUrl: URL;
}): {
  readonly store: FeedStore;
  /** Gives up a page under way and waits until the thread has closed the file. A second call does nothing. */
  stop(): void;
} {
  let thread: RunningThread | null = null;
  let readCount = 0;
  let isStopped = false;

  const running = (): RunningThread => {
    assert(!isStopped, 'A replica that is closed takes no feed.');
    if (thread === null || thread.hasDied()) thread = startThread(options);
    return thread;
  };

  const store: FeedStore = {
    async read({ body, isZstd }) {
      const reader = running();
      readCount += 1;
      const own = readCount;
      const told = await reader.ask({ kind: 'read', body, isZstd });
      assert(told.kind === 'read', 'The thread answers what it is asked.');
      return {
        rest: told.rest,
        memberCount: told.memberCount,
        async apply(signal) {
          assert(own === readCount && thread === reader, 'A page is applied before the next one.');
          signal.throwIfAborted();
          const giveUp = (): void => reader.giveUp();
          signal.addEventListener('abort', giveUp);
          try {
            const { kind, ...applied } = await reader.ask({ kind: 'apply' });
            assert(
              kind === 'applied' && 'changed' in applied,
              'The thread answers what it is asked.',
            );
            signal.throwIfAborted();
            return applied.changed;
          } finally {
            signal.removeEventListener('abort', giveUp);
          }
        },
      };
    },
  };
  return {
    store,
    stop() {
      isStopped = true;
      thread?.stop();
      thread = null;
    },
  };
}

type Told = Exclude<FromFeedWorker, { kind: 'failed' }>;

interface RunningThread {
  /** One question at a time. */
  ask(question: ToFeedWorker): Promise<Told>;
  /** Ends the page under way with the member it is at. */
  giveUp(): void;
  hasDied(): boolean;
  stop(): void;
}

function startThread({
  workerUrl,
  ...work
}: Omit<FeedWork, 'control'> & { readonly workerUrl: URL }): RunningThread {
  const control = new Int32Array(
    new SharedArrayBuffer(Object.keys(feedPlaces).length * Int32Array.BYTES_PER_ELEMENT),
  );
  const workerData: FeedWork = { ...work, control };
  const worker = new Worker(workerUrl, { workerData });
  worker.unref();
  let asked: PromiseWithResolvers<Told> | null = null;
  let hasDied = false;

  const settle = (): PromiseWithResolvers<Told> | null => {
    const settled = asked;
    asked = null;
    worker.unref();
    return settled;
  };
  const die = (error: Error): void => {
    hasDied = true;
    giveBackFor(work.turns);
    settle()?.reject(error);
  };
  worker.on('message', (message: FromFeedWorker) => {
    if (message.kind !== 'failed') return settle()?.resolve(message);
    const { code } = message;
    settle()?.reject(
      code === null ? new Error(message.message) : new StoreFailure(code, message.message),
    );
  });
  worker.on('error', die);
  worker.on('exit', () => die(new Error('The thread of the feed has ended early.')));

  return {
    ask(question) {
      assert(asked === null, 'The thread of the feed does one thing at a time.');
      Atomics.store(control, feedPlaces.isGivenUp, 0);
      asked = Promise.withResolvers<Told>();
      worker.ref();
      worker.postMessage(question);
      return asked.promise;
    },
    giveUp: () => void Atomics.store(control, feedPlaces.isGivenUp, 1),
    hasDied: () => hasDied,
    stop() {
      Atomics.store(control, feedPlaces.isGivenUp, 1);
      const { state } = feedPlaces;
      const { starting, running, stopping } = feedStates;
      // A thread that has not begun sees this and opens nothing.
      if (Atomics.compareExchange(control, state, starting, stopping) !== starting && !hasDied) {
        const message: ToFeedWorker = { kind: 'stop' };
        worker.postMessage(message);
        Atomics.wait(control, state, running, stopTimeoutMs);
      }
      settle()?.reject(new Error('The replica was closed.'));
    },
  };
}
