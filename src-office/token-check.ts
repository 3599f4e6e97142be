import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerTokenOf } from '../src-shared/contract/bearer-token.ts';

/** Tells whether an Authorization header carries the token, in the same time for every wrong one. */
export function tokenCheck(token: string): (header: string | undefined) => boolean {
  const wanted = digest(token);
  return (header) => timingSafeEqual(digest(bearerTokenOf(header) ?? ''), wanted);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
