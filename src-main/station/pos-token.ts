import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../till/start-failure.ts';

const tokenBytes = 32;
const tokenShape = /^[\w-]{32,}$/;

/** Reads the token of the cash register's API from `pos-token` in the data folder; made on the first start, mode 0600. */
export function readPosToken(dataFolder: string): string {
  const file = path.join(dataFolder, 'pos-token');
  if (!existsSync(file)) writeToken(file);
  const token = readFileSync(file, 'utf8').trim();
  if (tokenShape.test(token)) return token;
  throw new StartFailure(
    `${file} 不是有效的令牌，删除后重启会生成新的。${file} holds no token: delete it, and the next start makes a new one.`,
  );
}

/** Tells whether an Authorization header carries the token, in the same time for every wrong one. */
export function tokenCheck(token: string): (header: string | undefined) => boolean {
  const wanted = digest(`Bearer ${token}`);
  return (header) => timingSafeEqual(digest(header ?? ''), wanted);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Whole or not at all: a cash register must not be set up with half a token. */
function writeToken(file: string): void {
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, randomBytes(tokenBytes).toString('base64url'));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}
