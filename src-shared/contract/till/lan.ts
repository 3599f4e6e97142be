import { z } from 'zod';
import { oc } from '@orpc/contract';
import { lanAddressSchema } from '../lan-contract.ts';
import { refusalErrors } from '../refusal-errors.ts';

const peersMax = 50;

export const lanNeighbourSchema = z.object({
  terminalName: z.string(),
  isConnected: z.boolean(),
  /** `host:port` where it was met last. */
  address: z.string().nullable(),
});

/**
 * How this till stands on the LAN of its store. `no_certificate`: head office has not given one yet, or it has ended;
 * `port_failed`: nothing can listen there.
 */
export const lanStateSchema = z.object({
  status: z.enum(['off', 'no_certificate', 'port_failed', 'on']),
  /** `host:port`; null: off. */
  listenAt: z.string().nullable(),
  /** Where other tills are said to be. */
  peers: z.array(z.string()),
  /** Given on the command line: it cannot be changed here. */
  isFixed: z.boolean(),
  /** The other tills of the store that head office lists, met or not. */
  neighbours: z.array(lanNeighbourSchema),
});
export type LanState = z.infer<typeof lanStateSchema>;

/** The LAN of the store, for whoever looks after this machine. `devices_changed` says when to ask again. */
export const lanScreenContract = {
  state: oc.errors(refusalErrors).output(lanStateSchema),
  /** In effect at once. */
  change: oc
    .errors(refusalErrors)
    .input(
      z.object({
        listenAt: lanAddressSchema.nullable(),
        peers: z.array(lanAddressSchema).max(peersMax),
      }),
    )
    .output(lanStateSchema),
};
