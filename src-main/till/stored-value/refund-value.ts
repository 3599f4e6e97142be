import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { storedValueContract } from '../../../src-shared/contract/till/stored-value.ts';
import type { Language } from '../../../src-shared/domain/programme/programme.ts';
import { refuse, type Refusal } from '../../../src-shared/domain/refusal.ts';
import {
  decideValueRefund,
  findValueRefund,
  type ValueRefundQuote,
} from '../../../src-shared/domain/stored-value/decide-value-refund.ts';
import { valueRefundLines, valueWorkingLines } from '../../../src-shared/text/value-voucher.ts';
import { memberId as toMemberId } from '../../../src-shared/values/ids.ts';
import { runAct } from '../act.ts';
import type { ActiveTill } from '../active-till.ts';
import type { IdReused } from '../answer.ts';
import { checkApprover } from '../approver.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import { memberSummary } from '../member-summary.ts';
import { requestHash } from '../post-operation.ts';
import { operatorId, type SignedIn } from '../session.ts';
import { valueRefusal } from './post-payment.ts';
import { contractView } from './read-value.ts';
import { checkOfferedPin, offeredProof } from './value-proof.ts';

type Inputs = InferContractRouterInputs<typeof storedValueContract>;
type Outputs = InferContractRouterOutputs<typeof storedValueContract>;

/** What a refund keeps for a repeat: the calculation it was decided on. */
interface KeptRefund {
  readonly refundFen: number;
  readonly quote: ValueRefundQuote;
}

/** Works out what a member's contracts would give back, all bases, without recording anything (SV-03). */
export function quoteValueRefunds(
  till: ActiveTill,
  session: SignedIn,
  input: Inputs['quoteRefund'],
): Refusal | { readonly status: 'quoted'; readonly quote: Outputs['quoteRefund'] } {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const { businessDate } = till.time.now();
  const rules = till.reference.programmeAt(businessDate)?.value ?? null;
  const { state } = view;
  const held = (state.value?.contracts ?? []).filter(({ status }) => status === 'open');
  const wanted =
    input.contractNo === undefined ? held.map((each) => each.contractNo) : [input.contractNo];
  const contracts: Outputs['quoteRefund']['contracts'] = [];
  for (const contractNo of wanted) {
    const found = findValueRefund({ rules, state, businessDate, contractNo });
    if (found.status === 'refused') return found;
    contracts.push(quoteView(found.quote, session.language));
  }
  return { status: 'quoted', quote: { contracts } };
}

/**
 * Pays a contract back (SV-03), or changes nothing. Head office must answer and stop every other till from spending it
 * meanwhile; a manager who did not start it agrees. The member shows who they are by PIN, or did so within this visit.
 * Safe to repeat under the same refundId.
 */
export function postValueRefund(
  till: ActiveTill,
  session: SignedIn,
  input: Inputs['refund'],
): Promise<Outputs['refund'] | Refusal | IdReused> {
  return till.queue.run(`spend:${input.memberId}`, () => refund(till, session, input));
}

async function refund(
  till: ActiveTill,
  session: SignedIn,
  input: Inputs['refund'],
): Promise<Outputs['refund'] | Refusal | IdReused> {
  const { refundId, memberId, contractNo, basis, refundFen, payTo } = input;
  const attemptId = till.clock.newId();
  if (till.store.act.find('refundValue', refundId) === null) {
    const checked = await checkBeforeAsking(till, session, input);
    if ('code' in checked) return checked;
    const answer = await till.sync.authoriseValue({
      reservationId: refundId,
      attemptId,
      memberId: checked.memberId,
      want: { kind: 'refund', contractNo },
      businessDate: till.time.now().businessDate,
    });
    if (answer.status !== 'authorised') {
      return valueRefusal(answer, 'value_refund_offline', { ofPayment: false });
    }
  }
  const done = runAct<'refundValue', KeptRefund>(till, session, {
    kind: 'refundValue',
    actId: refundId,
    requestHash: requestHash({ memberId, contractNo, basis, refundFen, payTo }),
    memberId,
    decide: ({ view, programme, moment }) => {
      const { businessDate } = moment;
      const { value: rules } = programme;
      const found = findValueRefund({ rules, state: view.state, businessDate, contractNo });
      if (found.status === 'refused') return found;
      const decided = decideFor(input, { programme, state: view.state, businessDate });
      if (decided.status === 'refused') return decided;
      return { status: 'decided', draft: decided.draft, kept: { refundFen, quote: found.quote } };
    },
  });
  if (till.store.act.find('refundValue', refundId) === null) {
    await till.sync.release({ actId: refundId, attemptId, memberId: toMemberId(memberId) });
  }
  if (done.status === 'refused' || done.status === 'id_reused') return done;
  const { status, kept, view } = done;
  return {
    status: status === 'posted' ? 'posted' : 'already_posted',
    refundFen: kept.refundFen,
    lines: [...valueRefundLines(kept.quote, session.language)],
    member: memberSummary(till, view, session),
  };
}

/** Everything that head office need not be asked about. */
async function checkBeforeAsking(
  till: ActiveTill,
  session: SignedIn,
  input: Inputs['refund'],
): Promise<Refusal | MemberView> {
  const view = readMember(till, input.memberId);
  if (isRefused(view)) return view;
  const proof = offeredProof(till, session, view, input.proof);
  if (proof === 'none') return refuse('value_pin_needed');
  const wrongPin = await checkOfferedPin(till, session, view, input.proof);
  if (wrongPin !== null) return wrongPin;
  const initiatorId = operatorId(session.operator);
  const wanted = { initiatorId, roles: ['manager'], memberId: view.memberId } as const;
  const approval = await checkApprover(till, input.approver, wanted);
  if (approval.status === 'refused') return approval;
  const { businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) return refuse('value_not_offered');
  const decided = decideFor(input, { programme, state: view.state, businessDate });
  if (decided.status === 'refused') return decided;
  return till.reference.isOnline() ? view : refuse('value_refund_offline');
}

function decideFor(
  input: Inputs['refund'],
  known: Pick<Parameters<typeof decideValueRefund>[0], 'programme' | 'state' | 'businessDate'>,
) {
  const { refundId, contractNo, basis, refundFen, payTo, approver } = input;
  return decideValueRefund({
    ...known,
    refundId,
    contractNo,
    basis,
    expectedFen: refundFen,
    payTo,
    approverId: approver.staffId,
  });
}

function quoteView(
  quote: ValueRefundQuote,
  language: Language,
): Outputs['quoteRefund']['contracts'][number] {
  return {
    contract: contractView(quote.contract),
    workings: quote.workings.map((working) => ({
      ...working,
      lines: [...valueWorkingLines(quote, working, language)],
    })),
    lines: [...valueRefundLines(quote, language)],
  };
}
