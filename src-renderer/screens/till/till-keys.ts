import { clearSale, enterSale } from './actions/confirm.ts';
import { chooseCategory, pickCategory, startCategory } from './actions/category.ts';
import {
  chooseBest,
  pickCoupon,
  startCoupons,
  takeOverCoupon,
  toggleCoupon,
  toggleNever,
} from './actions/coupons.ts';
import { askWho, leaveAsking } from './actions/ask-who.ts';
import { identify } from './actions/identify.ts';
import { leaveApproval } from './actions/adjust.ts';
import {
  addLine,
  dropGoods,
  pickLine,
  removeLine,
  typeAmount,
  undoLines,
} from './actions/lines.ts';
import { openLedger } from './actions/ledger.ts';
import { openEdit } from './actions/member-care.ts';
import { applyPoints, startPoints, stepPoints } from './actions/points.ts';
import { leavePlanStage, pressPlanKey } from './actions/plans.ts';
import {
  leaveRefundStage,
  pressRefundKey,
  refundEverything,
  startRefund,
} from './actions/refund.ts';
import { leaveReviewStage } from './actions/review.ts';
import { leaveSinkStage, openSinks } from './actions/sinks.ts';
import { takeOtherMember } from './actions/take-scan.ts';
import { pressValueKey } from './actions/value/value-keys.ts';
import { leaveCustomer, leaveValueStage, startValue } from './actions/value/wallet.ts';
import type { WordKey } from '../../parts/words.ts';
import { isCameraKey } from '../../client/camera/camera-key.ts';
import { announce, goTo, type TillRoom } from './till-room.ts';
import {
  askingOf,
  isCustomerSide,
  isQuestion,
  type Question,
  isTask,
  mainStep,
  type Overlay,
  type Step,
} from './till-state.ts';

/** What the keys need beside the till: where F2 puts the focus, and the way to the other screen. */
export interface KeyHands {
  readonly room: TillRoom;
  readonly focusSearch: () => void;
  readonly openEnrol: () => void;
  readonly openDevices: () => void;
  readonly openCamera: () => void;
}

/** Does what a key means at this step; answers whether it meant anything. */
export function pressTillKey(hands: KeyHands, event: KeyboardEvent): boolean {
  if (event.isComposing || event.altKey || event.metaKey) return false;
  const { room } = hands;
  const { overlay, step } = room.store.getState();
  if (event.ctrlKey) return event.code === 'KeyZ' && pressUndo(room);
  if (isOverlayKey(event.key)) return toggle(room, event.key);
  if (isQuestion(overlay)) return pressQuestionKey(room, event, overlay);
  // A dialog keeps Enter and Esc to itself.
  if (overlay !== 'none') return isFunctionKey(event.key);
  if (event.key === 'Escape') return stepBack(room);
  // The customer's side has digits, Enter and Esc only.
  if (isCustomerSide(step)) return isFunctionKey(event.key);
  if (isCameraKey(event)) return done(hands.openCamera);
  if (event.shiftKey && pressMemberKey(room, event.key)) return true;
  return pressFunctionKey(hands, event.key) || pressStepKey(room, event);
}

/**
 * Whose the sale is, and whose a coupon is to be, is asked while the cashier may be typing: nothing changes unless F2 says so,
 * and who goes on typing goes on with the sale.
 */
function pressQuestionKey(room: TillRoom, event: KeyboardEvent, asked: Question): boolean {
  if (event.key === 'F2') return done(() => sayYes(room, asked));
  if (isFunctionKey(event.key)) return true;
  if (event.key.length !== 1 || event.key === ' ') return false;
  room.store.setState({ overlay: 'none' });
  announce(room, { tone: 'ask', title: room.say(unansweredWords[asked.status]), stays: true });
  return pressStepKey(room, event);
}

/** A question that was typed past may not have been seen. */
const unansweredWords = {
  other_member: 'other_member.kept',
  hand_over: 'hand_over.kept',
} as const satisfies Record<Question['status'], WordKey>;

function sayYes(room: TillRoom, asked: Question): void {
  if (asked.status === 'hand_over') void takeOverCoupon(room, asked);
  else takeOtherMember(room);
}

function pressFunctionKey(
  { room, focusSearch, openEnrol, openDevices }: KeyHands,
  key: string,
): boolean {
  switch (key) {
    case 'F2':
      leaveTask(room);
      focusSearch();
      return true;
    case 'F3':
      openEnrol();
      return true;
    case 'F4':
      pressCoupons(room);
      return true;
    case 'F5':
      pressPoints(room);
      return true;
    case 'F6':
      pressValue(room);
      return true;
    case 'F7':
      clearSale(room);
      return true;
    case 'F8':
      pressRefund(room);
      return true;
    case 'F9':
      openDevices();
      return true;
    default:
      // No other function key may reach the browser: a reload would lose the sale.
      return isFunctionKey(key);
  }
}

