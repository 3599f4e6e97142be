import type { Announcer } from '../announcer.ts';
import type { Implementers } from '../implementer.ts';

/** What changes at this till, for whoever shows it: the present status, then changes until the pipe ends. */
export function eventsHandler({ open }: Implementers, announcer: Announcer) {
  return open.events.handler(({ context, signal }) => announcer.subscribe(context.session, signal));
}
