import type { Campaign } from '../../domain/campaign/campaign.ts';
import { type BonusCampaign, isBonus, isMultiplier } from '../../domain/campaign/find-campaigns.ts';
import { addRates, compareRates, rateOne, smallerRate } from '../../domain/points/rate.ts';
import type { Programme, Rate } from '../../domain/programme/programme.ts';
import type { Sink } from '../../domain/sink/sink.ts';
import type { Tier, TierRule } from '../../domain/tier/tier.ts';
import { addDays, type BusinessDate } from '../../values/business-date.ts';
import { faceFenOf } from './coupon-face.ts';
import { packPoints, pointsBackOf } from './tier-cycles.ts';
import type { Problem } from '../problem.ts';

/** PL-05: more is refused. */
const maxGiveBackPercent = 5n;

/** A share of what members spend, exact: `backFen` of `spentFen`. */
export interface GiveBack {
  readonly backFen: bigint;
  readonly spentFen: bigint;
}

const nothing: GiveBack = { backFen: 0n, spentFen: 1n };

/** What one rule gives back, and where it stands in the document. */
interface Part {
  readonly path: readonly PropertyKey[];
  readonly giveBack: GiveBack;
}

type Path = readonly PropertyKey[];

/** What the members of a tier get back of their spending in points for good, without plans and campaigns (PL-05). */
export function tierGiveBack(programme: Programme, tierMultiplier: Rate): GiveBack {
  return product([programme.earn.rate, programme.redeem.fenPerPoint, tierMultiplier]);
}

/**
 * The most one receipt gives back in points of what its goods cost after member prices and promotions (PL-05, PL-07): no
 * receipt gets more. Of every tier and day it takes what can come together there: the better of tier and best plan, the best
 * multiplier of campaigns and coupons, all the fixed bonuses and as many points coupons as go with each other, on the least
 * receipt that reaches them. A point counts for the most money that it buys, as money off or as a coupon of the sinks.
 * Conditions other than days and tiers are taken to hold: a birthday may be a member day.
 */
export function mostGiveBack(programme: Programme): GiveBack {
  return sumOfParts(largestParts(programme, pointWorth(programme)));
}

/** A give-back in percent with two digits, rounded down: 1 %, 1.25 %. */
export function percentText({ backFen, spentFen }: GiveBack): string {
  const hundredths = (backFen * 10_000n) / spentFen;
  const digits = (hundredths % 100n).toString().padStart(2, '0');
  return `${hundredths / 100n}.${digits} %`;
}

/** PL-05: nobody gets back more than 5 % in points; said at what gives the largest part of it. */
export function checkGiveBack(programme: Programme): readonly Problem[] {
  const best = programme.tiers.at(-1);
  if (best !== undefined && isTooMuch(tierGiveBack(programme, best.multiplier))) {
    return [{ path: ['earn', 'rate'], code: 'tier_gives_too_much' }];
  }
  const asMoney = largestParts(programme, programme.redeem.fenPerPoint);
  if (isTooMuch(sumOfParts(asMoney))) {
    const largest = asMoney.reduce((a, b) => (isLarger(b.giveBack, a.giveBack) ? b : a));
    const data = { percent: percentText(sumOfParts(asMoney)) };
    return [{ path: largest.path, code: 'receipt_gives_too_much', data }];
  }
  // What a point is worth counts in gift packs too: it is said where it comes from.
  const sinks = sinkProblems(programme);
  return sinks.length > 0 ? sinks : giftPackProblems(programme);
}

/** Sinks that make a point worth more than one receipt may give back. */
function sinkProblems(programme: Programme): readonly Problem[] {
  const most = mostGiveBack(programme);
  if (!isTooMuch(most)) return [];
  return programme.sinks.flatMap((sink, index) => {
    if (compareRates(sinkWorth(programme, sink), pointWorth(programme)) < 0) return [];
    const data = { percent: percentText(most) };
    return [{ path: ['sinks', index, 'points'], code: 'sink_worth_too_much' as const, data }];
  });
}

