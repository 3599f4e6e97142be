/** Why head office gave no answer. A closed set, so that the loops decide by it and nothing else. */
export type OfficeFailureCode =
  /** No connection: refused, no route, no such name, cut off. */
  | 'unreachable'
  /** A connection, but no whole answer in time. */
  | 'timeout'
  /** An answer that is not of our protocol: a captive portal, a proxy, another program on that port. */
  | 'not_ours'
  /** The office is there and cannot answer now. */
  | 'server_error'
  /** The office is there, and asks to be left alone for `retryAfterMs`. */
  | 'busy'
  /** The office answered no; `refusal` says which. */
  | 'refused';

export class OfficeFailure extends Error {
  readonly code: OfficeFailureCode;
  /** The office's own code for `refused`, else null. */
  readonly refusal: string | null;
  /** How long the office wants to be left alone, or null. */
  readonly retryAfterMs: number | null;

  constructor(
    code: OfficeFailureCode,
    message: string,
    details: {
      readonly refusal?: string;
      readonly retryAfterMs?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'OfficeFailure';
    this.code = code;
    this.refusal = details.refusal ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  /** Short and without personal data: what a log line shows of it. */
  get kind(): string {
    return this.refusal === null ? this.code : `${this.code}:${this.refusal}`;
  }
}
