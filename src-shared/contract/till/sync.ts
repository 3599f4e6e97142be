import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';

export const syncStateSchema = z.object({
  online: z.boolean(),
  pendingCount: z.int(),
  setAsideCount: z.int(),
  lastSyncAtMs: z.int().nullable(),
  replicaAgeMs: z.int().nullable(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

export const syncContract = {
  state: oc
    .route({ method: 'GET', path: '/sync', summary: 'How this till stands with head office' })
    .errors(refusalErrors)
    .output(syncStateSchema),
  run: oc
    .route({
      method: 'POST',
      path: '/sync/run',
      summary: 'One full push and pull now, within 15 seconds',
    })
    .errors(refusalErrors)
    .output(syncStateSchema),
};

const setAsideSchema = z.object({
  operationId: z.string(),
  kind: z.string(),
  atMs: z.int(),
  memberId: z.string(),
  reason: z.string(),
});

export const syncScreenContract = {
  /** Operations the office could not read or apply; a person has to look. */
  setAside: oc.errors(refusalErrors).output(z.object({ operations: z.array(setAsideSchema) })),
};