/**
 * Gift packs beside the points that are earned on the way (TR-06), per what must be spent to reach their tier: their points and
 * the face of their coupons, said at whichever of the two is more. One that is reached for no money, by tasks alone or by hand,
 * has no such share; coupons for an article have no price in the document.
 */
function giftPackProblems(programme: Programme): readonly Problem[] {
  const { tiers, tierPolicy } = programme;
  const worth = pointWorth(programme);
  return tiers.flatMap(({ code, qualify, giftPack }, index) => {
    const before = tiers[index - 1];
    const spentFen = qualify === undefined ? null : leastSpentFen(qualify, tierPolicy.visitMinFen);
    if (giftPack === undefined || before === undefined || spentFen === null) return [];
    const faceFen = facesFen(programme, giftPack.couponTemplateIds);
    const faces = product([{ numerator: faceFen, denominator: spentFen }]);
    const points = packPoints(programme, code);
    const inPoints = product([{ numerator: points, denominator: spentFen }, worth]);
    const earned = tierGiveBack(programme, before.multiplier);
    const giveBack = add(add(inPoints, faces), earned);
    if (isTooMuch(earned) || !isTooMuch(giveBack)) return [];
    const isByPoints = giftPack.points > 0 && !isLarger(faces, inPoints);
    const path = ['tiers', index, 'giftPack', isByPoints ? 'points' : 'couponTemplateIds'];
    const data = { percent: percentText(giveBack) };
    return [{ path, code: 'gift_pack_gives_too_much' as const, data }];
  });
}

/** The least money that reaches a tier, in fen; null where it takes none. Paid in advance is spent in the end. */
function leastSpentFen(rule: TierRule, visitMinFen: number): number | null {
  switch (rule.kind) {
    case 'at_least': {
      if (rule.measure === 'task_points') return null;
      const eachFen = rule.measure === 'visit_days' ? visitMinFen : 1;
      return Math.max(1, rule.amount * eachFen);
    }
    case 'all':
    case 'any': {
      const priced = rule.of.flatMap((each) => leastSpentFen(each, visitMinFen) ?? []);
      if (priced.length === 0) return null;
      return rule.kind === 'all' ? Math.max(...priced) : Math.min(...priced);
    }
  }
}

/** The most fen a point buys: off a receipt, or as the face of coupons that points are given for. */
function pointWorth(programme: Programme): Rate {
  return greatest([
    programme.redeem.fenPerPoint,
    ...programme.sinks.map((sink) => sinkWorth(programme, sink)),
  ]);
}

/** Gifts, charity and what a tier earns later have no price in the document; the coupons of a tier's gift pack do. */
function sinkWorth(programme: Programme, { points, reward }: Sink): Rate {
  const { tiers } = programme;
  const templateIds =
    reward.kind === 'coupon'
      ? [reward.templateId]
      : reward.kind === 'tier'
        ? (tiers.find(({ code }) => code === reward.tierCode)?.giftPack?.couponTemplateIds ?? [])
        : [];
  const faceFen = facesFen(programme, templateIds);
  // Points that come back with it are given for it again; where all of them do, the check of cycles refuses it.
  const costPoints = points - pointsBackOf(programme, reward);
  return { numerator: costPoints > 0 ? faceFen : 0, denominator: Math.max(1, costPoints) };
}

function facesFen({ coupons }: Programme, templateIds: readonly string[]): number {
  return templateIds.reduce((sum, templateId) => {
    const template = coupons.templates.find((each) => each.templateId === templateId);
    return sum + (template === undefined ? 0 : faceFenOf(template));
  }, 0);
}

function largestParts(programme: Programme, worth: Rate): readonly Part[] {
  let largest: readonly Part[] = [];
  for (const tier of programme.tiers) {
    for (const day of daysOfChange(programme)) {
      for (const parts of receiptsOf(programme, worth, tier, day)) {
        if (largest.length === 0 || isLarger(sumOfParts(parts), sumOfParts(largest)))
          largest = parts;
      }
    }
  }
  return largest;
}

