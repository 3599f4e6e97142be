import type { WhyBarred } from '../domain/campaign/campaign-bar.ts';
import type { WhyNot } from '../domain/coupon/coupon.ts';
import type { Language } from '../domain/programme/programme.ts';
import { formatYuan, type Fen } from '../values/fen.ts';

type WhyNotWords = Readonly<Record<(WhyNot | WhyBarred)['code'], string>>;

/** Why a benefit is not used (CP-03, R058); `{yuan}` and `{units}` are what is missing, `{points}` is the most or the least. */
export const whyNotWords: Readonly<Record<Language, WhyNotWords>> = {
  'zh-CN': {
    not_yet: '未到可用时间',
    expired: '已过期',
    used: '已使用',
    other_store: '本店不可用',
    wrong_day: '今天不可用',
    wrong_time: '现在不在可用时段',
    no_goods: '没有适用商品',
    stacks_not: '与已选优惠不能同享',
    better_chosen: '已用其他价格或优惠',
    too_many: '本单可用张数已满',
    not_for_member: '此会员不能使用',
    online_only: '此券需联网核销，可换其他优惠',
    offline_limit: '离线可用次数已用完，联网后可用',
    below_payable: '已选优惠后没有可再减的金额',
    not_wished: '可用，本单未选',
    identification_needed: '需会员码或密码核对身份后可用',
    other_tier: '其他等级会员专享',
    voided: '已作废，不能再用',
    handed_over: '已转赠给其他会员',
    missing_fen: '还差 {yuan} 可用',
    missing_units: '还差 {units} 件可用此券',
    not_by_points: '这些商品不能用积分抵现',
    max_points: '本单最多可用 {points} 积分',
    points_steps: '积分 {points} 起用，每次加 {step}',
    only_hours: '每天 {from}–{to} 可用',
    only_weekdays: '限{weekdays}',
    only_days_of_month: '限每月 {days} 日',
    only_birthday: '限生日前后 {days} 天',
    only_on_birthday: '限生日当天',
    birthday_unknown: '没有登记生日',
    birthday_new: '登记或改生日满 {days} 天后可用',
    only_after_months: '入会满 {months} 个月后可用',
    first_purchase_only: '限首次消费',
    for_new: '新会员专享',
    for_active: '限近期常来的会员',
    for_returning: '限久未到店的会员',
    other_plan: '付费会员专享',
  },
  en: {
    not_yet: 'Not valid yet',
    expired: 'Expired',
    used: 'Already used',
    other_store: 'Not valid in this store',
    wrong_day: 'Not valid today',
    wrong_time: 'Not valid at this hour',
    no_goods: 'None of its goods on this receipt',
    stacks_not: 'Cannot be combined with what is chosen',
    better_chosen: 'Another price or offer counts instead',
    too_many: 'No more coupons on this receipt',
    not_for_member: 'Not for this member',
    online_only: 'Needs the line; choose another offer',
    offline_limit: 'Offline limit used; works when online',
    below_payable: 'Nothing left that it could take off',
    not_wished: 'Usable, not chosen for this receipt',
    identification_needed: 'Needs the member code or the PIN',
    other_tier: 'For members of another tier',
    voided: 'Was taken back, cannot be used',
    handed_over: 'Handed over to another member',
    missing_fen: '{yuan} more to use it',
    missing_units: 'Items still needed: {units}',
    not_by_points: 'Points do not pay for these goods',
    max_points: 'At most {points} points here',
    points_steps: 'From {points} points, in steps of {step}',
    only_hours: 'Runs from {from} to {to}',
    only_weekdays: 'On {weekdays} only',
    only_days_of_month: 'On days {days} of the month',
    only_birthday: 'Days from the birthday, at most {days}',
    only_on_birthday: 'On the birthday only',
    birthday_unknown: 'No birthday is known',
    birthday_new: 'Birthday counts {days} days after entry',
    only_after_months: 'Months of membership, at least {months}',
    first_purchase_only: 'For the first purchase only',
    for_new: 'For new members',
    for_active: 'For members who came lately',
    for_returning: 'For members who were long away',
    other_plan: 'For members of a paid plan',
  },
  'zh-TW': {
    not_yet: '未到可用時間',
    expired: '已過期',
    used: '已使用',
    other_store: '本店不可用',
    wrong_day: '今天不可用',
    wrong_time: '現在不在可用時段',
    no_goods: '沒有適用商品',
    stacks_not: '與已選優惠不能同享',
    better_chosen: '已用其他價格或優惠',
    too_many: '本單可用張數已滿',
    not_for_member: '此會員不能使用',
    online_only: '此券需連線核銷，可換其他優惠',
    offline_limit: '離線可用次數已用完，連線後可用',
    below_payable: '已選優惠後沒有可再減的金額',
    not_wished: '可用，本單未選',
    identification_needed: '需會員碼或密碼核對身分後可用',
    other_tier: '其他等級會員專享',
    voided: '已作廢，不能再用',
    handed_over: '已轉贈給其他會員',
    missing_fen: '還差 {yuan} 可用',
    missing_units: '還差 {units} 件可用此券',
    not_by_points: '這些商品不能用積分折抵',
    max_points: '本單最多可用 {points} 積分',
    points_steps: '積分 {points} 起用，每次加 {step}',
    only_hours: '每天 {from}–{to} 可用',
    only_weekdays: '限{weekdays}',
    only_days_of_month: '限每月 {days} 日',
    only_birthday: '限生日前後 {days} 天',
    only_on_birthday: '限生日當天',
    birthday_unknown: '沒有登記生日',
    birthday_new: '登記或改生日滿 {days} 天後可用',
    only_after_months: '入會滿 {months} 個月後可用',
    first_purchase_only: '限首次消費',
    for_new: '新會員專享',
    for_active: '限近期常來的會員',
    for_returning: '限久未到店的會員',
    other_plan: '付費會員專享',
  },
};

