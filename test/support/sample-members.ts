import { Readable } from 'node:stream';
import { completeEan13 } from '../../src-shared/values/ean13.ts';

/** One row of a member list as its cells are written. */
export interface SampleMemberRow {
  /** 'clean', or what is wrong with the row. */
  readonly kind: 'clean' | MessKind;
  readonly phone: string;
  readonly name: string;
  readonly cardNo: string;
  readonly points: string;
  readonly tier: string;
  readonly birthday: string;
}

export interface SampleMemberOptions {
  readonly seed: number;
  /** How many rows, the repeated ones included. */
  readonly count: number;
  /** 0 to 1: how many rows have something wrong with them. 0 unless given. */
  readonly messShare?: number;
}

/** Kinds of mess that the import mends or at least takes. */
export const mendedKinds = ['phone_dressed', 'points_dressed', 'birthday_slashes'] as const;
/** Kinds of mess that the import rejects. */
export const rejectedKinds = [
  'phone_missing',
  'phone_scientific',
  'points_negative',
  'phone_repeated',
] as const;
export type MessKind =
  | (typeof mendedKinds)[number]
  | (typeof rejectedKinds)[number]
  | 'repeated_exactly'
  | 'tier_unknown';

export const sampleListHeader = '手机号,姓名,卡号,积分,等级,生日';

const messKinds: readonly MessKind[] = [
  ...mendedKinds,
  ...rejectedKinds,
  'repeated_exactly',
  'tier_unknown',
];
const linesPerChunk = 1000;

const commonSurnames = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹');
const polyphonicSurnames = Array.from('单曾解查区仇朴乐');
const compoundSurnames = ['欧阳', '司马', '诸葛', '上官', '尉迟', '令狐', '皇甫', '慕容'];
const givenCharacters = Array.from(
  '伟芳娜敏静丽强磊军洋艳勇杰娟涛明超霞平刚桂英华文建国雪梅子涵梓轩浩宇欣怡思远',
);
const minorityNames = [
  '阿依古丽·买买提',
  '古丽娜尔·艾合买提',
  '买买提·吐尔逊',
  '扎西·多吉',
  '卓玛·央金',
  '巴特尔·苏和',
];
const latinNames = ['Li Ming', 'Anna Chan', 'David Wong', 'Maria da Silva'];
const tiers = ['普通', '普通', '普通', '普通', '银卡', '银卡', '金卡', '钻石'];
const mainlandPrefixes =
  '130 131 133 135 136 137 138 139 150 151 152 158 159 177 186 188 189 199'.split(' ');

/** Members a chain could have, the same ones for the same seed; phones and cards are valid and all different. */
export function* sampleMemberRows(options: SampleMemberOptions): Generator<SampleMemberRow> {
  const { seed, count, messShare = 0 } = options;
  const random = startRandom(seed);
  let previous: SampleMemberRow | null = null;
  for (let index = 0; index < count; index += 1) {
    const row = cleanRow(seed, index, random);
    const isMessy = random() < messShare;
    const kind: MessKind = pick(messKinds, random);
    yield isMessy ? messUp(row, kind, previous) : row;
    // What is repeated is a row that an import takes.
    if (!isMessy) previous = row;
  }
}

/** The same rows as a CSV text, written with CRLF as Excel does. */
export function sampleMemberCsv(options: SampleMemberOptions): Readable {
  return Readable.from(csvChunks(options));
}

/** The CSV line of a row, without its end. */
export function sampleMemberLine(row: SampleMemberRow): string {
  const { phone, name, cardNo, points, tier, birthday } = row;
  return [phone, name, cardNo, points, tier, birthday]
    .map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

function* csvChunks(options: SampleMemberOptions): Generator<string> {
  let lines: string[] = [sampleListHeader];
  for (const row of sampleMemberRows(options)) {
    lines.push(sampleMemberLine(row));
    if (lines.length < linesPerChunk) continue;
    yield `${lines.join('\r\n')}\r\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
}

type Random = () => number;

function cleanRow(seed: number, index: number, random: Random): SampleMemberRow {
  return {
    kind: 'clean',
    phone: samplePhoneOf(seed, index, random),
    name: random() < 0.97 ? sampleNameOf(random) : '',
    cardNo: random() < 0.8 ? sampleCardOf(seed, index) : '',
    points: random() < 0.1 ? '0' : String(whole(random, random() < 0.9 ? 5000 : 80_000)),
    tier: pick(tiers, random),
    birthday: sampleBirthdayOf(random),
  };
}

function messUp(
  row: SampleMemberRow,
  kind: MessKind,
  previous: SampleMemberRow | null,
): SampleMemberRow {
  switch (kind) {
    case 'phone_dressed': {
      const { phone } = row;
      return {
        ...row,
        kind,
        phone: `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`,
      };
    }
    case 'points_dressed':
      return { ...row, kind, points: `${Number(row.points).toLocaleString('en-US')}.0` };
    case 'birthday_slashes':
      return { ...row, kind, birthday: '1990/5/18' };
    case 'phone_missing':
      return { ...row, kind, phone: '' };
    case 'phone_scientific':
      return { ...row, kind, phone: '1.38123E+10' };
    case 'points_negative':
      return { ...row, kind, points: '-120' };
    case 'phone_repeated':
      if (previous === null) return row;
      return { ...previous, kind, points: String(Number(previous.points) + 1) };
    case 'repeated_exactly':
      return previous === null ? row : { ...previous, kind };
    case 'tier_unknown':
      return { ...row, kind, tier: '至尊黑金' };
  }
}

// Multiplying by a number without a common factor with the range visits each place of it once.
const stride = 48_271;
const phoneTailMin = 12_000_000; // above the tails of all zeros and ones that people make up
const phoneTailRange = 88_000_000;
const cardRange = 10_000_000_000;

function samplePhoneOf(seed: number, index: number, random: Random): string {
  const tail = phoneTailMin + ((index * stride + seed * 7919) % phoneTailRange);
  return `${pick(mainlandPrefixes, random)}${tail}`;
}

function sampleCardOf(seed: number, index: number): string {
  const body = (index * 1_000_003 + seed * 104_729) % cardRange;
  return completeEan13(`21${String(body).padStart(10, '0')}`);
}

function sampleNameOf(random: Random): string {
  const share = random();
  if (share < 0.015) return pick(minorityNames, random);
  if (share < 0.02) return pick(latinNames, random);
  const given =
    pick(givenCharacters, random) + (random() < 0.7 ? pick(givenCharacters, random) : '');
  if (share < 0.05) return pick(compoundSurnames, random) + given;
  if (share < 0.08) return pick(polyphonicSurnames, random) + given;
  return pick(commonSurnames, random) + given;
}

function sampleBirthdayOf(random: Random): string {
  const share = random();
  if (share < 0.3) return '';
  const month = String(1 + whole(random, 12)).padStart(2, '0');
  const day = String(1 + whole(random, 28)).padStart(2, '0');
  return share < 0.5 ? `${month}-${day}` : `${1950 + whole(random, 55)}-${month}-${day}`;
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[whole(random, items.length)]!;
}

/** A whole number from 0 and below the limit. */
function whole(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function startRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
