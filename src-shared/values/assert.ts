/**
 * Throws an Error with the given sentence when the condition does not hold. Only for bugs: a
 * refusal is a value instead.
 */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}

/**
 * Closes an exhaustive switch: the compiler refuses a missed case, and a value that slipped past
 * the types throws.
 */
export function unreachable(value: never): never {
  throw new Error(`This case was thought impossible: ${JSON.stringify(value)}.`);
}
