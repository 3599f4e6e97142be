import type { Campaign } from '../../domain/campaign/campaign.ts';
import { type BonusCampaign, isBonus } from '../../domain/campaign/find-campaigns.ts';
import {
  addRates,
  compareRates,
  rateOne,
  smallerRate,
  subtractRates,
} from '../../domain/points/rate.ts';
import type { Programme, Rate } from '../../domain/programme/programme.ts';
import { daysBetween } from '../../values/business-date.ts';
import type { Finding } from './finding.ts';

/** PL-05: more is refused. */
const maxGiveBackPercent = 5n;
/** What runs for longer is no campaign that ends: it counts as part of the programme. */
const passingDays = 366;

/** A share of what members spend, exact: `backFen` of `spentFen`. */
export interface GiveBack {
  readonly backFen: bigint;
  readonly spentFen: bigint;
}

/** What the members of a tier get back of their spending in points for good, without plans and campaigns (PL-05). */
export function tierGiveBack(programme: Programme, tierMultiplier: Rate): GiveBack {
  return product([programme.earn.rate, programme.redeem.fenPerPoint, tierMultiplier]);
}

/**
 * The most a receipt gives back in points (PL-05, PL-07): the best tier or plan, the best multiplier of campaigns and coupons,
 * and of fixed bonuses those of campaigns that run for more than a year with the largest of one that passes, whatever they
 * ask for.
 */
export function mostGiveBack(programme: Programme): GiveBack {
  const { tiers, plans, campaigns, coupons, earn, redeem } = programme;
  const standing = greatest([
    ...tiers.map((tier) => tier.multiplier),
    ...plans.flatMap((plan) => plan.multiplier ?? []),
  ]);
  const rewards = [
    ...campaigns.map(({ reward }) => reward),
    ...coupons.templates.map(({ effect }) => effect),
  ];
  const campaignExtra = subtractRates(
    greatest(rewards.flatMap((each) => (each.kind === 'multiplier' ? each.multiplier : []))),
    rateOne,
  );
  const multiplier = smallerRate(addRates(standing, campaignExtra), earn.maxMultiplier);
  const byRate = product([earn.rate, redeem.fenPerPoint, multiplier]);
  const bonuses = campaigns.filter(isBonus);
  // Fixed bonuses come on top of each other; the least receipt that gets one gets the largest share.
  const shareOf = ({ reward: { points, thresholdFen } }: BonusCampaign) =>
    product([{ numerator: points, denominator: thresholdFen }, redeem.fenPerPoint]);
  const passing = bonuses.filter((each) => !isPermanent(each)).map(shareOf);
  const withPassing = passing.length === 0 ? byRate : add(byRate, passing.reduce(larger));
  return bonuses.filter(isPermanent).map(shareOf).reduce(add, withPassing);
}

/** A give-back in percent with two digits, rounded down: 1 %, 1.25 %. */
export function percentText({ backFen, spentFen }: GiveBack): string {
  const hundredths = (backFen * 10_000n) / spentFen;
  const digits = (hundredths % 100n).toString().padStart(2, '0');
  return `${hundredths / 100n}.${digits} %`;
}

/** PL-05: nobody gets back more than 5 % in points. */
export function checkGiveBack(programme: Programme): readonly Finding[] {
  const best = programme.tiers.at(-1);
  if (best !== undefined && isTooMuch(tierGiveBack(programme, best.multiplier))) {
    return [{ path: ['earn', 'rate'], message: 'gives more than 5 % back to the best tier' }];
  }
  const most = mostGiveBack(programme);
  if (!isTooMuch(most)) return [];
  const back = percentText(most);
  const message = `gives ${back} back with the best plan, campaigns and coupons; the most is 5 %`;
  return [{ path: ['earn', 'rate'], message }];
}

function isPermanent({ fromDay, toDay }: Campaign): boolean {
  return daysBetween(fromDay, toDay) > passingDays;
}

function isTooMuch({ backFen, spentFen }: GiveBack): boolean {
  return backFen * 100n > spentFen * maxGiveBackPercent;
}

function greatest(rates: readonly Rate[]): Rate {
  return rates.reduce((best, rate) => (compareRates(rate, best) > 0 ? rate : best), rateOne);
}

function larger(a: GiveBack, b: GiveBack): GiveBack {
  return a.backFen * b.spentFen > b.backFen * a.spentFen ? a : b;
}

function product(rates: readonly Rate[]): GiveBack {
  return {
    backFen: rates.reduce((all, { numerator }) => all * BigInt(numerator), 1n),
    spentFen: rates.reduce((all, { denominator }) => all * BigInt(denominator), 1n),
  };
}

function add(a: GiveBack, b: GiveBack): GiveBack {
  return {
    backFen: a.backFen * b.spentFen + b.backFen * a.spentFen,
    spentFen: a.spentFen * b.spentFen,
  };
}
