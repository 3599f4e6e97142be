import type { Programme } from '../../domain/programme/programme.ts';
import { floorRate } from '../../values/rounding.ts';
import type { Problem, ProblemCode, ProblemData } from '../problem.ts';

/** Single settings that must fit each other. */
export function checkSettings(programme: Programme): readonly Problem[] {
  const { redeem, privacy, offline, earn, adjust, lifecycle } = programme;
  const findings: Problem[] = [];
  const unless = (
    holds: boolean,
    path: readonly PropertyKey[],
    code: ProblemCode,
    data?: ProblemData,
  ): void => {
    if (!holds) findings.push({ path, code, ...(data === undefined ? {} : { data }) });
  };
  const isStepped = redeem.minPoints % redeem.stepPoints === 0;
  unless(isStepped, ['redeem', 'minPoints'], 'not_a_multiple');
  const { floorPoints } = offline;
  const isFloorOfUse = floorPoints === 0 || floorPoints >= redeem.minPoints;
  unless(isFloorOfUse, ['offline', 'floorPoints'], 'floor_never_spent');
  const { pointsWorthFen } = offline.ceiling;
  const isWithinCeiling = floorRate(floorPoints, redeem.fenPerPoint) <= pointsWorthFen;
  const ceiling = { fen: pointsWorthFen };
  unless(isWithinCeiling, ['offline', 'floorPoints'], 'floor_above_ceiling', ceiling);

  const hasMembership = privacy.items.some((item) => item.required);
  unless(hasMembership, ['privacy', 'items'], 'no_required_item');

  const notices = earn.expiryNoticeDays;
  const areFalling = notices.every(
    (days, index) => index === 0 || days < (notices[index - 1] ?? 0),
  );
  unless(areFalling, ['earn', 'expiryNoticeDays'], 'notices_not_falling');

  const { cashier, supervisor, manager } = adjust.maxPoints;
  const rises = cashier <= supervisor && supervisor <= manager;
  unless(rises, ['adjust', 'maxPoints'], 'limits_not_rising');
  const canAdjust = adjust.reasons.length > 0 || Math.max(cashier, supervisor, manager) === 0;
  unless(canAdjust, ['adjust', 'reasons'], 'nobody_can_adjust');

  const isLater = lifecycle.lostDays >= lifecycle.activeDays;
  unless(isLater, ['lifecycle', 'lostDays'], 'lost_before_active');
  findings.push(...categoriesTwice(programme), ...grantTiers(programme));
  return findings;
}

function grantTiers({ offline, tiers }: Programme): readonly Problem[] {
  if (offline.grants === 'off') return [];
  const codes = offline.grants.tiers.map(({ tierCode }) => tierCode);
  return codes.flatMap((code, index): readonly Problem[] => {
    const path = ['offline', 'grants', 'tiers', index, 'tierCode'];
    const isKnown = tiers.some((tier) => tier.code === code);
    if (!isKnown) return [{ path, code: 'no_tier', data: { name: code } }];
    return codes.indexOf(code) === index ? [] : [{ path, code: 'is_twice', data: { name: code } }];
  });
}

function categoriesTwice({ earn }: Programme): readonly Problem[] {
  const seen = new Set<string>();
  return earn.usableAfterDays.flatMap(({ categories }, index) =>
    categories.flatMap((category, at) => {
      const isTwice = seen.has(category);
      seen.add(category);
      const path = ['earn', 'usableAfterDays', index, 'categories', at];
      return isTwice ? [{ path, code: 'is_twice', data: { name: category } }] : [];
    }),
  );
}
