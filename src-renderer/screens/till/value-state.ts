import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';
import type {
  PostedTopUp,
  StoredValue,
  ValueOffer,
  ValueRefundQuote,
  ValueStatement,
} from '../../../src-shared/contract/till/stored-value.ts';
import type {
  IdentityDocument,
  TopUpMethod,
  ValueRefundBasis,
} from '../../../src-shared/domain/stored-value/stored-value.ts';

/** A member's stored value as the till has told it. */
export interface Wallet {
  readonly value: StoredValue;
  /** null: this store sells none. */
  readonly offer: ValueOffer | null;
}

export interface ValuePayStage {
  readonly status: 'pay';
  /** Of this amount: a repeated try pays once. */
  readonly paymentId: string;
  readonly amountText: string;
  /** What is still to be paid, and what of it the wallet has. */
  readonly dueFen: number;
  readonly maxFen: number;
}

/** What somebody wants to top up, as far as it is filled in. */
export interface TopUpDraft {
  /** null: an amount of one's own choice. */
  readonly packageId: string | null;
  readonly amountText: string;
  readonly method: TopUpMethod | null;
  readonly identity: IdentityDocument | null;
  /** Of that document; it is sealed at the till and shown nowhere again (SV-06). */
  readonly identityNumber: string;
  /** The name on it, where it is not the member's. */
  readonly identityName: string;
  readonly guardianConfirmed: boolean;
}

export interface TopUpStage {
  readonly status: 'top_up';
  /** Of this draft: a repeated try tops up once. */
  readonly topUpId: string;
  readonly draft: TopUpDraft;
  /** What the till wants to know before it takes the money. */
  readonly asksIdentity: boolean;
  readonly asksGuardian: boolean;
  /** Where the keyboard goes, because it is still missing. */
  readonly missing: 'method' | 'identity' | 'number' | null;
}

export interface ValueRefundStage {
  readonly status: 'refund';
  readonly refundId: string;
  readonly quote: ValueRefundQuote;
  /** null: not chosen yet. */
  readonly basis: ValueRefundBasis | null;
  readonly payTo: 'cash' | 'same_name_account';
  /** The customer gets the whole calculation in writing before anything is paid back (SV-03). */
  readonly isPrinted: boolean;
}

export type ValueStage =
  | { readonly status: 'home' }
  | ValuePayStage
  | TopUpStage
  | { readonly status: 'topped_up'; readonly posted: PostedTopUp }
  | { readonly status: 'refund_choose'; readonly quotes: readonly ValueRefundQuote[] }
  | ValueRefundStage
  | {
      readonly status: 'refund_approve';
      readonly before: ValueRefundStage;
      readonly approvers: readonly StaffSummary[];
      readonly message: string;
    }
  | {
      readonly status: 'refunded';
      readonly refundFen: number;
      readonly payTo: ValueRefundStage['payTo'];
      readonly lines: readonly string[];
    }
  /** null: on its way. */
  | { readonly status: 'statement'; readonly statement: ValueStatement | null }
  | { readonly status: 'freeze'; readonly freezeId: string }
  | {
      readonly status: 'unfreeze';
      readonly freezeId: string;
      readonly managers: readonly StaffSummary[];
      readonly message: string;
    };

/** What the member is asked on their side of the screen: the PIN for a payment or a refund, or whether they agree to a top-up. */
export type ValueCustomerStage = ValuePayStage | ValueRefundStage | TopUpStage;
