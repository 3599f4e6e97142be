import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const importLine = /^import .*?from "([^"]+)"/gm;
const bundle = path.join(import.meta.dirname, '../../dist/electron');

test('the preload is CommonJS and asks for nothing but electron, as a sandboxed one must', () => {
  const code = readFileSync(path.join(bundle, 'preload.cjs'), 'utf8');
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]);
  expect(required).toEqual(['electron']);
  expect(code).not.toMatch(/^import /m);
});

test('what the bundle imports is a dependency, which is what gets packed', () => {
  const imported = readdirSync(bundle)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(path.join(bundle, name), 'utf8').matchAll(importLine)])
    .map(([, name = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0])
    .filter((name) => name?.startsWith('.') === false && !name.startsWith('node:'));
  const { dependencies } = JSON.parse(
    readFileSync(path.join(bundle, '../../package.json'), 'utf8'),
  ) as { readonly dependencies: Readonly<Record<string, string>> };
  const known = new Set(['electron', ...Object.keys(dependencies)]);
  expect(imported).toContain('node-hid');
  expect(imported.filter((name) => !known.has(name ?? ''))).toEqual([]);
});

test('the main script and the core bring no package of their own into the bundle', () => {
  for (const name of ['main.js', 'core.js']) {
    const code = readFileSync(path.join(bundle, name), 'utf8');
    const imported = [...code.matchAll(importLine)].map((match) => match[1]);
    expect(imported.length).toBeGreaterThan(0);
    expect(code).not.toContain('node_modules');
  }
});
