import { z } from 'zod';
import { code, localText, maxListItems, notice } from './fields.ts';
import { problem } from '../schema-problems.ts';

export const cardsSection = z.strictObject({
  prefixes: z
    .array(z.string().regex(/^[0-9A-Z]{2,12}$/, problem('not_a_card_prefix')))
    .max(maxListItems),
});

export const mergeSection = z.strictObject({ undoDays: z.int().min(0).max(366) });

export const lifecycleSection = z.strictObject({
  newDays: z.int().min(1).max(1100),
  activeDays: z.int().min(1).max(1100),
  lostDays: z.int().min(1).max(1100),
});

export const privacySection = z.strictObject({
  noticeVersion: z.string().min(1).max(40),
  notice,
  items: z
    .array(z.strictObject({ code, name: localText, required: z.boolean() }))
    .min(1)
    .max(20),
});
