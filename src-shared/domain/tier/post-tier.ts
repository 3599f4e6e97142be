import type { MemberState } from '../member/member-state.ts';
import { isPackGiven } from './gift-pack.ts';
import { isHeldDown } from './granted-tier.ts';
import type { TierChange } from './tier.ts';

/**
 * Posts a decided change of tier; a gift pack that goes with it is noted, so that it is given once per period (TR-06). A
 * change that was decided over another tier than the member has by now does nothing, nor does a rise by a receipt where the
 * till had not heard that its member is held down (TR-05). Total.
 */
export function postTier(state: MemberState, change: TierChange): MemberState {
  const { tierCode, term, over, giftPackKey } = change;
  if (over !== undefined) {
    const isRise = term?.cause.kind === 'receipt';
    if (!over.includes(state.tierCode)) return state;
    if (isRise && isHeldDown(state, term.sinceDay)) return state;
  }
  const { tierTerm: _ended, ...rest } = state;
  const giftPackKeys = state.giftPackKeys ?? [];
  const isNew = giftPackKey !== undefined && !isPackGiven(giftPackKeys, giftPackKey);
  return {
    ...rest,
    tierCode,
    ...(term === null ? {} : { tierTerm: term }),
    ...(isNew ? { giftPackKeys: [...giftPackKeys, giftPackKey] } : {}),
  };
}
