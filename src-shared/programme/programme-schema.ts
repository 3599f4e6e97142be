import { z } from 'zod';
import type { Programme } from '../domain/programme/programme.ts';
import { adjustSection } from './sections/adjust-section.ts';
import { campaignSection } from './sections/campaign-section.ts';
import { couponSection } from './sections/coupon-section.ts';
import { earnSection } from './sections/earn-section.ts';
import { category, day, localText, maxListItems } from './sections/fields.ts';
import {
  cardsSection,
  lifecycleSection,
  mergeSection,
  privacySection,
} from './sections/member-section.ts';
import { planSection } from './sections/plan-section.ts';
import { memberPriceSection, promotionSection } from './sections/price-section.ts';
import { offlineSection, redeemSection, refundSection } from './sections/redeem-section.ts';
import { sinkSection } from './sections/sink-section.ts';
import { taskSection } from './sections/task-section.ts';
import { defaultTierPolicy, tierPolicySection, tierSection } from './sections/tier-section.ts';
import { valueSection } from './sections/value-section.ts';

const maxVersion = 1_000_000_000;
const maxArticles = 20_000;

/**
 * The shape of the programme document as a chain writes it, each section in `sections/`. Unknown keys are refused, since a
 * misspelt rule would otherwise silently not apply. What the rules say about each other is in `checks/`.
 */
export const programmeSchema = z.strictObject({
  version: z.int().min(1).max(maxVersion),
  name: localText,
  startsOnDay: day,
  scope: z.enum(['all', 'region', 'store']),
  cards: cardsSection,
  categories: z
    .array(z.strictObject({ category, name: localText }))
    .min(1)
    .max(maxListItems)
    .exactOptional(),
  tiers: z.array(tierSection).min(1).max(20),
  tierPolicy: tierPolicySection.default(defaultTierPolicy),
  earn: earnSection,
  memberPrices: z.array(memberPriceSection).max(maxArticles).default([]),
  promotions: z.array(promotionSection).max(maxListItems).default([]),
  campaigns: z.array(campaignSection).max(maxListItems).default([]),
  coupons: couponSection.default({ maxPerReceipt: 3, giveBackGraceDays: 7, templates: [] }),
  plans: z.array(planSection).max(20).default([]),
  value: valueSection.default(null),
  redeem: redeemSection,
  refund: refundSection,
  offline: offlineSection,
  adjust: adjustSection,
  merge: mergeSection.default({ undoDays: 30 }),
  lifecycle: lifecycleSection.default({ newDays: 30, activeDays: 30, lostDays: 60 }),
  privacy: privacySection,
  sinks: z.array(sinkSection).max(maxListItems).default([]),
  tasks: z.array(taskSection).max(maxListItems).optional(),
}) satisfies z.ZodType<Programme>;
