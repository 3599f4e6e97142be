import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { busily } from '../../../client/busily.ts';
import { announce, announceNo, goTo, type TillRoom } from '../till-room.ts';
import {
  doneStep,
  type HandOver,
  type Sale,
  type ScannedCoupon,
  shownQuote,
  type Wishes,
} from '../till-state.ts';
import { isKnownOrAsk } from './ask-who.ts';
import { quoteNow, wish } from './quote.ts';
import { isChoosable, waitingNotice } from './scanned-coupons.ts';

/** A coupon of the member as the quote tells of it. */
export interface CouponRow {
  readonly couponId: string;
  readonly name: string;
  readonly isUsed: boolean;
  /** 0 for coupons that give points. */
  readonly offFen: number;
  /** Why it is not used; null where it is. */
  readonly reason: string | null;
  /** Only these can be picked by hand. */
  readonly isUsable: boolean;
}

/**
 * The member's coupons in the order in which the picker has them, so that a number stays that of its coupon; those that have
 * come since stand behind them.
 */
export function couponRows(quote: Quote, couponIds: readonly string[]): readonly CouponRow[] {
  const placeOf = ({ couponId }: CouponRow) => {
    const place = couponIds.indexOf(couponId);
    return place === -1 ? couponIds.length : place;
  };
  return couponsOf(quote).toSorted(
    (one, other) => placeOf(one) - placeOf(other) || (one.couponId < other.couponId ? -1 : 1),
  );
}

/** The member's coupons: used ones first, then those a choice can bring in, then the others. */
function couponsOf(quote: Quote): readonly CouponRow[] {
  const used = quote.coupons.map(({ couponId, name, offFen }) => ({
    couponId,
    name,
    offFen,
    isUsed: true,
    reason: null,
    isUsable: true,
  }));
  const unused = quote.unused
    .filter(({ kind }) => kind === 'coupon')
    .map(({ id, name, whyNot, reason }) => ({
      couponId: id,
      name,
      offFen: 0,
      isUsed: false,
      reason,
      isUsable: isChoosable({ whyNot }),
    }));
  return [
    ...used,
    ...unused.filter(({ isUsable }) => isUsable),
    ...unused.filter(({ isUsable }) => !isUsable),
  ];
}

/** F4: the coupons and everything else that is not used, with reasons. */
export function startCoupons(room: TillRoom): void {
  const { sale, step } = room.store.getState();
  if (step.status !== 'sale' || sale.member === null) return;
  if (!isKnownOrAsk(room, 'coupons')) return;
  const quote = shownQuote(sale);
  if (quote === null) {
    announce(room, { tone: 'ask', title: room.say('sale.amount_first') });
    return;
  }
  const couponIds = couponsOf(quote).map(({ couponId }) => couponId);
  goTo(room, { status: 'coupons', couponIds, pickedNo: 0, isAllShown: false, toggled: null });
}

/** What else a quote does not use, with reasons: what this member can get now or another time, and what is not for them here. */
export function otherUnused(quote: Quote): {
  readonly near: Quote['unused'];
  readonly never: Quote['unused'];
} {
  const others = quote.unused.filter(({ kind }) => kind !== 'coupon');
  return {
    near: others.filter(({ reach }) => reach !== 'never'),
    never: others.filter(({ reach }) => reach === 'never'),
  };
}

/** Plus: shows what is not for this member here, or leaves it out again. */
export function toggleNever(room: TillRoom): void {
  const { step } = room.store.getState();
  if (step.status !== 'coupons') return;
  room.store.setState({ step: { ...step, isAllShown: !step.isAllShown } });
}

/** Picks the row above (-1) or below (1). */
export function pickCoupon(room: TillRoom, direction: 1 | -1): void {
  const { step } = room.store.getState();
  const last = rowsOf(room).length - 1;
  if (step.status !== 'coupons' || last < 0) return;
  const pickedNo = Math.min(last, Math.max(0, step.pickedNo + direction));
  room.store.setState({ step: { ...step, pickedNo } });
}

/**
 * Takes the coupon of a row in or out, and asks what that gives; the same once more brings the choice before it back. What
 * cannot be used says why instead.
 */
export function toggleCoupon(room: TillRoom, rowNo: number | null): void {
  const { step, sale } = room.store.getState();
  if (step.status !== 'coupons') return;
  const pickedNo = rowNo ?? step.pickedNo;
  const row = rowsOf(room)[pickedNo];
  if (row === undefined) return;
  const { couponId } = row;
  const { toggled } = step;
  const before = sale.wishes.couponIds;
  const choose = (after: Wishes['couponIds']) => {
    room.store.setState({ step: { ...step, pickedNo, toggled: { couponId, before, after } } });
    wishCoupons(room, after);
  };
  if (toggled?.couponId === couponId && toggled.after === before) return choose(toggled.before);
  if (!row.isUsable) {
    room.store.setState({ step: { ...step, pickedNo } });
    announce(room, {
      tone: 'refuse',
      title: room.say('coupons.name_why', { name: row.name, why: row.reason ?? '' }),
    });
    return;
  }
  const used = usedCoupons(sale);
  if (used === null) return;
  const others = used.filter((usedId) => usedId !== couponId);
  // What is wished first counts first.
  choose(others.length < used.length ? others : [couponId, ...others]);
}

/** Until the till has answered, what was wished last; null where it chooses itself and has not said what. */
function usedCoupons({ quote, wishes }: Sale): readonly string[] | null {
  if (quote.status === 'quoted') return quote.quote.coupons.map(({ couponId }) => couponId);
  return wishes.couponIds === 'best' ? null : wishes.couponIds;
}

