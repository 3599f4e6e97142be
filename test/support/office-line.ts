import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the line between a till and its office does to every connection, old and new. */
export type LineMode =
  | { readonly kind: 'pass' }
  /** Nobody listens. */
  | { readonly kind: 'refuse' }
  /** Accepts, and never answers; what was under way hangs for ever. */
  | { readonly kind: 'black_hole' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Breaks off after so many bytes of what the till sends. */
  | { readonly kind: 'cut_request'; readonly afterBytes: number }
  /** The office has worked, and its answer breaks off after so many bytes. */
  | { readonly kind: 'cut_answer'; readonly afterBytes: number }
  | { readonly kind: 'reset' }
  | LineAnswer;

/** The line answers by itself, like a proxy or a captive portal. */
export interface LineAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A TCP proxy on loopback that can be a bad line. */
export interface OfficeLine {
  readonly url: string;
  /** Connections accepted so far. */
  acceptedCount(): number;
  set(mode: LineMode): Promise<void>;
  stop(): Promise<void>;
}

interface Pair {
  readonly till: Socket;
  readonly office: Socket;
  /** Bytes in each direction since the mode was set. */
  sentBytes: number;
  answeredBytes: number;
}

export const serverError: LineAnswer = {
  kind: 'answer',
  status: 500,
  contentType: 'text/plain',
  body: 'Internal Server Error',
};
export const captivePortal: LineAnswer = {
  kind: 'answer',
  status: 200,
  contentType: 'text/html',
  body: '<html><body>Please sign in to the shop network</body></html>',
};

/** Starts the line in the mode `pass`. `officeUrl` may change later: `target` is asked for each connection. */
export async function startOfficeLine(target: () => string): Promise<OfficeLine> {
  let mode: LineMode = { kind: 'pass' };
  let acceptedCount = 0;
  const pairs = new Set<Pair>();
  let server: Server | null = null;
  let port = 0;

  const listen = async (): Promise<void> => {
    server = createServer(accept).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port was given.');
    port = address.port;
  };

  const unlisten = async (): Promise<void> => {
    const closing = server;
    server = null;
    dropAll();
    if (closing === null) return;
    closing.close();
    await once(closing, 'close');
  };

  const dropAll = (): void => {
    for (const pair of pairs) drop(pair);
  };

  const drop = (pair: Pair): void => {
    pairs.delete(pair);
    pair.till.destroy();
    pair.office.destroy();
  };

  const accept = (till: Socket): void => {
    acceptedCount += 1;
    const url = new URL(target());
    const office = connect(Number(url.port), url.hostname);
    const pair: Pair = { till, office, sentBytes: 0, answeredBytes: 0 };
    pairs.add(pair);
    till.on('data', (bytes) => void send(pair, bytes));
    office.on('data', (bytes) => void answer(pair, bytes));
    const onClose = (): void => {
      if (mode.kind !== 'black_hole') drop(pair);
    };
    till.on('error', () => {}).on('close', onClose);
    office.on('error', () => {}).on('close', onClose);
  };

  const send = async (pair: Pair, bytes: Buffer): Promise<void> => {
    const { till, office } = pair;
    switch (mode.kind) {
      case 'black_hole':
      case 'refuse':
        return;
      case 'reset':
        till.resetAndDestroy();
        return;
      case 'answer': {
        const { status, contentType, body } = mode;
        const head = [
          `HTTP/1.1 ${status} X`,
          `content-type: ${contentType}`,
          `content-length: ${body.length}`,
          'connection: close\r\n\r\n',
        ].join('\r\n');
        if (pair.answeredBytes === 0) till.end(head + body);
        pair.answeredBytes += 1;
        return;
      }
      case 'cut_request': {
        const rest = Math.max(0, mode.afterBytes - pair.sentBytes);
        pair.sentBytes += bytes.length;
        office.write(bytes.subarray(0, rest));
        if (bytes.length > rest) setImmediate(() => drop(pair));
        return;
      }
      case 'delay':
        await sleep(mode.delayMs);
        office.write(bytes);
        return;
      case 'pass':
      case 'cut_answer':
        office.write(bytes);
    }
  };

  const answer = async (pair: Pair, bytes: Buffer): Promise<void> => {
    const { till } = pair;
    switch (mode.kind) {
      case 'black_hole':
      case 'refuse':
      case 'reset':
      case 'answer':
        return;
      case 'cut_answer': {
        const rest = Math.max(0, mode.afterBytes - pair.answeredBytes);
        pair.answeredBytes += bytes.length;
        till.write(bytes.subarray(0, rest), () => {
          if (bytes.length > rest) drop(pair);
        });
        return;
      }
      case 'delay':
        await sleep(mode.delayMs);
        till.write(bytes);
        return;
      case 'pass':
      case 'cut_request':
        till.write(bytes);
    }
  };

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    acceptedCount: () => acceptedCount,
    set: async (next) => {
      mode = next;
      for (const pair of pairs) {
        pair.sentBytes = 0;
        pair.answeredBytes = 0;
      }
      if (next.kind === 'refuse') await unlisten();
      else if (server === null) await listen();
      // Otherwise a long-poll under way would not notice.
      if (next.kind === 'reset' || next.kind === 'answer') dropAll();
    },
    stop: async () => {
      mode = { kind: 'pass' };
      await unlisten();
    },
  };
}
