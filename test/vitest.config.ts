import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.join(import.meta.dirname, '..');

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
    // Half of a program's start is compiling; a test that starts one fifty times need not do it fifty times.
    env: { NODE_COMPILE_CACHE: path.join(root, '.cache/compiled') },
    globalSetup: ['test/support/postgres-setup.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
