import { scanKindWords } from './scan-kind-words.ts';
import type { Say, WordKey } from './words.ts';

/** A scan as whoever tries a reader out is told of it, which is what a sale would do with it. */
export interface UnderstoodScan {
  readonly what: string;
  /** As much of its number as may be shown. */
  readonly number: string;
  /** What comes of it, or what to do; empty where it says itself. */
  readonly advice: string;
  /** `other`: the reader works, and what it read is nothing that a sale takes. */
  readonly look: 'read' | 'other' | 'unreadable' | 'dropped';
}

/** What a scan was understood as. */
export function understoodScan(
  say: Say,
  {
    kind,
    masked,
    dropReason,
  }: {
    readonly kind: keyof typeof kindWords | null;
    readonly masked: string;
    readonly dropReason: keyof typeof dropReasonWords | null;
  },
): UnderstoodScan {
  if (dropReason !== null) {
    return { what: say(dropReasonWords[dropReason]), number: '', advice: '', look: 'dropped' };
  }
  const words = kind === null ? null : kindWords[kind];
  return {
    what: words === null ? '' : say(words.what),
    number: masked,
    advice: words === null || words.advice === null ? '' : say(words.advice),
    look: words?.look ?? 'other',
  };
}

const read = (kind: keyof typeof scanKindWords) =>
  ({ what: scanKindWords[kind], look: 'read', advice: null }) as const;
const other = (kind: keyof typeof scanKindWords, advice: WordKey) =>
  ({ what: scanKindWords[kind], look: 'other', advice }) as const;
const unreadable = (what: WordKey, advice: WordKey) =>
  ({ what, look: 'unreadable', advice }) as const;

const kindWords = {
  member_card: read('member_card'),
  static_code: read('static_code'),
  signed_code: read('signed_code'),
  phone: read('phone'),
  coupon: read('coupon'),
  staff_badge: read('staff_badge'),
  goods: read('goods'),
  payment_code: other('payment_code', 'scan_try.not_taken'),
  bank_card: other('bank_card', 'scan_try.not_taken'),
  unknown: other('unknown', 'scan_try.unknown'),
  own_code_unreadable: unreadable('scan_kind.own_code_unreadable', 'scan_try.damaged'),
  coupon_unreadable: unreadable('scan_kind.coupon_unreadable', 'scan_try.damaged'),
  staff_badge_unreadable: unreadable('scan_kind.staff_badge_unreadable', 'scan_try.damaged'),
  chip_random: unreadable('scan_kind.chip_random', 'scan_try.chip_random'),
  chip_empty: unreadable('scan_kind.chip_empty', 'scan_try.chip_empty'),
} as const satisfies Record<
  string,
  Pick<UnderstoodScan, 'look'> & { readonly what: WordKey; readonly advice: WordKey | null }
>;

/** Why a reader's frame was dropped, and what to look at. */
export const dropReasonWords = {
  too_long: 'scan_drop.too_long',
  incomplete: 'scan_drop.incomplete',
  parity: 'scan_drop.parity',
  check: 'scan_drop.check',
  not_readable: 'scan_drop.not_readable',
  wrong_shape: 'scan_drop.wrong_shape',
} as const satisfies Record<string, WordKey>;

/** How a scan was written. A signed code is over a hundred characters that tell nobody anything: its name and its length. */
export function shapeWords(
  say: Say,
  { shape, characterCount }: { readonly shape: string; readonly characterCount: number | null },
): string {
  const isSigned = shape === 'M2' || shape === 'C1';
  return isSigned && characterCount !== null
    ? say('device.log_characters', { shape, count: characterCount })
    : shape;
}
