import type { Language } from '../domain/programme/programme.ts';
import type { ValueEntry } from '../domain/stored-value/stored-value.ts';

interface ValueWords {
  readonly entry: Readonly<Record<ValueEntry['kind'], string>>;
  readonly voucher: {
    readonly title: string;
    readonly contract: string;
    readonly issuer: string;
    readonly sold: string;
    readonly paid: string;
    readonly bonus: string;
    readonly terms: string;
    readonly balance: string;
    readonly refundEarly: string;
    readonly refundLater: string;
    readonly refundTo: string;
    readonly noEnd: string;
  };
  readonly refund: {
    readonly title: string;
    readonly bought: string;
    readonly before: string;
    readonly coolingOff: string;
    readonly seller: string;
    readonly consumer: string;
    readonly unused: string;
    readonly notUnused: string;
    readonly byRatio: string;
    readonly byList: string;
    readonly back: string;
    readonly nothing: string;
  };
}

/** The words of vouchers, statements and refund calculations; `{places}` are filled in by `value-voucher.ts`. */
export const valueWords: Readonly<Record<Language, ValueWords>> = {
  'zh-CN': {
    entry: {
      top_up: '充值',
      pay: '储值付款',
      restore: '退货，储值退回',
      refund: '储值退款',
      cancel: '取消付款，储值退回',
    },
    voucher: {
      title: '储值凭证',
      contract: '合同编号：{contractNo}',
      issuer: '发行人：{issuer}',
      sold: '办理：{date} {store}',
      paid: '实付本金：{paid}',
      bonus: '赠送金额：{bonus}（不兑换现金）',
      terms: '赠送条款：{terms}',
      balance: '查询余额：在任一门店收银台报会员身份即可，可随时打印全部变动明细',
      refundEarly: '付款后 {days} 日内未使用的，全额退还本金',
      refundLater: '之后退款按两种依据分别计算并打印：商家原因按实付比例，消费者原因按商品原价',
      refundTo: '退款 {cash} 以内可退现金，超过的退到本人同名账户',
      noEnd: '余额长期有效，不收任何费用',
    },
    refund: {
      title: '储值退款计算　合同 {contractNo}',
      bought: '实付 {paid}，赠送 {bonus}，已消费 {spent}',
      before: '此前已退 {refunded}',
      coolingOff: '无理由退款（{days} 日内未使用，第 14 条）',
      seller: '商家原因（第 18 条）',
      consumer: '消费者原因（第 19 条）',
      unused: '未使用，本金全额退还',
      notUnused: '不适用：已使用或已超过 {days} 日',
      byRatio: '已消费 {spent} × {paid} ÷ {total} = {consumed}（不足一分舍去）',
      byList: '已消费商品按原价 {list}',
      back: '应退 {refund}',
      nothing: '应退 ¥0.00，不另收费',
    },
  },
  'zh-TW': {
    entry: {
      top_up: '充值',
      pay: '儲值付款',
      restore: '退貨，儲值退回',
      refund: '儲值退款',
      cancel: '取消付款，儲值退回',
    },
    voucher: {
      title: '儲值憑證',
      contract: '合約編號：{contractNo}',
      issuer: '發行人：{issuer}',
      sold: '辦理：{date} {store}',
      paid: '實付本金：{paid}',
      bonus: '贈送金額：{bonus}（不兌換現金）',
      terms: '贈送條款：{terms}',
      balance: '查詢餘額：在任一門店收銀台報會員身分即可，可隨時列印全部異動明細',
      refundEarly: '付款後 {days} 日內未使用的，全額退還本金',
      refundLater: '之後退款按兩種依據分別計算並列印：商家原因按實付比例，消費者原因按商品原價',
      refundTo: '退款 {cash} 以內可退現金，超過的退到本人同名帳戶',
      noEnd: '餘額長期有效，不收任何費用',
    },
    refund: {
      title: '儲值退款計算　合約 {contractNo}',
      bought: '實付 {paid}，贈送 {bonus}，已消費 {spent}',
      before: '此前已退 {refunded}',
      coolingOff: '無理由退款（{days} 日內未使用，第 14 條）',
      seller: '商家原因（第 18 條）',
      consumer: '消費者原因（第 19 條）',
      unused: '未使用，本金全額退還',
      notUnused: '不適用：已使用或已超過 {days} 日',
      byRatio: '已消費 {spent} × {paid} ÷ {total} = {consumed}（不足一分捨去）',
      byList: '已消費商品按原價 {list}',
      back: '應退 {refund}',
      nothing: '應退 ¥0.00，不另收費',
    },
  },
  en: {
    entry: {
      top_up: 'Top-up',
      pay: 'Paid with stored value',
      restore: 'Goods returned, value given back',
      refund: 'Stored value paid back',
      cancel: 'Payment cancelled, value given back',
    },
    voucher: {
      title: 'Stored value voucher',
      contract: 'Contract: {contractNo}',
      issuer: 'Issued by: {issuer}',
      sold: 'Sold on {date} at {store}',
      paid: 'Paid (principal): {paid}',
      bonus: 'Given on top: {bonus} (never paid out)',
      terms: 'Terms of the bonus: {terms}',
      balance: 'Balance: ask at any till of ours; every movement can be printed at any time',
      refundEarly: 'Unused within {days} days of payment: all of the principal back',
      refundLater:
        'Later, both bases are worked out and printed: by the ratio paid for our reasons, at list price for yours',
      refundTo: 'Up to {cash} may be paid in cash, more goes to an account of the same name',
      noEnd: 'The balance has no end date, and there are no fees',
    },
    refund: {
      title: 'Refund of stored value, contract {contractNo}',
      bought: 'Paid {paid}, given on top {bonus}, spent {spent}',
      before: 'Paid back before: {refunded}',
      coolingOff: 'Without a reason (unused within {days} days, art. 14)',
      seller: "The seller's reasons (art. 18)",
      consumer: "The consumer's reasons (art. 19)",
      unused: 'Unused: all of the principal',
      notUnused: 'Does not apply: used, or after {days} days',
      byRatio: 'Spent {spent} × {paid} ÷ {total} = {consumed} (parts of a fen dropped)',
      byList: 'Goods bought, at list price: {list}',
      back: 'To be paid back: {refund}',
      nothing: 'To be paid back: ¥0.00, and nothing is claimed',
    },
  },
};
