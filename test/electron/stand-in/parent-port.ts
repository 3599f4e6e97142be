import { EventEmitter } from 'node:events';
import { PortCarrier } from './message-ports.ts';
import { strict } from './strict.ts';
import type { FromUtility, ToUtility } from './utility-process.ts';

/** Loaded into a utility process before its module: gives it `process.parentPort`. */

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    send({ kind: 'message', data });
  }
}

const parentPort = new ParentPort();
const ports = new PortCarrier(send);
/** Messages that came before the module listens. */
const early: object[] = [];

parentPort.on('newListener', () => {
  queueMicrotask(() => {
    for (const event of early.splice(0)) parentPort.emit('message', event);
  });
});
process.on('message', (message: ToUtility) => {
  if (message.kind !== 'message') return ports.take(message);
  const event = { data: message.data, ports: message.portIds.map((id) => ports.open(id)) };
  if (!parentPort.emit('message', event)) early.push(event);
});
// Without its app a utility process ends.
process.on('disconnect', () => process.exit(1));
Object.defineProperty(process, 'parentPort', { value: strict('parentPort', parentPort) });

function send(message: FromUtility): void {
  process.send?.(message);
}
