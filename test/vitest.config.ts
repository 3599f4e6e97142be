import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.join(import.meta.dirname, '..');
const quickImports = new URL('support/quick-imports.ts', import.meta.url);

export default defineConfig({
  root,
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [
      'test/bench/**',
      'test/hardware/**', // inside a virtual machine: `npm run test:hardware`
      // A minute each; `npm run test:package` and others ask for them by name.
      ...(process.env['LONG'] === undefined ? ['test/long/**'] : []),
      '**/node_modules/**',
    ],
    // Most of a program's start is finding and compiling its files; a test starts one fifty times.
    env: {
      NODE_COMPILE_CACHE: path.join(root, '.cache/compiled'),
      NODE_OPTIONS: `--import=${quickImports.href}`,
    },
    globalSetup: ['test/support/postgres-setup.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    pool: 'forks',
    // Every import of a file is made once per worker, not once per test file: a fifth of all the work. A test that changes
    // what others share (a global, a module's own state) puts it back.
    isolate: false,
    maxWorkers: 3,
    // Real browsers, processes and servers on a busy machine: a test may try twice there, and is named at the end.
    retry: process.env['CI'] === undefined ? 0 : 1,
    // A second, which is usual, is little for a browser on a busy machine; a poll that will succeed ends at once.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    teardownTimeout: 60_000,
  },
});
