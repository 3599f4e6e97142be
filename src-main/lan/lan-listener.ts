import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from '../../src-shared/node/keep-alive.ts';
import type { TillStore } from '../store/till-store.ts';
import { findPeer } from './find-peer.ts';
import type { LanIdentity } from './lan-identity.ts';
import { lanMessageBytesMax, lanPath, lanPingEveryMs } from './lan-wire.ts';

/** Where the other tills of the store are let in, and nobody else. */
export interface LanListener {
  readonly port: number;
  /** Closes the connections of terminals that are no neighbours any more. */
  recheck(): void;
  /** Closes the connections of one neighbour, which opens them again and is told anew what this till has of it. */
  end(installId: string): void;
  stop(): Promise<void>;
}

const handshakeTimeoutMs = 5_000;
/** Two for each till of the largest store, and some for strangers who are being refused. */
const connectionsMax = 200;

/**
 * Listens for the other tills of the store: TLS 1.3, a certificate of head office on both sides (`rejectUnauthorized`), and of
 * those only the ones that are neighbours. Fails with the error of the port.
 */
export async function startListener(options: {
  readonly store: TillStore;
  readonly identity: LanIdentity;
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  /** A neighbour has come in; it speaks on this socket. */
  readonly onConnection: (
    socket: WebSocket,
    from: { readonly installId: string; readonly host: string },
  ) => void;
}): Promise<LanListener> {
  const { store, identity, log, onConnection } = options;
  const server = createServer({
    ...identity,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
    handshakeTimeout: handshakeTimeoutMs,
  });
  server.maxConnections = connectionsMax;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: lanMessageBytesMax,
    path: lanPath,
  });
  const open = new Map<WebSocket, TLSSocket>();

  const neighbourAt = (socket: TLSSocket): string | null => {
    const peer = findPeer(store, socket);
    return peer.kind === 'neighbour' ? peer.neighbour.installId : null;
  };
  server.on('secureConnection', (socket) => {
    if (neighbourAt(socket) !== null) return;
    log.warn('the LAN refused a terminal that head office does not list for this store');
    socket.destroy();
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    log.warn({ code: error.code }, 'the LAN refused a connection without a good certificate');
  });
  // It serves nothing but the pipe.
  server.on('request', (_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const tls = socket as TLSSocket; // of an https server
    const installId = neighbourAt(tls);
    if (installId === null || !sockets.shouldHandle(request)) {
      tls.destroy();
      return;
    }
    sockets.handleUpgrade(request, tls, head, (webSocket) => {
      open.set(webSocket, tls);
      keepAlive(webSocket, lanPingEveryMs);
      webSocket.on('close', () => open.delete(webSocket));
      webSocket.on('error', (error) => log.debug({ err: error }, 'a neighbour broke its pipe'));
      onConnection(webSocket, { installId, host: tls.remoteAddress ?? '' });
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  server.on('error', (error) => log.error({ err: error }, 'the LAN failed at its port'));
  const address = server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    recheck: () => {
      for (const [webSocket, tls] of open) if (neighbourAt(tls) === null) webSocket.terminate();
    },
    end: (installId) => {
      for (const [webSocket, tls] of open) {
        if (neighbourAt(tls) === installId) webSocket.terminate();
      }
    },
    stop: async () => {
      for (const webSocket of open.keys()) webSocket.terminate();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
