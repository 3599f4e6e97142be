import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

let isInstalled = false;

/**
 * The replicas of a simulation start no threads: no file grows so large that a checkpoint would have anything to do, and what a
 * thread does beside the counter happens in no order that a seed decides. A second call does nothing.
 */
export function installNoThreads(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { Worker } = workerThreads;
  workerThreads.Worker = new Proxy(Worker, {
    construct: (target, [url, options]: [URL | string, workerThreads.WorkerOptions]) =>
      String(url).endsWith('/checkpoint-worker.ts') ? new NoThread() : new target(url, options),
  });
  syncBuiltinESMExports();
}

class NoThread extends EventEmitter {
  unref(): void {
    // Nothing runs.
  }
}
