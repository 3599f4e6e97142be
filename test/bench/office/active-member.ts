import { randomUUIDv7 } from 'node:crypto';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { newMemberState } from '../../../src-shared/domain/member/new-member.ts';
import type { EntryKind } from '../../../src-shared/domain/points/points-entry.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';
import { memberId, storeId } from '../../../src-shared/values/ids.ts';

const today = '2026-11-21' as BusinessDate; // a real day

/** A member with a year of shopping behind: lots, consents and twenty explained entries, about 3 KB. */
export function activeMember(index: number): MemberState {
  const stamp = <Value>(value: Value) => ({ value, setAtMs: 1_790_000_000_000 });
  const bare = newMemberState({
    memberId: memberId(randomUUIDv7()),
    memberNo: `2899999${String(index).padStart(6, '0')}`,
    profile: { phone: stamp(`138${String(index).padStart(8, '0')}`), name: stamp('欧阳思远') },
    tierCode: 'basic',
    enrolledOnDay: today,
    enrolledAtStoreId: storeId('S1'),
  });
  const months = ['02-28', '03-31', '05-31', '08-31', '10-31'];
  const entries = Array.from({ length: 20 }, (_, entryNo) => ({
    kind: (entryNo % 5 === 4 ? 'redeem' : 'earn') as EntryKind,
    points: entryNo % 5 === 4 ? -100 : 60,
    ruleId: 'base',
    programmeVersion: 1,
    businessDate: today,
    atMs: 1_790_000_000_000 + entryNo,
    reference: `R2026${entryNo}`,
  }));
  return {
    ...bare,
    cards: [{ cardNo: `29${String(index).padStart(11, '0')}`, boundAtMs: 1_790_000_000_000 }],
    lots: months.map((day) => ({ expiresOnDay: `2027-${day}` as BusinessDate, points: 112 })),
    consents: ['membership', 'marketing_sms'].map((item) => ({
      item,
      given: true,
      noticeVersion: '2026-01',
      setAtMs: 1_790_000_000_000,
    })),
    entries,
    carriedPoints: 0,
  };
}
