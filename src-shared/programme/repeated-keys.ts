import type { Problem } from './problem.ts';

/** A text in quotes, or a mark of the structure; numbers and words between them do not matter here. */
const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},:]/gu;

/** Where a scan of the text is: a list counts its items, a group notes its keys. */
type Level =
  | { readonly kind: 'list'; index: number }
  | { readonly kind: 'group'; readonly keys: Set<string>; key: string; isKeyNext: boolean };

/**
 * Names every key that a group in a JSON text holds more than once: `JSON.parse` keeps the last and drops the others without a
 * word, and whoever wrote them reads the first. The text must be JSON.
 */
export function findRepeatedKeys(text: string): readonly Problem[] {
  const levels: Level[] = [];
  const found: Problem[] = [];
  for (const [token] of text.matchAll(tokens)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ kind: 'group', keys: new Set(), key: '', isKeyNext: true });
    else if (token === '[') levels.push({ kind: 'list', index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level?.kind === 'list') level.index += 1;
    else if (token === ',' && level?.kind === 'group') level.isKeyNext = true;
    else if (token.startsWith('"') && level?.kind === 'group' && level.isKeyNext) {
      level.key = String(JSON.parse(token));
      level.isKeyNext = false;
      if (level.keys.has(level.key)) found.push({ path: pathOf(levels), code: 'key_twice' });
      level.keys.add(level.key);
    }
  }
  return found;
}

function pathOf(levels: readonly Level[]): readonly PropertyKey[] {
  return levels.map((level) => (level.kind === 'list' ? level.index : level.key));
}
