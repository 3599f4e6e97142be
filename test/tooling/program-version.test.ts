import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programVersion } from '../../src-shared/values/program-version.ts';

test('what support is told as the version is the one of the package', () => {
  const file = new URL('../../package.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: programVersion });
});
