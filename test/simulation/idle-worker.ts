import { isMainThread } from 'node:worker_threads';

// In place of the checkpoint thread: no replica of a simulation grows so large that it has anything to do.
if (isMainThread) throw new Error('This is a thread.');
