import type { Language } from '../domain/programme/programme.ts';
import { campaignRuleId, couponRuleId, planRuleId } from '../domain/points/points-under-terms.ts';
import type { Benefit, UnusedBenefit } from '../domain/quote/quote.ts';
import { type Named, nameOfRule, shortenReason } from './entry-reason.ts';

/** What a benefit is called; of named ones the name comes first. */
export const benefitWords: Readonly<Record<Language, Readonly<Record<Benefit['kind'], string>>>> = {
  'zh-CN': {
    member_price: '会员价',
    tier_price: '等级折扣',
    plan_price: '付费会员价',
    promotion: '满减',
    coupon: '优惠券',
    points: '积分抵现',
  },
  en: {
    member_price: 'Member price',
    tier_price: 'Tier discount',
    plan_price: 'Price of the paid plan',
    promotion: 'Money off from a threshold on',
    coupon: 'Coupon',
    points: 'Paid with points',
  },
  'zh-TW': {
    member_price: '會員價',
    tier_price: '等級折扣',
    plan_price: '付費會員價',
    promotion: '滿減',
    coupon: '優惠券',
    points: '積分折抵',
  },
};

/** Says what a benefit on a receipt is, in at most 40 characters (R058), by the names of the programme. */
export function benefitReason(
  { kind, ruleId }: Pick<Benefit, 'kind' | 'ruleId'>,
  programme: Named | null,
  language: Language,
): string {
  const word = benefitWords[language][kind];
  const named = nameOfRule(ruleId, programme)?.[language];
  if (named === undefined) return word;
  const isDiscount = kind === 'tier_price' || kind === 'plan_price';
  return shortenReason(isDiscount ? `${word} · ${named}` : named);
}

/**
 * Says what a benefit is called that is not used: as `benefitReason` does, of a member price with the article it is for. A
 * coupon goes by its template, of which `templateId` is null where the member has no such coupon: then it is only a coupon.
 * Empty for points.
 */
export function unusedName(
  {
    kind,
    id,
    templateId,
  }: Pick<UnusedBenefit, 'kind' | 'id'> & { readonly templateId: string | null },
  programme: Named | null,
  language: Language,
): string {
  switch (kind) {
    case 'points':
      return '';
    case 'campaign':
      return nameOfRule(campaignRuleId(id), programme)?.[language] ?? '';
    case 'member_price':
      return shortenReason(`${benefitWords[language][kind]} · ${id}`);
    case 'tier_price':
      return benefitReason({ kind, ruleId: `tier:${id}` }, programme, language);
    case 'plan_price':
      return benefitReason({ kind, ruleId: planRuleId(id) }, programme, language);
    case 'promotion':
      return benefitReason({ kind, ruleId: `promotion:${id}` }, programme, language);
    case 'coupon':
      return benefitReason({ kind, ruleId: couponRuleId(templateId ?? '') }, programme, language);
  }
}
