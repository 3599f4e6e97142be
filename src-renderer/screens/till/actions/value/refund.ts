import type { ValueRefundQuote } from '../../../../../src-shared/contract/till/stored-value.ts';
import { cashRefundMaxFen } from '../../../../../src-shared/domain/stored-value/decide-value-refund.ts';
import type { ValueRefundBasis } from '../../../../../src-shared/domain/stored-value/stored-value.ts';
import { busily } from '../../../../client/busily.ts';
import { printPage } from '../../../../client/print-page.ts';
import { announce, announceNo, goTo, type TillRoom, wordsOfNo } from '../../till-room.ts';
import type { ValueRefundStage } from '../../value-state.ts';
import { findApprovers } from '../approvers.ts';
import { canTypeAgain } from '../pin-again.ts';
import { setStage, takeMember, valueStepOf } from './wallet.ts';

/** Works out what every contract would give back; nothing is recorded. */
export function startValueRefund(room: TillRoom): Promise<void> {
  return busily(room, () => quoteRefunds(room, null));
}

export function chooseContract(room: TillRoom, quote: ValueRefundQuote): void {
  room.store.setState({ notice: null });
  const isEarly = quote.workings.some(({ basis, applies }) => basis === 'cooling_off' && applies);
  setStage(room, {
    status: 'refund',
    refundId: room.newId('vr'),
    quote,
    basis: isEarly ? 'cooling_off' : null,
    payTo: payToOf(quote, isEarly ? 'cooling_off' : null),
    isPrinted: false,
  });
}

/** Chooses what the refund is worked out on; one that does not apply is not chosen. */
export function chooseBasis(room: TillRoom, basis: ValueRefundBasis): void {
  const stage = valueStepOf(room)?.stage;
  if (stage?.status !== 'refund' || !workingOf(stage.quote, basis)?.applies) return;
  const payTo = payToOf(stage.quote, basis);
  setStage(room, { ...stage, basis, payTo, refundId: room.newId('vr') });
}

export function choosePayTo(room: TillRoom, payTo: ValueRefundStage['payTo']): void {
  const stage = valueStepOf(room)?.stage;
  if (stage?.status !== 'refund') return;
  setStage(room, { ...stage, payTo, refundId: room.newId('vr') });
}

/** Prints the whole calculation, every basis (SV-03). */
export function printRefund(room: TillRoom): void {
  const stage = valueStepOf(room)?.stage;
  printPage();
  if (stage?.status === 'refund') setStage(room, { ...stage, isPrinted: true });
}

/** The next sensible step: the calculation on paper, then the member's PIN, then a manager. */
export function confirmValueRefund(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const step = valueStepOf(room);
    const { member } = room.store.getState().sale;
    if (step?.stage.status !== 'refund' || step.wallet === null || member === null) return;
    const { stage, wallet, before } = step;
    if (!stage.isPrinted) return printRefund(room);
    if (stage.basis === null) {
      return announce(room, { tone: 'ask', title: room.say('value.basis_first') });
    }
    if (member.level === 'L2') return callManager(room, stage);
    if (!member.hasPin) {
      return announce(room, { tone: 'ask', title: room.say('value.pin_first') });
    }
    goTo(room, { status: 'value_customer', wallet, stage, message: '', before });
  });
}

/** The member has typed the PIN: who they are is known for this visit, and a manager is called. */
export function refundWithPin(room: TillRoom, stage: ValueRefundStage, pin: string): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (sale.member === null || step.status !== 'value_customer') return;
    const { memberId } = sale.member;
    const result = await room.line.call(({ member }, withSignal) =>
      member.identify({ memberId, factor: { kind: 'pin', pin } }, withSignal),
    );
    const { wallet, before } = step;
    if (result.status === 'ok') {
      takeMember(room, result.value);
      goTo(room, { status: 'value', wallet, stage, before });
      return callManager(room, stage);
    }
    if (canTypeAgain(result)) {
      room.store.setState({ step: { ...step, message: wordsOfNo(room, result) } });
      room.sound('refuse');
      return;
    }
    goTo(room, { status: 'value', wallet, stage, before });
    announceNo(room, result);
  });
}

/** A manager approves by their own PIN, and the money goes back. A no is shown where it was typed. */
export function approveValueRefund(
  room: TillRoom,
  approver: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const { member } = room.store.getState().sale;
    const stage = valueStepOf(room)?.stage;
    if (stage?.status !== 'refund_approve' || member === null) return;
    const { refundId, quote, basis, payTo } = stage.before;
    if (basis === null) return;
    const { contractNo } = quote.contract;
    const refundFen = workingOf(quote, basis)?.refundFen ?? 0;
    const { memberId } = member;
    const result = await room.line.call(({ storedValue }, withSignal) =>
      storedValue.refund(
        { refundId, memberId, contractNo, basis, refundFen, payTo, approver },
        withSignal,
      ),
    );
    if (result.status === 'ok') {
      takeMember(room, result.value.member);
      const { lines } = result.value;
      setStage(room, { status: 'refunded', refundFen: result.value.refundFen, payTo, lines });
      room.sound('ok');
      return;
    }
    const step = valueStepOf(room);
    // A member code has opened the visit: money wants the PIN beside it (SV-12).
    const wantsPin = result.status === 'refused' && result.code === 'value_pin_needed';
    if (wantsPin && step?.wallet !== null && step?.wallet !== undefined) {
      const { wallet, before } = step;
      goTo(room, { status: 'value_customer', wallet, stage: stage.before, message: '', before });
      return;
    }
    if (result.status === 'refused' && result.code === 'value_refund_changed') {
      await quoteRefunds(room, contractNo);
      return announceNo(room, result);
    }
    setStage(room, { ...stage, message: wordsOfNo(room, result) });
    room.sound('refuse');
  });
}

/** What a contract gives back on a basis; undefined where nobody worked it out. */
export function workingOf(quote: ValueRefundQuote, basis: ValueRefundBasis | null) {
  return quote.workings.find((working) => working.basis === basis);
}

async function quoteRefunds(room: TillRoom, contractNo: string | null): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  const { memberId } = member;
  const result = await room.line.call(({ storedValue }, withSignal) =>
    storedValue.quoteRefund(
      { memberId, ...(contractNo === null ? {} : { contractNo }) },
      withSignal,
    ),
  );
  if (valueStepOf(room) === null) return;
  if (result.status !== 'ok') return announceNo(room, result);
  const { contracts: quotes } = result.value;
  const [only] = quotes;
  room.store.setState({ notice: null });
  if (only === undefined) announce(room, { tone: 'ask', title: room.say('value.no_contract') });
  else if (quotes.length === 1) chooseContract(room, only);
  else setStage(room, { status: 'refund_choose', quotes });
}

async function callManager(room: TillRoom, before: ValueRefundStage): Promise<void> {
  const approvers = await findApprovers(room, ['manager']);
  if (approvers === null) return;
  room.store.setState({ notice: null });
  setStage(room, { status: 'refund_approve', before, approvers, message: '' });
  room.sound('ask');
}

/** Up to a little may be cash; more goes to an account of the same name (Order 9). */
function payToOf(
  quote: ValueRefundQuote,
  basis: ValueRefundBasis | null,
): ValueRefundStage['payTo'] {
  const refundFen = workingOf(quote, basis)?.refundFen ?? 0;
  return refundFen > cashRefundMaxFen ? 'same_name_account' : 'cash';
}