/** Leaves the choice to the till again. */
export function chooseBest(room: TillRoom): void {
  wishCoupons(room, 'best');
}

/** Whoever chooses by hand sees what comes of it: nothing more is said of what was scanned. */
function wishCoupons(room: TillRoom, couponIds: Wishes['couponIds']): void {
  const { sale } = room.store.getState();
  room.store.setState({ sale: { ...sale, scanned: [] } });
  wish(room, { couponIds });
}

/** Takes a coupon whose code the customer showed; without a member of the sale it waits for one. */
export function takeCoupon(room: TillRoom, coupon: Omit<ScannedCoupon, 'said'>): void {
  const { sale, step } = room.store.getState();
  const others = sale.scanned.filter(({ couponId }) => couponId !== coupon.couponId);
  const scanned = [...others, { ...coupon, said: null }];
  room.store.setState({ sale: { ...sale, scanned } });
  if (sale.member !== null && doneStep(step) === null) {
    settleScanned(room);
    return;
  }
  const notice = waitingNotice(room, scanned);
  if (notice !== null) announce(room, notice);
}

/**
 * Sorts what was scanned by whose it is. The member's own is of the sale; another's passes to nobody unasked, and only one that
 * may be passed on is asked about (CP-01).
 */
export function settleScanned(room: TillRoom): void {
  const { sale } = room.store.getState();
  const isOwn = ({ memberId }: ScannedCoupon) => memberId === sale.member?.memberId;
  const own = sale.scanned.filter(isOwn);
  const others = sale.scanned.filter((coupon) => !isOwn(coupon));
  room.store.setState({ sale: { ...sale, scanned: own } });
  const asked = others.find(({ code }) => code !== undefined);
  if (asked?.code !== undefined) {
    const { code, message } = asked;
    askHandOver(room, { status: 'hand_over', code, message, canTake: false });
  }
  const left = others.find((coupon) => coupon !== asked);
  const leftWords = left?.code === undefined ? 'coupons.of_other' : 'hand_over.kept';
  const no = left === undefined ? null : room.say(leftWords);
  if (own.length > 0) void takeOwn(room, own, no);
  else if (no !== null) announce(room, { tone: 'refuse', title: no });
}

/** Sooner nobody has read what is asked: a key or a touch was meant for what stood there before. */
const READ_AFTER_MS = 1_000;

function askHandOver({ store, sound }: TillRoom, asked: HandOver): void {
  store.setState({ overlay: asked, notice: null });
  sound('ask');
  setTimeout(() => {
    if (store.getState().overlay === asked)
      store.setState({ overlay: { ...asked, canTake: true } });
  }, READ_AFTER_MS);
}

/**
 * In the till's own choice of the best a coupon needs no wish, which would only put another out; to what the cashier has chosen
 * it is added behind, so that it comes only with all of that. The quote tells what it comes to (CP-07 too). `no`: what was said
 * of others' coupons that were shown with them, which stands beside it.
 */
async function takeOwn(
  room: TillRoom,
  own: readonly ScannedCoupon[],
  no: string | null,
): Promise<void> {
  const sayTaken = (title: string) =>
    announce(
      room,
      no === null ? { tone: 'ok', title } : { tone: 'refuse', title: no, detail: title },
    );
  const { wishes, member } = room.store.getState().sale;
  if (wishes.couponIds !== 'best') {
    const ownIds = own.map(({ couponId }) => couponId);
    wish(room, { couponIds: [...new Set([...wishes.couponIds, ...ownIds])] });
  }
  const message = own.at(-1)?.message ?? '';
  if (member?.availablePoints === null) {
    // In the middle of something else nobody is asked: it is taken, and waits.
    if (room.store.getState().step.status !== 'sale') return sayTaken(message);
    isKnownOrAsk(room, null);
    if (no !== null) announce(room, { tone: 'refuse', title: no });
    return;
  }
  await quoteNow(room);
  const { quote, scanned } = room.store.getState().sale;
  // The sale was cleared meanwhile.
  if (scanned.length === 0) return;
  if (quote.status === 'none') {
    sayTaken(room.say('coupons.then_amount', { message }));
  } else if (quote.status === 'failed' || quote.status === 'refused') {
    announce(room, { tone: 'refuse', title: quote.message });
  }
}

/**
 * Passes the coupon whose code the customer showed to the member of the sale (CP-01), and takes it for this sale; until the
 * question could be read it does nothing.
 */
export function takeOverCoupon(
  room: TillRoom,
  { code, message, canTake }: HandOver,
): Promise<void> {
  if (!canTake) return Promise.resolve();
  return busily(room, async () => {
    const memberId = room.store.getState().sale.member?.memberId;
    room.store.setState({ overlay: 'none' });
    if (memberId === undefined) return;
    const result = await room.line.call(({ coupon }, withSignal) =>
      coupon.takeOver({ memberId, code }, withSignal),
    );
    if (result.status !== 'ok') return announceNo(room, result);
    if (room.store.getState().sale.member?.memberId !== memberId) return;
    takeCoupon(room, { couponId: result.value.couponId, memberId, message });
  });
}

function rowsOf(room: TillRoom): readonly CouponRow[] {
  const { step, sale } = room.store.getState();
  const quote = shownQuote(sale);
  return step.status !== 'coupons' || quote === null ? [] : couponRows(quote, step.couponIds);
}
