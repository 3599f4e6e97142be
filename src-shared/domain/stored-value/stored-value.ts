import type { BusinessDate } from '../../values/business-date.ts';
import type { LocalText } from '../programme/programme.ts';

/** Which law a store sells stored value under (section c, SV-04, SV-06). Money in fen. */
export interface ValueProfile {
  readonly profileId: string;
  readonly name: LocalText;
  /** Most that may be on a wallet after a top-up. */
  readonly maxBalanceFen: number;
  /** From this much on one day the buyer's identity document is recorded (SV-06, SV-07). */
  readonly identityFromFen: number;
  /** Whether the number of that document is kept as well, sealed for head office (SV-06); absent: the document only. */
  readonly keepsIdentityNumber?: boolean | undefined;
  /** From this much on one day no cash (SV-07). */
  readonly noCashFromFen: number;
  /** Unused and asked back within so many days: all of the principal (art. 14). */
  readonly coolingOffDays: number;
}

/** What is paid and what is given on top. */
export interface ValuePackage {
  readonly packageId: string;
  readonly name: LocalText;
  readonly payFen: number;
  readonly bonusFen: number;
}

export interface ValueRules {
  readonly issuerEntityId: string;
  readonly issuerName: LocalText;
  readonly spendOrder: 'proportional' | 'bonus_first' | 'principal_first';
  readonly packages: readonly ValuePackage[];
  /** Other amounts may be topped up without bonus, in steps of this; null: packages only. */
  readonly freeStepFen: number | null;
  readonly profiles: readonly ValueProfile[];
  /** Profile by store; `defaultProfileId` for the others. */
  readonly profileIdByStore: Readonly<Record<string, string>>;
  readonly defaultProfileId: string;
  /** A PIN is needed above this whatever else identified the member (SV-12). */
  readonly pinAboveFen: number;
  /** Goods that stored value does not buy, such as gift cards (SV-11): money would come out as it went in. Absent: none. */
  readonly excludedCategories?: readonly string[];
  /** SV-13: while the line is down. */
  readonly offline: {
    readonly maxTopUpFen: number;
    readonly maxBalanceFen: number;
    readonly maxPaymentFen: number;
  };
  /** Printed on the voucher (SV-05). */
  readonly terms: LocalText;
}

/** One purchase of stored value: what a refund is worked out from (SV-03). Money in fen. */
export interface ValueContract {
  readonly contractNo: string;
  readonly onDay: BusinessDate;
  readonly storeId: string;
  readonly paidFen: number;
  readonly bonusFen: number;
  readonly principalLeftFen: number;
  readonly bonusLeftFen: number;
  /** What was bought with it, as it was paid: principal and bonus, net of what came back. */
  readonly spentFen: number;
  /** The same at undiscounted prices (art. 19). */
  readonly spentListFen: number;
  /** Money given back for it so far. */
  readonly refundedFen: number;
  readonly status: 'open' | 'refunded';
  /** Topped up at a till, and the office does not have it yet: on the wallet, and not spendable (SV-13). Never at the office. */
  readonly isPending?: true;
}

/** One decided movement of a member's stored value (PL-01: accounts sv_principal and sv_bonus). Signed fen. */
export interface ValueEntry {
  readonly kind: 'top_up' | 'pay' | 'restore' | 'refund' | 'cancel';
  readonly contractNo: string;
  readonly principalFen: number;
  readonly bonusFen: number;
  /** Change of `spentListFen`; 0 but for `pay`, `cancel`, `restore`. */
  readonly listFen: number;
  /** Of a `refund`: the money given back, which its basis decides and not what was left. */
  readonly paidOutFen?: number;
}

/** A movement as the state remembers it for the statement (art. 25). */
export interface ExplainedValueEntry extends ValueEntry {
  readonly businessDate: BusinessDate;
  readonly atMs: number;
  readonly storeId: string;
  /** Receipt, contract or refund number it belongs to. */
  readonly reference: string;
}

/** What stored value is paid by (OF-03): head office kept it for the payment, or had set it aside for this till (OF-04). */
export const valueRights = ['authorised', 'grant'] as const;
export type ValueRight = (typeof valueRights)[number];

/** Paid with stored value, and waiting for (or belonging to) a receipt. */
export interface ReceiptPayment {
  readonly paymentId: string;
  readonly amountFen: number;
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly entries: readonly ValueEntry[];
  /** Absent in one of before: `authorised`. */
  readonly right?: ValueRight;
}

/** What the office keeps for one payment or refund that a till is about to post, contract by contract; lapses by itself. */
export interface ValueReservation {
  /** The paymentId, or the refundId. */
  readonly reservationId: string;
  /** Whose till asked; the same id from another install is another act. */
  readonly installId: string;
  /** Which of its attempts at the act asked last. */
  readonly attemptId?: string;
  readonly entries: readonly ValueEntry[];
  readonly expiresAtMs: number;
}

/** How a top-up was paid for. */
export const topUpMethods = ['cash', 'transfer', 'card', 'mobile'] as const;
export type TopUpMethod = (typeof topUpMethods)[number];

/** What a refund of a contract is worked out on: unused within the days of art. 14, art. 18 or art. 19. */
export const valueRefundBases = ['cooling_off', 'seller', 'consumer'] as const;
export type ValueRefundBasis = (typeof valueRefundBases)[number];

/** The documents a buyer of stored value is known by (SV-06). */
export const identityDocuments = [
  'id_card',
  'passport',
  'hk_mo_permit',
  'tw_permit',
  'other',
] as const;
export type IdentityDocument = (typeof identityDocuments)[number];

/**
 * A member's stored value. Invariant, per account: carried + sum(entries) = sum over contracts of what is left.
 * Contracts in the order of their sale; ended ones are dropped after a year.
 */
export interface ValuePurse {
  readonly contracts: readonly ValueContract[];
  /** Lost or stopped: nothing moves until a manager ends it (SV-09). */
  readonly isFrozen: boolean;
  readonly entries: readonly ExplainedValueEntry[];
  readonly carriedPrincipalFen: number;
  readonly carriedBonusFen: number;
  readonly reservations: readonly ValueReservation[];
  /** The buyer's identity document was checked, once per person (SV-06); its number is not here. */
  readonly identity?: { readonly document: IdentityDocument; readonly onDay: BusinessDate };
}
