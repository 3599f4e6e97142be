import type { SpendingRight } from '../../../../src-shared/domain/offline-rights/spending-right.ts';
import type { WordKey } from '../../../parts/words.ts';

/** What points are spent by, before and after. */
export const rightWords = {
  authorised: { will: 'right.will_authorised', did: 'right.authorised' },
  carried: { will: 'right.will_carried', did: 'right.carried' },
  grant: { will: 'right.will_grant', did: 'right.grant' },
  floor: { will: 'right.will_floor', did: 'right.floor' },
} as const satisfies Record<SpendingRight, { readonly will: WordKey; readonly did: WordKey }>;
