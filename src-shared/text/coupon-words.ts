import type { Language } from '../domain/programme/programme.ts';

/**
 * What a scanned coupon code comes to (CP-06): cause and what to do (section j); whom a coupon passed to, and a store without
 * a name here.
 */
export const couponMessages = [
  'usable',
  'unreadable',
  'key_unknown',
  'forged',
  'not_yet',
  'expired',
  'voided',
  'not_here_now',
  'used',
  'handed_over',
  'handed_over_to',
  'other_store',
] as const;
export type CouponMessage = (typeof couponMessages)[number];

const couponWords: Readonly<Record<Language, Readonly<Record<CouponMessage, string>>>> = {
  'zh-CN': {
    usable: '券码有效：{name}',
    unreadable: '券码残缺，请重新扫一次',
    key_unknown: '本机没有此券码的密钥，请联网再扫或按 F4 选券',
    forged: '券码无法验证，不能使用。请联系店长',
    not_yet: '此券 {day} 起可用',
    expired: '此券已于 {day} 到期',
    voided: '此券已作废，不能再用',
    not_here_now: '“{name}”不能用：{why}',
    used: '此券 {at} 已在 {store} 使用',
    handed_over: '此券 {at} 已在 {store} 转赠给其他会员',
    handed_over_to: '已转赠给 {phone}',
    other_store: '其他门店（{store}）',
  },
  en: {
    usable: 'Coupon is genuine: {name}',
    unreadable: 'The coupon code is damaged. Please scan it again',
    key_unknown: 'No key for this code here. Go online and scan again, or choose with F4',
    forged: 'The coupon code cannot be verified. Please call the manager',
    not_yet: 'This coupon is valid from {day}',
    expired: 'This coupon ended on {day}',
    voided: 'This coupon was taken back and cannot be used',
    not_here_now: 'Cannot be used: {name}. {why}',
    used: 'This coupon was used {at} at {store}',
    handed_over: 'This coupon went to another member {at} at {store}',
    handed_over_to: 'Handed over to {phone}',
    other_store: 'another store ({store})',
  },
  'zh-TW': {
    usable: '券碼有效：{name}',
    unreadable: '券碼殘缺，請重新掃一次',
    key_unknown: '本機沒有此券碼的金鑰，請連線再掃或按 F4 選券',
    forged: '券碼無法驗證，不能使用。請聯絡店長',
    not_yet: '此券 {day} 起可用',
    expired: '此券已於 {day} 到期',
    voided: '此券已作廢，不能再用',
    not_here_now: '「{name}」不能用：{why}',
    used: '此券 {at} 已在 {store} 使用',
    handed_over: '此券 {at} 已在 {store} 轉贈給其他會員',
    handed_over_to: '已轉贈給 {phone}',
    other_store: '其他門市（{store}）',
  },
};

/** Says a message with its places filled in. */
export function couponText(
  language: Language,
  message: CouponMessage,
  places: Readonly<Record<string, string>>,
): string {
  return couponWords[language][message].replace(
    /\{(\w+)\}/g,
    (_, name: string) => places[name] ?? '-',
  );
}
