import type { Factor, MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { busily } from '../../../client/busily.ts';
import { readFactor } from '../../../parts/factor-text.ts';
import { goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { type Asking, askingOf, type NextAct, type Step } from '../till-state.ts';
import { findStaff } from './approvers.ts';
import { askWho } from './ask-who.ts';
import { openAdjust } from './adjust.ts';
import { startCoupons } from './coupons.ts';
import { openLedger } from './ledger.ts';
import { openEdit, openSetPin } from './member-care.ts';
import { openPlans } from './plans.ts';
import { startPoints } from './points.ts';
import { quoteSoon } from './quote.ts';
import { openSinks } from './sinks.ts';
import { startValue } from './value/wallet.ts';

const nextActs = {
  coupons: startCoupons,
  points: (room) => void startPoints(room),
  value: (room) => void startValue(room),
  ledger: (room) => void openLedger(room),
  edit: openEdit,
  set_pin: openSetPin,
  adjust: openAdjust,
  plans: (room) => void openPlans(room),
  sinks: (room) => void openSinks(room),
} as const satisfies Record<NextAct, (room: TillRoom) => void>;

export function typeFactor(room: TillRoom, text: string): void {
  const { step } = room.store.getState();
  if (step.status === 'identify') room.store.setState({ step: { ...step, text, message: '' } });
}

/** Checks the surname or the birthday that was typed. */
export function identify(room: TillRoom): Promise<void> {
  const { step } = room.store.getState();
  if (step.status !== 'identify' || step.text.trim() === '') return Promise.resolve();
  return check(room, readFactor(step.text), step);
}

/** Turns the screen to the member, who types their PIN instead. */
export function askPinOfMember(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'identify') askWho(room, null);
  const asking = askingOf(room.store.getState().step);
  if (asking !== null) goTo(room, { status: 'identify_pin', message: '', asking });
}

export function identifyByPin(room: TillRoom, pin: string): Promise<void> {
  const { step } = room.store.getState();
  if (step.status !== 'identify_pin') return Promise.resolve();
  return check(room, { kind: 'pin', pin }, step);
}

/** A manager who has seen a document says who it is: for members who gave nothing they could be asked for. */
export function askManager(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    const managers = await findStaff(room, ['manager']);
    if (managers === null) return;
    const asking: Asking = askingOf(step) ?? { next: null, before: { status: 'sale' } };
    goTo(room, {
      status: 'manager_pin',
      task: { kind: 'identify', asking },
      managers,
      message: '',
    });
  });
}

export function identifyByManager(
  room: TillRoom,
  manager: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  const { step } = room.store.getState();
  if (step.status !== 'manager_pin') return Promise.resolve();
  return check(room, { kind: 'manager', ...manager }, step);
}

/** Shows what a member has who is known now, and goes on with what was wanted. */
export function nowKnown(room: TillRoom, member: MemberSummary): void {
  const { sale, step } = room.store.getState();
  const asking = askingOf(step);
  const before = asking?.before ?? step;
  room.store.setState({ sale: { ...sale, member }, step: before, notice: null, query: '' });
  room.sound('ok');
  quoteSoon(room);
  if (asking !== null && asking.next !== null) nextActs[asking.next](room);
}

/** Asks the till whether it was right; a no is shown where it was typed, and the text is gone either way. */
async function check(
  room: TillRoom,
  factor: Factor,
  asked: Extract<Step, { message: string }>,
): Promise<void> {
  const { member } = room.store.getState().sale;
  if (member === null) return;
  const { memberId } = member;
  let known: MemberSummary | null = null;
  await busily(room, async () => {
    const result = await room.line.call((client, withSignal) =>
      client.member.identify({ memberId, factor }, withSignal),
    );
    const { step, sale } = room.store.getState();
    if (sale.member?.memberId !== memberId) return;
    if (result.status === 'ok') known = result.value;
    else if (step.status === asked.status) sayNo(room, step, wordsOfNo(room, result));
  });
  // What comes next is an act of its own.
  if (known !== null) nowKnown(room, known);
}

function sayNo(room: TillRoom, step: Step, message: string): void {
  if (step.status === 'identify') room.store.setState({ step: { ...step, text: '', message } });
  else if ('message' in step) room.store.setState({ step: { ...step, message } });
  room.sound('refuse');
}
