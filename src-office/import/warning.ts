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
] as const;
export type WarningCode = (typeof warningCodes)[number];
