import type {
  ComparedMember,
  LedgerEntry,
  MemberStanding,
  MemberSummary,
} from '../../../src-shared/contract/till/member.ts';
import type { Quote, QuoteChange } from '../../../src-shared/contract/till/quote.ts';
import type { SinkOffer } from '../../../src-shared/contract/till/sink.ts';
import type { SpendingRight } from '../../../src-shared/domain/offline-rights/spending-right.ts';
import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';
import type {
  AdjustStage,
  Ledger,
  PlanStage,
  RefundStage,
  ReviewStage,
  SinkStage,
} from './task-state.ts';
import type { ValueCustomerStage, ValueStage, Wallet } from './value-state.ts';

/** One line of the sale, entered by hand or by the code of the goods. */
export interface SaleLine {
  readonly lineNo: number;
  readonly sku: string;
  readonly category: string;
  readonly quantity: number;
  readonly amountFen: number;
}

/** What the cashier and member want used; `best` leaves the choice to the till. */
export interface Wishes {
  readonly couponIds: 'best' | readonly string[];
  readonly points: number;
}

/** The quote of the sale as it stands. While lines or wishes change, the last one stays in sight and is `waiting`. */
export type SaleQuote =
  | { readonly status: 'none' }
  | { readonly status: 'waiting'; readonly quote: Quote | null }
  | { readonly status: 'quoted'; readonly quote: Quote; readonly changed: QuoteChanged | null }
  /** `failed`: no answer; `refused`: this member's sale can earn only. */
  | { readonly status: 'failed' | 'refused'; readonly message: string };

/** The till would have recorded something else than what was in sight: what is different, and how it was. */
export interface QuoteChanged {
  readonly changed: readonly QuoteChange[];
  readonly before: Quote;
}

/** The sale at hand. No key but F7 and the end of the sale takes anything from it. */
export interface Sale {
  readonly member: MemberSummary | null;
  /** The number that was typed for the member: somebody else may have it now (ID-09). null for any other way. */
  readonly typedPhone: string | null;
  /** The line being typed: an amount, or a price by a quantity. */
  readonly amountText: string;
  /** The goods it is for, once their code was scanned. */
  readonly sku: string | null;
  /** The category chosen for it; null: nobody sorted it. */
  readonly category: string | null;
  readonly lines: readonly SaleLine[];
  /** The line that arrows have picked. */
  readonly pickedLineNo: number | null;
  /** The lines as they were before each change, the last one last. */
  readonly linesBefore: readonly (readonly SaleLine[])[];
  readonly receipt: { readonly receiptNo: string; readonly businessDate: string } | null;
  readonly wishes: Wishes;
  /** Coupons whose codes were shown: said of each quote, and as long as there is no member, what waits for one. */
  readonly scanned: readonly ScannedCoupon[];
  readonly quote: SaleQuote;
  /** What stored value has paid of it already. */
  readonly payments: readonly SalePayment[];
  /** The unusually large sum that the cashier was asked about; null before. */
  readonly askedFen: number | null;
}

/** A coupon whose code was shown for the sale. */
export interface ScannedCoupon {
  readonly couponId: string;
  /** Whose it is. */
  readonly memberId: string;
  /** The code, of one that may be passed on by it (CP-01). */
  readonly code?: string | undefined;
  /** What was read, as the till says it. */
  readonly message: string;
  /** What was said of it last; null until a quote has told what it comes to. */
  readonly said: Pick<TillNotice, 'tone' | 'title'> | null;
}

/** Stored value that has paid part of the sale, and waits for its receipt. */
export interface SalePayment {
  readonly paymentId: string;
  readonly amountFen: number;
}

/** What the sale came to. */
export interface Earned {
  readonly earnedPoints: number;
  /** Of them, what waits for review (PL-08). */
  readonly heldPoints: number;
  readonly entries: readonly {
    readonly kind: LedgerEntry['kind'];
    readonly points: number;
    readonly ruleId: string;
    readonly reason: string;
  }[];
  readonly receiptNo: string;
  /** What was left to pay after stored value. */
  readonly payableFen: number;
  readonly valuePaidFen: number;
  readonly savedFen: number;
  readonly usedPoints: number;
  /** What let them be used; null where none were. */
  readonly right: SpendingRight | null;
  /** The tier it has led to; null where it stays. */
  readonly raisedTo: string | null;
  readonly isPending: boolean;
}

