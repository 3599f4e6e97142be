import { z } from 'zod';
import { oc } from '@orpc/contract';
import { ceilingLevels } from '../../domain/offline-rights/decide-ceiling.ts';
import { clockStates } from '../../domain/clock/trust-clock.ts';
import { stretchKinds } from '../../domain/offline-rights/stretch-amounts.ts';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';

/**
 * Why head office gives no answer: nothing at that address; something that is not head office; head office in trouble of its
 * own; head office that does not take this till for one of its own.
 */
export const offlineReasons = [
  'no_answer',
  'not_head_office',
  'office_error',
  'not_known',
] as const;
export type OfflineReason = (typeof offlineReasons)[number];

const ceilingLevelSchema = z.enum(ceilingLevels);

export const syncStateSchema = z.object({
  online: z.boolean(),
  /** null while online, and until the line was tried. */
  offlineReason: z.enum(offlineReasons).nullable(),
  pendingCount: z.int(),
  setAsideCount: z.int(),
  lastSyncAtMs: z.int().nullable(),
  replicaAgeMs: z.int().nullable(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

/**
 * The machine's clock beside the time of this till (OF-11). `off`: by more than five minutes, somebody has to set it.
 * `unconfirmed`: the machine was started anew, and head office has not answered since. `behind`: the same, and its clock is
 * before what head office said last, so that `atMs` is the earliest that it can be.
 */
export const clockStandingSchema = z.object({
  state: z.enum(clockStates),
  /** The time that this till goes by: its sales are dated by it, whatever the machine's clock is set to. */
  atMs: z.int(),
  /** How far the machine's clock is ahead of it. */
  aheadMs: z.int(),
});

/** What this till may do in one stretch without head office, and has done (OF-06); kinds that are not allowed are left out. */
export const offlineCeilingSchema = z.object({
  /** `amber` from 80 % of any kind on, `reached` where nothing is left of one. */
  level: ceilingLevelSchema,
  isExtended: z.boolean(),
  kinds: z.array(
    z.object({
      kind: z.enum(stretchKinds),
      used: z.int(),
      limit: z.int(),
      level: ceilingLevelSchema,
    }),
  ),
});

export type OfflineCeiling = z.infer<typeof offlineCeilingSchema>;

export const syncStandingSchema = syncStateSchema.extend({
  clock: clockStandingSchema,
  /** null while no programme has arrived. */
  offlineCeiling: offlineCeilingSchema.nullable(),
  /** The other tills of the store on its LAN: what they did is seen here while head office is away. */
  neighbours: z.array(z.object({ terminalName: z.string(), isConnected: z.boolean() })),
});

export const syncContract = {
  state: oc
    .route({ method: 'GET', path: '/sync', summary: 'How this till stands with head office' })
    .errors(refusalErrors)
    .output(syncStandingSchema),
  run: oc
    .route({
      method: 'POST',
      path: '/sync/run',
      summary: 'One full push and pull now, within 15 seconds',
    })
    .errors(refusalErrors)
    .output(syncStandingSchema),
  extendCeiling: oc
    .route({
      method: 'POST',
      path: '/sync/extension',
      summary: 'A manager gives this till as much again until head office answers',
    })
    .errors(refusalErrors)
    .input(z.object({ approver: approverSchema }))
    .output(
      z.object({
        status: z.enum(['extended', 'already_extended']),
        offlineCeiling: offlineCeilingSchema,
      }),
    ),
};

const setAsideSchema = z.object({
  operationId: z.string(),
  /** What was done, and why it was set aside, in words. */
  what: z.string(),
  atMs: z.int(),
  memberId: z.string(),
  reason: z.string(),
});

export const syncScreenContract = {
  /** Operations the office could not read or apply; a person has to look. */
  setAside: oc.errors(refusalErrors).output(z.object({ operations: z.array(setAsideSchema) })),
};
