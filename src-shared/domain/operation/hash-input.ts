import { canonicalJson } from '../../values/canonical-json.ts';
import type { Operation, OperationPersonal } from './operation.ts';

type WithoutHash<Each> = Each extends unknown ? Omit<Each, 'hash'> : never;

/** An operation before its hash is known. */
export type UnhashedOperation = WithoutHash<Operation>;

/**
 * The text whose SHA-256 is an operation's hash: everything but the hash itself and the personal part, for which
 * `personalHash` stands in, so that erasing a person leaves the chain whole (architecture, point 1). The same before and
 * after hashing, and before and after erasing.
 */
export function operationHashInput(operation: UnhashedOperation): string {
  const {
    personal: _personal,
    hash: _hash,
    ...covered
  } = operation as UnhashedOperation & { hash?: string }; // A whole operation may come too: the check of a chain.
  return canonicalJson(covered);
}

/** The text whose SHA-256 is `personalHash`: the personal part with its salt. */
export function personalHashInput(personal: OperationPersonal): string {
  return canonicalJson(personal);
}