/** With Shift, F3 is the data of a member, which F3 asks a new one for, and F8 all that was, which F8 takes back. */
function pressMemberKey(room: TillRoom, key: string): boolean {
  const { status } = room.store.getState().step;
  switch (key) {
    case 'F3':
      return status === 'edit' ? stepBack(room) : done(() => openEdit(room));
    case 'F8':
      return status === 'ledger' ? stepBack(room) : done(() => void openLedger(room));
    default:
      return false;
  }
}

/** F2 from a task beside the sale: the input box is beside the sale. */
export function leaveTask(room: TillRoom): void {
  const { step, sale } = room.store.getState();
  if (isTask(step)) goTo(room, mainStep(sale));
}

/** F4 opens the coupons and closes them again. */
function pressCoupons(room: TillRoom): void {
  if (room.store.getState().step.status === 'coupons') stepBack(room);
  else startCoupons(room);
}

/** F5 uses points on the sale; again, or where there is no sale yet, it shows what else they can be given for. */
export function pressPoints(room: TillRoom): void {
  const { step, sale } = room.store.getState();
  const isEmpty = step.status === 'sale' && sale.lines.length === 0 && sale.amountText === '';
  if (step.status === 'points' || (isEmpty && sale.sku === null)) void openSinks(room);
  else void startPoints(room);
}

/** F6 opens stored value, and goes back in it as Esc does. */
function pressValue(room: TillRoom): void {
  if (room.store.getState().step.status === 'value') stepBack(room);
  else void startValue(room);
}

function pressRefund(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status === 'refund' && step.stage.status === 'lines') refundEverything(room);
  else void startRefund(room);
}

/** Enter is the next sensible step; before it come the keys that a step has of its own. */
function pressStepKey(room: TillRoom, event: KeyboardEvent): boolean {
  const { step } = room.store.getState();
  const ownKeys = stepKeys[step.status];
  if (ownKeys?.(room, event) === true) return true;
  // A button that has the focus is pressed by Enter itself.
  if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return false;
  switch (step.status) {
    case 'sale':
      return done(() => void enterSale(room));
    case 'identify':
      return done(() => void identify(room));
    case 'coupons':
      return stepBack(room);
    case 'points':
      return done(() => applyPoints(room));
    case 'category':
      return done(() => chooseCategory(room, null));
    case 'earned':
      return done(() => clearSale(room));
    case 'refund':
      return step.stage.status === 'refunded' && stepBack(room);
    case 'ready':
    case 'candidates':
    case 'same_number':
    case 'region':
    case 'member_pin':
    case 'ledger':
    case 'edit':
    case 'set_pin':
    case 'identify_pin':
    case 'manager_pin':
    case 'adjust':
    case 'plans':
    case 'sinks':
    case 'sink_pin':
    case 'review':
    case 'value':
    case 'value_customer':
      return false;
  }
}

/** Keys with a meaning of their own at one step. */
const stepKeys: Partial<Record<Step['status'], (room: TillRoom, event: KeyboardEvent) => boolean>> =
  {
    sale: pressSaleKey,
    coupons: pressCouponKey,
    category: pressCategoryKey,
    refund: pressRefundKey,
    plans: pressPlanKey,
    value: pressValueKey,
    points: pressPointsKey,
  };

/**
 * Plus adds the line being typed, arrows pick one, Delete takes it out; what is typed nowhere is of the amount. Other fields
 * keep their keys.
 */
function pressSaleKey(room: TillRoom, { key, target }: KeyboardEvent): boolean {
  const isOther = target instanceof HTMLInputElement && !target.matches('.sale-amount-input');
  if (isOther) return false;
  const { lines, pickedLineNo, amountText } = room.store.getState().sale;
  switch (key) {
    case '+':
      return done(() => addLine(room));
    case '/':
      return done(() => startCategory(room));
    case 'ArrowUp':
    case 'ArrowDown':
      return lines.length > 0 && done(() => pickLine(room, key === 'ArrowUp' ? -1 : 1));
    case 'Delete':
      return pickedLineNo !== null && done(() => removeLine(room, null));
    default:
      if (target instanceof HTMLInputElement) return false;
      if (key === 'Backspace') return done(() => typeAmount(room, amountText.slice(0, -1)));
      if (!/^[\d.*]$/.test(key)) return false;
      return done(() => typeAmount(room, `${amountText}${key}`));
  }
}

