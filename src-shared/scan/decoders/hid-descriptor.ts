/** One field of an input report: where it lies, in bits from the first byte after the report's id. */
export interface HidField {
  /** null where the device does not number its reports. */
  readonly reportId: number | null;
  readonly usagePage: number;
  readonly usage: number;
  readonly bitOffset: number;
  readonly bitSize: number;
  /** How many values of `bitSize` follow each other under this one usage. */
  readonly valueCount: number;
}

// The types and tags of short items (Device Class Definition for HID 1.11, section 6.2.2).
const MAIN = 0;
const GLOBAL = 1;
const LOCAL = 2;
const TAG = { input: 8, collection: 10, endCollection: 12 } as const;
const GLOBAL_TAG = { usagePage: 0, size: 7, id: 8, count: 9, push: 10, pop: 11 } as const;
const LOCAL_TAG = { usage: 0, usageMin: 1, usageMax: 2 } as const;
const LONG_ITEM = 0xfe;
const CONSTANT = 1;
const VARIABLE = 2;

const fieldsMax = 1024;
const bitsMax = 8 * 4096;

interface Globals {
  usagePage: number;
  bitSize: number;
  count: number;
  reportId: number | null;
}

/**
 * Reads the fields of the input reports out of a report descriptor (HID 1.11, section 6.2.2), constants left out. Fields
 * of one usage with many values, such as decoded data, stay one field. Null where the bytes are no descriptor.
 */
export function readInputFields(descriptor: Uint8Array): readonly HidField[] | null {
  const fields: HidField[] = [];
  const bitsOf = new Map<number | null, number>();
  const stack: Globals[] = [];
  let globals: Globals = { usagePage: 0, bitSize: 0, count: 0, reportId: null };
  let usages: number[] = [];
  let usageMin: number | null = null;

  function addInput(flags: number): boolean {
    const { reportId, usagePage, bitSize, count } = globals;
    const start = bitsOf.get(reportId) ?? 0;
    const end = start + bitSize * count;
    if (end > bitsMax || fields.length > fieldsMax) return false;
    bitsOf.set(reportId, end);
    if ((flags & CONSTANT) !== 0) return true;
    // The values of an array are usages themselves. Of variables each has its own, and those that are left have the last one.
    const namedCount = (flags & VARIABLE) === 0 ? 1 : Math.max(1, count);
    const own = usages.length === 0 ? [0] : usages.slice(0, namedCount);
    for (const [index, usage] of own.entries()) {
      const isLast = index === own.length - 1;
      fields.push({
        reportId,
        usagePage: usage > 0xffff ? usage >>> 16 : usagePage,
        usage: usage & 0xffff,
        bitOffset: start + index * bitSize,
        bitSize,
        valueCount: isLast ? count - index : 1,
      });
    }
    return true;
  }

  for (let at = 0; at < descriptor.length;) {
    const head = descriptor[at] ?? 0;
    if (head === LONG_ITEM) {
      at += 3 + (descriptor[at + 1] ?? 0);
      continue;
    }
    const bytes = (head & 3) === 3 ? 4 : head & 3;
    if (at + 1 + bytes > descriptor.length) return null;
    const value = readUnsigned(descriptor, at + 1, bytes);
    const tag = head >> 4;
    const type = (head >> 2) & 3;
    at += 1 + bytes;

    if (type === MAIN) {
      if (tag === TAG.input && !addInput(value)) return null;
      usages = [];
      usageMin = null;
    } else if (type === GLOBAL) {
      if (tag === GLOBAL_TAG.push) stack.push({ ...globals });
      else if (tag === GLOBAL_TAG.pop) globals = stack.pop() ?? globals;
      else if (tag === GLOBAL_TAG.usagePage) globals.usagePage = value;
      else if (tag === GLOBAL_TAG.size) globals.bitSize = value;
      else if (tag === GLOBAL_TAG.count) globals.count = value;
      else if (tag === GLOBAL_TAG.id) globals.reportId = value & 0xff;
    } else if (type === LOCAL) {
      if (tag === LOCAL_TAG.usage) usages.push(value);
      else if (tag === LOCAL_TAG.usageMin) usageMin = value;
      else if (tag === LOCAL_TAG.usageMax && usageMin !== null) {
        for (let usage = usageMin; usage <= value && usages.length < fieldsMax; usage += 1) {
          usages.push(usage);
        }
      }
    } else return null;
  }
  return fields;
}

function readUnsigned(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index -= 1) {
    value = value * 256 + (bytes[at + index] ?? 0);
  }
  return value;
}
