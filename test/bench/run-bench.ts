import type { BenchLine } from './bench-line.ts';

/**
 * `npm run bench [-- PART…]`: prints one JSON object per line: name, ours, limit, ratio, bound, holds. Ends with 1 when a
 * bound does not hold. Parts run one after another, each in this process, so that they do not disturb each other.
 */

const parts: Readonly<Record<string, () => Promise<{ run(): Promise<readonly BenchLine[]> }>>> = {
  store: () => import('./store-bench.ts'),
  quote: () => import('./quote-bench.ts'),
  apply: () => import('./apply-bench.ts'),
  core: () => import('./core-bench.ts'),
  code: () => import('./member-code-bench.ts'),
  reader: () => import('./reader-bench.ts'),
  camera: () => import('./camera-bench.ts'),
  bootstrap: () => import('./bootstrap-bench.ts'),
  office: () => import('./office-bench.ts'),
  terminals: () => import('./terminals-bench.ts'),
  visible: () => import('./visible-bench.ts'),
  screen: () => import('./screen-bench.ts'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(
    `No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}\n`,
  );
  process.exit(2);
}

let allHold = true;
for (const [name, load] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const part = await load();
  for (const line of await part.run()) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    allHold &&= line.holds;
  }
}
process.exitCode = allHold ? 0 : 1;
