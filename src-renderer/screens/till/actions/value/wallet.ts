import type { MemberSummary } from '../../../../../src-shared/contract/till/member.ts';
import { busily } from '../../../../client/busily.ts';
import type { FailedCall, RefusedCall } from '../../../../client/call-result.ts';
import { announceNo, goTo, type TillRoom } from '../../till-room.ts';
import { doneStep, type Step } from '../../till-state.ts';
import type { ValueStage, Wallet } from '../../value-state.ts';
import { askForMember, isKnownOrAsk } from '../ask-who.ts';
import { quoteSoon } from '../quote.ts';

type ValueStep = Extract<Step, { readonly status: 'value' }>;

/** F6: what the member has in stored value, and what may be done with it. The sale waits. */
export function startValue(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (sale.member === null) return askForMember(room);
    if (!isKnownOrAsk(room, 'value')) return;
    const before = doneStep(step) ?? ({ status: 'sale' } as const);
    goTo(room, { status: 'value', wallet: null, stage: { status: 'home' }, before });
    await readWallet(room);
  });
}

/** Back to the balance and the choice of what to do, read anew. */
export async function showHome(room: TillRoom): Promise<void> {
  setStage(room, { status: 'home' });
  await readWallet(room);
}

/** Reads the balance again where it is in sight, for example after head office has confirmed something. */
export async function refreshWallet(room: TillRoom): Promise<void> {
  if (valueStepOf(room)?.stage.status === 'home') await readWallet(room);
}

/** Esc: one stage back; answers false when there is nothing to go back to. */
export function leaveValueStage(room: TillRoom): boolean {
  const stage = valueStepOf(room)?.stage;
  room.store.setState({ notice: null });
  if (stage === undefined || stage.status === 'home') return false;
  if (stage.status === 'refund_approve') setStage(room, stage.before);
  else void showHome(room);
  return true;
}

/** Esc at the customer's side: back to what the cashier has filled in. */
export function leaveCustomer(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'value_customer') return;
  const { wallet, stage, before } = step;
  goTo(room, { status: 'value', wallet, stage, before });
}

export function valueStepOf(room: TillRoom): ValueStep | null {
  const { step } = room.store.getState();
  return step.status === 'value' ? step : null;
}

export function setStage(room: TillRoom, stage: ValueStage): void {
  const step = valueStepOf(room);
  if (step !== null) room.store.setState({ step: { ...step, stage } });
}

/** Shows the member as an act on their stored value has left them. */
export function takeMember(room: TillRoom, member: MemberSummary): void {
  const { sale } = room.store.getState();
  if (sale.member?.memberId !== member.memberId) return;
  room.store.setState({ sale: { ...sale, member } });
  quoteSoon(room);
}

/** A no ends the task only where there is nothing to show. */
async function readWallet(room: TillRoom): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  const answer = await askWallet(room, member.memberId);
  const step = valueStepOf(room);
  if (step === null || room.store.getState().sale.member?.memberId !== member.memberId) return;
  if (!('status' in answer)) {
    room.store.setState({ step: { ...step, wallet: answer } });
    return;
  }
  if (step.wallet === null) goTo(room, step.before);
  announceNo(room, answer);
}

async function askWallet(
  room: TillRoom,
  memberId: string,
): Promise<Wallet | RefusedCall | FailedCall> {
  const [value, offer] = await Promise.all([
    room.line.call(({ storedValue }, withSignal) => storedValue.get({ memberId }, withSignal)),
    room.line.call(({ storedValue }, withSignal) => storedValue.offer({ memberId }, withSignal)),
  ]);
  if (value.status !== 'ok') return value;
  if (offer.status === 'ok') return { value: value.value, offer: offer.value };
  const sellsNone = offer.status === 'refused' && offer.code === 'value_not_offered';
  // What was bought elsewhere is there all the same.
  return sellsNone && value.value.contracts.length > 0
    ? { value: value.value, offer: null }
    : offer;
}
