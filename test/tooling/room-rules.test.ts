import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTempDir, type TempDir } from '../support/temp-dir.ts';
import { allowed, refusedByCompiler, refusedByLint, type Forbidden } from './room-cases.ts';

// The rules are tried on a copy that holds the real configuration and these files only, so that
// the result does not hang on what the rooms happen to contain.
const repo = path.join(import.meta.dirname, '../..');

let copy: TempDir;

beforeAll(async () => {
  copy = await makeTempDir('rooms');
  const configuration = globSync(
    ['.oxlintrc.json', 'package.json', 'tsconfig.json', '{src-*,test}/**/tsconfig*.json'],
    { cwd: repo },
  );
  for (const file of [
    ...configuration,
    ...globSync('src-renderer/{build-screens,vite.config}.ts', { cwd: repo }),
  ]) {
    await cp(path.join(repo, file), path.join(copy.path, file));
    // The compiler refuses a room without a file.
    if (file.endsWith('/tsconfig.json'))
      await put(`${path.dirname(file)}/room.ts`, 'export const room = true;');
  }
  await symlink(path.join(repo, 'node_modules'), path.join(copy.path, 'node_modules'));
  for (const [file, text] of Object.entries(allowed)) await put(file, text);
});

afterAll(() => copy.remove());

async function put(file: string, text: string): Promise<void> {
  const target = path.join(copy.path, file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, `${text}\n`);
}

async function putAll(files: readonly Forbidden[]): Promise<void> {
  for (const { file, text } of files) await put(file, text);
}

async function removeAll(files: readonly Forbidden[]): Promise<void> {
  for (const { file } of files) await rm(path.join(copy.path, file));
}

/** Runs one tool over the copy and returns its exit code and what it complains of, by file. */
function run(tool: string, toolArguments: readonly string[]) {
  const program = path.join(repo, 'node_modules/.bin', tool);
  const result = spawnSync(program, toolArguments, { cwd: copy.path, encoding: 'utf8' });
  const complaints = new Map<string, string>();
  for (const line of result.stdout.split('\n')) {
    const file = /^[\w./-]+?\.tsx?(?=[:(])/.exec(line)?.[0];
    if (file !== undefined) complaints.set(file, `${complaints.get(file) ?? ''}${line}\n`);
  }
  return { code: result.status, complaints, output: result.stdout + result.stderr };
}

const compile = () => run('tsc', ['-b', '--pretty', 'false']);
const lint = () => run('oxlint', ['--type-aware', '-f', 'unix']);

describe('what the rooms allow', () => {
  test('passes the compiler', () => {
    expect(compile()).toMatchObject({ code: 0, output: '' });
  });

  test('passes the linter', () => {
    const { code, output } = lint();
    expect(output).not.toContain('Error/');
    expect(code).toBe(0);
  });
});

describe('the compiler refuses', () => {
  let complaints: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await putAll(refusedByCompiler);
    ({ complaints } = compile());
    await removeAll(refusedByCompiler);
  });

  test.each(refusedByCompiler)('$rule', ({ file }) => {
    expect(complaints.get(file)).toMatch(/TS(2307|2580|2584|2591|6307)/);
  });
});

describe('the linter refuses', () => {
  let complaints: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await putAll(refusedByLint);
    ({ complaints } = lint());
    await removeAll(refusedByLint);
  });

  test.each(refusedByLint)('$rule', ({ file }) => {
    expect(complaints.get(file)).toMatch(
      /restricted|cycle|barrel|floating|exhaustiveness|no-console/,
    );
  });
});
