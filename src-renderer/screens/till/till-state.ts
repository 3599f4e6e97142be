import type { LedgerEntry, MemberSummary } from '../../../src-shared/contract/till/member.ts';
import type { PostedReceipt } from '../../../src-shared/contract/till/receipt.ts';
import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';

/** Points already used for this sale. They can be given back until its receipt is posted. */
export interface UsedPoints {
  readonly redemptionId: string;
  readonly points: number;
  readonly offsetFen: number;
  readonly right: 'authorised' | 'floor';
}

/** What could be used for an amount, as the till last said. */
export interface RedemptionQuote {
  readonly amountFen: number;
  readonly right: 'authorised' | 'floor';
  readonly maxPoints: number;
  readonly stepPoints: number;
  readonly offsetFenAtMax: number;
  readonly reason: string | null;
}

/** The sale at hand. No key but F7 and the end of the sale takes anything from it. */
export interface Sale {
  readonly member: MemberSummary | null;
  readonly amountText: string;
  readonly receipt: { readonly receiptNo: string; readonly businessDate: string } | null;
  readonly usedPoints: readonly UsedPoints[];
  readonly quote: RedemptionQuote | null;
}

/** What the sale came to. */
export interface Earned {
  readonly earnedPoints: number;
  readonly entries: readonly {
    readonly kind: LedgerEntry['kind'];
    readonly points: number;
    readonly ruleId: string;
    readonly reason: string;
  }[];
  readonly receiptNo: string;
  readonly payableFen: number;
  readonly isPending: boolean;
}

export interface RefundOutcome {
  readonly takenBackPoints: number;
  readonly restoredPoints: number;
  readonly debtPoints: number;
  readonly member: MemberSummary;
}

export type RefundStage =
  | { readonly status: 'choosing'; readonly recent: readonly PostedReceipt[] }
  | {
      readonly status: 'lines';
      readonly receipt: PostedReceipt;
      /** Made once, so that a repeated try refunds once. */
      readonly refundNo: string;
      readonly amountTexts: Readonly<Record<number, string>>;
    }
  | { readonly status: 'refunded'; readonly receiptNo: string; readonly outcome: RefundOutcome };

export type PinStage =
  | { readonly status: 'old' }
  | { readonly status: 'new'; readonly oldPin: string | null }
  | { readonly status: 'again'; readonly oldPin: string | null; readonly newPin: string };

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  readonly carriedPoints: number;
}

/** What the cashier wanted when the member had to be known first. */
export type NextAct = 'redeem' | 'ledger' | 'edit' | 'set_pin' | 'adjust';

type SaleStep = { readonly status: 'sale' };
type EarnedStep = { readonly status: 'earned'; readonly earned: Earned };

/** Why somebody is asked who they are, and where the cashier was. */
export interface Asking {
  readonly next: NextAct | null;
  readonly before: SaleStep | EarnedStep;
}

/** What a manager's PIN is for. */
export type ManagerTask =
  | { readonly kind: 'reset_pin' }
  | { readonly kind: 'identify'; readonly asking: Asking };

/** Where the cashier is. Exactly one at a time; Esc goes to the one before. */
export type Step =
  | { readonly status: 'ready' }
  | {
      readonly status: 'candidates';
      readonly query: string;
      readonly members: readonly MemberSummary[];
    }
  | SaleStep
  | {
      readonly status: 'identify';
      /** A surname or a birthday, as far as it is typed. */
      readonly text: string;
      readonly message: string;
      readonly asking: Asking;
    }
  | { readonly status: 'identify_pin'; readonly message: string; readonly asking: Asking }
  | { readonly status: 'redeem'; readonly points: number }
  | {
      readonly status: 'member_pin';
      readonly points: number;
      readonly redemptionId: string;
      readonly message: string;
    }
  | EarnedStep
  | { readonly status: 'refund'; readonly stage: RefundStage }
  | { readonly status: 'ledger'; readonly ledger: Ledger | null }
  | { readonly status: 'edit'; readonly scannedCardNo: string | null }
  | { readonly status: 'set_pin'; readonly stage: PinStage; readonly message: string }
  | {
      readonly status: 'manager_pin';
      readonly task: ManagerTask;
      readonly managers: readonly StaffSummary[];
      readonly message: string;
    }
  | { readonly status: 'adjust'; readonly adjustmentId: string };

/** What came of the last act. */
export interface TillNotice {
  readonly tone: 'ok' | 'ask' | 'refuse';
  readonly title: string;
  readonly detail?: string;
  readonly offer?: 'enrol';
}

export type Overlay = 'none' | 'help' | 'sync' | 'menu' | 'clear_asked';

export interface TillState {
  readonly sale: Sale;
  readonly step: Step;
  readonly query: string;
  readonly notice: TillNotice | null;
  readonly overlay: Overlay;
  /** One thing at a time: while the till works, a second Enter does nothing. */
  readonly isBusy: boolean;
  /** A phone or card nobody has yet, for F3. */
  readonly unknown: { readonly phone?: string; readonly cardNo?: string };
}

export const emptySale: Sale = {
  member: null,
  amountText: '',
  receipt: null,
  usedPoints: [],
  quote: null,
};

export const startState: TillState = {
  sale: emptySale,
  step: { status: 'ready' },
  query: '',
  notice: null,
  overlay: 'none',
  isBusy: false,
  unknown: {},
};

/** Where a finished or abandoned side step leads back to. */
export function mainStep(sale: Sale): Step {
  return sale.member === null ? { status: 'ready' } : { status: 'sale' };
}

/** The end of the sale, also while somebody is asked who they are after it; null before it. */
export function doneStep(step: Step): EarnedStep | null {
  const at = step.status === 'identify' ? step.asking.before : step;
  return at.status === 'earned' ? at : null;
}

/** Why somebody is being asked who they are; null where nobody is. */
export function askingOf(step: Step): Asking | null {
  if (step.status === 'identify' || step.status === 'identify_pin') return step.asking;
  return step.status === 'manager_pin' && step.task.kind === 'identify' ? step.task.asking : null;
}

/** Tells whether the screen is turned to the customer, who types a PIN: it has digits, Enter and Esc only. */
export function isCustomerSide(step: Step): boolean {
  return customerSteps.has(step.status);
}

const customerSteps: ReadonlySet<Step['status']> = new Set([
  'member_pin',
  'set_pin',
  'identify_pin',
] as const);

/** Tells whether a step is a task beside the sale, which takes the whole width. */
export function isTask(step: Step): boolean {
  return taskSteps.has(step.status);
}

const taskSteps: ReadonlySet<Step['status']> = new Set([
  'refund',
  'ledger',
  'edit',
  'manager_pin',
  'adjust',
] as const);

export function usedFen(sale: Sale): number {
  return sale.usedPoints.reduce((sumFen, used) => sumFen + used.offsetFen, 0);
}
