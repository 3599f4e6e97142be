import { z } from 'zod';
import { oc } from '@orpc/contract';
import { idSchema, pinSchema } from '../fields.ts';
import { refusalErrors } from '../refusal-errors.ts';

export const staffRoleSchema = z.enum(['cashier', 'supervisor', 'manager']);
export const staffSchema = z.object({
  staffId: z.string(),
  name: z.string(),
  role: staffRoleSchema,
});
export type StaffSummary = z.infer<typeof staffSchema>;

/** Who stands at this screen. One session per connection; the POS API needs none. */
export const sessionContract = {
  staff: oc.errors(refusalErrors).output(z.object({ staff: z.array(staffSchema) })),
  signIn: oc
    .errors(refusalErrors)
    .input(z.object({ staffId: idSchema, pin: pinSchema }))
    .output(staffSchema),
  /**
   * Somebody has pressed a key or touched this screen. What the readers of the till read is offered to the screen that was
   * used last of those that take scans, and where none does to the one used last. A screen tells it when it becomes another,
   * and at most every second; repeating it does no harm.
   */
  used: oc
    .errors(refusalErrors)
    .input(z.object({ takesScans: z.boolean() }))
    .output(z.object({ status: z.literal('noted') })),
  /** The language of messages in answers from now on; one that is not spoken here is Chinese. A repeat changes nothing. */
  speak: oc
    .errors(refusalErrors)
    .input(z.object({ language: z.string().max(35) }))
    .output(z.object({ status: z.literal('noted') })),
  signOut: oc.errors(refusalErrors).output(z.object({ status: z.literal('signed_out') })),
};
