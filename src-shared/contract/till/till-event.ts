import { z } from 'zod';
import { eventIterator, oc } from '@orpc/contract';
import { dropReasonSchema, readerStateSchema } from './device.ts';
import { keyboardScannerSchema } from './reader-settings.ts';
import { demoGuideSchema, setupStepSchema } from './setup.ts';
import { syncStandingSchema } from './sync.ts';

export const tillStatusSchema = syncStandingSchema.extend({
  /** null while online. */
  offlineSinceMs: z.int().nullable(),
  /** null before it is activated. */
  storeId: z.string().nullable(),
  storeName: z.string(),
  terminalName: z.string(),
  /** Where it is in its first run; `done` for a till that works. */
  setup: setupStepSchema,
  /** On a till of the demo what a visitor has to know, else null. */
  demo: demoGuideSchema.nullable(),
  /** Why this till says so and does nothing else; null while it works. */
  stopped: z
    .enum(['terminal_revoked', 'data_folder_old', 'identity_shared', 'data_folder_changed'])
    .nullable(),
  /** Progress while a large backlog drains, else null. */
  drain: z.object({ sentCount: z.int(), totalCount: z.int() }).nullable(),
  /** Progress of a load of all members, else null; how many there are is known where they come as one image. */
  load: z.object({ loadedCount: z.int(), totalCount: z.int().nullable() }).nullable(),
  readers: z.array(readerStateSchema),
  /** How this till's screens tell keyboard-mode scanners from typing; null: they are not listened to. */
  keyboard: keyboardScannerSchema.nullable(),
  programmeVersion: z.int().nullable(),
  /** How many members are here; null until all of head office's are. */
  memberCount: z.int().nullable(),
});
export type TillStatus = z.infer<typeof tillStatusSchema>;

export const tillEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: tillStatusSchema }),
  /**
   * A reader of the till (not of this browser) read a code. Told to one screen, the one that somebody used last; nobody has
   * looked at it before `takeScan` asks for it.
   */
  z.object({ kind: z.literal('scan'), scanId: z.string() }),
  /**
   * A reader of the till sent what is no whole code. Told to the screen that would have been offered it, once for all that
   * follow each other closely, and not while readers are tested.
   */
  z.object({ kind: z.literal('scan_dropped'), reason: dropReasonSchema }),
  /** A reader of the till read the badge of somebody of the staff, and nobody is signed in at this screen. */
  z.object({ kind: z.literal('staff_badge'), staffId: z.string() }),
  z.object({ kind: z.literal('member_changed'), memberId: z.string() }),
  /** A reader, its settings or the log of scans is another now: `device.list` and `device.scans` tell. */
  z.object({ kind: z.literal('devices_changed') }),
]);
export type TillEvent = z.infer<typeof tillEventSchema>;

/** Announces; never steers. Starts with the present status, goes on until the connection ends. */
export const tillEventContract = oc.output(eventIterator(tillEventSchema));
