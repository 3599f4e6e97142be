import type { PlanRefundLine } from '../domain/plan/decide-plan-refund.ts';
import type { Language } from '../domain/programme/programme.ts';

type Words = Readonly<Record<PlanRefundLine['kind'], string>>;

const words: Readonly<Record<Language, Words>> = {
  'zh-CN': {
    paid: '已付会员费',
    used_days: '已过 {days} 天（共 {totalDays} 天）',
    used_benefits: '已享优惠（按原价计，含多得积分）',
    not_claimed: '超出会员费的优惠不追收',
    refund: '应退金额',
  },
  en: {
    paid: 'Membership fee paid',
    used_days: 'days over: {days} of {totalDays}',
    used_benefits: 'Used so far, at list price, with extra points',
    not_claimed: 'Saved beyond the fee, not asked back',
    refund: 'To refund',
  },
  'zh-TW': {
    paid: '已付會員費',
    used_days: '已過 {days} 天（共 {totalDays} 天）',
    used_benefits: '已享優惠（按原價計，含多得積分）',
    not_claimed: '超出會員費的優惠不追收',
    refund: '應退金額',
  },
};

/** What a line of a plan's refund is for, as shown and printed before its amount (TR-09). */
export function planRefundText(language: Language, line: PlanRefundLine): string {
  const text = words[language][line.kind];
  if (line.kind !== 'used_days') return text;
  return text.replace('{days}', String(line.days)).replace('{totalDays}', String(line.totalDays));
}
