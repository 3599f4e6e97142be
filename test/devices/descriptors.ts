// Report descriptors of readers as the HID Point of Sale Usage Tables 1.02 describe them, item by item (HID 1.11, 6.2.2).

const short = (tag: number, value: number): number[] =>
  value > 0xff ? [tag | 2, value & 0xff, value >> 8] : [tag | 1, value];
const page = (value: number) => short(0x04, value);
const usage = (...values: number[]) => values.flatMap((value) => short(0x08, value));
const reportId = (value: number) => short(0x84, value);
const logicalMax = (value: number) => [0x26, value & 0xff, value >> 8];
const logicalMin = (value: number) => short(0x14, value);
const size = (value: number) => short(0x74, value);
const count = (value: number) => short(0x94, value);
const input = (flags: number) => short(0x80, flags);
const output = (flags: number) => short(0x90, flags);
const collection = (kind: number, ...body: number[][]) => [0xa1, kind, ...body.flat(), 0xc0];

const variable = 0x02;
const constant = 0x03;
const buffered = 0x102;
const application = 1;
const logical = 2;

/** 64 bytes: id 2, length, AIM identifier, 56 bytes of data, two reserved, the bit "decode data continued". */
export const scannerDescriptor: readonly number[] = [
  ...page(0x8c),
  ...usage(0x02),
  ...collection(
    application,
    usage(0x12),
    collection(
      logical,
      reportId(2),
      [...logicalMin(0), ...logicalMax(255), ...size(8)],
      [...page(0x01), ...usage(0x3b), ...count(1), ...input(variable)],
      [...page(0x8c), ...usage(0xfb, 0xfc, 0xfd), ...count(3), ...input(variable)],
      [...usage(0xfe), ...count(56), ...input(buffered)],
      [...count(2), ...input(constant)],
      [...usage(0xff), ...logicalMax(1), ...size(1), ...count(1), ...input(variable)],
      [...count(7), ...input(constant)],
    ),
    usage(0x14),
    collection(
      logical,
      reportId(4),
      [...logicalMin(0), ...logicalMax(1), ...size(1), ...count(1), ...output(constant)],
      [...usage(0x5f, 0x60), ...count(2), ...output(variable), ...count(5), ...output(constant)],
    ),
  ),
];

/** 339 bytes without an id: three lengths, three tracks of 112 bytes. */
export const stripeDescriptor: readonly number[] = [
  ...page(0x8e),
  ...usage(0x01),
  ...collection(
    application,
    [...logicalMin(0), ...logicalMax(255), ...size(8)],
    [...usage(0x11, 0x12, 0x13), ...count(3), ...input(variable)],
    ...[0x21, 0x22, 0x23].map((track) => [...usage(track), ...count(112), ...input(buffered)]),
  ),
];

/** The keyboard that a scanner in keyboard mode is. */
export const keyboardDescriptor: readonly number[] = [
  ...page(0x01),
  ...usage(0x06),
  ...collection(
    application,
    [...page(0x07), 0x19, 0xe0, 0x29, 0xe7, ...logicalMin(0), ...logicalMax(1)],
    [...size(1), ...count(8), ...input(variable), ...size(8), ...count(1), ...input(constant)],
    [0x19, 0, 0x29, 0x65, ...logicalMax(0x65), ...count(6), ...input(0x00)],
  ),
];

/** A reader that says what it is, and of its reports only that each is 63 bytes of its maker's own. */
export function opaqueDescriptor(of: {
  readonly page: number;
  readonly usage: number;
  /** Empty: its reports have no id. */
  readonly reportIds: readonly number[];
}): readonly number[] {
  const report = [...usage(0x01), ...size(8), ...count(63), ...input(variable)];
  const reports =
    of.reportIds.length === 0 ? [report] : of.reportIds.map((id) => [...reportId(id), ...report]);
  return [
    ...page(of.page),
    ...usage(of.usage),
    ...collection(
      application,
      [0x06, 0x00, 0xff, ...logicalMin(0), ...logicalMax(255)], // the page of makers, 0xFF00
      ...reports,
    ),
  ];
}
