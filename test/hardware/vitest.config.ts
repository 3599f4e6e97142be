import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** For `npm run test:hardware`: here the tests run as ever, what they plug in is in a virtual machine. */
export default defineConfig({
  root: path.join(import.meta.dirname, '../..'),
  test: {
    include: ['test/hardware/**/*.test.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 150_000,
  },
});
