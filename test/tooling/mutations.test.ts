import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mutations } from '../mutation/mutations.ts';

const repo = path.join(import.meta.dirname, '../..');

test('every mutation still fits its source once, has a name of its own there, and tests that exist', () => {
  const unfit = mutations.filter(({ file, find, replace, tests }) => {
    const fits = readFileSync(path.join(repo, file), 'utf8').split(find).length === 2;
    return !fits || find === replace || !tests.every((each) => existsSync(path.join(repo, each)));
  });
  expect(unfit.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  const names = mutations.map(({ name, file }) => `${file}: ${name}`);
  expect(new Set(names).size).toBe(names.length);
});
