import type { MemberState } from '../member/member-state.ts';
import type { TierChange } from './tier.ts';

/** Posts a decided change of tier; a gift pack that goes with it is noted, so that it is given once (TR-06). */
export function postTier(
  state: MemberState,
  { tierCode, term, giftPackKey }: TierChange,
): MemberState {
  const giftPackKeys = state.giftPackKeys ?? [];
  const isNew = giftPackKey !== undefined && !giftPackKeys.includes(giftPackKey);
  return {
    ...state,
    tierCode,
    tierTerm: term,
    ...(isNew ? { giftPackKeys: [...giftPackKeys, giftPackKey] } : {}),
  };
}