/** Days on which another campaign has begun: whichever run together, do so on one of these. */
function daysOfChange({ startsOnDay, campaigns }: Programme): ReadonlySet<BusinessDate> {
  const later = campaigns.map(({ fromDay }) => fromDay).filter((day) => day > startsOnDay);
  return new Set([startsOnDay, ...later]);
}

/** For each multiplier that could count for a tier on a day, the parts of the receipt that gets the largest share. */
function receiptsOf(
  programme: Programme,
  worth: Rate,
  tier: Tier,
  day: BusinessDate,
): readonly (readonly Part[])[] {
  const { earn, plans, campaigns, coupons } = programme;
  const running = campaigns.map((campaign) => runsFor(campaign, tier, day));
  const standing = greatest([tier.multiplier, ...plans.flatMap((plan) => plan.multiplier ?? [])]);
  const multipliers: Multiplier[] = campaigns.flatMap((campaign, index) =>
    isMultiplier(campaign) && running[index] === true
      ? [
          {
            path: ['campaigns', index, 'reward', 'multiplier'],
            multiplier: campaign.reward.multiplier,
          },
        ]
      : [],
  );
  const best = multipliers.reduce(largerMultiplier, { path: [], multiplier: rateOne });
  const fromCoupons = coupons.templates.flatMap(({ effect, stackGroup }, index) =>
    effect.kind === 'multiplier' && compareRates(effect.multiplier, best.multiplier) > 0
      ? [
          {
            path: ['coupons', 'templates', index, 'effect', 'multiplier'],
            multiplier: effect.multiplier,
            stackGroup,
          },
        ]
      : [],
  );
  const bonuses = campaigns.flatMap((campaign, index) =>
    isBonus(campaign) && running[index] === true ? [bonusOf(campaign, index)] : [],
  );
  return [best, ...fromCoupons].map(({ path, multiplier, stackGroup }: Multiplier) => {
    const tierPart = product([earn.rate, worth, smallerRate(standing, earn.maxMultiplier)]);
    const total = addRates(standing, { ...multiplier, numerator: extraOf(multiplier) });
    const together = product([earn.rate, worth, smallerRate(total, earn.maxMultiplier)]);
    return [
      { path: ['earn', 'rate'], giveBack: tierPart },
      { path, giveBack: difference(together, tierPart) },
      ...largestFixed([...bonuses, ...pointsCoupons(programme, stackGroup)], {
        worth,
        maxCoupons: coupons.maxPerReceipt - (stackGroup === undefined ? 0 : 1),
      }),
    ];
  });
}

interface Multiplier {
  readonly path: Path;
  readonly multiplier: Rate;
  /** Of a coupon. */
  readonly stackGroup?: string;
}

/** Points from a spend on, by a campaign or by a coupon of a stack group. */
interface FixedPoints {
  readonly path: Path;
  readonly points: number;
  readonly thresholdFen: number;
  readonly stackGroup?: string;
}

function runsFor(
  { fromDay, toDay, audience, when }: Campaign,
  tier: Tier,
  day: BusinessDate,
): boolean {
  // Hours past midnight still run on the morning after the last day (R084).
  const isPastMidnight = when.some(
    (each) => each.kind === 'hours' && each.toMinute < each.fromMinute,
  );
  const lastDay = isPastMidnight ? addDays(toDay, 1) : toDay;
  const isForTier = audience?.tierCodes?.includes(tier.code) ?? true;
  return isForTier && fromDay <= day && day <= lastDay;
}

function bonusOf({ reward, maxPointsPerReceipt }: BonusCampaign, index: number): FixedPoints {
  const points = Math.min(reward.points, maxPointsPerReceipt ?? reward.points);
  const { thresholdFen } = reward;
  return { path: ['campaigns', index, 'reward', 'points'], points, thresholdFen };
}