export type PinStage =
  | { readonly status: 'old' }
  | { readonly status: 'new'; readonly oldPin: string | null }
  | { readonly status: 'again'; readonly oldPin: string | null; readonly newPin: string };

/** What the cashier wanted when the member had to be known first. */
export type NextAct =
  | 'coupons'
  | 'points'
  | 'value'
  | 'ledger'
  | 'edit'
  | 'set_pin'
  | 'adjust'
  | 'plans'
  | 'sinks';

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

/** How many points to use. */
export interface PointsStep {
  readonly status: 'points';
  /** As the field has it: digits, or nothing. */
  readonly typed: string;
  /** It was chosen, not typed: what is typed next takes its place. */
  readonly isChosen: boolean;
}

/** The coupons to choose from. */
export interface CouponStep {
  readonly status: 'coupons';
  /** In the order of their keys, as the picker found them: taking one in or out moves none. */
  readonly couponIds: readonly string[];
  /** The row that arrows have picked. */
  readonly pickedNo: number;
  /** What is not for this member here is shown as well. */
  readonly isAllShown: boolean;
  /** The coupon that was taken in or out last, and what was wished before and since. */
  readonly toggled: {
    readonly couponId: string;
    readonly before: Wishes['couponIds'];
    readonly after: Wishes['couponIds'];
  } | null;
}

/** Where the cashier is. Exactly one at a time; Esc goes to the one before. */
export type Step =
  | { readonly status: 'ready' }
  | {
      readonly status: 'candidates';
      readonly query: string;
      readonly members: readonly MemberSummary[];
      /** More fit than are listed. */
      readonly isCut: boolean;
    }
  /** Members of one number, who may be one person (ID-10); whether head office was told so. */
  | {
      readonly status: 'same_number';
      readonly members: readonly ComparedMember[];
      readonly isTold: boolean;
    }
  /** A telephone of 8 digits, which may be of Hong Kong or of Macau (ID-01). */
  | { readonly status: 'region'; readonly digits: string }
  | SaleStep
  | {
      readonly status: 'identify';
      /** A surname or a birthday, as far as it is typed. */
      readonly text: string;
      readonly message: string;
      readonly asking: Asking;
    }
  | { readonly status: 'identify_pin'; readonly message: string; readonly asking: Asking }
  | CouponStep
  | PointsStep
  /** Of the picked line, else of the one being typed; `pickedNo`: the row that arrows have picked, 0 none of them. */
  | { readonly status: 'category'; readonly pickedNo: number }
  | { readonly status: 'member_pin'; readonly message: string }
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
  | { readonly status: 'adjust'; readonly adjustmentId: string; readonly stage: AdjustStage }
  | { readonly status: 'plans'; readonly stage: PlanStage }
  | { readonly status: 'sinks'; readonly stage: SinkStage }
  | { readonly status: 'review'; readonly stage: ReviewStage }
  | {
      readonly status: 'sink_pin';
      readonly offer: SinkOffer;
      /** Made once, so that a repeated try takes the points once. */
      readonly redemptionId: string;
      readonly message: string;
    }
  /** `wallet`: null while it is on its way; `before`: where Esc leads to. */
  | {
      readonly status: 'value';
      readonly wallet: Wallet | null;
      readonly stage: ValueStage;
      readonly before: SaleStep | EarnedStep;
    }
  | {
      readonly status: 'value_customer';
      readonly wallet: Wallet;
      readonly stage: ValueCustomerStage;
      readonly message: string;
      readonly before: SaleStep | EarnedStep;
    };

/** What came of the last act. */
export interface TillNotice {
  readonly tone: 'ok' | 'ask' | 'refuse';
  readonly title: string;
  readonly detail?: string;
  readonly offer?: 'enrol';
  /** What has to be scanned again: whoever goes on typing, or opens somebody, is told of it still. */
  readonly stays?: true;
  /** It is about the quote in sight: the next digit does not take it away, another quote does. */
  readonly isOfQuote?: true;
}

