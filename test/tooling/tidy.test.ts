import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const repo = path.join(import.meta.dirname, '../..');
const thisFile = 'test/tooling/tidy.test.ts';
const notOurs = new Set(
  '.git .cache .demo .tsbuild coverage dist node_modules package-lock.json'.split(' '),
);
const textFile =
  /\.(?:tsx?|[mc]?js|css|html|json|md|sql|ya?ml|sh|txt)$|^\.(?!DS_Store)[\w.]+$|^run$/;
const codeFile = /\.(?:tsx?|[mc]?js|css|html|sql|sh)$/;
const longestLine = 130;

/** What must not stay in any file but this one, which has to spell it out. */
const leftovers: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a note to oneself', pattern: /\b(?:TODO|FIXME|XXX)\b/ },
  { what: 'a silenced compiler', pattern: /@ts-(?:ignore|nocheck)/ },
  { what: 'a test that hides the others', pattern: /\b(?:test|it|describe)\.only\b/ },
  { what: "somebody's own folder", pattern: /(?:^|[\s'"`(=])\/(?:home|Users|root|work)\/\w/m },
  { what: 'a registry', pattern: /\bregistry\.\w+\.|npmmirror|^registry\s*=/m },
  { what: 'a conflict of a merge', pattern: /^(?:<{7}|>{7}) /m },
];

function listTextFiles(folder = repo): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return listTextFiles(full);
    return entry.isFile() && textFile.test(entry.name) ? [full] : [];
  });
}

const files = listTextFiles().map((full) => ({
  name: path.relative(repo, full),
  text: readFileSync(full, 'utf8'),
}));

test('the list of files is the repository', () => {
  const names = files.map((file) => file.name);
  expect(names).toContain('package.json');
  expect(names).toContain('.ci/run');
  expect(names).toContain(thisFile);
});

test.each(leftovers)('no file holds $what', ({ pattern }) => {
  const found = files.filter((file) => file.name !== thisFile && pattern.test(file.text));
  expect(found.map((file) => file.name)).toEqual([]);
});

test('no line of code is too long to read', () => {
  const long = files
    .filter((file) => codeFile.test(file.name) && !file.name.startsWith('migrations/'))
    .flatMap(({ name, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (line.length > longestLine ? [`${name}:${index + 1}`] : [])),
    );
  expect(long).toEqual([]);
});

test('the lock file names no host, so that any registry serves it', () => {
  const lock = readFileSync(path.join(repo, 'package-lock.json'), 'utf8');
  expect(lock).not.toContain('"resolved"');
});
