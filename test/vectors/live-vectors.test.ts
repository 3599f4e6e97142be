import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { type CounterSetting, type CounterStep, openLiveCounter } from '../support/live-counter.ts';

// Whole tills start and stop here.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

interface History extends CounterSetting {
  readonly name: string;
  readonly rules: readonly string[];
  /** Where the history is run; the domain's own suites read the same files. */
  readonly layers: readonly ('domain' | 'till' | 'office')[];
  readonly steps: readonly CounterStep[];
}

const histories = ['points.json', 'shop.json'].flatMap((name) => {
  const file = path.join(import.meta.dirname, '../domain/vectors', name);
  const { histories: all } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly histories: readonly History[];
  };
  return all.filter(({ layers }) => layers.includes('till') && layers.includes('office'));
});

// What the database does is tried on both engines elsewhere; here it is the figures.
describeOffice(
  'the vectors of the rules, through a till and head office',
  (office) => {
    test.each(histories)('$name ($rules)', async ({ steps, ...setting }) => {
      const counter = await openLiveCounter(office(), setting);
      for (const [index, step] of steps.entries()) {
        const figures = await counter.run(step);
        if (step.expect !== undefined)
          expect(figures, `step ${String(index + 1)}`).toMatchObject(step.expect);
      }
    });
  },
  ['PGlite'],
);
