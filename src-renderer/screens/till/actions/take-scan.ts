import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { ScanResult } from '../../../../src-shared/contract/till/scan.ts';
import type { DropReason } from '../../../../src-shared/scan/reader-frame.ts';
import type { FailedCall, RefusedCall } from '../../../client/call-result.ts';
import { scanKindWords } from '../../../parts/scan-kind-words.ts';
import { dropReasonWords } from '../../../parts/understood-scan.ts';
import { announce, announceNo, type TillRoom, wordsOfNo } from '../till-room.ts';
import {
  askedMember,
  type CustomerStep,
  doneStep,
  isBegun,
  isCustomerSide,
} from '../till-state.ts';
import { confirm } from './confirm.ts';
import { openMember, sayGoodbye, takeScanResult } from './find-member.ts';
import { nowKnown } from './identify.ts';
import { takeSink } from './sinks.ts';

/** Takes what a reader of the till or of this screen read. */
export function takeScan(room: TillRoom, result: ScanResult): void {
  const { step } = room.store.getState();
  if (isCustomerSide(step)) takeOfCustomer(room, step, result);
  else if (!asksWhose(room, result)) takeScanResult(room, result);
}

/**
 * A card of somebody else during a sale moves it to nobody unasked: a reader that stands on the counter sees the card of the
 * next customer as well. Whom the cashier looks for or chooses is meant.
 */
function asksWhose(room: TillRoom, { status, member, sameNumberCount = 1 }: ScanResult): boolean {
  const { sale, step } = room.store.getState();
  const canOpen = status === 'found' || status === 'not_in_replica';
  // Of several with one number the cashier chooses.
  if (member === undefined || !canOpen || sameNumberCount > 1) return false;
  const isOther = sale.member !== null && sale.member.memberId !== member.memberId;
  // After the end there is no sale to move: they are the next.
  if (!isOther || doneStep(step) !== null || !isBegun(sale) || sale.payments.length > 0)
    return false;
  room.store.setState({ overlay: { status: 'other_member', member }, notice: null });
  room.sound('ask');
  return true;
}

/** The sale is the other member's: what was entered stays, what the one before them wished for does not. */
export function takeOtherMember(room: TillRoom): void {
  const member = askedMember(room.store.getState().overlay);
  if (member !== null) openMember(room, member);
}

/** Says that the till knows nothing of a scan, where whoever scanned looks. */
export function sayScanFailed(room: TillRoom, result: RefusedCall | FailedCall): void {
  const { step } = room.store.getState();
  if (isCustomerSide(step)) sayToCustomer(room, step, wordsOfNo(room, result));
  else announceNo(room, result);
}

/** Says that a reader read no whole code, where whoever scanned looks; why is nothing to the member. */
export function sayDropped(room: TillRoom, reason: DropReason): void {
  const { step } = room.store.getState();
  const title = room.say('scan.dropped');
  if (isCustomerSide(step)) sayToCustomer(room, step, title);
  else announce(room, { tone: 'refuse', title, detail: room.say(dropReasonWords[reason]) });
}

/** Says that a scan is read and comes when the act at hand is done; what has come of the act is not talked over. */
export function sayWaiting(room: TillRoom, isWaiting: boolean): void {
  const title = room.say('scan.waits');
  if (isWaiting) announce(room, { tone: 'ask', title });
  else if (room.store.getState().notice?.title === title) room.store.setState({ notice: null });
}

/**
 * While the member has the screen, no scan takes it from them: the digits they are typing would land in what came instead.
 * Their own card changes nothing and leaves the digits; anything else is not taken, and the words stand where they look.
 */
function takeOfCustomer(room: TillRoom, step: CustomerStep, result: ScanResult): void {
  const { sale } = room.store.getState();
  const { member } = result;
  if (member === undefined) {
    sayToCustomer(room, step, whyNotNow(room, result));
  } else if (member.memberId !== sale.member?.memberId) {
    // The till has opened them for this screen, which does not take them.
    sayGoodbye(room, member);
    sayToCustomer(room, step, room.say('scan.other_member'));
  } else {
    // What was said of the scan before is not said of theirs.
    if (step.message !== '') room.store.setState({ step: { ...step, message: '' } });
    if (result.kind === 'signed_code' && member.level === 'L2') takeCode(room, step, member);
  }
}

/**
 * Where the member was asked for their PIN, a fresh code of their phone says the same (ID-02), and what they were asked for is
 * done. Who sets a PIN, pays from stored value or agrees to terms was asked for something else.
 */
function takeCode(room: TillRoom, step: CustomerStep, member: MemberSummary): void {
  switch (step.status) {
    case 'identify_pin':
      nowKnown(room, member);
      return;
    case 'sink_pin':
      takeProven(room, member);
      void takeSink(room, null);
      return;
    case 'member_pin':
      takeProven(room, member);
      room.store.setState({ step: { status: 'sale' } });
      void confirm(room);
      return;
    case 'set_pin':
    case 'value_customer':
  }
}

function takeProven(room: TillRoom, member: MemberSummary): void {
  room.store.setState({ sale: { ...room.store.getState().sale, member } });
  room.sound('ok');
}

/** Why a scan without a member is not taken: in the till's words where it refused, else what it is and that it has to wait. */
function whyNotNow(room: TillRoom, { status, kind, message }: ScanResult): string {
  // Of these the till says that a member is to be scanned instead, who is here already.
  const asksForMember = kind === 'staff_badge' || kind === 'bank_card';
  if (status === 'refused' && !asksForMember) return message;
  return room.say('scan.after_this', { kind: room.say(scanKindWords[kind]) });
}

function sayToCustomer(room: TillRoom, step: CustomerStep, message: string): void {
  room.store.setState({ step: { ...step, message } });
  room.sound('refuse');
}
