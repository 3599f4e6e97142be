import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { lanContract } from '../../src-shared/contract/lan-contract.ts';
import { keepAlive } from '../../src-shared/node/keep-alive.ts';
import type { TillStore } from '../store/till-store.ts';
import { findPeer } from './find-peer.ts';
import type { LanIdentity } from './lan-identity.ts';
import { lanMessageBytesMax, lanPath, lanPingEveryMs } from './lan-wire.ts';

export type LanClient = ContractRouterClient<typeof lanContract>;

/** An open pipe to a neighbour, by which this till speaks to it. */
export interface NeighbourLink {
  readonly installId: string;
  readonly client: LanClient;
  /** Settles when the pipe has ended, whoever ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Why there is no pipe to an address. */
export class NoLink extends Error {
  readonly reason: 'unreachable' | 'self' | 'stranger';
  constructor(reason: NoLink['reason'], options?: ErrorOptions) {
    super(`There is no neighbour to be had there: ${reason}.`, options);
    this.reason = reason;
  }
}

const openWithinMs = 3_000;

/** Node takes nothing for an agreement and anything else for the error; the types of `ws` say otherwise. */
const nothingWrong = (() => undefined) as unknown as () => boolean;

/** Opens a pipe to `host:port`, where a neighbour must be: its certificate says so, not its address. Fails with NoLink. */
export function openLink(
  address: string,
  of: {
    readonly store: TillStore;
    readonly identity: LanIdentity;
    readonly signal: AbortSignal;
  },
): Promise<NeighbourLink> {
  const { store, identity, signal } = of;
  const { promise, resolve, reject } = Promise.withResolvers<NeighbourLink>();
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const socket = new WebSocket(`wss://${address}${lanPath}`, {
    ...identity,
    minVersion: 'TLSv1.3',
    handshakeTimeout: openWithinMs,
    maxPayload: lanMessageBytesMax,
    perMessageDeflate: false,
    // Addresses change, terminals do not: who it is stands in the certificate.
    checkServerIdentity: nothingWrong,
  });
  const giveUp = (): void => socket.terminate();
  signal.addEventListener('abort', giveUp, { once: true });
  let refused: NoLink | null = null;
  let installId = '';
  socket.on('upgrade', (response) => {
    const peer = findPeer(store, response.socket as TLSSocket);
    if (peer.kind === 'neighbour') ({ installId } = peer.neighbour);
    else refused = new NoLink(peer.kind);
  });
  socket.on('open', () => {
    if (refused !== null) return socket.terminate();
    keepAlive(socket, lanPingEveryMs);
    const websocket = socket as unknown as globalThis.WebSocket; // it is one in all that the link uses
    const client: LanClient = createORPCClient(new RPCLink({ websocket }));
    resolve({ installId, client, ended, end: () => socket.terminate() });
  });
  socket.on('error', (error) => reject(new NoLink('unreachable', { cause: error })));
  socket.on('close', () => {
    signal.removeEventListener('abort', giveUp);
    end(undefined);
    reject(refused ?? new NoLink('unreachable'));
  });
  return promise;
}
