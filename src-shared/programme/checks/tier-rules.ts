import type { Programme } from '../../domain/programme/programme.ts';
import type { TierMeasure, TierRule } from '../../domain/tier/tier.ts';
import type { Finding } from './finding.ts';

/**
 * Every tier can be somebody's (TR-01): its rule can hold within the window, and there is a way to meet it that does not meet
 * the rule of a higher tier as well. Rules only ever grow truer with what is counted, so that it is enough to look at the
 * least that meets each of their alternatives. A tier without a rule is given by hand, as an import or a sink does.
 */
export function checkTierRules(programme: Programme): readonly Finding[] {
  const { tiers } = programme;
  const findings: Finding[] = [];
  tiers.forEach((tier, index) => {
    if (tier.qualify === undefined) return;
    const path = ['tiers', index, 'qualify'];
    if (index === 0) {
      findings.push({ path, message: 'must be left out: everyone begins with the first tier' });
      return;
    }
    const possible = waysToMeet(tier.qualify).filter((way) => isPossible(way, programme));
    if (possible.length === 0) {
      findings.push({ path, message: `can never hold: ${impossibleWords(programme)}` });
      return;
    }
    const easier = tiers
      .slice(index + 1)
      .find(({ qualify }) => qualify !== undefined && possible.every((way) => meets(way, qualify)));
    if (easier === undefined) return;
    const message = `nobody stays in this tier: whoever reaches it has reached ${easier.code}, which is higher`;
    findings.push({ path, message });
  });
  return findings;
}

/** The least of each measure that one alternative of a rule asks for; absent means 0. */
type Way = Readonly<Partial<Record<TierMeasure, number>>>;

/** Far more than a rule of people has; beyond it the rest is not looked at. */
const maxWays = 1000;

function waysToMeet(rule: TierRule): readonly Way[] {
  switch (rule.kind) {
    case 'at_least':
      return [{ [rule.measure]: rule.amount }];
    case 'any':
      return rule.of.flatMap(waysToMeet).slice(0, maxWays);
    case 'all': {
      let ways: readonly Way[] = [{}];
      for (const part of rule.of) {
        const partWays = waysToMeet(part);
        ways = ways
          .flatMap((way) => partWays.map((partWay) => greaterOfBoth(way, partWay)))
          .slice(0, maxWays);
      }
      return ways;
    }
  }
}

function greaterOfBoth(a: Way, b: Way): Way {
  const both: Partial<Record<TierMeasure, number>> = { ...a };
  for (const [measure, amount] of Object.entries(b) as [TierMeasure, number][]) {
    both[measure] = Math.max(both[measure] ?? 0, amount);
  }
  return both;
}

function meets(way: Way, rule: TierRule): boolean {
  switch (rule.kind) {
    case 'at_least':
      return (way[rule.measure] ?? 0) >= rule.amount;
    case 'all':
      return rule.of.every((part) => meets(way, part));
    case 'any':
      return rule.of.some((part) => meets(way, part));
  }
}

function isPossible(way: Way, programme: Programme): boolean {
  const sellsValue = programme.value !== null;
  return (
    (way.visit_days ?? 0) <= daysInWindow(programme) && (sellsValue || (way.top_up_fen ?? 0) === 0)
  );
}

function impossibleWords(programme: Programme): string {
  return programme.value === null
    ? `its window has ${daysInWindow(programme)} days, and nothing can be topped up without stored value`
    : `its window has ${daysInWindow(programme)} days`;
}

function daysInWindow({ tierPolicy: { window } }: Programme): number {
  return window.kind === 'calendar_year' ? 366 : window.months * 31;
}
