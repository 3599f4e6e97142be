import type { Announcer } from '../announcer.ts';
import type { Devices } from '../device/devices.ts';
import type { Implementers } from '../implementer.ts';

/** What changes at this till, for whoever shows it: the present status, then changes until the pipe ends. */
export function eventsHandler({ open }: Implementers, announcer: Announcer, devices: Devices) {
  return open.events.handler(async function* ({ context: { session }, signal }) {
    try {
      yield* announcer.subscribe(session, signal);
    } finally {
      devices.left(session);
    }
  });
}
