import { closeMember } from '../../../../src-shared/contract/till/close-member.ts';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { ScanResult } from '../../../../src-shared/contract/till/scan.ts';
import { cleanPhone } from '../../../../src-shared/values/phone.ts';
import { busily } from '../../../client/busily.ts';
import { announce, announceNo, goTo, type TillRoom } from '../till-room.ts';
import {
  askingOf,
  doneStep,
  emptySale,
  isQuestion,
  mainStep,
  type Sale,
  stayingNotice,
  type Step,
} from '../till-state.ts';
import { nowKnown } from './identify.ts';
import { takeReceiptNumber } from './receipt-number.ts';
import { settleScanned, takeCoupon } from './coupons.ts';
import { takeGoods } from './lines.ts';
import { hasPaidOrAsk } from './paid-sale.ts';
import { forgetQuote, quoteSoon } from './quote.ts';

const LAST_FOUR = /^\d{4}$/;
/** And, where several have them, the name of who stands here. */
const LAST_FOUR_AND_NAME = /^\d{4}\s*\p{Letter}/u;
const HAS_DIGIT = /\d/;
const DIGITS = /^\d+$/;
const CANDIDATES_MAX = 8;

/** Looks for what was typed: a code or a whole number as if it were scanned, anything shorter as a search. */
export function findTyped(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const query = room.store.getState().query.trim();
    if (query === '') return;
    const isLastFour = LAST_FOUR.test(query) || LAST_FOUR_AND_NAME.test(query);
    const isSearch = isLastFour || !HAS_DIGIT.test(query);
    if (isSearch) await search(room, query);
    else await lookUp(room, query);
  });
}

async function lookUp(room: TillRoom, text: string): Promise<void> {
  const result = await room.line.call((client, withSignal) => client.scan({ text }, withSignal));
  if (result.status !== 'ok') return announceNo(room, result);
  if (result.value.kind === 'unknown') return search(room, text);
  takeScanResult(room, result.value);
  // The digits of a payment code stay nowhere, not even in the box they were typed into (ID-01).
  if (result.value.kind === 'payment_code') room.store.setState({ query: '' });
  const { sale } = room.store.getState();
  const isByPhone = result.value.kind === 'phone' && sale.member !== null;
  if (isByPhone) room.store.setState({ sale: { ...sale, typedPhone: text } });
}

/** Four digits are the last ones of a number, fewer or more its first (ID-06). */
function nobodyWords(query: string) {
  if (LAST_FOUR.test(query)) return 'find.nobody_last_four';
  return DIGITS.test(query) ? 'find.nobody_digits' : 'find.nobody';
}

async function search(room: TillRoom, query: string): Promise<void> {
  const result = await room.line.call(({ member }, withSignal) =>
    member.find({ query, limit: CANDIDATES_MAX }, withSignal),
  );
  if (result.status !== 'ok') return announceNo(room, result);
  const { members, list } = result.value;
  const [first] = members;
  if (list === 'query_too_short') {
    announce(room, { tone: 'ask', title: room.say('find.too_little', { query }) });
  } else if (first === undefined) {
    announce(room, { tone: 'ask', title: room.say(nobodyWords(query), { query }) });
  } else {
    // Even a single one is shown before it is opened: four digits or a name are not yet a person (ID-06).
    room.store.setState({
      step: { status: 'candidates', query, members, isCut: list === 'cut' },
      notice: null,
    });
    room.sound('ask');
  }
}

/** Shows the members of one number side by side; one alone is opened. */
async function showSameNumber(room: TillRoom, phone: string): Promise<void> {
  const result = await room.line.call(({ member }, withSignal) =>
    member.sameNumber({ phone }, withSignal),
  );
  if (result.status !== 'ok') return announceNo(room, result);
  const { members } = result.value;
  const [first] = members;
  if (first !== undefined && members.length === 1) return openMember(room, first.member);
  room.store.setState({ step: { status: 'same_number', members, isTold: false }, notice: null });
  room.sound('ask');
}

