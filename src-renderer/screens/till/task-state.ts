import type { LedgerEntry } from '../../../src-shared/contract/till/member.ts';
import type {
  PlanOffer,
  PlanRefundQuote,
  PlanRefundReason,
  PlanRequest,
  PlanSold,
} from '../../../src-shared/contract/till/plan.ts';
import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { PostedRefund, RefundQuote } from '../../../src-shared/contract/till/refund.ts';
import type {
  ReviewHold,
  ReviewList,
  UnclosedPayment,
} from '../../../src-shared/contract/till/review.ts';
import type { SinkOffers, SinkPosted, TakenSink } from '../../../src-shared/contract/till/sink.ts';
import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';
import type { NumberedSale } from '../../../src-shared/domain/refusal.ts';
import type { BusinessDate } from '../../../src-shared/values/business-date.ts';

/** What becomes of points that are gone (PL-12). */
export type ShortChoice = RefundQuote['choices'][number]['choice'];

/** What is typed to find a receipt; a field left empty is not asked for. */
export interface WantedReceiptText {
  readonly receiptNo: string;
  readonly storeId: string;
  readonly day: string;
}

export interface RefundLinesStage {
  readonly status: 'lines';
  readonly receipt: PostedReceipt;
  /** Made once, so that a repeated try refunds once. */
  readonly refundNo: string;
  readonly amountTexts: Readonly<Record<number, string>>;
  /** What these amounts would move; null while that is not known. */
  readonly preview: RefundQuote | null;
}

/** Points to take back are gone: the member hears the choices before anything is recorded. */
export interface RefundShortStage {
  readonly status: 'short';
  readonly lines: RefundLinesStage;
  readonly quote: RefundQuote;
  readonly choice: ShortChoice;
  /** Why it is waived. */
  readonly note: string;
}

/** Nobody who can be reached knows the receipt: it is written down for head office (OF-02). */
export interface RefundUnknownStage {
  readonly status: 'unknown';
  readonly refundNo: string;
  readonly receiptNo: string;
  /** null: this store's. */
  readonly storeId: string | null;
  readonly dayText: string;
  readonly amountText: string;
}

/** A manager is asked: to waive, for an unknown receipt, or after long without head office (OF-02). */
export interface RefundApproveStage {
  readonly status: 'approve';
  readonly before: RefundLinesStage | RefundShortStage | RefundUnknownStage;
  readonly approvers: readonly StaffSummary[];
  readonly message: string;
}

/** Several sales have the number that was typed (PL-10): the cashier says which is meant. */
export interface RefundWhichStage {
  readonly status: 'which';
  readonly wanted: WantedReceiptText;
  readonly sales: readonly NumberedSale[];
}

export type RefundStage =
  | { readonly status: 'choosing'; readonly recent: readonly PostedReceipt[] }
  | RefundWhichStage
  | RefundLinesStage
  | RefundShortStage
  | RefundUnknownStage
  | RefundApproveStage
  | { readonly status: 'refunded'; readonly receiptNo: string; readonly outcome: PostedRefund };

/** A correction by hand as it was asked for. */
export interface Adjustment {
  readonly points: number;
  readonly reasonCode: string;
  readonly note: string;
}

/** A paper receipt that was not recorded at its sale (PL-17); `amountText` where no goods were entered. */
export interface MissedPaper {
  readonly receiptNo: string;
  /** '': this store's. */
  readonly storeId: string;
  readonly businessDate: BusinessDate;
  readonly amountText: string;
}

export type AdjustStage =
  /** `draft`, `paper`: what was asked for before, to go on from. */
  | {
      readonly status: 'form';
      readonly draft: Adjustment | null;
      readonly paper: MissedPaper | null;
    }
  | {
      readonly status: 'attach';
      readonly paper: MissedPaper;
      readonly approvers: readonly StaffSummary[];
      readonly message: string;
    }
  | {
      readonly status: 'approve';
      readonly asked: Adjustment;
      readonly approvers: readonly StaffSummary[];
      /** Until when an approval counts, by the clock of this screen. */
      readonly untilMs: number;
      readonly message: string;
    };

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  readonly carriedPoints: number;
  /** Of the next page; null: there is none, or none to be had without head office. */
  readonly before: string | null;
  readonly source: 'office' | 'till';
  /** Names of the staff this till knows, by their id. */
  readonly staffNames: Readonly<Record<string, string>>;
}

/** A sale of a plan that may be given back. */
export interface HeldPlanSale {
  readonly planSaleId: string;
  readonly planName: string;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly paidFen: number;
}

export interface PlanRefundStage {
  readonly status: 'refund';
  readonly sale: HeldPlanSale;
  /** Made once, so that a repeated try gives back once. */
  readonly planRefundId: string;
  readonly reason: PlanRefundReason;
  /** null while it is worked out. */
  readonly quote: PlanRefundQuote | null;
}

/** Paid memberships: what a member has, what is sold, and what waits for the line (TR-09). */
export type PlanStage =
  | {
      readonly status: 'choosing';
      /** null until the till has said so. */
      readonly offers: readonly PlanOffer[] | null;
      readonly requests: readonly PlanRequest[];
    }
  | { readonly status: 'sell'; readonly offer: PlanOffer; readonly planSaleId: string }
  | PlanRefundStage
  | {
      readonly status: 'approve';
      readonly before: PlanRefundStage;
      readonly approvers: readonly StaffSummary[];
      readonly message: string;
    }
  | { readonly status: 'sold'; readonly planName: string; readonly outcome: PlanSold }
  | {
      readonly status: 'refunded';
      readonly planName: string;
      readonly quote: PlanRefundQuote;
      readonly isWaiting: boolean;
    };

/** What points are given for besides money off (PL-22, PL-23). */
export type SinkStage =
  | {
      readonly status: 'choosing';
      /** null until the till has said so. */
      readonly offers: SinkOffers | null;
      readonly taken: readonly TakenSink[];
    }
  | { readonly status: 'posted'; readonly name: string; readonly outcome: SinkPosted };

/** What waits for a manager of this store (R115). */
export type ReviewStage =
  /** null until the till has said so. */
  | { readonly status: 'list'; readonly list: ReviewList | null; readonly pickedId: string | null }
  | { readonly status: 'give_back'; readonly payment: UnclosedPayment }
  | {
      readonly status: 'decide';
      readonly hold: ReviewHold;
      readonly decision: 'granted' | 'refused';
      readonly reason: string;
    }
  | {
      readonly status: 'approve';
      readonly before: Extract<ReviewStage, { readonly status: 'decide' }>;
      readonly managers: readonly StaffSummary[];
      readonly message: string;
    };
