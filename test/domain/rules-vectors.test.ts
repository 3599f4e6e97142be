import { describe, expect, test } from 'vitest';
import { shareByLargestRemainder } from '../../src-shared/values/rounding.ts';
import { openDomainCounter } from '../support/vectors/domain-counter.ts';
import { expectHistory, readRulesVectors } from '../support/vectors/rules-history.ts';

const { shares, histories } = readRulesVectors();

describe('the numbers of the rules, sections a to d, in the domain', () => {
  test.each(shares)('$name', ({ total, weights, shares: wanted }) => {
    expect(shareByLargestRemainder(total, weights)).toEqual(wanted);
  });

  test.each(histories.filter(({ only }) => only !== 'live'))('$name ($rules)', async (history) => {
    await expectHistory(openDomainCounter(history), history.steps);
  });
});
