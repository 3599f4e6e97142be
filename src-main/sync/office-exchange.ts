import http from 'node:http';
import https from 'node:https';
import { answerWireMaxBytes } from '../../src-shared/contract/office-wire.ts';
import { StoreFailure } from '../store/store-failure.ts';
import { OfficeFailure } from './office-failure.ts';

export interface Exchange {
  readonly url: URL;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
  /** From the first try to connect to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Called once when the answer has not begun after so long; the exchange goes on. */
  readonly slowAfterMs: number;
  readonly onSlow: () => void;
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A file that is read from a byte on. */
export interface Download {
  readonly url: URL;
  readonly headers: http.OutgoingHttpHeaders;
  readonly fromByte: number;
  /** Between two pieces of it. */
  readonly idleTimeoutMs: number;
  readonly onChunk: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
}

/** Sends requests over kept connections. */
export interface Exchanger {
  send(exchange: Exchange): Promise<RawAnswer>;
  /** Ends when the answer has ended; what came before it broke off was given to `onChunk`. */
  download(download: Download): Promise<void>;
  close(): void;
}

const keptSocketCount = 4;

/** Opens nothing by itself. Fails with OfficeFailure, or with the signal's reason when that was aborted. */
export function createExchanger(baseUrl: URL): Exchanger {
  const { request, Agent } = baseUrl.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: keptSocketCount });

  const forgetIdleSockets = (): void => {
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  };

  const sendOnce = (exchange: Exchange): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const { url, headers, body, timeoutMs, slowAfterMs, onSlow, signal } = exchange;
      const sent = request(url, { method: 'POST', agent, headers });
      const overdue = setTimeout(() => {
        sent.destroy(new OfficeFailure('timeout', `No answer within ${timeoutMs} ms.`));
      }, timeoutMs);
      const slow = setTimeout(onSlow, slowAfterMs);
      const onAbort = (): void => void sent.destroy(new Error('Given up.'));
      signal.addEventListener('abort', onAbort);
      const settle = (): void => {
        clearTimeout(overdue);
        clearTimeout(slow);
        signal.removeEventListener('abort', onAbort);
      };
      const fail = (error: Error): void => {
        settle();
        if (signal.aborted) reject(toError(signal.reason));
        else if (error instanceof OfficeFailure) reject(error);
        else if (sent.reusedSocket && isClosedSocket(error)) reject(new StaleSocket(error));
        else reject(new OfficeFailure('unreachable', 'The connection failed.', { cause: error }));
      };
      sent.on('error', fail);
      sent.on('response', (answer) => {
        clearTimeout(slow);
        const chunks: Buffer[] = [];
        let wireBytes = 0;
        answer.on('data', (chunk: Buffer) => {
          wireBytes += chunk.length;
          if (wireBytes <= answerWireMaxBytes) chunks.push(chunk);
          else sent.destroy(new OfficeFailure('not_ours', 'The answer is too large.'));
        });
        answer.on('error', fail);
        answer.on('end', () => {
          settle();
          const status = answer.statusCode ?? 0;
          resolve({ status, headers: answer.headers, body: Buffer.concat(chunks) });
        });
      });
      sent.end(body);
    });

  const send = async (exchange: Exchange): Promise<RawAnswer> => {
    exchange.signal.throwIfAborted();
    try {
      return await sendOnce(exchange);
    } catch (error) {
      // What hung or broke may be a kept connection that a router has forgotten: the next call opens a new one.
      forgetIdleSockets();
      if (!(error instanceof StaleSocket)) throw error;
    }
    // The office closed a kept connection just as we used it. Every call is safe to repeat.
    try {
      return await sendOnce(exchange);
    } catch (error) {
      if (!(error instanceof StaleSocket)) throw error;
      throw new OfficeFailure('unreachable', 'The connection failed twice.', { cause: error });
    }
  };

  const download = ({ url, headers, fromByte, ...how }: Download): Promise<void> =>
    new Promise((resolve, reject) => {
      const { idleTimeoutMs, onChunk, signal } = how;
      signal.throwIfAborted();
      const range = { range: `bytes=${fromByte}-` };
      const sent = request(url, { method: 'GET', agent, headers: { ...headers, ...range } });
      const onAbort = (): void => void sent.destroy(new Error('Given up.'));
      signal.addEventListener('abort', onAbort);
      const fail = (error: unknown): void => {
        signal.removeEventListener('abort', onAbort);
        sent.destroy();
        if (signal.aborted) reject(toError(signal.reason));
        else if (error instanceof OfficeFailure || error instanceof StoreFailure) reject(error);
        else reject(new OfficeFailure('unreachable', 'The connection failed.', { cause: error }));
      };
      sent.setTimeout(idleTimeoutMs, () => {
        fail(new OfficeFailure('timeout', `Nothing came for ${idleTimeoutMs} ms.`));
      });
      sent.on('error', fail);
      sent.on('response', (answer) => {
        if (answer.statusCode !== partialContent) return fail(failureOf(answer));
        answer.on('data', (chunk: Buffer) => {
          try {
            onChunk(chunk);
          } catch (error) {
            fail(error);
          }
        });
        answer.on('error', fail);
        answer.on('end', () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        });
      });
      sent.end();
    });

  return { send, download, close: () => agent.destroy() };
}

/** Seconds, in milliseconds; null for a date or nothing. */
export function readRetryAfterHeader(header: string | string[] | undefined): number | null {
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

const partialContent = 206;

function failureOf({ statusCode: status = 0, headers }: http.IncomingMessage): OfficeFailure {
  if (status >= 500 || status === 429) {
    const retryAfterMs = readRetryAfterHeader(headers['retry-after']);
    return new OfficeFailure('server_error', `The office answered ${status}.`, { retryAfterMs });
  }
  // Not there any more, or its end is another than it was.
  return new OfficeFailure('refused', `The office answered ${status}.`, {
    refusal: String(status),
  });
}

/** A kept connection turned out to be closed before any byte of the answer. */
class StaleSocket extends Error {
  constructor(cause: Error) {
    super('A kept connection was closed.', { cause });
  }
}

function isClosedSocket(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Given up.', { cause: reason });
}
