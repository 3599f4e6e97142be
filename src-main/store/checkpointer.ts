import { Worker } from 'node:worker_threads';

/** What the checkpoint thread needs to know; `state` is shared memory. */
export interface CheckpointWork {
  readonly filePath: string;
  readonly key: Uint8Array;
  readonly lookEveryMs: number;
  /** A shorter WAL is left alone. */
  readonly worthwhileBytes: number;
  readonly state: Int32Array;
}

export const checkpointStates = { starting: 0, running: 1, stopping: 2, stopped: 3 } as const;

const lookEveryMs = 500;
// Small and frequent checkpoints write the same pages again and again, and their fsyncs make sales wait.
const worthwhileBytes = 64 * 1024 * 1024;
const stopTimeoutMs = 5000;

export interface Checkpointer {
  /** Ends the thread and waits until its connection is closed. A second call does nothing. */
  stop(): void;
}

/**
 * Starts the thread that checkpoints. It never keeps the process alive. A thread that dies is told
 * to `onFailure`; the writer then checkpoints by itself once its WAL has grown large.
 */
export function startCheckpointer(options: {
  readonly filePath: string;
  readonly key: Buffer;
  readonly workerUrl: URL;
  readonly onFailure: (error: Error) => void;
  readonly worthwhileBytes?: number;
}): Checkpointer {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { filePath, key } = options;
  const workerData: CheckpointWork = {
    filePath,
    key,
    lookEveryMs,
    worthwhileBytes: options.worthwhileBytes ?? worthwhileBytes,
    state,
  };
  const worker = new Worker(options.workerUrl, { workerData });
  worker.on('error', options.onFailure);
  worker.unref();
  return { stop: () => stop(state) };
}

function stop(state: Int32Array): void {
  const { starting, running, stopping } = checkpointStates;
  // A thread that has not begun sees this and opens nothing.
  if (Atomics.compareExchange(state, 0, starting, stopping) === starting) return;
  if (Atomics.compareExchange(state, 0, running, stopping) !== running) return;
  Atomics.notify(state, 0);
  Atomics.wait(state, 0, stopping, stopTimeoutMs);
}
