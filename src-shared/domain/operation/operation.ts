import type { BusinessDate } from '../../values/business-date.ts';
import type { InstallId, MemberId, OperationId, StoreId, TerminalId } from '../../values/ids.ts';
import type { PinVerifier } from '../member/member-state.ts';
import type { PointsEntry } from '../points/points-entry.ts';
import type { DecidedLine, EarnTerms, ReceiptKey } from '../receipt/receipt.ts';

/** What happened, without personal data: this part is hashed into the chain and kept. */
export interface OperationBodies {
  readonly enrol: {
    readonly memberNo: string;
    readonly tierCode: string;
    readonly cardNo?: string;
    readonly consents: readonly ConsentGiven[];
  };
  /** Which fields changed; the values are personal. `cardNo` binds one more card. */
  readonly editProfile: {
    readonly fields: readonly ('name' | 'phone' | 'birthday')[];
    readonly cardNo?: string;
  };
  readonly earn: {
    readonly receipt: ReceiptKey;
    readonly lines: readonly DecidedLine[];
    readonly terms: EarnTerms;
    /** Redemptions this receipt closes. */
    readonly redemptionIds: readonly string[];
    readonly entries: readonly PointsEntry[];
  };
  readonly redeem: {
    readonly redemptionId: string;
    readonly receiptNo: string;
    readonly eligibleFen: number;
    readonly offsetFen: number;
    readonly points: number;
    readonly right: 'authorised' | 'floor';
    readonly entries: readonly PointsEntry[];
  };
  readonly cancelRedemption: {
    readonly redemptionId: string;
    readonly entries: readonly PointsEntry[];
  };
  readonly refund: {
    readonly refundNo: string;
    readonly receipt: ReceiptKey;
    readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
    readonly takenBackPoints: number;
    readonly restoredPoints: number;
    readonly entries: readonly PointsEntry[];
  };
  readonly adjust: {
    readonly adjustmentId: string;
    readonly reasonCode: string;
    readonly entries: readonly PointsEntry[];
  };
  readonly consent: { readonly consents: readonly ConsentGiven[] };
  readonly setPin: { readonly by: 'member' | 'manager' };
}

export interface ConsentGiven {
  readonly item: string;
  readonly given: boolean;
  readonly noticeVersion: string;
}

/** The detachable part: erasing it leaves the chain whole, which covers only its salted hash (architecture, point 1). */
export interface OperationPersonal {
  /** Random, base64url; makes the hash of a phone number worthless without it. */
  readonly salt: string;
  readonly phone?: string;
  readonly name?: string;
  readonly birthday?: string;
  /** null: reset by a manager, to be set anew. */
  readonly pinVerifier?: PinVerifier | null;
  readonly note?: string;
}

export type OperationKind = keyof OperationBodies;
export const operationKinds = [
  'enrol',
  'editProfile',
  'earn',
  'redeem',
  'cancelRedemption',
  'refund',
  'adjust',
  'consent',
  'setPin',
] as const satisfies readonly OperationKind[];

interface OperationHeader<Kind extends OperationKind> {
  /** UUIDv7, made once before the first try. */
  readonly operationId: OperationId;
  readonly kind: Kind;
  readonly body: OperationBodies[Kind];
  readonly memberId: MemberId;
  readonly storeId: StoreId;
  readonly terminalId: TerminalId;
  readonly installId: InstallId;
  /** Gapless per install, from 1. */
  readonly terminalSeq: number;
  /** The till's own clock. */
  readonly rawAtMs: number;
  /** The till's clock corrected by the offset learnt at the last sync (OF-11). */
  readonly atMs: number;
  readonly businessDate: BusinessDate;
  /** Staff id, or `pos` for the cash register's API. */
  readonly operatorId: string;
  readonly programmeVersion: number;
}

/** What the decision yields: an operation before it has its place in the chain. */
export type OperationDraft = {
  [Kind in OperationKind]: { readonly kind: Kind; readonly body: OperationBodies[Kind] } & {
    readonly memberId: MemberId;
    readonly personal?: Omit<OperationPersonal, 'salt'>;
  };
}[OperationKind];

export type DraftOf<Kind extends OperationKind> = Extract<OperationDraft, { readonly kind: Kind }>;

/** An immutable fact from a counter. */
export type Operation = {
  [Kind in OperationKind]: OperationHeader<Kind> & {
    /** SHA-256, hex, of salt and personal part; absent when there is none. */
    readonly personalHash?: string;
    readonly personal?: OperationPersonal;
    /** Hash of the operation before, or 64 zeros for the first. */
    readonly prevHash: string;
    readonly hash: string;
  };
}[OperationKind];

export type OperationOf<Kind extends OperationKind> = Extract<Operation, { readonly kind: Kind }>;

export const genesisHash = '0'.repeat(64);

/** The entries an operation carries; [] for those that move no points. */
export function entriesOf(operation: Pick<Operation, 'kind' | 'body'>): readonly PointsEntry[] {
  return 'entries' in operation.body ? operation.body.entries : [];
}
