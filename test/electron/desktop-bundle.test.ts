import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const importLine = /^import (?:.*?from )?"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const bundle = path.join(import.meta.dirname, '../../dist/electron');

const scripts = (): readonly string[] => readdirSync(bundle).filter((name) => name.endsWith('.js'));

/** What a script imports when it starts or later: packages and other scripts. */
function importsOf(script: string): readonly string[] {
  return [...readFileSync(path.join(bundle, script), 'utf8').matchAll(importLine)].map(
    ([, early = '', late = early]) => late,
  );
}

function packagesOf(names: readonly string[]): readonly string[] {
  return names
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .flatMap((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name) ?? []);
}

function importedPackages(): readonly string[] {
  return packagesOf(scripts().flatMap(importsOf));
}

test('the preload is CommonJS and asks for nothing but electron, as a sandboxed one must', () => {
  const code = readFileSync(path.join(bundle, 'preload.cjs'), 'utf8');
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]);
  expect(required).toEqual(['electron']);
  expect(code).not.toMatch(/^import /m);
});

test('what the bundle imports is a dependency, which is what gets packed', () => {
  const imported = importedPackages();
  const { dependencies } = JSON.parse(
    readFileSync(path.join(bundle, '../../package.json'), 'utf8'),
  ) as { readonly dependencies: Readonly<Record<string, string>> };
  const known = new Set(['electron', ...Object.keys(dependencies)]);
  expect(imported).toContain('node-hid');
  expect(imported.filter((name) => !known.has(name))).toEqual([]);
});

test('no list of what a package leaves out names anything that the bundle needs', () => {
  const rules = readFileSync(path.join(bundle, '../../electron-builder.yml'), 'utf8');
  const leftOut = [...rules.matchAll(/'!node_modules\/\{([^}]+)\}\/\*\*'/g)].flatMap(
    ([, names = '']) => names.split(','),
  );
  expect(leftOut).toContain('react');
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const file = path.join(bundle, '../../node_modules', name, 'package.json');
    // One of another system is not installed here.
    if (!existsSync(file)) return;
    const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    for (const dependency of Object.keys(dependencies)) need(dependency);
  };
  for (const name of importedPackages()) if (name !== 'electron') need(name);
  expect(needed).toContain('@serialport/bindings-cpp');
  const missing = [...needed].filter((name) =>
    leftOut.some((rule) => name === rule || name.startsWith(`${rule}/`)),
  );
  expect(missing).toEqual([]);
});

test('the main script and the core bring no package of their own into the bundle', () => {
  for (const name of ['main.js', 'core.js']) {
    const code = readFileSync(path.join(bundle, name), 'utf8');
    const imported = [...code.matchAll(importLine)].map((match) => match[1]);
    expect(imported.length).toBeGreaterThan(0);
    expect(code).not.toContain('node_modules');
  }
});

test('a thread, which starts from a real file, finds every package it imports beside it', () => {
  const rules = readFileSync(path.join(bundle, '../../electron-builder.yml'), 'utf8');
  const [, names = ''] = /^ {2}- node_modules\/\{([^}]+)\}\/\*\*$/m.exec(rules) ?? [];
  const needed = new Set(scripts().filter((name) => name.endsWith('-worker.js')));
  expect(needed.size).toBe(3);
  for (const script of needed) {
    for (const name of importsOf(script)) if (name.startsWith('./')) needed.add(name.slice(2));
  }
  const missing = packagesOf([...needed].flatMap(importsOf)).filter(
    (name) => !names.split(',').includes(name),
  );
  expect(missing).toEqual([]);
});