/** Takes what a reader of the till or of this screen read. */
export function takeScanResult(room: TillRoom, result: ScanResult): void {
  const { step } = room.store.getState();
  if (step.status === 'edit' && result.cardNo !== undefined && result.member === undefined) {
    room.store.setState({ step: { ...step, scannedCardNo: result.cardNo }, notice: null });
    room.sound('ok');
    return;
  }
  if (result.status === 'found' && result.member !== undefined) {
    const { phone, sameNumberCount = 1 } = result;
    if (phone !== undefined && sameNumberCount > 1 && isAnyoneWanted(room)) {
      void showSameNumber(room, phone);
    } else openMember(room, result.member);
    return;
  }
  if (result.status === 'not_in_replica' && result.member !== undefined) {
    // Of another store (OF-13): may earn, and the panel says what else is not here.
    openMember(room, result.member);
    return;
  }
  if (result.phoneDigits !== undefined && canAskRegion(step)) {
    goTo(room, { status: 'region', digits: result.phoneDigits });
    room.sound('ask');
    return;
  }
  if (isSaleOpen(room) && result.goodsCode !== undefined) {
    takeGoods(room, result.goodsCode);
    return;
  }
  if (result.status === 'found' && result.coupon !== undefined) {
    const { couponId, memberId, code } = result.coupon;
    takeCoupon(room, { couponId, memberId, code, message: result.message });
    return;
  }
  const { cardNo, phone } = result;
  const unknown = {
    ...(cardNo === undefined ? {} : { cardNo }),
    ...(phone === undefined ? {} : { phone }),
  };
  const canEnrol = Object.keys(unknown).length > 0;
  room.store.setState({ unknown });
  announce(room, {
    tone: result.status === 'refused' ? 'refuse' : 'ask',
    title: result.message,
    ...(canEnrol ? { offer: 'enrol' } : {}),
  });
}

/** Where the screen is the cashier's and nothing else is under way. */
function canAskRegion({ status }: Step): boolean {
  return ['ready', 'sale', 'earned', 'candidates', 'same_number', 'region'].includes(status);
}

/** Goes on with 8 digits as a telephone of this region: its member is opened, or the whole number is there for F3. */
export function chooseRegion(room: TillRoom, region: 'HK' | 'MO'): Promise<void> {
  return busily(room, async () => {
    const { step, sale } = room.store.getState();
    if (step.status !== 'region') return;
    const cleaned = cleanPhone(step.digits, region);
    if (cleaned.status === 'refused') return;
    goTo(room, mainStep(sale));
    await lookUp(room, cleaned.phone);
  });
}

/** Nobody is being asked who they are: then a number tells of that one alone. */
function isAnyoneWanted(room: TillRoom): boolean {
  return askingOf(room.store.getState().step) === null;
}

/** Tells head office that the members of one number may be one person (ID-10): the first and each of the others. */
export function tellDuplicates(room: TillRoom): Promise<void> {
  return busily(room, async () => {
    const { step } = room.store.getState();
    if (step.status !== 'same_number') return;
    const [memberId, ...others] = step.members.map(({ member }) => member.memberId);
    if (memberId === undefined) return;
    for (const otherMemberId of others) {
      const result = await room.line.call(({ member }, withSignal) =>
        member.proposeMerge({ memberId, otherMemberId }, withSignal),
      );
      if (result.status !== 'ok') return announceNo(room, result);
    }
    const now = room.store.getState().step;
    if (now.status !== 'same_number') return;
    room.store.setState({ step: { ...now, isTold: true }, notice: null });
    room.sound('ok');
  });
}

function isSaleOpen(room: TillRoom): boolean {
  const { sale, step } = room.store.getState();
  return sale.member !== null && doneStep(step) === null;
}

