import { type LifecycleStage, lifecycleStages } from '../../member/lifecycle.ts';
import { defineCondition } from '../define-condition.ts';

/** Win-back and the like: members at these stages of the life cycle (AN-02). */
export const lifecycle = defineCondition({
  fields: { stages: { type: 'choices', of: lifecycleStages } },
  holds: ({ stages }, { lifecycleStage }) => stages.includes(lifecycleStage),
  whyNot: ({ stages }) => ({ code: audienceOf(stages) }),
  reach: 'later',
  of: 'member',
});

/** In words for a counter: nobody is told that they are asleep or lost. */
function audienceOf(stages: readonly LifecycleStage[]): 'for_returning' | 'for_new' | 'for_active' {
  const has = (...some: readonly LifecycleStage[]) => some.some((stage) => stages.includes(stage));
  if (has('sleeping', 'lost', 'won_back')) return 'for_returning';
  return has('prospect', 'new') ? 'for_new' : 'for_active';
}
