import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';

const localTextSchema = z.object({ 'zh-CN': z.string(), en: z.string(), 'zh-TW': z.string() });

/** What the screens need of the programme in effect. */
export const programmeViewSchema = z.object({
  version: z.int(),
  name: localTextSchema,
  tiers: z.array(z.object({ code: z.string(), name: localTextSchema })),
  redeem: z.object({ stepPoints: z.int(), minPoints: z.int() }),
  adjustReasons: z.array(z.object({ code: z.string(), name: localTextSchema })),
  notice: localTextSchema,
  noticeVersion: z.string(),
  consentItems: z.array(
    z.object({ code: z.string(), name: localTextSchema, required: z.boolean() }),
  ),
});
export type ProgrammeView = z.infer<typeof programmeViewSchema>;

export const programmeContract = {
  current: oc.errors(refusalErrors).output(programmeViewSchema.nullable()),
};