/** Opens a member for the sale at hand. */
export function openMember(room: TillRoom, member: MemberSummary): void {
  const { sale, step, notice } = room.store.getState();
  const isOther = sale.member !== null && sale.member.memberId !== member.memberId;
  if (isOther && hasPaidOrAsk(room)) return;
  const isAnswer = askingOf(step) !== null && sale.member !== null && !isOther;
  if (isAnswer && member.availablePoints !== null) {
    nowKnown(room, member);
    return;
  }
  // What one member wished for is not what another does.
  const wishes = isOther ? emptySale.wishes : sale.wishes;
  // After the end of a sale it was shown for whoever comes now.
  const scanned = isOther && doneStep(step) === null ? [] : sale.scanned;
  room.store.setState({
    sale: { ...sale, member, typedPhone: null, wishes, scanned, quote: { status: 'none' } },
    step: { status: 'sale' },
    query: '',
    notice: stayingNotice({ notice }),
    unknown: {},
    overlay: 'none',
  });
  room.sound('ok');
  void takeReceiptNumber(room);
  quoteSoon(room);
  settleScanned(room);
}

/**
 * Tells the till that a member has left this screen, so that their phone number alone opens nothing when it is said again
 * (ID-02). Whoever was not known has nothing to be forgotten.
 */
export function sayGoodbye(room: TillRoom, member: MemberSummary): void {
  if (member.availablePoints === null) return;
  const { memberId } = member;
  void room.line.call((client, withSignal) => client.member.leave({ memberId }, withSignal));
}

/** Hides what was shown of members: nobody stands here any more, and the till has forgotten whom it knew. */
export function hideMembers(room: TillRoom): void {
  forgetQuote(room);
  const { sale, step, overlay } = room.store.getState();
  const member = sale.member === null ? null : closeMember(sale.member);
  room.store.setState({
    overlay: isQuestion(overlay) ? 'none' : overlay,
    sale: { ...sale, member, typedPhone: null, scanned: [] },
    step: hiddenStep(step, sale),
  });
}

function hiddenStep(step: Step, sale: Sale): Step {
  switch (step.status) {
    case 'ready':
    case 'sale':
    case 'earned':
      return step;
    case 'region':
      return mainStep(sale);
    case 'candidates':
      return { ...step, members: step.members.map((member) => closeMember(member)) };
    case 'same_number':
      return {
        ...step,
        members: step.members.map((each) => ({ ...each, member: closeMember(each.member) })),
      };
    case 'identify':
      return step.asking.before;
    case 'refund': {
      const { stage } = step;
      if (stage.status !== 'refunded') return step;
      const outcome = { ...stage.outcome, member: closeMember(stage.outcome.member) };
      return { ...step, stage: { ...stage, outcome } };
    }
    case 'coupons':
    case 'points':
    case 'category':
    case 'member_pin':
    case 'identify_pin':
    case 'manager_pin':
    case 'ledger':
    case 'edit':
    case 'set_pin':
    case 'adjust':
    case 'plans':
    case 'sinks':
    case 'sink_pin':
    case 'review':
      return mainStep(sale);
    case 'value':
    case 'value_customer':
      return step.before;
  }
}

/** Reads the member again, for example after the office has confirmed something. */
export async function refreshMember(room: TillRoom, memberId: string): Promise<void> {
  if (room.store.getState().sale.member?.memberId !== memberId) return;
  const result = await room.line.call(({ member }, withSignal) =>
    member.get({ memberId }, withSignal),
  );
  const { sale } = room.store.getState();
  if (result.status !== 'ok' || sale.member?.memberId !== memberId) return;
  room.store.setState({ sale: { ...sale, member: result.value } });
}

/** Opens the member who has just enrolled. */
export async function openMemberById(room: TillRoom, memberId: string): Promise<void> {
  const result = await room.line.call(({ member }, withSignal) =>
    member.get({ memberId }, withSignal),
  );
  if (result.status === 'ok') openMember(room, result.value);
  else announceNo(room, result);
}
