import {
  operationHashInput,
  personalHashInput,
  type UnhashedOperation,
} from '../domain/operation/hash-input.ts';
import {
  entriesOf,
  type Operation,
  type OperationPersonal,
} from '../domain/operation/operation.ts';
import type { VerdictReason } from './office/push.ts';
import { operationSchema } from './operation-schema.ts';

/** One operation of a push, as it came. */
export interface PushedOperation {
  readonly terminalSeq: number;
  readonly hash: string;
  readonly prevHash: string;
  readonly json: string;
}

/** What can be said of an operation without applying it. */
export type ReadOperation =
  | {
      readonly status: 'readable';
      readonly operation: Operation;
      /** The operation as it came, without its personal part. */
      readonly json: string;
      /** The personal part as JSON, or null. */
      readonly personal: string | null;
    }
  | { readonly status: 'invalid'; readonly reason: VerdictReason; readonly claims: Claims };

/** What an operation says of itself where it cannot be trusted: only for showing it. */
export interface Claims {
  readonly operationId: string | null;
  readonly memberId: string | null;
  readonly kind: string | null;
  readonly atMs: number | null;
}

/** U+0000 in the spelling of JSON. No honest text holds it, and PostgreSQL's functions fail on a state that does. */
const holdsNul = /(?<!\\)(?:\\\\)*\\u0000/;
/** No counter moves more in one entry; sums of what is stored therefore stay exact. */
const entryMaxPoints = 1_000_000_000;

/** The JSON of an operation, with nothing checked yet; `raw` is null when it is not an object. */
export interface ParsedJson {
  readonly raw: RawObject | null;
  readonly claims: Claims;
}

/** Parses an operation's JSON and reads what it claims to be. Never throws. */
export function parseOperation(json: string): ParsedJson {
  const raw = parseObject(json);
  return { raw, claims: raw === null ? nothingClaimed : readClaims(raw) };
}

/**
 * Checks all that can be checked of an operation alone, in this order: that it is JSON, that its hash is right, that it
 * follows `headHash`, that it has the shape of an operation, that it is of the install that sent it. Never throws: what is
 * wrong is a reason to set it aside.
 */
export function readOperation(
  pushed: PushedOperation,
  { raw, claims }: ParsedJson,
  expected: {
    /** Whose chain it is. */
    readonly install: {
      readonly installId: string;
      readonly terminalId: string;
      readonly storeId: string;
    };
    readonly headHash: string;
    /** SHA-256 of a text (UTF-8), hex. */
    readonly sha256: (text: string) => string;
  },
): ReadOperation {
  const { install, headHash, sha256 } = expected;
  const invalid = (reason: VerdictReason): ReadOperation => ({ status: 'invalid', reason, claims });
  if (raw === null) return invalid('unreadable');

  const hashes = computeHashes(raw, sha256);
  if (hashes === null) return invalid('unreadable');
  const isItself =
    hashes.hash === pushed.hash &&
    raw['hash'] === pushed.hash &&
    raw['prevHash'] === pushed.prevHash &&
    raw['terminalSeq'] === pushed.terminalSeq &&
    hashes.isPersonalPartWhole;
  if (!isItself) return invalid('hash_wrong');
  if (pushed.prevHash !== headHash) return invalid('chain_broken');

  const parsed = operationSchema.safeParse(raw);
  if (!parsed.success || holdsNul.test(pushed.json)) return invalid('unreadable');
  const operation = parsed.data;
  if (entriesOf(operation).some(({ points }) => Math.abs(points) > entryMaxPoints)) {
    return invalid('unreadable');
  }
  const isOwn =
    operation.installId === install.installId &&
    operation.terminalId === install.terminalId &&
    operation.storeId === install.storeId;
  if (!isOwn) return invalid('foreign_install');
  const { personal, ...rest } = raw;
  if (personal === undefined) {
    return { status: 'readable', operation, json: pushed.json, personal: null };
  }
  const json = JSON.stringify(rest);
  return { status: 'readable', operation, json, personal: JSON.stringify(personal) };
}

const nothingClaimed: Claims = { operationId: null, memberId: null, kind: null, atMs: null };
const idShape = /^[\w.:-]{1,64}$/;
const kindShape = /^\w{1,32}$/;

type RawObject = Readonly<Record<string, unknown>>;

function parseObject(json: string): RawObject | null {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return value as RawObject; // an object of JSON has no other keys
  } catch {
    return null;
  }
}

/**
 * The hash of an operation by its text, and whether its personal part is the one it was hashed with; null for what has no
 * canonical spelling. The hash covers what arrived, known to this office or not.
 */
export function computeHashes(
  raw: RawObject,
  sha256: (text: string) => string,
): { readonly hash: string; readonly isPersonalPartWhole: boolean } | null {
  try {
    // Hashing reads no field by name but the two it leaves out, so any object will do.
    const hash = sha256(operationHashInput(raw as unknown as UnhashedOperation));
    const personal = raw['personal'];
    if (personal === undefined) return { hash, isPersonalPartWhole: true }; // erased, or never there
    const personalHash = sha256(personalHashInput(personal as OperationPersonal));
    return { hash, isPersonalPartWhole: raw['personalHash'] === personalHash };
  } catch {
    return null;
  }
}

function readClaims(raw: RawObject): Claims {
  const { operationId, memberId, kind, atMs } = raw;
  return {
    operationId: typeof operationId === 'string' && idShape.test(operationId) ? operationId : null,
    memberId: typeof memberId === 'string' && idShape.test(memberId) ? memberId : null,
    kind: typeof kind === 'string' && kindShape.test(kind) ? kind : null,
    atMs: typeof atMs === 'number' && Number.isSafeInteger(atMs) && atMs >= 0 ? atMs : null,
  };
}
