import type { WhyBarred } from '../../../src-shared/domain/campaign/campaign-bar.ts';
import type { WhyNot } from '../../../src-shared/domain/coupon/coupon.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import { couponText } from '../../../src-shared/text/coupon-words.ts';
import { whyNotText } from '../../../src-shared/text/why-not-words.ts';
import type { ActiveTill } from '../active-till.ts';
import { faceOfMember, isRefused, readMember } from '../find-member.ts';

/** Why a benefit is not used, in words (CP-03); of a coupon that was passed on to whom, masked, where this till holds them. */
export function reasonText(
  till: ActiveTill,
  language: Language,
  whyNot: WhyNot | WhyBarred,
): string {
  if (whyNot.code !== 'handed_over') return whyNotText(language, whyNot);
  const receiver = readMember(till, whyNot.memberId);
  if (isRefused(receiver)) return whyNotText(language, whyNot);
  const { maskedPhone: phone } = faceOfMember(receiver);
  return couponText(language, 'handed_over_to', { phone });
}
