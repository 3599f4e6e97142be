import type { BusinessDate } from '../../values/business-date.ts';
import type { InstallId, MemberId, OperationId, StoreId, TerminalId } from '../../values/ids.ts';
import type { PinVerifier } from '../member/member-state.ts';
import type { ExplainedEntry, PointsEntry } from '../points/points-entry.ts';
import type { CouponChange } from '../coupon/coupon.ts';
import type { Hold } from '../office/office-operation.ts';
import type { ValuePart } from '../offline-rights/holding.ts';
import type { SpendingRight } from '../offline-rights/spending-right.ts';
import type { PlanChange } from '../plan/plan.ts';
import type { ShortPointsChoice } from '../programme/programme.ts';
import type { ReceiptFacts } from '../quote/quote.ts';
import type { DecidedLine, EarnTerms, ReceiptBenefits, ReceiptKey } from '../receipt/receipt.ts';
import type {
  IdentityDocument,
  TopUpMethod,
  ValueEntry,
  ValueRefundBasis,
  ValueRight,
} from '../stored-value/stored-value.ts';
import type { GrowthEntry, TierChange } from '../tier/tier.ts';

/** What happened, without personal data: this part is hashed into the chain and kept. */
export interface OperationBodies {
  readonly enrol: {
    readonly memberNo: string;
    readonly tierCode: string;
    readonly cardNo?: string;
    readonly consents: readonly ConsentGiven[];
    readonly beyondCeiling?: BeyondCeiling;
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
    readonly benefits?: ReceiptBenefits;
    /** What the decision read, where there are no `benefits` to hold it: the office decides every receipt again (R102). */
    readonly facts?: ReceiptFacts;
    /** Points that pay in the same act (PL-21); their entries are among `entries`. */
    readonly redemption?: RedemptionPart;
    /** Payments with stored value this receipt closes. */
    readonly paymentIds?: readonly string[];
    readonly coupons?: readonly CouponChange[];
    /** Whether head office kept the coupons for this receipt, or did not answer (CP-07); absent without coupons. */
    readonly couponRight?: 'claimed' | 'offline';
    readonly growth?: readonly GrowthEntry[];
    readonly tier?: TierChange;
    readonly plans?: readonly PlanChange[];
    /** Above a daily cap: waits for review from the start (PL-08). */
    readonly hold?: Hold;
    /** Attached after the sale (PL-18). */
    readonly late?: { readonly approverId: string };
    readonly beyondCeiling?: BeyondCeiling;
  };
  readonly redeem: {
    readonly redemptionId: string;
    readonly receiptNo: string;
    readonly eligibleFen: number;
    readonly offsetFen: number;
    readonly points: number;
    readonly right: SpendingRight;
    /** The grant that it uses up (ID-04). */
    readonly grantId?: string;
    readonly entries: readonly PointsEntry[];
    readonly beyondCeiling?: BeyondCeiling;
  };
  readonly cancelRedemption: {
    readonly redemptionId: string;
    readonly entries: readonly PointsEntry[];
    /** The coupon that was taken for the points, void again (PL-23). */
    readonly coupons?: readonly CouponChange[];
  };
  readonly refund: {
    readonly refundNo: string;
    readonly receipt: ReceiptKey;
    /** The sale it is of (PL-10, `isOfSale`); absent where the till did not know it, and of an earlier till. */
    readonly saleOperationId?: string;
    readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
    readonly takenBackPoints: number;
    readonly restoredPoints: number;
    /** Paid out in money (PL-14), less what was kept for points that are gone; absent where nobody here could know it. */
    readonly moneyFen?: number;
    readonly entries: readonly PointsEntry[];
    /**
     * The till did not know the receipt (OF-02): a manager agreed, nothing is decided here, and head office decides it as an
     * act of its own once it knows the receipt.
     */
    readonly unknownReceipt?: true;
    /** Who agreed to take the goods of an unknown receipt, or of a known one after long without head office (OF-02). */
    readonly approverId?: string;
    /** The whole receipt on its day at its till (PL-15). */
    readonly isVoid?: true;
    /** What became of points to take back that were gone (PL-12); absent means debt. */
    readonly shortPoints?: {
      readonly choice: ShortPointsChoice;
      readonly points: number;
      /** Kept from the refund money; 0 but for `deduct`. */
      readonly deductedFen: number;
      readonly approverId?: string;
    };
    readonly value?: readonly ValueEntry[];
    readonly coupons?: readonly CouponChange[];
    readonly growth?: readonly GrowthEntry[];
    readonly tier?: TierChange;
    readonly plans?: readonly PlanChange[];
  };
  readonly adjust: {
    readonly adjustmentId: string;
    readonly reasonCode: string;
    /** The receipt it makes up for (PL-17). */
    readonly receipt?: ReceiptKey;
    readonly entries: readonly PointsEntry[];
    /** The second person (PL-17, FR-20); never the one who started it. */
    readonly approverId?: string;
    readonly beyondCeiling?: BeyondCeiling;
  };
  /** Points given for a gift, a cause, a coupon or a tier (PL-22, PL-23, TR-08). */
  readonly redeemSink: {
    readonly redemptionId: string;
    readonly sinkId: string;
    readonly points: number;
    readonly right: SpendingRight;
    /** The grant that it uses up (ID-04). */
    readonly grantId?: string;
    readonly entries: readonly PointsEntry[];
    /** Handed over from this till's allotment, and acknowledged by the member on the screen (PL-22). */
    readonly giftSku?: string;
    /** The coupon came out of this till's share of its template (CP-08). */
    readonly allottedTemplateId?: string;
    /** The share was used up: head office makes this coupon when it hears of it (CP-08). */
    readonly couponClaim?: CouponClaim;
    readonly coupons?: readonly CouponChange[];
    readonly tier?: TierChange;
    readonly beyondCeiling?: BeyondCeiling;
  };
  /** Money received, principal and bonus credited (SV-05). */
  readonly topUp: {
    readonly topUpId: string;
    readonly contractNo: string;
    readonly packageId: string | null;
    readonly paidFen: number;
    readonly method: TopUpMethod;
    readonly profileId: string;
    /** Who owes the value (SV-01). */
    readonly issuerEntityId: string;
    /** The buyer's document was shown to the operator; its number is not kept here (SV-06). */
    readonly identity?: { readonly document: IdentityDocument };
    /** Somebody answers for a buyer under age (SV-08). */
    readonly guardianConfirmed?: true;
    readonly value: readonly ValueEntry[];
    readonly growth: readonly GrowthEntry[];
    /** What was topped up reaches a tier (R077); its cause names the contract where a receipt's names the receipt. */
    readonly tier?: TierChange;
    readonly beyondCeiling?: BeyondCeiling;
  };
  readonly payValue: {
    readonly paymentId: string;
    readonly receiptNo: string;
    readonly amountFen: number;
    readonly right: ValueRight;
    readonly value: readonly ValueEntry[];
    readonly beyondCeiling?: BeyondCeiling;
  };
  readonly cancelPayment: { readonly paymentId: string; readonly value: readonly ValueEntry[] };
  /** A contract given back for money (SV-03). */
  readonly refundValue: {
    readonly refundId: string;
    readonly contractNo: string;
    readonly basis: ValueRefundBasis;
    readonly refundFen: number;
    readonly payTo: 'cash' | 'same_name_account';
    readonly approverId: string;
    readonly value: readonly ValueEntry[];
    readonly growth: readonly GrowthEntry[];
    readonly tier?: TierChange;
  };
  /** A lost wallet or card stops at once (SV-09, R007). */
  readonly freeze: {
    readonly target: 'value' | 'card' | 'member';
    readonly cardNo?: string;
    readonly frozen: boolean;
    readonly approverId?: string;
  };
  /** The number belongs to somebody else now (ID-09): the member is frozen, and the number no longer leads here. */
  readonly releasePhone: { readonly approverId: string };
  /** Somebody thinks that another member is the same person; head office decides (ID-10, PL-19). */
  readonly proposeMerge: { readonly otherMemberId: MemberId };
  /** Somebody disputes a line of the ledger (R116): head office opens a case. */
  readonly disputeEntry: DisputedEntry;
  readonly sellPlan: { readonly planSaleId: string; readonly plans: readonly PlanChange[] };
  readonly refundPlan: {
    readonly planSaleId: string;
    readonly basis: 'unused' | 'seller' | 'consumer';
    readonly refundFen: number;
    readonly approverId: string;
    readonly plans: readonly PlanChange[];
  };
  /** A task done (R040). `taskKey` counts once per member, whoever checks it off how often. */
  readonly checkTask: {
    readonly checkId: string;
    readonly taskId: string;
    readonly taskKey: string;
    readonly growth: readonly GrowthEntry[];
    /** Its cause names the task where a receipt's names the receipt. */
    readonly tier?: TierChange;
  };
  /** A part of this till's share of a store grant given up for another till of the store (OF-04). */
  readonly lendShare: {
    readonly loanId: string;
    readonly toInstallId: string;
    readonly points: number;
    /** Stored value; absent: none. */
    readonly valueParts?: readonly ValuePart[];
  };
  /** The same loan at the till that took it; written after the lender's. */
  readonly borrowShare: {
    readonly loanId: string;
    readonly fromInstallId: string;
    readonly points: number;
    /** Stored value; absent: none. */
    readonly valueParts?: readonly ValuePart[];
  };
  readonly consent: { readonly consents: readonly ConsentGiven[] };
  readonly setPin: { readonly by: 'member' | 'manager' };
}

