import { ORPCError } from '@orpc/server';
import type { AnyContractProcedure } from '@orpc/contract';
import { mapValidation } from '../../src-shared/contract/http-errors.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { FaultCode } from '../../src-shared/text/refusal-codes.ts';
import { isAnswerCode, refusalText } from '../../src-shared/text/refusal-words.ts';
import type { WordData } from '../../src-shared/text/format-words.ts';
import type { Logger } from 'pino';
import { StoreFailure } from '../store/store-failure.ts';
import type { Session, TillContext } from './session.ts';

/** The same id came before with another body: a conflict, not a refusal. */
export interface IdReused {
  readonly status: 'id_reused';
}
export const idReused: IdReused = { status: 'id_reused' };

/** What was agreed to is not so any more: a conflict that brings the new state of things with it. */
export interface Changed {
  readonly status: 'quote_changed';
}

/** Hands on what an act answered, or says its refusal in the words of the session. */
export function answer<Result extends { readonly status: string }>(
  session: Session,
  result: Result,
): Exclude<Result, Refusal | IdReused | Changed> {
  if (result.status === 'id_reused') throw idReusedError(session);
  if (isChanged(result)) throw changedError(session, result);
  if (isRefusal(result)) throw refusalError(session, result);
  return result as Exclude<Result, Refusal | IdReused | Changed>; // all are thrown above
}

/** A refusal as the contract's typed error: 422 with the code, the words and the numbers. */
export function refusalError(session: Session, refusal: Refusal): ORPCError<string, WordData> {
  const { status: _status, code, ...data } = refusal;
  return new ORPCError(code, {
    status: 422,
    message: refusalText(session.language, code, data),
    data,
  });
}

/** The till itself cannot answer now: 503 with the words. Trying again may help, and nothing was changed. */
export function faultError(session: Session, code: FaultCode): ORPCError<string, undefined> {
  return new ORPCError(code, { status: 503, message: refusalText(session.language, code) });
}

function idReusedError(session: Session): ORPCError<string, WordData> {
  const message = refusalText(session.language, 'id_reused');
  return new ORPCError('id_reused', { status: 409, message, data: {} });
}

function changedError(session: Session, { status, ...data }: Changed): ORPCError<string, object> {
  const message = refusalText(session.language, status);
  return new ORPCError(status, { status: 409, message, data });
}

function isChanged(result: { readonly status: string }): result is Changed {
  return result.status === 'quote_changed';
}

function isRefusal(result: { readonly status: string }): result is Refusal {
  return result.status === 'refused';
}

/**
 * For the `clientInterceptors` of any pipe to the router: input that does not fit, a disk that failed and our own mistakes
 * become answers in the words of the session. What was unexpected is logged here, once, and told to nobody.
 */
export function answerInWords(log: Logger) {
  return async <Output>(call: {
    readonly next: () => Promise<Output>;
    readonly procedure: AnyContractProcedure;
    readonly path: readonly string[];
    readonly context: TillContext;
  }): Promise<Output> => {
    try {
      return await mapValidation(call);
    } catch (error) {
      throw inWords(error, call.context.session, (cause) => {
        log.error({ err: cause, procedure: call.path.join('.') }, 'a call failed');
      });
    }
  };
}

function inWords(error: unknown, session: Session, logFailure: (error: unknown) => void): unknown {
  if (error instanceof StoreFailure) {
    logFailure(error);
    return faultError(session, error.code === 'disk_full' ? 'disk_full' : 'disk_error');
  }
  if (!isOrpcError(error)) {
    if (isAbort(error)) return error;
    logFailure(error);
    const message = refusalText(session.language, 'internal');
    return new ORPCError('INTERNAL_SERVER_ERROR', { message });
  }
  if (error.code === 'invalid_value' && !error.defined) return invalidValue(error, session);
  if (error.code === 'bad_request') return badRequest(error, session);
  if (isAnswerCode(error.code) || error.status < 500) return error;
  logFailure(error);
  return error;
}

/** A value beyond the limits of the contract: the same refusal as when the handler finds it. */
function invalidValue(error: ORPCError<string, unknown>, session: Session): unknown {
  const data = fieldOf(error.data);
  const message = refusalText(session.language, 'invalid_value', data);
  return new ORPCError('invalid_value', { status: 422, message, data, defined: true });
}

function badRequest(error: ORPCError<string, unknown>, session: Session): unknown {
  // What exactly was wrong is for the programmer of the other system, and holds no value of the body.
  const message = `${refusalText(session.language, 'bad_request')} (${error.message})`;
  return new ORPCError('bad_request', {
    status: 400,
    message,
    data: fieldOf(error.data),
    cause: error.cause,
  });
}

function fieldOf(data: unknown): { readonly field: string; readonly lineNo?: number } {
  if (typeof data !== 'object' || data === null) return { field: '' };
  const field = 'field' in data && typeof data.field === 'string' ? data.field : '';
  return 'lineNo' in data && typeof data.lineNo === 'number'
    ? { field, lineNo: data.lineNo }
    : { field };
}

/** The library's own guard leaves the types of code and data open. */
function isOrpcError(error: unknown): error is ORPCError<string, unknown> {
  return error instanceof ORPCError;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
