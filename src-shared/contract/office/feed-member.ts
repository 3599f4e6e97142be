import { z } from 'zod';

/** One member's latest state. A till keeps the one with the higher revision. */
export const feedMemberSchema = z.object({
  memberId: z.string(),
  revision: z.int(),
  /** MemberState as JSON text: the office never parses it to send it, the till stores it as it came. */
  stateJson: z.string(),
});
export type FeedMember = z.infer<typeof feedMemberSchema>;
