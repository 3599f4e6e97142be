import { z } from 'zod';
import { cutsRawBytes } from './cuts-raw-bytes.ts';

/** Every kind of reader that is on a port of the till. */
export const portReaderKinds = [
  'hid_scanner',
  'hid_stripe',
  'serial_scanner',
  'serial_stripe',
  'serial_uid',
] as const;
export type PortReaderKind = (typeof portReaderKinds)[number];

/** Those, and the scanners that type into a screen: the system does not tell one from another, so they are one reader. */
export const readerKindSchema = z.enum([...portReaderKinds, 'keyboard']);
export type ReaderKind = z.infer<typeof readerKindSchema>;

const nameCharactersMax = 30;
const affixCharactersMax = 16;

/** One character for each byte. */
const bytesTextSchema = z
  .string()
  .regex(/^[\u0000-\u00ff]*$/)
  .max(affixCharactersMax);

/** Of a serial line; what most readers are delivered with unless said otherwise. */
export const serialLineSchema = z.object({
  baudRate: z.int().min(300).max(921_600).default(9600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  /**
   * So much silence ends a frame of a reader that sends no end; the first of a connection is given half a second. The end of
   * one that sends it is waited for longer, and so is that of a reader that has not shown yet which of the two it is.
   */
  silenceMs: z.int().min(10).max(2000).default(40),
});

/** Where a frame begins and ends; see `SerialFraming` of src-shared/scan. */
export const serialFramingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lines') }),
  z.object({ kind: z.literal('stx_etx') }),
  z.object({ kind: z.literal('affixes'), prefix: bytesTextSchema, suffix: bytesTextSchema }),
  z.object({
    kind: z.literal('length'),
    start: bytesTextSchema,
    lengthBytes: z.union([z.literal(1), z.literal(2)]),
    lengthCounts: z.enum(['data', 'frame']),
    skipBytes: z.int().min(0).max(16),
    endBytes: z.int().min(0).max(16),
    check: z.enum(['none', 'xor']),
  }),
]);

/** How a reader of chip cards writes a number, and how the chain does; see `UidSettings` of src-shared/scan. */
export const uidSettingsSchema = z.object({
  format: z.enum(['bytes', 'hex', 'decimal', 'decimal_1_2', 'decimal_2_2']).default('hex'),
  byteOrder: z.enum(['as_sent', 'reversed']).default('as_sent'),
  uidBytes: z
    .union([z.literal(3), z.literal(4), z.literal(5), z.literal(7), z.literal(10)])
    .default(4),
  writtenAs: z.enum(['hex', 'decimal']).default('hex'),
});

/** How a screen tells keyboard-mode scanners from typing; see `KeyboardBurstOptions` of src-shared/scan. */
export const keyboardScannerSchema = z.object({
  /** What the scanner is set to type before each code; empty where it is set to none. */
  scannerPrefix: z.string().max(affixCharactersMax).default(''),
  /** The largest median gap between two keys of a scan. Less than usual where somebody types very fast. */
  medianGapMaxMs: z.int().min(10).max(50).default(50),
  capsLock: z.enum(['ignored', 'compensated']).default('ignored'),
});
export type KeyboardScannerSettings = z.infer<typeof keyboardScannerSchema>;

const usedSchema = z.object({
  /** What the shop calls it; empty for the name it has by itself. */
  name: z.string().trim().max(nameCharactersMax).default(''),
  /** A reader that is off is not opened, and another program may have it. */
  use: z.enum(['on', 'off']).default('on'),
});

const serialSchema = usedSchema.extend({
  line: serialLineSchema.prefault({}),
  framing: serialFramingSchema.default({ kind: 'lines' }),
});

/** What a manager can set of one reader. Everything but the kind may be left out and is then as most readers need it. */
export const readerSettingsSchema = z.discriminatedUnion('kind', [
  usedSchema.extend({
    kind: z.literal('hid_scanner'),
    /** `automatic`: as the device itself says, else guessed from each report. */
    layout: z.enum(['automatic', 'aim_first', 'data_first', 'bare']).default('automatic'),
  }),
  usedSchema.extend({
    kind: z.literal('hid_stripe'),
    /** What the reader sends of a track: characters, or the bits of the stripe. */
    coding: z.enum(['characters', 'bits']).default('characters'),
  }),
  serialSchema.extend({ kind: z.literal('serial_scanner') }),
  serialSchema.extend({ kind: z.literal('serial_stripe') }),
  serialSchema
    .extend({ kind: z.literal('serial_uid'), uid: uidSettingsSchema.prefault({}) })
    .refine(({ framing, uid }) => uid.format !== 'bytes' || !cutsRawBytes(framing), {
      path: ['framing'],
      error: 'Raw bytes may hold the marks of this framing, which would cut a number in two.',
    }),
  usedSchema.extend({ kind: z.literal('keyboard'), ...keyboardScannerSchema.shape }),
]);
export type ReaderSettings = z.infer<typeof readerSettingsSchema>;
export type PortReaderSettings = Exclude<ReaderSettings, { kind: 'keyboard' }>;
export type ReaderSettingsOf<Kind extends PortReaderKind> = Extract<
  PortReaderSettings,
  { kind: Kind }
>;