function pointsCoupons(
  { coupons }: Programme,
  takenGroup: string | undefined,
): readonly FixedPoints[] {
  return coupons.templates.flatMap(({ effect, stackGroup }, index) => {
    if (effect.kind !== 'bonus_points' || stackGroup === takenGroup) return [];
    const { points, thresholdFen } = effect;
    const path = ['coupons', 'templates', index, 'effect', 'points'];
    return [{ path, points, thresholdFen, stackGroup }];
  });
}

/** Of the receipts that just reach one of these, the parts of the one on which they are the largest share. */
function largestFixed(
  all: readonly FixedPoints[],
  by: { readonly worth: Rate; readonly maxCoupons: number },
): readonly Part[] {
  let largest: readonly Part[] = [];
  const reached: FixedPoints[] = [];
  for (const each of all.toSorted((a, b) => a.thresholdFen - b.thresholdFen)) {
    reached.push(each);
    // Nothing is bought for nothing: one fen is the least receipt.
    const spentFen = Math.max(1, each.thresholdFen);
    const parts = together(reached, by.maxCoupons).map(({ path, points }) => ({
      path,
      giveBack: product([{ numerator: points, denominator: spentFen }, by.worth]),
    }));
    if (isLarger(sumOfParts(parts), sumOfParts(largest))) largest = parts;
  }
  return largest;
}

/** All campaigns, and of coupons the best of each stack group, as many as go on a receipt (CP-02). */
function together(reached: readonly FixedPoints[], maxCoupons: number): readonly FixedPoints[] {
  const byGroup = new Map<string, FixedPoints>();
  for (const each of reached) {
    if (each.stackGroup === undefined) continue;
    const best = byGroup.get(each.stackGroup);
    if (best === undefined || each.points > best.points) byGroup.set(each.stackGroup, each);
  }
  const coupons = [...byGroup.values()].toSorted((a, b) => b.points - a.points);
  return [
    ...reached.filter(({ stackGroup }) => stackGroup === undefined),
    ...coupons.slice(0, maxCoupons),
  ];
}

function largerMultiplier(a: Multiplier, b: Multiplier): Multiplier {
  return compareRates(b.multiplier, a.multiplier) > 0 ? b : a;
}

function extraOf({ numerator, denominator }: Rate): number {
  return Math.max(0, numerator - denominator);
}

function isTooMuch({ backFen, spentFen }: GiveBack): boolean {
  return backFen * 100n > spentFen * maxGiveBackPercent;
}

function greatest(rates: readonly Rate[]): Rate {
  const none: Rate = { numerator: 0, denominator: 1 };
  return rates.reduce((best, rate) => (compareRates(rate, best) > 0 ? rate : best), none);
}

function isLarger(a: GiveBack, b: GiveBack): boolean {
  return a.backFen * b.spentFen > b.backFen * a.spentFen;
}

function product(rates: readonly Rate[]): GiveBack {
  return {
    backFen: rates.reduce((all, { numerator }) => all * BigInt(numerator), 1n),
    spentFen: rates.reduce((all, { denominator }) => all * BigInt(denominator), 1n),
  };
}

function sumOfParts(parts: readonly Part[]): GiveBack {
  return parts.reduce<GiveBack>((sum, { giveBack }) => add(sum, giveBack), nothing);
}

function add(a: GiveBack, b: GiveBack): GiveBack {
  if (a.spentFen === b.spentFen) return { ...a, backFen: a.backFen + b.backFen };
  return {
    backFen: a.backFen * b.spentFen + b.backFen * a.spentFen,
    spentFen: a.spentFen * b.spentFen,
  };
}

function difference(a: GiveBack, b: GiveBack): GiveBack {
  return {
    backFen: a.backFen * b.spentFen - b.backFen * a.spentFen,
    spentFen: a.spentFen * b.spentFen,
  };
}
