import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { announce, type TillRoom } from '../till-room.ts';
import { isCustomerSide, type ScannedCoupon, type TillNotice } from '../till-state.ts';

/** Reasons that a choice by hand can change. */
const choosable: ReadonlySet<string> = new Set([
  'not_wished',
  'stacks_not',
  'better_chosen',
  'too_many',
]);

/** Whether the cashier can bring a coupon in that is not used for this reason. */
export function isChoosable({ whyNot }: Pick<Quote['unused'][number], 'whyNot'>): boolean {
  return choosable.has(whyNot);
}

/** Says of what was scanned before there is a member that it waits for one; null where nothing does. */
export function waitingNotice(
  { say }: TillRoom,
  scanned: readonly ScannedCoupon[],
): TillNotice | null {
  const last = scanned.at(-1);
  if (last === undefined) return null;
  return { tone: 'ask', title: say('coupons.then_member', { message: last.message }) };
}

/**
 * Says of each coupon whose code was shown whether the quote in sight uses it, or why not (CP-03), and again where that is
 * another thing now: the amount may be half typed. It is heard once, and when it turns.
 */
export function sayScanned(room: TillRoom): void {
  const { sale, step, notice } = room.store.getState();
  if (sale.quote.status !== 'quoted' || isCustomerSide(step)) return;
  const { quote } = sale.quote;
  // Nobody has said yet who stands there: coupons are not looked at.
  if (quote.isClosed || sale.scanned.length === 0) return;
  // What is to be scanned again is not talked over by what is known.
  if (notice?.stays === true && sale.scanned.every(({ said }) => said !== null)) return;
  const scanned = sale.scanned.map((coupon) => ({ coupon, said: outcomeOf(room, quote, coupon) }));
  const news = scanned.filter(({ coupon, said }) => coupon.said?.title !== said.title);
  const [first, ...others] = news.map(({ said }) => said.title);
  room.store.setState({
    sale: { ...sale, scanned: scanned.map(({ coupon, said }) => ({ ...coupon, said })) },
  });
  if (first === undefined) return;
  const tones = new Set(news.map(({ said }) => said.tone));
  const said: TillNotice = {
    tone: (['refuse', 'ask'] as const).find((each) => tones.has(each)) ?? 'ok',
    title: first,
    ...(others.length === 0 ? {} : { detail: others.join(' · ') }),
    isOfQuote: true,
  };
  const isTurned = news.some(({ coupon, said: { tone: now } }) => coupon.said?.tone !== now);
  if (isTurned) announce(room, said);
  else room.store.setState({ notice: said });
}

function outcomeOf(
  room: TillRoom,
  quote: Quote,
  { couponId }: ScannedCoupon,
): NonNullable<ScannedCoupon['said']> {
  const used = quote.coupons.find((coupon) => coupon.couponId === couponId);
  if (used !== undefined) return { tone: 'ok', title: room.say('coupons.taken', used) };
  const no = quote.unused.find(({ kind, id }) => kind === 'coupon' && id === couponId);
  // Head office has made it, and this till has not heard of it yet.
  if (no === undefined) return { tone: 'refuse', title: room.say('coupons.not_here_yet') };
  const title = room.say('coupons.name_why', { name: no.name, why: no.reason });
  if (!isChoosable(no)) return { tone: 'refuse', title };
  return { tone: 'ask', title: room.say('coupons.choose', { why: title }) };
}
