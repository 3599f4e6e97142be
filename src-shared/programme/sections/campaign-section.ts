import { z } from 'zod';
import {
  conditionCatalogue,
  type CampaignCondition,
} from '../../domain/campaign/conditions/catalogue.ts';
import type { SettingField } from '../../domain/campaign/define-condition.ts';
import {
  category,
  code,
  day,
  localText,
  maxListItems,
  multiplier,
  notBeforeFromDay,
  positiveAmount,
  storeId,
} from './fields.ts';

/** A condition of a campaign, checked by what its rule in the catalogue says of its settings. */
const condition = z.discriminatedUnion(
  'kind',
  Object.entries(conditionCatalogue).map(([kind, rule]) =>
    z.strictObject({ kind: z.literal(kind), ...settingsShape(rule.fields) }),
  ) as unknown as [z.ZodObject<{ kind: z.ZodLiteral<string> }>],
) as unknown as z.ZodType<CampaignCondition>;

const reward = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('multiplier'),
    multiplier,
    categories: z.array(category).min(1).max(maxListItems).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('bonus'),
    points: positiveAmount,
    thresholdFen: positiveAmount,
    categories: z.array(category).min(1).max(maxListItems).exactOptional(),
  }),
]);

export const campaignSection = z
  .strictObject({
    campaignId: code,
    name: localText,
    priority: z.int().min(0).max(1000),
    fromDay: day,
    toDay: day,
    audience: z
      .strictObject({
        tierCodes: z.array(code).min(1).max(20).exactOptional(),
        tags: z.array(code).min(1).max(maxListItems).exactOptional(),
        storeIds: z.array(storeId).min(1).max(maxListItems).exactOptional(),
        planIds: z.array(code).min(1).max(20).exactOptional(),
        arm: z.enum(['A', 'B']).exactOptional(),
      })
      .exactOptional(),
    when: z.array(condition).max(10),
    reward,
    maxPointsPerReceipt: positiveAmount.exactOptional(),
  })
  .refine((each) => each.fromDay <= each.toDay, notBeforeFromDay);

/** The zod shape of a condition's settings, from what its rule declares. */
function settingsShape(fields: Readonly<Record<string, SettingField>>): z.ZodRawShape {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, settingSchema(field)]),
  );
}

function settingSchema(field: SettingField): z.ZodType {
  switch (field.type) {
    case 'int':
      return z.int().min(field.min).max(field.max);
    case 'ints':
      return z.array(z.int().min(field.min).max(field.max)).min(1).max(maxListItems);
    case 'choices':
      return z.array(z.enum(field.of)).min(1).max(field.of.length);
  }
}
