import type { MemberStanding } from '../../../src-shared/contract/till/member.ts';
import { yuan } from '../../parts/format.ts';
import type { Say } from '../../parts/words.ts';

type Missing = NonNullable<MemberStanding['nextTier']>['missing'];

/** What a tier still lacks: "¥1,760.00", or "¥500.00 + 6 visits" where several are. */
export function missingText(say: Say, missing: Missing): string {
  return missing.map((each) => measureText(say, each)).join(' + ');
}

function measureText(say: Say, { measure, missing: count }: Missing[number]): string {
  switch (measure) {
    case 'spend_fen':
      return yuan(count);
    case 'visit_days':
      return say('missing.visits', { count });
    case 'top_up_fen':
      return say('missing.top_up', { amount: yuan(count) });
    case 'task_points':
      return say('missing.tasks', { count });
  }
}
