/** Where a member stands with the chain (AN-02). */
export const lifecycleStages = [
  'prospect',
  'new',
  'active',
  'sleeping',
  'lost',
  'won_back',
] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

/** Days without a purchase that make the stages (AN-02); `newDays` counts from the first purchase. */
export interface LifecycleRules {
  readonly newDays: number;
  readonly activeDays: number;
  readonly lostDays: number;
}
