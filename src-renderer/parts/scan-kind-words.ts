import type { Say, WordKey } from './words.ts';

/** What each kind of scan is called where readers are tried out. */
export const scanKindWords = {
  member_card: 'scan_kind.member_card',
  static_code: 'scan_kind.static_code',
  signed_code: 'scan_kind.signed_code',
  phone: 'scan_kind.phone',
  coupon: 'scan_kind.coupon',
  staff_badge: 'scan_kind.staff_badge',
  goods: 'scan_kind.goods',
  payment_code: 'scan_kind.payment_code',
  bank_card: 'scan_kind.bank_card',
  unknown: 'scan_kind.unknown',
} as const satisfies Record<string, WordKey>;

/** How a scan was written. A signed code is over a hundred characters that tell nobody anything: its name and its length. */
export function shapeWords(
  say: Say,
  {
    kind,
    shape,
    characterCount,
  }: {
    readonly kind: keyof typeof scanKindWords | null;
    readonly shape: string;
    readonly characterCount: number | null;
  },
): string {
  const isSigned = kind === 'signed_code' || kind === 'coupon';
  return isSigned && characterCount !== null
    ? say('device.log_characters', { shape, count: characterCount })
    : shape;
}

/** Why a reader's frame was dropped, and what to look at. */
export const dropReasonWords = {
  too_long: 'scan_drop.too_long',
  incomplete: 'scan_drop.incomplete',
  parity: 'scan_drop.parity',
  check: 'scan_drop.check',
  not_readable: 'scan_drop.not_readable',
  wrong_shape: 'scan_drop.wrong_shape',
} as const satisfies Record<string, WordKey>;
