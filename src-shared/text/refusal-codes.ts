import type { RefusalCode } from '../domain/refusal.ts';

/**
 * Everything a till may answer instead of a result: the business's refusals, the conflicts, and what is wrong with a
 * request or with the till itself.
 */
export type AnswerCode = RefusalCode | 'id_reused' | 'quote_changed' | FaultCode;

export const faultCodes = [
  // the request
  'bad_request',
  'unauthorised',
  'not_found',
  'body_too_large',
  // the till
  'not_activated',
  'activation_refused',
  'data_folder_old',
  'identity_shared',
  'data_folder_changed',
  'not_ready',
  'till_locked',
  'disk_full',
  'disk_error',
  'stopping',
  'internal',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/**
 * A sentence per code: the cause and what to do. Where a number changes what there is to say, `none` is said when it is 0
 * (no try left, no points possible).
 */
export type RefusalWords = Readonly<
  Record<AnswerCode, string | { readonly words: string; readonly none: string }>
>;
