import { StoreFailure } from '../store/store-failure.ts';

/** Why a till cannot start, in words for the person who starts it: what is wrong and what to do. */
export class StartFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartFailure';
  }
}

/** The sentence of an error that a person can act on; null for a bug, which needs its stack. */
export function startFailureSentence(error: unknown): string | null {
  if (error instanceof StartFailure || error instanceof StoreFailure) return error.message;
  return null;
}
