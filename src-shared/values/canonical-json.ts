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
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
      return writeObject(value);
    default:
      throw new Error(`A value of type ${typeof value} has no canonical JSON.`);
  }
}

function writeString(text: string): string {
  assert(text.isWellFormed(), 'A lone surrogate has no canonical JSON.');
  return JSON.stringify(text);
}

function writeNumber(number: number): string {
  assert(Number.isFinite(number), `${number} has no canonical JSON.`);
  assert(
    !Number.isInteger(number) || Number.isSafeInteger(number),
    `${number} is too large to be one number on every machine.`,
  );
  return JSON.stringify(number);
}

function writeObject(object: object): string {
  const tag = Object.prototype.toString.call(object);
  assert(tag === '[object Object]', `${tag} is not a plain object and has no canonical JSON.`);
  // A plain sort compares UTF-16 code units, which is the order the RFC asks for.
  const entries = Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(([key, item]) => `${writeString(key)}:${canonicalJson(item)}`);
  return `{${members.join(',')}}`;
}
