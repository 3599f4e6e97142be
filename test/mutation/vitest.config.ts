import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** For the tests of the pure parts and of single tills: no database server. */
export default defineConfig({
  root: path.join(import.meta.dirname, '../..'),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    reporters: ['dot'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
