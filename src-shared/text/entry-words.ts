import type { Language } from '../domain/programme/programme.ts';

/** Why a ledger entry is there. `tierBonus` and `campaignBonus` are said when the programme does not name them. */
export const entryWordKeys = [
  'opening',
  'earn',
  'tierBonus',
  'campaignBonus',
  'redeem',
  'restoreCancelled',
  'restoreRefunded',
  'takeback',
  'adjust',
  'debt',
  'debtSettle',
] as const;
export type EntryWordKey = (typeof entryWordKeys)[number];

export const entryWords: Readonly<Record<Language, Readonly<Record<EntryWordKey, string>>>> = {
  'zh-CN': {
    opening: '转入的原有积分',
    earn: '消费积分',
    tierBonus: '等级加赠',
    campaignBonus: '活动加赠',
    redeem: '积分抵现',
    restoreCancelled: '取消抵现，积分退回',
    restoreRefunded: '退货，抵现积分退回',
    takeback: '退货，扣回积分',
    adjust: '积分调整',
    debt: '积分不足，记欠',
    debtSettle: '偿还所欠积分',
  },
  en: {
    opening: 'Points brought along',
    earn: 'Points for the purchase',
    tierBonus: 'Tier bonus',
    campaignBonus: 'Campaign bonus',
    redeem: 'Paid with points',
    restoreCancelled: 'Payment with points cancelled',
    restoreRefunded: 'Goods returned, points given back',
    takeback: 'Goods returned, points taken back',
    adjust: 'Adjustment',
    debt: 'Too few points, owed',
    debtSettle: 'Points owed paid back',
  },
  'zh-TW': {
    opening: '轉入的原有積分',
    earn: '消費積分',
    tierBonus: '等級加贈',
    campaignBonus: '活動加贈',
    redeem: '積分折抵',
    restoreCancelled: '取消折抵，積分退回',
    restoreRefunded: '退貨，折抵積分退回',
    takeback: '退貨，扣回積分',
    adjust: '積分調整',
    debt: '積分不足，記欠',
    debtSettle: '償還所欠積分',
  },
};
