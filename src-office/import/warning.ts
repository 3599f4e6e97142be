/** Why a member was imported without a part of the row, or with one worth a look. */
export const warningCodes = [
  /** Nobody's name, or a telephone in its place (ID-08): imported without a name. */
  'name_dropped',
  /** No day of the calendar, or one to come: imported without a birthday. */
  'birthday_dropped',
  /** The programme has no such tier: imported at the lowest. */
  'tier_unknown',
  /** A telephone in place of a card number: imported without the card. */
  'card_is_phone',
  /** Bound, but a scan would not take it for a card until the programme names its prefix. */
  'card_not_scannable',
  /** Bound, but it has the shape of numbers that the tills give to new members. */
  'card_like_member_no',
  /** Who has the phone is a member already, and has other values than the row: they are left as they are. */
  'there_otherwise',
] as const;
export type WarningCode = (typeof warningCodes)[number];

/** Says a warning to those who keep the list, who read it in their spreadsheet. */
export const warningWords: Readonly<Record<WarningCode, string>> = {
  name_dropped: '姓名不可用，导入时未带姓名',
  birthday_dropped: '生日不是有效日期，导入时未带生日',
  tier_unknown: '方案里没有这个等级，已按最低等级导入',
  card_is_phone: '卡号是手机号，导入时未带卡',
  card_not_scannable: '卡已绑定，但方案未列出这类卡号，扫描时认不出',
  card_like_member_no: '卡已绑定，但卡号与收银机编的会员号同一形状',
  there_otherwise: '会员已在系统中且内容不同，未作更改，请核对后在收银机上更正',
};
