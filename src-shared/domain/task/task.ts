import type { LocalText } from '../programme/programme.ts';

/** How often a member may do a task: once ever, or once in each of these by the business date. */
export const taskRepeats = ['once', 'day', 'month', 'year'] as const;

/** Something a member does that counts towards tiers beside buying (R040): a survey, a workshop, a profile filled in. */
export interface Task {
  readonly taskId: string;
  readonly name: LocalText;
  /** What it counts with; points of tasks are never spent (TR-01). */
  readonly taskPoints: number;
  readonly repeats: (typeof taskRepeats)[number];
}
