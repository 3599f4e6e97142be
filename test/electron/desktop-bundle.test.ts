import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const bundle = path.join(import.meta.dirname, '../../dist/electron');

test('the preload is CommonJS and asks for nothing but electron, as a sandboxed one must', () => {
  const code = readFileSync(path.join(bundle, 'preload.cjs'), 'utf8');
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]);
  expect(required).toEqual(['electron']);
  expect(code).not.toMatch(/^import /m);
});

test('the main script and the core bring no package of their own into the bundle', () => {
  for (const name of ['main.js', 'core.js']) {
    const code = readFileSync(path.join(bundle, name), 'utf8');
    const imported = [...code.matchAll(/^import .*?from "([^"]+)"/gm)].map((match) => match[1]);
    expect(imported.length).toBeGreaterThan(0);
    expect(code).not.toContain('node_modules');
  }
});
