import { isORPCErrorJson, type ClientContext } from '@orpc/client';
import { StandardLink, toHttpPath } from '@orpc/client/standard';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { officeContract } from '../../src-shared/contract/office-contract.ts';
import {
  answerPlainMaxBytes,
  officePrefix,
  zstdFromBytes,
} from '../../src-shared/contract/office-wire.ts';
import { type Exchanger, type RawAnswer, readRetryAfterHeader } from './office-exchange.ts';
import { OfficeFailure } from './office-failure.ts';
import { packZstd, unpackZstd } from './zstd.ts';

/** How patient one call is. */
export interface CallContext extends ClientContext {
  readonly timeoutMs: number;
  readonly slowAfterMs?: number;
  readonly onSlow?: () => void;
  /** Reads the body of a success in another way, or null where it is to be read as any other. */
  readonly readBody?: (answer: WireBody) => Promise<unknown> | null;
}

/** A body as it came over the line. */
export interface WireBody {
  readonly body: Buffer;
  readonly isZstd: boolean;
}

const neverAborted = new AbortController().signal;

/** The wire under the typed client: plain JSON by POST, zstd both ways, answers of bounded size checked by the contract. */
export function createOfficeLink(options: {
  readonly baseUrl: URL;
  readonly token: string | null;
  readonly exchanger: Exchanger;
}): StandardLink<CallContext> {
  const { baseUrl, token, exchanger } = options;
  const root = officeRoot(baseUrl);
  const authorization = authorizationOf(token);

  return new StandardLink<CallContext>(
    {
      encode: async (path, input, { signal }) => ({
        method: 'POST',
        url: new URL(root + toHttpPath(path)),
        headers: {},
        body: input,
        signal,
      }),
      decode: async (answer) => readAnswer(answer.status, answer.headers, await answer.body()),
    },
    {
      call: async (request, { context }) => {
        const plain = Buffer.from(JSON.stringify(request.body));
        const isPacked = plain.length >= zstdFromBytes;
        const body = isPacked ? await packZstd(plain) : plain;
        const answer = await exchanger.send({
          url: request.url,
          headers: {
            ...authorization,
            'content-type': 'application/json',
            'content-length': body.length,
            'accept-encoding': 'zstd',
            ...(isPacked ? { 'content-encoding': 'zstd' } : {}),
          },
          body,
          timeoutMs: context.timeoutMs,
          slowAfterMs: context.slowAfterMs ?? context.timeoutMs,
          onSlow: context.onSlow ?? (() => {}),
          signal: request.signal ?? neverAborted,
        });
        return {
          status: answer.status,
          headers: answer.headers,
          body: () => {
            const wire = { body: answer.body, isZstd: isZstd(answer) };
            const isSuccess = answer.status >= 200 && answer.status < 300;
            return (isSuccess ? context.readBody?.(wire) : null) ?? readJson(wire);
          },
        };
      },
    },
    { plugins: [new ResponseValidationPlugin(officeContract)] },
  );
}

/** Where the calls of an office begin. */
export function officeRoot(baseUrl: URL): string {
  return baseUrl.href.replace(/\/+$/, '') + officePrefix;
}

/** How an install says who it is; nothing before it is activated. */
export function authorizationOf(token: string | null): { readonly authorization?: string } {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function isZstd({ headers }: RawAnswer): boolean {
  return headers['content-encoding'] === 'zstd';
}

/** The body as JSON, or undefined when it is something else. */
async function readJson({ body, isZstd: isPacked }: WireBody): Promise<unknown> {
  try {
    const plain = isPacked ? await unpackZstd(body, answerPlainMaxBytes) : body;
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch {
    return undefined; // not ours, whatever it was
  }
}

/** Throws what the status and body mean, or gives the body of a success. */
function readAnswer(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: unknown,
): unknown {
  if (status >= 200 && status < 300 && body !== undefined) return body;
  const error = isORPCErrorJson(body) ? body : null;
  if (error !== null && asksForTime.has(error.code)) {
    throw new OfficeFailure('busy', `The office answered ${error.code}.`, {
      refusal: error.code,
      retryAfterMs: readRetryAfterMs(error.data, headers['retry-after']),
    });
  }
  if (status >= 500 || busyStatuses.has(status)) {
    const retryAfterMs = readRetryAfterMs(error?.data, headers['retry-after']);
    throw new OfficeFailure('server_error', `The office answered ${status}.`, { retryAfterMs });
  }
  // A proxy before the office may say this in its own words: the answer is to send less, whoever said it.
  if (status === tooLargeStatus) {
    throw new OfficeFailure('refused', 'The request was too large.', { refusal: 'body_too_large' });
  }
  if (error === null) {
    throw new OfficeFailure('not_ours', `An answer ${status} that is not the office's.`);
  }
  throw new OfficeFailure('refused', `The office answered ${error.code}.`, {
    refusal: error.code,
    retryAfterMs: readRetryAfterMs(error.data, undefined),
  });
}

/** What the office says itself; a proxy that says the same cannot know that the office is there. */
const asksForTime: ReadonlySet<string> = new Set(['rate_limited', 'busy']);
const tooLargeStatus = 413;
/** Request timeout, too early, too many requests. */
const busyStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

function readRetryAfterMs(data: unknown, header: string | string[] | undefined): number | null {
  if (typeof data === 'object' && data !== null && 'retryAfterMs' in data) {
    if (typeof data.retryAfterMs === 'number' && data.retryAfterMs >= 0) return data.retryAfterMs;
  }
  return readRetryAfterHeader(header);
}
