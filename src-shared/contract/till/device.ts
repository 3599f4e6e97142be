import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';
import { readerKindSchema, readerSettingsSchema } from './reader-settings.ts';
import { scanKindSchema, screenReaderSchema } from './scan.ts';

const readerIdSchema = z.string().min(1).max(400);

/** Why a reader cannot be had, where the till knows: for words. */
const readerProblemSchema = z.enum(['gone', 'no_permission', 'in_use', 'failed']);
export type ReaderProblem = z.infer<typeof readerProblemSchema>;

/**
 * How a reader stands. `connecting` is before the first try has ended, `lost` after an unplug or while it cannot be opened,
 * `off` by its settings. A lost one comes back by itself as soon as its `problem` is over. Of scanners that type no system
 * tells whether they are plugged in: `connected` says of them that they are not off.
 */
export const readerStateSchema = z.object({
  /** The same after a restart and after it was plugged in again; see `identifyHids` and `serialReaderId` in src-main/devices. */
  readerId: readerIdSchema,
  kind: readerKindSchema,
  /** What the shop calls it, else what the device or its port is called. */
  name: z.string(),
  state: z.enum(['connecting', 'connected', 'lost', 'off']),
  problem: readerProblemSchema.nullable(),
});
export type ReaderState = z.infer<typeof readerStateSchema>;

/** A reader as the device page shows it. */
export const readerSchema = readerStateSchema.extend({
  settings: readerSettingsSchema,
  /** Where it is: a device file, a COM port, a place on the USB tree. For a person, not for a program. */
  place: z.string(),
  /** Of a USB device, as four hexadecimal digits each: "1eab:1a03". */
  usbId: z.string().nullable(),
  /** Since when it stands as it does; null where no system tells, as of scanners that type. */
  stateSinceMs: z.int().nullable(),
  /** Since this start of the till. */
  readCount: z.int(),
  droppedCount: z.int(),
  lastReadAtMs: z.int().nullable(),
  /** On the command line: it cannot be forgotten here. */
  isFixed: z.boolean(),
});
export type DeviceReader = z.infer<typeof readerSchema>;

/** A serial port that is no reader yet. A printer or a payment terminal may be on it, so a person says that it is one. */
const freePortSchema = z.object({ readerId: readerIdSchema, name: z.string(), place: z.string() });

/** Why a whole kind of port cannot be looked at: a library of the system is missing. */
const portProblemSchema = z.enum(['hid_unavailable', 'serial_unavailable']);

/** Why something that a reader sent is no read, see `DropReason`. */
export const dropReasonSchema = z.enum([
  'too_long',
  'incomplete',
  'parity',
  'check',
  'not_readable',
  'wrong_shape',
]);

/** What a scan was understood as: also what is damaged or no card, of which a screen says what to do. */
const readKindSchema = z.enum([
  ...scanKindSchema.options,
  'own_code_unreadable',
  'coupon_unreadable',
  'staff_badge_unreadable',
  'chip_random',
  'chip_empty',
]);

/**
 * One of the last scans, with what was understood. It holds nothing that a cashier may not see: of what was read only its
 * `shape`, and of a number its end (ID-11); of payment codes, bank cards and whatever else is unknown not even that.
 */
export const scanLogEntrySchema = z.object({
  scanNo: z.int(),
  atMs: z.int(),
  /** `keyboard` and `camera` for those of a screen. */
  readerId: z.string(),
  source: z.enum(['code', 'stripe', 'uid']).nullable(),
  /** The AIM identifier, such as "]E0", where the reader gave one. */
  symbology: z.string().nullable(),
  /**
   * How it was written: 9 for a digit, A and a for letters, 字 for others, signs as they are, with counts: "A{3}9{6}"; of a
   * signed code its first two characters alone, "M2" or "C1".
   */
  shape: z.string(),
  /** How long what was read was, in characters; null for what was dropped. */
  characterCount: z.int().nullable(),
  /** How long what was dropped was; null for a read. */
  frameBytes: z.int().nullable(),
  /**
   * `taken`: by a screen. `refused`: a screen said in words that nobody is found by it, as by a payment code. `untaken`: no
   * screen has taken it, or none yet. `repeated`: the same within 300 ms, which is one scan and not two.
   */
  outcome: z.enum(['taken', 'refused', 'untaken', 'tested', 'repeated', 'dropped']),
  kind: readKindSchema.nullable(),
  masked: z.string(),
  dropReason: dropReasonSchema.nullable(),
});
export type ScanLogEntry = z.infer<typeof scanLogEntrySchema>;

/** While a test runs, nobody is looked up by a scan, and a screen that sells hears why. It ends by itself. */
const readerTestSchema = z.object({ endsAtMs: z.int().nullable() });

export const deviceListSchema = z.object({
  readers: z.array(readerSchema),
  freePorts: z.array(freePortSchema),
  portProblems: z.array(portProblemSchema),
  test: readerTestSchema,
});
export type DeviceList = z.infer<typeof deviceListSchema>;

/**
 * The readers of this till, for its device page. Managers only; before a till is activated, in its first run, whoever
 * stands there, since there is no staff yet. `devices_changed` of the till's events says when to ask again.
 */
export const deviceContract = {
  list: oc.errors(refusalErrors).output(deviceListSchema),
  /** The last 50, newest first. Kept in memory only. */
  scans: oc.errors(refusalErrors).output(z.object({ scans: z.array(scanLogEntrySchema) })),
  /** Sets a reader, or makes one of a free port. In effect at once; the reader is opened again. */
  change: oc
    .errors(refusalErrors)
    .input(z.object({ readerId: readerIdSchema, settings: readerSettingsSchema }))
    .output(deviceListSchema),
  /** Takes the settings of a reader away: it is as it was found, or no reader any more. */
  forget: oc
    .errors(refusalErrors)
    .input(z.object({ readerId: readerIdSchema }))
    .output(deviceListSchema),
  /** Begins a test, again or anew, or ends it. */
  test: oc
    .errors(refusalErrors)
    .input(z.object({ isOn: z.boolean() }))
    .output(readerTestSchema),
  /** What a scanner of this screen read on the device page: noted as tested, and nobody is looked up. */
  noteScan: oc
    .errors(refusalErrors)
    .input(z.object({ text: z.string().max(4096), reader: screenReaderSchema }))
    .output(z.object({ status: z.literal('noted') })),
  /** Everything support needs to know of the readers, of which till and program, as a file without personal data. */
  export: oc.errors(refusalErrors).output(z.object({ fileName: z.string(), text: z.string() })),
};
