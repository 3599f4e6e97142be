import { assert } from './assert.ts';

/**
 * Writes a JSON value in the one spelling that hashes and signatures cover, after RFC 8785: no
 * spaces, object keys in the order of their UTF-16 code units, strings and numbers as ECMAScript
 * writes them. Till and office therefore agree byte for byte once the text is encoded as UTF-8.
 * Throws on what has no such spelling: undefined (even as a property, since it would vanish on the
 * wire), NaN and infinities, integers beyond the safe range, lone surrogates, and objects that are
 * not plain, such as dates, maps and bytes.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value) : writeObject(value);
    default:
      throw new Error(`A value of type ${typeof value} has no canonical JSON.`);
  }
}

// Printable ASCII without the quotation mark and the backslash: most keys and ids, which need no escaping.
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;

function writeString(text: string): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`;
  assert(text.isWellFormed(), 'A lone surrogate has no canonical JSON.');
  return JSON.stringify(text);
}

function writeNumber(number: number): string {
  // Adding 0 turns -0 into 0. This is done for every number of every operation, so the words of a failure wait for one.
  if (Number.isSafeInteger(number)) return String(number + 0);
  assert(Number.isFinite(number), `${number} has no canonical JSON.`);
  assert(!Number.isInteger(number), `${number} is too large to be one number on every machine.`);
  return JSON.stringify(number);
}

function writeArray(items: readonly unknown[]): string {
  let text = '';
  for (const item of items) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
  return `[${text}]`;
}

function writeObject(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    const tag = Object.prototype.toString.call(object);
    assert(tag === '[object Object]', `${tag} is not a plain object and has no canonical JSON.`);
  }
  const values = object as Readonly<Record<string, unknown>>; // read by its own keys only
  let text = '';
  for (const key of inOrder(Object.keys(object))) {
    text += `${text === '' ? '' : ','}${writeString(key)}:${canonicalJson(values[key])}`;
  }
  return `{${text}}`;
}

/** Objects of operations have fewer keys; whatever has more is not sorted by moving one key after another. */
const FEW_KEYS = 32;

/** Sorts keys by their UTF-16 code units, as texts compare and the RFC asks for. */
function inOrder(keys: string[]): readonly string[] {
  if (keys.length > FEW_KEYS) return keys.toSorted();
  // The engine's own sort leaves nearly half of all that the hash of an operation leaves behind to be collected.
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    let place = at;
    for (
      let before = keys[place - 1];
      before !== undefined && before > key;
      before = keys[place - 1]
    ) {
      keys[place] = before;
      place -= 1;
    }
    keys[place] = key;
  }
  return keys;
}
