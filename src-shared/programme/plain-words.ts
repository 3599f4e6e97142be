import type { z } from 'zod';

/** Says what is wrong with a value in words for who wrote the document, or leaves it to the schema's own message. */
export function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${nameOfType(issue.expected)}`;
    case 'too_small':
      return limitWords(issue.origin, 'at least', Number(issue.minimum));
    case 'too_big':
      return limitWords(issue.origin, 'at most', Number(issue.maximum));
    case 'unrecognized_keys':
      return `has keys that mean nothing here: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_union':
      return 'must be one of the known kinds';
    default:
      return undefined;
  }
}

function nameOfType(expected: string): string {
  switch (expected) {
    case 'int':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a group of named values';
    case 'never':
      return 'left out';
    default:
      return `of type ${expected}`;
  }
}

function limitWords(origin: string, bound: 'at least' | 'at most', limit: number): string {
  if (origin === 'string') return `must have ${bound} ${limit} characters`;
  if (origin === 'array') return `must have ${bound} ${limit} items`;
  return `must be ${bound} ${limit}`;
}

/** Writes the place of a value as `tiers[0].code`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text === '' ? '(document)' : text;
}
