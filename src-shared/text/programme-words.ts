import type { Language } from '../domain/programme/programme.ts';
import type { TierMeasure } from '../domain/tier/tier.ts';

/** What the tool for programme documents says; places in braces are filled by it. */
export interface ProgrammeWords {
  readonly version: string;
  readonly refused: string;
  readonly accepted: string;
  readonly advice: string;
  readonly against: string;
  readonly giveBack: string;
  readonly atMost: string;
  readonly counts: string;
  readonly member: string;
  readonly pointsNow: string;
  readonly line: string;
  readonly goods: string;
  readonly amount: string;
  readonly price: string;
  readonly promotion: string;
  readonly coupon: string;
  readonly offset: string;
  readonly net: string;
  readonly points: string;
  readonly sum: string;
  readonly benefits: string;
  readonly unused: string;
  readonly none: string;
  readonly earned: string;
  readonly held: string;
  /** Of a line: that the programme does not name its category. */
  readonly unknownCategory: string;
  readonly payable: string;
  readonly memberPrice: string;
  readonly tierPrice: string;
  readonly planPrice: string;
  readonly payWithPoints: string;
  readonly campaign: string;
  readonly rises: string;
  readonly nextTier: string;
  readonly unknownName: string;
  readonly notReadable: string;
  readonly notJson: string;
  readonly notUtf8: string;
  readonly missing: Readonly<Record<TierMeasure, string>>;
}

export const programmeWords: Readonly<Record<Language, ProgrammeWords>> = {
  'zh-CN': {
    version: '版本 {version}，{day} 起',
    refused: '不能发布，有 {count} 处问题：',
    accepted: '可以发布。',
    advice: '请法务确认：',
    against: '与版本 {version} 相比，会员还有以下内容时不能发布：',
    giveBack: '返还率',
    atMost: '加上最优付费会员、活动和券，最高',
    counts:
      '活动 {campaigns}，优惠券 {coupons}，会员价 {prices}，满减 {promotions}，付费会员 {plans}，兑换 {sinks}',
    member: '会员',
    pointsNow: '{points} 积分',
    line: '行',
    goods: '商品',
    amount: '原价',
    price: '会员价',
    promotion: '满减',
    coupon: '用券',
    offset: '积分抵',
    net: '实付',
    points: '积分',
    sum: '合计',
    benefits: '用上的优惠',
    unused: '没用的优惠和原因',
    none: '无',
    earned: '本单积分',
    held: '其中 {points} 分超过每日上限，待审核',
    unknownCategory: '第 {line} 行：方案里没有品类「{category}」，按未分类商品计算',
    payable: '应付',
    memberPrice: '会员价',
    tierPrice: '等级折扣',
    planPrice: '付费会员折扣',
    payWithPoints: '积分抵现',
    campaign: '活动',
    rises: '本单后升为{tier}，有效至 {day}',
    nextTier: '距{tier}还差 {missing}',
    unknownName: '{place} 没有 {name}；有：{known}',
    notReadable: '{file}：读不了（{reason}）',
    notJson: '{file}：不是 JSON（{reason}）',
    notUtf8: '{file}：不是 UTF-8 文本，请另存为 UTF-8',
    missing: {
      spend_fen: '消费 {amount}',
      visit_days: '到店 {amount} 天',
      top_up_fen: '储值 {amount}',
      task_points: '任务 {amount} 分',
    },
  },
  en: {
    version: 'version {version}, from {day}',
    refused: 'Cannot be published. Problems: {count}',
    accepted: 'May be published.',
    advice: 'Ask counsel:',
    against: 'Against version {version}, not to be published while a member still has it:',
    giveBack: 'Given back',
    atMost: 'With the best plan, campaigns and coupons, at most',
    counts:
      'campaigns {campaigns}, coupons {coupons}, member prices {prices}, promotions {promotions}, plans {plans}, rewards {sinks}',
    member: 'Member',
    pointsNow: '{points} points',
    line: '#',
    goods: 'goods',
    amount: 'till price',
    price: 'member price',
    promotion: 'promotion',
    coupon: 'coupon',
    offset: 'by points',
    net: 'to pay',
    points: 'points',
    sum: 'sum',
    benefits: 'Benefits used',
    unused: 'Benefits not used, and why',
    none: 'none',
    earned: 'Points earned',
    held: '{points} of them are above a daily cap and wait for review',
    unknownCategory:
      'Line {line}: the programme has no category "{category}"; it counts as goods of none',
    payable: 'To pay',
    memberPrice: 'Member price',
    tierPrice: 'Tier discount',
    planPrice: 'Plan discount',
    payWithPoints: 'Paid with points',
    campaign: 'Campaign',
    rises: 'This receipt raises the member to {tier}, until {day}',
    nextTier: 'Missing for {tier}: {missing}',
    unknownName: '{place} there is no {name}; there are: {known}',
    notReadable: '{file}: cannot be read ({reason})',
    notJson: '{file}: is not JSON ({reason})',
    notUtf8: '{file}: is not text in UTF-8; save it as UTF-8',
    missing: {
      spend_fen: '{amount} of spending',
      visit_days: 'days with a visit: {amount}',
      top_up_fen: '{amount} topped up',
      task_points: 'points of tasks: {amount}',
    },
  },
  'zh-TW': {
    version: '版本 {version}，{day} 起',
    refused: '不能發布，有 {count} 處問題：',
    accepted: '可以發布。',
    advice: '請法務確認：',
    against: '與版本 {version} 相比，會員還有以下內容時不能發布：',
    giveBack: '回饋率',
    atMost: '加上最優付費會員、活動和券，最高',
    counts:
      '活動 {campaigns}，優惠券 {coupons}，會員價 {prices}，滿減 {promotions}，付費會員 {plans}，兌換 {sinks}',
    member: '會員',
    pointsNow: '{points} 積分',
    line: '行',
    goods: '商品',
    amount: '原價',
    price: '會員價',
    promotion: '滿減',
    coupon: '用券',
    offset: '積分抵',
    net: '實付',
    points: '積分',
    sum: '合計',
    benefits: '用上的優惠',
    unused: '沒用的優惠和原因',
    none: '無',
    earned: '本單積分',
    held: '其中 {points} 分超過每日上限，待審核',
    unknownCategory: '第 {line} 行：方案裡沒有品類「{category}」，按未分類商品計算',
    payable: '應付',
    memberPrice: '會員價',
    tierPrice: '等級折扣',
    planPrice: '付費會員折扣',
    payWithPoints: '積分抵現',
    campaign: '活動',
    rises: '本單後升為{tier}，有效至 {day}',
    nextTier: '距{tier}還差 {missing}',
    unknownName: '{place} 沒有 {name}；有：{known}',
    notReadable: '{file}：讀不了（{reason}）',
    notJson: '{file}：不是 JSON（{reason}）',
    notUtf8: '{file}：不是 UTF-8 文字，請另存為 UTF-8',
    missing: {
      spend_fen: '消費 {amount}',
      visit_days: '到店 {amount} 天',
      top_up_fen: '儲值 {amount}',
      task_points: '任務 {amount} 分',
    },
  },
};

/** Fills the `{places}` of a sentence of the tool. */
export function fillWords(
  words: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return words.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
