import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import { decideValueShare } from '../../../src-shared/domain/offline-rights/decide-share.ts';
import { refuse, type Refusal, type RefusalCode } from '../../../src-shared/domain/refusal.ts';
import {
  checkPayment,
  decidePayment,
  type PaymentWish,
} from '../../../src-shared/domain/stored-value/decide-payment.ts';
import type {
  ReceiptPayment,
  ValueEntry,
  ValueRules,
} from '../../../src-shared/domain/stored-value/stored-value.ts';
import { type MemberId, memberId as toMemberId } from '../../../src-shared/values/ids.ts';
import type { AuthoriseValueAnswer } from '../../sync/sync.ts';
import { type ActDone, runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import { type IdReused, idReused } from '../answer.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import { shareMoment } from '../offline-right.ts';
import { requestHash } from '../post-operation.ts';
import { checkNotPosted } from '../receipt/check-not-posted.ts';
import type { Moment } from '../../sync/till-time.ts';
import type { SignedIn } from '../session.ts';
import { borrowShares } from '../share-loan.ts';
import { paymentKind } from './open-payments.ts';
import { checkOfferedPin, offeredProof } from './value-proof.ts';

type Input = InferContractRouterInputs<typeof storedValueContract>['pay'];
type Output = InferContractRouterOutputs<typeof storedValueContract>['pay'];

/**
 * Pays part of a receipt with stored value, or changes nothing. Head office keeps the amount first, contract by contract;
 * without its answer it is paid from this till's share of what was set aside for the store (OF-04, SV-13), and from nothing else
 * (OF-05: the floor for value is 0). Safe to repeat: the same paymentId posts once, and a repeat needs no PIN. One after the
 * other per member, so that a double click finds the first one posted.
 */
export function postPayment(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  return till.queue.run(`spend:${input.memberId}`, () => pay(till, session, input));
}

async function pay(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Output | Refusal | IdReused> {
  const { memberId, paymentId, receiptNo, amountFen } = input;
  const wish = { paymentId, receiptNo, amountFen, listFen: input.listFen ?? amountFen };
  const hash = requestHash({ memberId, receiptNo, amountFen, listFen: wish.listFen });
  const before = till.store.act.find(paymentKind, paymentId);
  // A cancelled payment stays so: its id answers no repeat that could be taken for money.
  if (before?.state === 'cancelled') {
    return before.requestHash === hash ? refuse('payment_cancelled') : idReused;
  }
  // A repeat decides nothing.
  const found = before === null ? await findRight(till, session, { input, wish }) : byShare;
  if ('status' in found) return found;

  const done = runAct<'payValue', ReceiptPayment>(till, session, {
    kind: paymentKind,
    actId: paymentId,
    requestHash: hash,
    memberId,
    receiptNo,
    postedState: 'open',
    decide: ({ view, programme, moment }) => {
      // The line may have taken a while: what was true before is looked at again.
      const refusal =
        checkPayment({ rules: programme.value, state: view.state, wish, proof: 'pin' }) ??
        checkNotPosted(till, receiptNo, moment);
      if (refusal !== null) return refusal;
      const entries = decideEntries(till, view, { found, wish, rules: programme.value });
      if ('status' in entries) return entries;
      const { right } = found;
      const { draft, payment } = decidePayment({ state: view.state, wish, right, entries });
      return { status: 'decided', draft, kept: payment };
    },
  });
  if (found.right === 'authorised' && till.store.act.find(paymentKind, paymentId) === null) {
    const { attemptId } = found;
    await till.sync.release({ actId: paymentId, attemptId, memberId: toMemberId(memberId) });
  }
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  return told(till, session, done);
}

function told(till: ActiveTill, session: SignedIn, done: ActDone<ReceiptPayment>): Output {
  const { amountFen, principalFen, bonusFen, right = 'authorised' } = done.kept;
  return {
    status: done.status === 'posted' ? 'posted' : 'already_posted',
    amountFen,
    principalFen,
    bonusFen,
    right,
    member: memberSummary(till, done.view, session),
  };
}

/** What a payment may be made by: what head office keeps for it, or this till's share, whatever that has. */
type FoundRight =
  | {
      readonly right: 'authorised';
      readonly attemptId: string;
      readonly entries: readonly ValueEntry[];
    }
  | { readonly right: 'grant' };

const byShare = { right: 'grant' } as const;

/** Whether the share has as much is decided in the transaction that uses it up. */
function decideEntries(
  till: ActiveTill,
  view: MemberView,
  of: {
    readonly found: FoundRight;
    readonly wish: PaymentWish;
    readonly rules: ValueRules | null;
  },
): readonly ValueEntry[] | Refusal {
  const { found, wish, rules } = of;
  if (found.right === 'authorised') return found.entries;
  const { spendOrder = 'proportional' } = rules ?? {};
  const decided = decideValueShare(view.state, shareMoment(till, view), { ...wish, spendOrder });
  return decided.status === 'refused' ? decided : decided.entries;
}

/** The right to the payment (OF-03), or why there is none; identification comes before any balance. */
async function findRight(
  till: ActiveTill,
  session: SignedIn,
  asked: { readonly input: Input; readonly wish: PaymentWish },
): Promise<FoundRight | Refusal | IdReused> {
  const { input, wish } = asked;
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  const moment = till.time.now();
  const rules = till.reference.programmeAt(moment.businessDate)?.value ?? null;
  const proof = offeredProof(till, session, view, input.proof);
  const refusal =
    checkPayment({ rules, state: view.state, wish, proof }) ??
    (await checkOfferedPin(till, session, view, input.proof)) ??
    checkNotPosted(till, wish.receiptNo, moment);
  if (refusal !== null) return refusal;
  if (rules === null) return refuse('value_not_offered');
  const { memberId } = view;
  if (!till.reference.isOnline()) return offlineRight(till, memberId, wish);
  return ask(till, { memberId, wish, rules, moment });
}

/** What this till's own share lacks is borrowed first, where a neighbour has it. */
async function offlineRight(
  till: ActiveTill,
  memberId: MemberId,
  { amountFen }: PaymentWish,
): Promise<FoundRight> {
  await borrowShares(till, { memberId, points: 0, valueFen: amountFen });
  return byShare;
}

async function ask(
  till: ActiveTill,
  asked: {
    readonly memberId: MemberId;
    readonly wish: PaymentWish;
    readonly rules: ValueRules;
    readonly moment: Moment;
  },
): Promise<FoundRight | Refusal | IdReused> {
  const { memberId, wish, rules, moment } = asked;
  const { amountFen, listFen } = wish;
  const attemptId = till.clock.newId();
  const answer = await till.sync.authoriseValue({
    reservationId: wish.paymentId,
    attemptId,
    memberId,
    want: { kind: 'payment', amountFen, listFen, spendOrder: rules.spendOrder },
    businessDate: moment.businessDate,
  });
  switch (answer.status) {
    case 'authorised':
      return { right: 'authorised', attemptId, entries: answer.entries };
    case 'member_unknown':
    case 'unreachable':
      // Under the same paymentId: what head office may have kept for it is used up by it.
      return offlineRight(till, memberId, wish);
    case 'awaits_tills':
    case 'id_reused':
    case 'refused':
      return valueRefusal(answer, 'value_offline', { ofPayment: true });
  }
}

type Refused = Extract<AuthoriseValueAnswer, { readonly status: 'refused' }>;

const codeByReason = {
  member_frozen: 'member_frozen',
  value_frozen: 'value_frozen',
  too_little: 'value_too_little',
  in_use: 'value_in_use',
  // The office does not have the top-up yet.
  contract_unknown: 'value_pending',
} as const satisfies Record<Refused['reason'], RefusalCode>;

/** What head office said instead of a right, as a refusal. */
export function valueRefusal(
  answer: Exclude<AuthoriseValueAnswer, { readonly status: 'authorised' }>,
  offlineCode: RefusalCode,
  { ofPayment }: { readonly ofPayment: boolean },
): Refusal | IdReused {
  switch (answer.status) {
    case 'id_reused':
      return idReused;
    case 'awaits_tills':
      return refuse('office_awaits_tills', { maxFen: 0 });
    case 'member_unknown':
    case 'unreachable':
      return refuse(offlineCode);
    case 'refused': {
      const { reason, availableFen } = answer;
      return refuse(codeByReason[reason], ofPayment ? { maxFen: availableFen } : {});
    }
  }
}
