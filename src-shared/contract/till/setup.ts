import { z } from 'zod';
import { oc } from '@orpc/contract';
import { refusalErrors } from '../refusal-errors.ts';
import { approverSchema } from './adjustment.ts';

/**
 * Where this till is in its first run. `locked`: its replica is there and its key is not, so that it asks for the code of its
 * recovery sheet. The first run stays where it is when the till is closed in the middle.
 */
export const setupStepSchema = z.enum(['locked', 'connect', 'recovery', 'readers', 'done']);
export type SetupStep = z.infer<typeof setupStepSchema>;

/** What came of a try to connect. Only `connected` has changed anything. */
const connectedSchema = z.object({
  status: z.enum([
    'connected',
    /** What was typed is no address. */
    'address_invalid',
    /** Nobody answers there. */
    'office_unreachable',
    /** Somebody answers there, and it is no head office. */
    'not_an_office',
    'code_unknown',
    /** Another till has it. */
    'code_used',
    /** This till was one of another store: what it did would be nobody's there. */
    'code_other_store',
    /** Head office has switched this install off. */
    'terminal_revoked',
    'office_failed',
  ]),
});
export type ConnectOutcome = z.infer<typeof connectedSchema>['status'];

/** The replica's key as a code to print. Never kept or logged, and made anew from the key each time. */
const recoverySheetSchema = z.object({
  recoveryCode: z.string(),
  /** The same for a scanner, one text of 0 and 1 for each row. */
  qrRows: z.array(z.string()),
  storeName: z.string(),
  terminalName: z.string(),
  atMs: z.int(),
});
export type RecoverySheet = z.infer<typeof recoverySheetSchema>;

const recoveredSchema = z.discriminatedUnion('status', [
  /** The key is back in its place, and the till starts. */
  z.object({ status: z.literal('opened') }),
  z.object({ status: z.literal('incomplete'), characters: z.int() }),
  /** `groupNo`: the group with the mistake, from 1, where that is certain. */
  z.object({ status: z.literal('mistyped'), groupNo: z.int().nullable() }),
  /** A whole code of another till. */
  z.object({ status: z.literal('other_till') }),
]);
export type Recovered = z.infer<typeof recoveredSchema>;

/**
 * What a reader of the till read is to the step at hand; see `SetupScan` of src-shared/scan. Only the code that the step asks
 * for comes with its characters.
 */
const readerSetupScanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('activation_code'), code: z.string() }),
  z.object({ kind: z.literal('recovery_code'), code: z.string() }),
  z.object({ kind: z.literal('payment_code') }),
  z.object({ kind: z.literal('other') }),
  /** It was taken before, or is too old. */
  z.object({ kind: z.literal('gone'), message: z.string() }),
]);
export type ReaderSetupScan = z.infer<typeof readerSetupScanSchema>;

/** What whoever tries the demo has to know: who may sign in, and what can be scanned. */
export const demoGuideSchema = z.object({
  staff: z.array(z.object({ name: z.string(), pin: z.string() })),
  cards: z.array(z.string()),
});
export type DemoGuide = z.infer<typeof demoGuideSchema>;

/**
 * The first run of a till, and its recovery. Before it is activated and until it is done whoever stands there may do it: there
 * is no staff yet, and the activation code was proof enough.
 */
export const setupContract = {
  /** What the first run begins with: an address if one is known, and whether this shell can start a demo. */
  read: oc
    .errors(refusalErrors)
    .output(z.object({ officeUrl: z.string(), canStartDemo: z.boolean() })),
  /** Makes this install a terminal of head office. The same code again repeats its answer. */
  connect: oc
    .errors(refusalErrors)
    .input(z.object({ office: z.string().max(400), activationCode: z.string().max(200) }))
    .output(connectedSchema),
  /**
   * Takes this till back by a new code of its head office, which does not know it any more or has switched it off: it stays what
   * it was, and all that waits here is sent. Asked of a manager; where the till is switched off nobody can sign in, and the code
   * is proof enough. Does nothing where head office knows it.
   */
  readmit: oc
    .errors(refusalErrors)
    .input(z.object({ activationCode: z.string().max(200) }))
    .output(connectedSchema),
  /** Starts a head office with sample members on this machine, and connects to it. */
  startDemo: oc.errors(refusalErrors).output(connectedSchema),
  /** Once the first run is done, for a manager by their PIN. */
  recoverySheet: oc
    .errors(refusalErrors)
    .input(z.object({ manager: approverSchema.optional() }))
    .output(recoverySheetSchema),
  /** The step that comes next, or the one before it. */
  goTo: oc
    .errors(refusalErrors)
    .input(z.object({ step: z.enum(['recovery', 'readers', 'done']) }))
    .output(z.object({ step: setupStepSchema })),
  /** Opens a locked till by the code of its recovery sheet. A wrong one changes nothing. */
  recover: oc
    .errors(refusalErrors)
    .input(z.object({ recoveryCode: z.string().max(400) }))
    .output(recoveredSchema),
  /** What a reader of the till read, for the screen that it was offered to. Each is given once; nobody is looked up. */
  takeScan: oc
    .errors(refusalErrors)
    .input(z.object({ scanId: z.string() }))
    .output(readerSetupScanSchema),
};
