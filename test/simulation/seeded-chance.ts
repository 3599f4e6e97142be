import crypto, {
  createPrivateKey,
  createPublicKey,
  type KeyPairKeyObjectResult,
} from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { SeededRandom } from '../support/seeded-random.ts';

/** What a history takes from outside of itself: chance and time. */
export interface Outside {
  readonly random: SeededRandom;
  nowMs(): number;
}

/** Whose chance and time this process lives by, and since when by its own clock and by theirs; null: its own. */
let outside: (Outside & { readonly sinceMs: number; readonly ownSinceMs: number }) | null = null;
let isInstalled = false;
/** What passed in all work that has ended: a process that lives on sees no time go back. */
let passedMs = 0;

const own = {
  randomBytes: crypto.randomBytes,
  randomInt: crypto.randomInt,
  randomUUID: crypto.randomUUID,
  randomUUIDv7: crypto.randomUUIDv7,
  generateKeyPairSync: crypto.generateKeyPairSync,
  fsyncSync: fs.fsyncSync,
  mathRandom: Math.random,
  now: performance.now.bind(performance),
};

/**
 * Lets work take its keys, salts, ids and the time that passes from a seed: a key that is another one each time would put other
 * installs first wherever they are sorted. Until it has ended nothing else should run in this process.
 */
export async function withOutside<Result>(
  given: Outside,
  work: () => Promise<Result>,
): Promise<Result> {
  install();
  const before = outside;
  const ownSinceMs = Math.ceil(performance.now());
  outside = { ...given, sinceMs: given.nowMs(), ownSinceMs };
  try {
    return await work();
  } finally {
    passedMs += outside.nowMs() - outside.sinceMs;
    outside = before;
  }
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  Object.assign(crypto, {
    randomBytes: (size: number) =>
      outside === null ? own.randomBytes(size) : bytesOf(outside, size),
    randomInt: (...range: readonly number[]) => {
      const [least, end] = range.length === 1 ? [0, range[0] ?? 0] : [range[0] ?? 0, range[1] ?? 0];
      return outside === null
        ? own.randomInt(least, end)
        : least + outside.random.below(end - least);
    },
    randomUUID: () => (outside === null ? own.randomUUID() : uuidOf(outside, 4)),
    randomUUIDv7: () => (outside === null ? own.randomUUIDv7() : uuidOf(outside, 7)),
    generateKeyPairSync: (type: string, ...rest: readonly unknown[]) => {
      const prefix = keyPrefixes.get(type);
      if (outside === null || prefix === undefined || rest.length > 0) {
        return Reflect.apply(own.generateKeyPairSync, crypto, [type, ...rest]) as unknown;
      }
      return keyPairOf(Buffer.concat([Buffer.from(prefix, 'hex'), bytesOf(outside, keyBytes)]));
    },
  });
  Object.assign(fs, {
    // No machine dies here, only tills: what they wrote is there, whether the disk has it or not.
    fsyncSync: (descriptor: number) => {
      if (outside === null) own.fsyncSync(descriptor);
    },
  });
  syncBuiltinESMExports();
  Math.random = () =>
    outside === null ? own.mathRandom() : outside.random.below(fractionEnd) / fractionEnd;
  performance.now = () =>
    outside === null
      ? own.now() + passedMs
      : outside.ownSinceMs + outside.nowMs() - outside.sinceMs;
}

const fractionEnd = 2 ** 30;
const keyBytes = 32;
/** What stands before the bytes of a private key in PKCS #8 (RFC 8410). */
const keyPrefixes: ReadonlyMap<string, string> = new Map([
  ['ed25519', '302e020100300506032b657004220420'],
  ['x25519', '302e020100300506032b656e04220420'],
]);

function keyPairOf(der: Buffer): KeyPairKeyObjectResult {
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function bytesOf({ random }: Outside, size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => random.below(256)));
}

/** A version 7 begins with the time. */
function uuidOf(from: Outside, version: 4 | 7): string {
  const bytes = bytesOf(from, 16);
  if (version === 7) bytes.writeUIntBE(from.nowMs(), 0, 6);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
