import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bearerTokenOf } from '../../src-shared/contract/bearer-token.ts';
import { inBothLanguages } from '../../src-shared/text/start-words.ts';
import { StartFailure } from '../till/start-failure.ts';
import { writeDurably } from '../till/write-durably.ts';

const tokenBytes = 32;
const tokenShape = /^[\w-]{32,}$/;

/** Reads the token of the cash register's API from `pos-token` in the data folder; made on the first start, mode 0600. */
export function readPosToken(dataFolder: string): string {
  const file = path.join(dataFolder, 'pos-token');
  // Whole or not at all: a cash register must not be set up with half a token.
  if (!existsSync(file)) writeDurably(file, randomBytes(tokenBytes).toString('base64url'));
  const token = readFileSync(file, 'utf8').trim();
  if (tokenShape.test(token)) return token;
  throw new StartFailure(
    inBothLanguages(
      `${file} 不是有效的令牌，删除后重启会生成新的。`,
      `${file} holds no token: delete it, and the next start makes a new one.`,
    ),
  );
}

/** Tells whether an Authorization header carries the token, in the same time for every wrong one. */
export function tokenCheck(token: string): (header: string | undefined) => boolean {
  const wanted = digest(token);
  return (header) => timingSafeEqual(digest(bearerTokenOf(header) ?? ''), wanted);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
