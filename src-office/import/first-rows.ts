import type { MemberRow } from './clean-row.ts';

/** The row that used a phone or card first. */
export interface FirstRow {
  readonly rowNo: number;
  /** Equal for rows of equal values. */
  readonly print: number;
}

/** Remembers which row used a key first. */
export interface FirstRows {
  find: (key: number) => FirstRow | null;
  /** Adds a key that is not there. */
  add: (key: number, first: FirstRow) => void;
}

const startSlotCount = 1 << 12;
/** Above it the searches along the table become long. */
const fullShare = 0.6;

/**
 * Starts an empty memory of rows: a hash table in flat arrays, 20 bytes a slot and so 33 to 67 bytes a row, where
 * a Map of objects takes several times as much. Keys are whole numbers other than 0.
 */
export function startFirstRows(): FirstRows {
  let table = emptyTable(startSlotCount);
  let count = 0;

  const grow = (): void => {
    const old = table;
    table = emptyTable(old.slotCount * 2);
    for (let slot = 0; slot < old.slotCount; slot += 1) {
      const key = old.keys[slot] ?? 0;
      if (key !== 0) put(key, { rowNo: old.rowNos[slot] ?? 0, print: old.prints[slot] ?? 0 });
    }
  };
  const slotOf = (key: number): number => {
    let slot = mix(key) & (table.slotCount - 1);
    while (table.keys[slot] !== 0 && table.keys[slot] !== key) {
      slot = (slot + 1) & (table.slotCount - 1);
    }
    return slot;
  };
  const put = (key: number, { rowNo, print }: FirstRow): void => {
    const slot = slotOf(key);
    table.keys[slot] = key;
    table.rowNos[slot] = rowNo;
    table.prints[slot] = print;
  };

  return {
    find(key) {
      const slot = slotOf(key);
      if (table.keys[slot] === 0) return null;
      return { rowNo: table.rowNos[slot] ?? 0, print: table.prints[slot] ?? 0 };
    },
    add(key, first) {
      count += 1;
      if (count > table.slotCount * fullShare) grow();
      put(key, first);
    },
  };
}

/** The key of a phone: its digits, which no two phones share once they are cleaned. */
export function phoneKey(phone: string): number {
  return Number(phone.replace('+', ''));
}

const EXACT_NUMBER = /^[1-9]\d{0,14}$/u;

/**
 * The key of a card number: itself where that is a number, else a hash below 0. Two of a million cards with letters get
 * one hash once in some 10,000 imports; the second is then rejected and can be bound by hand.
 */
export function cardKey(cardNo: string): number {
  return EXACT_NUMBER.test(cardNo) ? Number(cardNo) : -1 - hashText(cardNo);
}

/** A number that rows of equal values share, and others in effect never. */
export function rowPrint(row: MemberRow): number {
  const { phone, name, cardNo, points, tierCode, birthday } = row;
  return hashText(JSON.stringify([phone, name, cardNo, points, tierCode, birthday]));
}

function emptyTable(slotCount: number): {
  slotCount: number;
  keys: Float64Array;
  rowNos: Uint32Array;
  prints: Float64Array;
} {
  const keys = new Float64Array(slotCount);
  const prints = new Float64Array(slotCount);
  return { slotCount, keys, rowNos: new Uint32Array(slotCount), prints };
}

const multiplierA = 0x9e3779b1;
const multiplierB = 0x85ebca6b;
const highFactor = 0x1_0000_0000;
const highMask = 0x1f_ffff;

/** Spreads a key over 32 bits, both its halves. */
function mix(key: number): number {
  const whole = Math.abs(key);
  const low = whole >>> 0;
  const high = Math.floor(whole / highFactor);
  const mixed = Math.imul(low ^ Math.imul(high, multiplierB), multiplierA);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** A hash of 53 bits: two multiplications a character, as in cyrb53. */
function hashText(text: string): number {
  let a = multiplierA;
  let b = multiplierB;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return highFactor * (b & highMask) + (a >>> 0);
}
