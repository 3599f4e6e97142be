import type { Language } from '../domain/programme/programme.ts';

/** Why head office leaves a refund to a person, by the code it keeps; `other` for any that is not named here. */
const words = {
  'zh-CN': {
    refund_exceeds_sale: '退的比卖的多，请核对小票',
    refund_line_unknown: '原小票没有这一行，请核对',
    receipt_not_found: '总部找不到原小票，请核对号码和日期',
    receipt_ambiguous: '同日有几张同号小票，请联系总部',
    member_not_found: '总部找不到会员，请联系总部',
    other: '总部不能自动处理，请联系总部',
  },
  en: {
    refund_exceeds_sale: 'More came back than was sold. Please check the receipt',
    refund_line_unknown: 'The receipt has no such line. Please check it',
    receipt_not_found: 'Head office has no such receipt. Please check number and day',
    receipt_ambiguous: 'Several receipts of that day have this number. Please contact head office',
    member_not_found: 'Head office has no such member. Please contact it',
    other: 'Head office cannot decide it. Please contact it',
  },
  'zh-TW': {
    refund_exceeds_sale: '退的比賣的多，請核對收據',
    refund_line_unknown: '原收據沒有這一行，請核對',
    receipt_not_found: '總部找不到原收據，請核對號碼和日期',
    receipt_ambiguous: '同日有幾張同號收據，請聯絡總部',
    member_not_found: '總部找不到會員，請聯絡總部',
    other: '總部不能自動處理，請聯絡總部',
  },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

/** Says why a refund of an unknown receipt needs a person (OF-02), and what to do. */
export function waitingRefundText(language: Language, code: string): string {
  const known: Readonly<Record<string, string>> = words[language];
  return known[code] ?? words[language].other;
}
