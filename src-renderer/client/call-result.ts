import { isDefinedError } from '@orpc/client';
import type { z } from 'zod';
import type { refusalDataSchema } from '../../src-shared/contract/refusal-errors.ts';
import type { RefusalCode } from '../../src-shared/domain/refusal.ts';
import type { WordData } from '../../src-shared/text/format-words.ts';
import { isAnswerCode, refusalText } from '../../src-shared/text/refusal-words.ts';
import type { ScreenLanguage } from './preferences.ts';

/** The numbers that stand beside a refusal's words. */
export type RefusalData = z.infer<typeof refusalDataSchema>;

/** The business said no; `message` is ready to be shown. */
export interface RefusedCall {
  readonly status: 'refused';
  readonly code: RefusalCode | 'id_reused';
  readonly message: string;
  readonly data: RefusalData;
}

/** No answer that can be used: the till may or may not have done it, so a retry repeats the same ids. */
export interface FailedCall {
  readonly status: 'failed';
  readonly reason: 'disconnected' | 'timeout' | 'unexpected';
}

/** What a call to the till came to, as a value. */
export type CallResult<Value> =
  | { readonly status: 'ok'; readonly value: Value }
  | RefusedCall
  | FailedCall;

/** Turns whatever a call threw into a value; `isOpen` says whether the pipe still stands. */
export function readCallError(
  error: unknown,
  line: { readonly isOpen: boolean; readonly language: ScreenLanguage },
): RefusedCall | FailedCall {
  if (error instanceof Error && isDefinedError(error)) {
    // The contract's only defined errors are the refusals, all with the same data.
    const refusal = error as Error & { code: RefusalCode | 'id_reused'; data?: RefusalData };
    const { code, data = {} } = refusal;
    // The till said it in the language its pipe was opened with; the screen may have changed since.
    const message = isAnswerCode(code)
      ? refusalText(line.language, code, dropUndefined(data))
      : refusal.message;
    return { status: 'refused', code, message, data };
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { status: 'failed', reason: 'timeout' };
  }
  return { status: 'failed', reason: line.isOpen ? 'unexpected' : 'disconnected' };
}

/** The wire has no undefined; only the schema's type allows it. */
function dropUndefined(data: RefusalData): WordData {
  return data as WordData;
}
