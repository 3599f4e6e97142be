import { parentPort, type MessagePort } from 'node:worker_threads';
import { assert } from '../../src-shared/values/assert.ts';

/** Stands in for Electron's utility process: gives the bundled core a `process.parentPort` over this worker's port. */

assert(parentPort !== null, 'This file runs in a worker.');
const shell = parentPort;

interface Envelope {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

Object.defineProperty(process, 'parentPort', {
  value: {
    on: (_name: 'message', listen: (event: Envelope) => void) => shell.on('message', listen),
    postMessage: (message: unknown) => shell.postMessage(message),
  },
});

await import(new URL('../../dist/electron/core.js', import.meta.url).href);
