import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { type DesktopShell, findDesktopShell } from './desktop-shell.ts';
import type { TillClient } from './till-client.ts';

/** One connection to the till core. A new one gets a new client: a link never outlives its socket. */
export interface Pipe {
  readonly client: TillClient;
  /** Settles when the pipe has ended, whoever ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Makes pipes, one after another. */
export interface PipeOpener {
  /** Resolves with an open pipe; rejects when there is none to be had now. */
  open(options: { readonly language: string; readonly signal: AbortSignal }): Promise<Pipe>;
}

/** The opener that fits whoever shows the page: the desktop shell hands ports over, a station has an address. */
export function createPipeOpener(page: Window): PipeOpener {
  const shell = findDesktopShell(page);
  return shell === null ? overSocket(page) : overPort(shell);
}

function overSocket(page: Window): PipeOpener {
  return {
    open: ({ language, signal }) => {
      const url = new URL('/rpc', page.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      url.searchParams.set('lang', language);
      return openSocket(new WebSocket(url), signal);
    },
  };
}

function openSocket(socket: WebSocket, signal: AbortSignal): Promise<Pipe> {
  const { promise, resolve, reject } = Promise.withResolvers<Pipe>();
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  // The signal ends the opening only: an open pipe lives until one of both ends it.
  const giveUp = () => socket.close();
  signal.addEventListener('abort', giveUp, { once: true });
  socket.addEventListener('open', () => {
    signal.removeEventListener('abort', giveUp);
    resolve({
      client: createORPCClient(new SocketLink({ websocket: socket })),
      ended,
      end: () => socket.close(),
    });
  });
  socket.addEventListener('close', () => {
    end(undefined);
    reject(new Error('The till did not accept the connection.'));
  });
  return promise;
}

function overPort(shell: DesktopShell): PipeOpener {
  const waiting: ((port: MessagePort) => void)[] = [];
  let early: MessagePort | undefined;
  shell.onPort((port) => {
    const take = waiting.shift();
    if (take === undefined) early = port;
    else take(port);
  });
  return {
    open: ({ language, signal }) => {
      const { promise, resolve, reject } = Promise.withResolvers<Pipe>();
      const take = (port: MessagePort) => resolve(pipeOverPort(port));
      signal.addEventListener(
        'abort',
        () => {
          const index = waiting.indexOf(take);
          if (index !== -1) waiting.splice(index, 1);
          reject(new Error('The till handed over no port.'));
        },
        { once: true },
      );
      if (early === undefined) {
        waiting.push(take);
        shell.ask({ kind: 'till-port-wanted', language });
      } else {
        take(early);
        early = undefined;
      }
      return promise;
    },
  };
}

function pipeOverPort(port: MessagePort): Pipe {
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const client: TillClient = createORPCClient(new PortLink({ port }));
  port.addEventListener('close', () => end(undefined));
  port.start();
  return {
    client,
    ended,
    end: () => {
      port.close();
      end(undefined);
    },
  };
}