/** Says why a benefit is not used, with what is missing filled in. */
export function whyNotText(language: Language, whyNot: WhyNot | WhyBarred): string {
  const words = whyNotWords[language][whyNot.code];
  switch (whyNot.code) {
    case 'missing_fen':
      return words.replace('{yuan}', formatYuan(whyNot.missingFen as Fen)); // fen by its name
    case 'missing_units':
      return words.replace('{units}', String(whyNot.missingUnits));
    case 'max_points':
      return words.replace('{points}', String(whyNot.maxPoints));
    case 'points_steps':
      return words
        .replace('{points}', String(whyNot.minPoints))
        .replace('{step}', String(whyNot.stepPoints));
    case 'only_hours':
      return words
        .replace('{from}', clockText(whyNot.fromMinute))
        .replace('{to}', clockText(whyNot.toMinute));
    case 'only_weekdays':
      return words.replace('{weekdays}', weekdaysText(language, whyNot.weekdays));
    case 'only_days_of_month':
      return daysOfMonthText(language, whyNot.days);
    case 'only_birthday':
    case 'birthday_new':
      return words.replace('{days}', String(whyNot.days));
    case 'only_after_months':
      return words.replace('{months}', String(whyNot.months));
    default:
      return words;
  }
}

/** As many days of a month as a reason of 40 characters has room for; of more it is said that today is none of them. */
const mostDaysOfMonth = 5;

function daysOfMonthText(language: Language, days: readonly number[]): string {
  const words = whyNotWords[language];
  if (days.length > mostDaysOfMonth) return words.wrong_day;
  return words.only_days_of_month.replace('{days}', inOrder(days).join(listMark[language]));
}

const listMark: Readonly<Record<Language, string>> = { 'zh-CN': '、', en: ', ', 'zh-TW': '、' };

const weekdayNames: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  'zh-TW': ['週一', '週二', '週三', '週四', '週五', '週六', '週日'],
};

function weekdaysText(language: Language, weekdays: readonly number[]): string {
  const names = inOrder(weekdays).map((weekday) => weekdayNames[language][weekday - 1] ?? '');
  return names.join(listMark[language]);
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

function clockText(minuteOfDay: number): string {
  const twoDigits = (count: number) => String(count).padStart(2, '0');
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}
