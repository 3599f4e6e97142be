import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../src-shared/domain/member/new-member.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { Tier, TierPolicy } from '../../src-shared/domain/tier/tier.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import { formatMemberNo } from '../../src-shared/values/member-no.ts';
import {
  rateOf,
  sampleMemberId,
  samplePhone,
  sampleProgramme,
  sampleToday,
} from './sample-domain.ts';

const name = { 'zh-CN': '级', en: 'Tier', 'zh-TW': '級' };

/** Four tiers at 0, 2,000, 8,000 and 30,000 yuan (TR-01); gold also by 24 visits and 4,000 yuan, with a gift pack. */
export const sampleTiers: readonly Tier[] = [
  { code: 'regular', name, multiplier: rateOf(1) },
  {
    code: 'silver',
    name,
    multiplier: rateOf(11, 10),
    qualify: { kind: 'at_least', measure: 'spend_fen', amount: 200_000 },
  },
  {
    code: 'gold',
    name,
    multiplier: rateOf(12, 10),
    qualify: {
      kind: 'any',
      of: [
        { kind: 'at_least', measure: 'spend_fen', amount: 800_000 },
        {
          kind: 'all',
          of: [
            { kind: 'at_least', measure: 'visit_days', amount: 24 },
            { kind: 'at_least', measure: 'spend_fen', amount: 400_000 },
          ],
        },
      ],
    },
    giftPack: { couponTemplateIds: ['gold_welcome'], points: 200 },
  },
  {
    code: 'diamond',
    name,
    multiplier: rateOf(15, 10),
    qualify: { kind: 'at_least', measure: 'spend_fen', amount: 3_000_000 },
    giftPack: { couponTemplateIds: [], points: 500 },
  },
];

/** The sample programme with tiers that can be earned. */
export function tierProgramme(policy: Partial<TierPolicy> = {}): Programme {
  const programme = sampleProgramme({ campaigns: [], tiers: sampleTiers });
  return { ...programme, tierPolicy: { ...programme.tierPolicy, ...policy } };
}

/** A member of the first tier who has bought nothing yet. */
export function tierMember(changes: Partial<MemberState> = {}): MemberState {
  const bare = newMemberState({
    memberId: sampleMemberId(1),
    memberNo: formatMemberNo({ installNo: 1, counter: 1 }),
    profile: { phone: { value: samplePhone(1), setAtMs: 0 } },
    tierCode: 'regular',
    enrolledOnDay: sampleToday,
    enrolledAtStoreId: storeId('S01'),
  });
  return { ...bare, ...changes };
}
