import { lifecycleStages } from '../../member/lifecycle.ts';
import { defineCondition } from '../define-condition.ts';

/** Win-back and the like: members at these stages of the life cycle (AN-02). */
export const lifecycle = defineCondition({
  fields: { stages: { type: 'choices', of: lifecycleStages } },
  holds: ({ stages }, { lifecycleStage }) => stages.includes(lifecycleStage),
});
