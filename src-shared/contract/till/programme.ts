import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';
import { staffRoleSchema } from './session.ts';

const localTextSchema = z.object({ 'zh-CN': z.string(), en: z.string(), 'zh-TW': z.string() });

/** What the screens need of the programme in effect. */
export const programmeViewSchema = z.object({
  version: z.int(),
  name: localTextSchema,
  tiers: z.array(z.object({ code: z.string(), name: localTextSchema })),
  /** What hand-typed lines are sorted by; [] where they are not. */
  categories: z.array(z.object({ category: z.string(), name: localTextSchema })),
  adjustReasons: z.array(z.object({ code: z.string(), name: localTextSchema })),
  /** Corrections by hand (PL-17). */
  adjustLimits: z.object({
    /** For one correction, by role. */
    maxPoints: z.record(staffRoleSchema, z.int()),
    /** For one person on one day. */
    maxPointsPerDay: z.int(),
    /** Of more than these a second person approves. */
    approvalAbovePoints: z.int(),
  }),
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