/** A character that goes into a field. */
function isTyped({ key, target }: KeyboardEvent): boolean {
  return key.length === 1 && target instanceof HTMLInputElement;
}

/** Arrows, plus and minus go by steps. The search box keeps its keys. */
function pressPointsKey(room: TillRoom, event: KeyboardEvent): boolean {
  const { key, target } = event;
  const isOther = isTyped(event) && !(target as Element).matches('.points-input');
  if (isOther) return false;
  if (key === 'ArrowUp' || key === '+') return done(() => stepPoints(room, 1));
  if (key === 'ArrowDown' || key === '-') return done(() => stepPoints(room, -1));
  return false;
}

/**
 * Digits and the space bar take a coupon in or out; 0 leaves the choice to the till, plus shows the rest. The search box keeps
 * its keys.
 */
function pressCouponKey(room: TillRoom, event: KeyboardEvent): boolean {
  const { key } = event;
  if (isTyped(event)) return false;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    return done(() => pickCoupon(room, key === 'ArrowUp' ? -1 : 1));
  }
  if (key === ' ') return done(() => toggleCoupon(room, null));
  if (key === '0') return done(() => chooseBest(room));
  if (key === '+') return done(() => toggleNever(room));
  return /^[1-9]$/.test(key) && done(() => toggleCoupon(room, Number(key) - 1));
}

/** Digits choose a category, 0 none of them. The search box keeps its keys. */
function pressCategoryKey(room: TillRoom, event: KeyboardEvent): boolean {
  const { key } = event;
  if (isTyped(event)) return false;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    return done(() => pickCategory(room, key === 'ArrowUp' ? -1 : 1));
  }
  if (key === '/') return stepBack(room);
  return /^\d$/.test(key) && done(() => chooseCategory(room, Number(key)));
}

/** Esc: one step back. The sale stays as it is. */
export function stepBack(room: TillRoom): boolean {
  const { step, sale, query, isBusy } = room.store.getState();
  if (isBusy) return true;
  switch (step.status) {
    case 'ready':
      room.store.setState({ query: '', notice: null, sale: { ...sale, scanned: [] } });
      return query !== '';
    case 'sale':
      if (sale.sku !== null) dropGoods(room);
      room.store.setState({ notice: null, query: '' });
      return true;
    case 'earned':
      room.store.setState({ notice: null, query: '' });
      return true;
    case 'identify':
      leaveAsking(room);
      return true;
    case 'identify_pin':
      askWho(room, step.asking.next);
      return true;
    case 'manager_pin':
      goTo(room, askingOf(step)?.before ?? mainStep(sale));
      return true;
    case 'refund':
      if (!leaveRefundStage(room)) goTo(room, mainStep(sale));
      return true;
    case 'adjust':
      if (!leaveApproval(room)) goTo(room, mainStep(sale));
      return true;
    case 'sink_pin':
      void openSinks(room);
      return true;
    case 'sinks':
      if (!leaveSinkStage(room)) goTo(room, mainStep(sale));
      return true;
    case 'review':
      if (!leaveReviewStage(room)) goTo(room, mainStep(sale));
      return true;
    case 'plans':
      if (!leavePlanStage(room)) goTo(room, mainStep(sale));
      return true;
    case 'value':
      if (!leaveValueStage(room)) goTo(room, step.before);
      return true;
    case 'value_customer':
      leaveCustomer(room);
      return true;
    case 'candidates':
    case 'same_number':
    case 'region':
    case 'coupons':
    case 'points':
    case 'category':
    case 'member_pin':
    case 'ledger':
    case 'edit':
    case 'set_pin':
      goTo(room, mainStep(sale));
      return true;
  }
}

const overlayKeys: Readonly<Record<string, Overlay>> = { F1: 'help', F10: 'menu', F12: 'sync' };

function isOverlayKey(key: string): boolean {
  return Object.hasOwn(overlayKeys, key);
}

function toggle(room: TillRoom, key: string): boolean {
  const wanted = overlayKeys[key] ?? 'none';
  const { overlay, step } = room.store.getState();
  if (isCustomerSide(step) || isQuestion(overlay)) return true;
  room.store.setState({ overlay: overlay === wanted ? 'none' : wanted });
  return true;
}

function pressUndo(room: TillRoom): boolean {
  return room.store.getState().step.status === 'sale' && undoLines(room);
}

function isFunctionKey(key: string): boolean {
  return /^F([1-9]|1[0-2])$/.test(key) && key !== 'F11';
}

function done(act: () => void): true {
  act();
  return true;
}