/** Done beyond the ceiling of a till (OF-06): who extended it. The cost is the store's (OF-09). */
export interface BeyondCeiling {
  readonly approverId: string;
}

/** A line of a member's ledger as it was shown at the counter: its rule and version, its figures, what it belongs to. */
export interface DisputedEntry extends Pick<
  ExplainedEntry,
  'kind' | 'points' | 'ruleId' | 'programmeVersion' | 'businessDate' | 'atMs' | 'reference'
> {
  /** The operation that posted it and its hash in the chain of its till; absent where this till does not know them. */
  readonly operationId?: string;
  readonly hash?: string;
}

/** A note for a coupon that head office is to make (CP-08). */
export interface CouponClaim {
  readonly couponId: string;
  readonly templateId: string;
  /** Of the member then: some templates have another face value for it. */
  readonly tierCode: string;
}

/** Points that pay part of a receipt in the same act (PL-21). */
export interface RedemptionPart {
  readonly redemptionId: string;
  readonly points: number;
  readonly offsetFen: number;
  readonly right: SpendingRight;
  /** The grant that it uses up (ID-04). */
  readonly grantId?: string;
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
  /** Number and name of a buyer's document, sealed for head office (SV-06, `IdentitySeal`): nobody at a store can open it. */
  readonly identitySealed?: string;
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
  'redeemSink',
  'topUp',
  'payValue',
  'cancelPayment',
  'refundValue',
  'freeze',
  'releasePhone',
  'proposeMerge',
  'disputeEntry',
  'sellPlan',
  'refundPlan',
  'checkTask',
  'lendShare',
  'borrowShare',
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
  /** Head office's clock counted on by the machine's running time, or else the till's clock corrected by it (OF-11). */
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

/** Everything an operation moves; what it does not carry is empty. */
export interface OperationParts {
  readonly entries: readonly PointsEntry[];
  readonly hold: Hold | null;
  readonly growth: readonly GrowthEntry[];
  readonly tier: TierChange | null;
  readonly coupons: readonly CouponChange[];
  readonly plans: readonly PlanChange[];
  readonly value: readonly ValueEntry[];
}

/** Reads the parts of an operation that both ends post. */
export function partsOf({ body }: { readonly body: object }): OperationParts {
  const parts = body as Partial<OperationParts>; // every body names its parts alike
  return {
    entries: parts.entries ?? [],
    hold: parts.hold ?? null,
    growth: parts.growth ?? [],
    tier: parts.tier ?? null,
    coupons: parts.coupons ?? [],
    plans: parts.plans ?? [],
    value: parts.value ?? [],
  };
}
