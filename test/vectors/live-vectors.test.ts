import { afterAll, beforeAll, test, vi } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { LiveShop } from '../support/vectors/live-counter.ts';
import { expectHistory, programmeKey, readRulesVectors } from '../support/vectors/rules-history.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

// Those with one programme together: a shop has few versions.
const histories = readRulesVectors().histories.toSorted((a, b) =>
  programmeKey(a) < programmeKey(b) ? -1 : 1,
);

// What the database does is tried on both engines elsewhere; here it is the figures.
describeOffice(
  'the numbers of the rules, sections a to d, through a till and head office',
  (office) => {
    let shop: LiveShop | undefined;

    // One for all of them: each history has members and a programme of its own.
    beforeAll(async () => {
      shop = await LiveShop.open(office());
    });
    afterAll(() => shop?.stop());

    test.each(histories)('$name ($rules)', async (history) => {
      if (shop === undefined) throw new Error('No shop.');
      await expectHistory(await shop.openCounter(history), history.steps);
    });
  },
  ['PGlite'],
);