/** Of what was said, what the next key or the next member does not take away. */
export function stayingNotice({ notice }: Pick<TillState, 'notice'>): TillNotice | null {
  return notice?.stays === true ? notice : null;
}

/** What lies over the till. */
export type Overlay = 'none' | 'help' | 'sync' | 'menu' | Question;

/** What is asked in the middle of a sale. */
export type Question = OtherMember | HandOver;

/** Their card was read during the sale of somebody else: is the sale theirs? */
interface OtherMember {
  readonly status: 'other_member';
  readonly member: MemberSummary;
}

/** A coupon of somebody else that may be passed on was read during the sale: does it pass to whose sale this is (CP-01)? */
export interface HandOver {
  readonly status: 'hand_over';
  /** Whether it has stood there long enough to be read: nobody can take a yes back. */
  readonly canTake: boolean;
  readonly code: string;
  /** What was read, as the till says it. */
  readonly message: string;
}

/** A standing, and whose. */
export interface KnownStanding extends MemberStanding {
  readonly memberId: string;
}

export interface TillState {
  readonly sale: Sale;
  /** What the member of the sale has reached; null until the till has said so, and of one who is not known. */
  readonly standing: KnownStanding | null;
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
  typedPhone: null,
  amountText: '',
  sku: null,
  category: null,
  lines: [],
  pickedLineNo: null,
  linesBefore: [],
  receipt: null,
  wishes: { couponIds: 'best', points: 0 },
  scanned: [],
  quote: { status: 'none' },
  payments: [],
  askedFen: null,
};

export const startState: TillState = {
  sale: emptySale,
  standing: null,
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

/** The end of the sale, also while somebody is asked who they are after it or tops up; null before it. */
export function doneStep(step: Step): EarnedStep | null {
  const at = stepBefore(step);
  return at.status === 'earned' ? at : null;
}

function stepBefore(step: Step): Step {
  if (step.status === 'identify') return step.asking.before;
  return step.status === 'value' || step.status === 'value_customer' ? step.before : step;
}

/** Why somebody is being asked who they are; null where nobody is. */
export function askingOf(step: Step): Asking | null {
  if (step.status === 'identify' || step.status === 'identify_pin') return step.asking;
  return step.status === 'manager_pin' && step.task.kind === 'identify' ? step.task.asking : null;
}

/** A step at which the screen is turned to the customer: what is said to them is its `message`. */
export type CustomerStep = Extract<Step, { readonly status: (typeof customerSteps)[number] }>;

/** Tells whether the screen is turned to the customer, who types a PIN: it has digits, Enter and Esc only. */
export function isCustomerSide(step: Step): step is CustomerStep {
  return customerSteps.some((status) => status === step.status);
}

const customerSteps = [
  'member_pin',
  'set_pin',
  'identify_pin',
  'sink_pin',
  'value_customer',
] as const satisfies readonly Step['status'][];

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
  'plans',
  'sinks',
  'review',
  'value',
] as const);

/** Whom it is being asked about whether the sale is theirs; null where nothing is asked. */
export function askedMember(overlay: Overlay): MemberSummary | null {
  return isQuestion(overlay) && overlay.status === 'other_member' ? overlay.member : null;
}

/** Whether something is being asked. */
export function isQuestion(overlay: Overlay): overlay is Question {
  return typeof overlay !== 'string';
}

/** Tells whether anything of a sale is in sight: a line, one being typed, or what is to be used on it. */
export function isBegun({ member, amountText, sku, lines, wishes, scanned }: Sale): boolean {
  const isScanned = scanned.some(({ memberId }) => memberId === member?.memberId);
  const hasCoupons = isScanned || (wishes.couponIds !== 'best' && wishes.couponIds.length > 0);
  return lines.length > 0 || amountText !== '' || sku !== null || wishes.points > 0 || hasCoupons;
}

/** The quote in sight, the last one as long as the next is on its way; null without one. */
export function shownQuote({ quote }: Sale): Quote | null {
  return quote.status === 'quoted' || quote.status === 'waiting' ? quote.quote : null;
}
