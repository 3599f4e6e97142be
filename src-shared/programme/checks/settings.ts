import type { Programme } from '../../domain/programme/programme.ts';
import type { Finding } from './finding.ts';

/** Single settings that must fit each other. */
export function checkSettings(programme: Programme): readonly Finding[] {
  const { redeem, privacy, offline, earn, adjust, lifecycle } = programme;
  const findings: Finding[] = [];
  const unless = (holds: boolean, path: readonly PropertyKey[], message: string): void => {
    if (!holds) findings.push({ path, message });
  };
  const isStepped = redeem.minPoints % redeem.stepPoints === 0;
  unless(isStepped, ['redeem', 'minPoints'], 'must be a multiple of stepPoints');
  const { floorPoints } = offline;
  const isFloorOfUse = floorPoints === 0 || floorPoints >= redeem.minPoints;
  const floorWords = 'must be 0 for none, or at least redeem.minPoints: less could never be spent';
  unless(isFloorOfUse, ['offline', 'floorPoints'], floorWords);

  const hasMembership = privacy.items.some((item) => item.required);
  const itemWords = 'must have one required item: the membership itself';
  unless(hasMembership, ['privacy', 'items'], itemWords);

  const notices = earn.expiryNoticeDays;
  const areFalling = notices.every(
    (days, index) => index === 0 || days < (notices[index - 1] ?? 0),
  );
  unless(areFalling, ['earn', 'expiryNoticeDays'], 'must fall: the earliest notice comes first');

  const { cashier, supervisor, manager } = adjust.maxPoints;
  const rises = cashier <= supervisor && supervisor <= manager;
  unless(rises, ['adjust', 'maxPoints'], 'must rise from cashier over supervisor to manager');

  const isLater = lifecycle.lostDays >= lifecycle.activeDays;
  unless(isLater, ['lifecycle', 'lostDays'], 'must be at least activeDays');
  findings.push(...categoriesTwice(programme), ...grantTiers(programme));
  return findings;
}

function grantTiers({ offline, tiers }: Programme): readonly Finding[] {
  if (offline.grants === 'off') return [];
  const codes = offline.grants.tiers.map(({ tierCode }) => tierCode);
  return codes.flatMap((code, index) => {
    const path = ['offline', 'grants', 'tiers', index, 'tierCode'];
    const isKnown = tiers.some((tier) => tier.code === code);
    if (!isKnown) return [{ path, message: `is no tier of this programme: ${code}` }];
    return codes.indexOf(code) === index ? [] : [{ path, message: `is there twice: ${code}` }];
  });
}

function categoriesTwice({ earn }: Programme): readonly Finding[] {
  const seen = new Set<string>();
  return earn.usableAfterDays.flatMap(({ categories }, index) =>
    categories.flatMap((category, at) => {
      const isTwice = seen.has(category);
      seen.add(category);
      const path = ['earn', 'usableAfterDays', index, 'categories', at];
      return isTwice ? [{ path, message: `is there twice: ${category}` }] : [];
    }),
  );
}
