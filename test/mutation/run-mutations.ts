import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Mutation, mutations } from './mutations.ts';

/**
 * `npm run mutate [-- TEXT…]`: makes every number of the rules wrong by one, one after another, in a copy of the tree, and runs
 * the tests that have to notice. With texts only the mutations whose name or file has one of them. Prints a table; ends with 1
 * where no test noticed one, or a mutation no longer fits the source.
 */

type Verdict = 'noticed' | 'SURVIVED' | 'DOES NOT FIT';

const repo = path.join(import.meta.dirname, '../..');
const copy = path.join(repo, '.cache/mutation');
const copied = [
  'src-shared',
  'src-main',
  'src-office',
  'src-renderer',
  'resources',
  'migrations',
  'test',
  'package.json',
  'tsconfig.json',
];

function copyTree(): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of copied)
    cpSync(path.join(repo, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(repo, 'node_modules'), path.join(copy, 'node_modules'));
}

/** Whether the tests pass in the copy as it is. */
function passes(tests: readonly string[]): Promise<boolean> {
  const vitest = path.join(repo, 'node_modules/vitest/vitest.mjs');
  const settings = ['run', '--config', 'test/mutation/vitest.config.ts'];
  const child = spawn(process.execPath, [vitest, ...settings, ...tests], {
    cwd: copy,
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code === 0);
    });
  });
}

async function tryOut({ file, find, replace, tests }: Mutation): Promise<Verdict> {
  const target = path.join(copy, file);
  const source = readFileSync(target, 'utf8');
  if (source.split(find).length !== 2) return 'DOES NOT FIT';
  writeFileSync(
    target,
    source.replace(find, () => replace),
  );
  try {
    return (await passes(tests)) ? 'SURVIVED' : 'noticed';
  } finally {
    writeFileSync(target, source);
  }
}

const texts = process.argv.slice(2);
const wanted = mutations.filter(
  ({ name, file }) => texts.length === 0 || texts.some((text) => `${name} ${file}`.includes(text)),
);
copyTree();
const allTests = [...new Set(wanted.flatMap(({ tests }) => tests))];
if (!(await passes(allTests))) {
  process.stderr.write('The tests do not pass as they are, so nothing can be said.\n');
  process.exit(2);
}
const counts = new Map<Verdict, number>();
for (const mutation of wanted) {
  const verdict = await tryOut(mutation);
  counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  process.stdout.write(`${verdict.padEnd(12)}  ${mutation.name.padEnd(60)}  ${mutation.file}\n`);
}
const noticed = counts.get('noticed') ?? 0;
process.stdout.write(`${noticed} of ${wanted.length} noticed\n`);
process.exitCode = noticed === wanted.length ? 0 : 1;
