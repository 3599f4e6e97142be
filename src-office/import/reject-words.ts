/** Why a row cannot be taken. The order is that of the checks: the first that holds is the reason. */
export const rejectCodes = [
  'row_cut',
  'phone_missing',
  'phone_lost_digits',
  'phone_region_needed',
  'phone_invalid',
  'points_invalid',
  'points_negative',
  'points_too_many',
  'card_lost_digits',
  'card_invalid',
  'card_foreign',
  'phone_repeated',
  'card_repeated',
  'card_taken',
] as const;
export type RejectCode = (typeof rejectCodes)[number];

/** A reason, and for a repetition the row that was there first. */
export interface Reject {
  readonly code: RejectCode;
  readonly firstRowNo?: number;
}

/** Says a reason to those who keep the list, who read it in their spreadsheet. */
export function rejectWords({ code, firstRowNo }: Reject): string {
  switch (code) {
    case 'row_cut':
      return '引号不成对或单元格内换行，本行被截断，请修正后重新导入';
    case 'phone_missing':
      return '缺少手机号';
    case 'phone_lost_digits':
      return '手机号已被表格软件改成科学计数法，末几位数字已丢失，请从原系统重新导出';
    case 'phone_region_needed':
      return '8 位号码请补上地区号，如香港 +852、澳门 +853';
    case 'phone_invalid':
      return '手机号无效';
    case 'points_invalid':
      return '积分不是整数';
    case 'points_negative':
      return '积分为负数';
    case 'points_too_many':
      return '积分过大';
    case 'card_lost_digits':
      return '卡号已被表格软件改成科学计数法，末几位数字已丢失，请从原系统重新导出';
    case 'card_invalid':
      return '卡号无效';
    case 'card_foreign':
      return '卡号是付款码、银行卡号或身份证号，不得保存';
    case 'phone_repeated':
      return `手机号与第 ${firstRowNo} 行相同而其他内容不同，以第 ${firstRowNo} 行为准`;
    case 'card_repeated':
      return `卡号已用于第 ${firstRowNo} 行的另一位会员`;
    case 'card_taken':
      return '卡号已属于系统中的另一位会员';
  }
}
