import { isLineTooLarge, tidyLineText } from '../../../parts/line-text.ts';
import { announce, type TillRoom } from '../till-room.ts';
import { type Sale, type SaleLine, stayingNotice } from '../till-state.ts';
import { handCategory, typedLine } from '../sale-lines.ts';
import { quoteSoon } from './quote.ts';

const UNDO_MAX = 50;

/** Changes the line being typed. */
export function typeAmount(room: TillRoom, text: string): void {
  const { sale, notice } = room.store.getState();
  const amountText = tidyLineText(text, sale.amountText);
  if (amountText === sale.amountText) return;
  const typed = { ...sale, amountText, pickedLineNo: null };
  const kept = notice?.isOfQuote === true ? notice : stayingNotice({ notice });
  room.store.setState({ sale: typed, notice: kept });
  quoteSoon(room);
}

export function typeReceiptNo(room: TillRoom, receiptNo: string): void {
  const { sale } = room.store.getState();
  if (sale.receipt === null) return;
  room.store.setState({ sale: { ...sale, receipt: { ...sale.receipt, receiptNo } } });
  quoteSoon(room);
}

/** Tells whether the line being typed can be left as it is; says what is missing where not. */
export function isEntryWhole(room: TillRoom): boolean {
  const { sale } = room.store.getState();
  const isLeftOpen = sale.amountText === '' && sale.sku === null && sale.lines.length > 0;
  if (isLeftOpen || typedLine(sale) !== null) return true;
  const isTooLarge = isLineTooLarge(sale.amountText);
  const words = isTooLarge ? 'sale.amount_too_large' : 'sale.amount_first';
  announce(room, { tone: 'ask', title: room.say(words) });
  return false;
}

/** Adds the line being typed to the sale and makes room for the next. */
export function addLine(room: TillRoom): void {
  const { sale } = room.store.getState();
  const typed = typedLine(sale);
  if (typed === null) {
    isEntryWhole(room);
    return;
  }
  change(room, [...sale.lines, typed], { amountText: '', sku: null, category: null });
}

/** Takes goods whose code was scanned: with an amount typed before it a line, else the line waits for its amount. */
export function takeGoods(room: TillRoom, code: string): void {
  const { sale } = room.store.getState();
  room.store.setState({ sale: { ...sale, sku: code, pickedLineNo: null }, notice: null });
  room.sound('ok');
  if (sale.sku === null && typedLine(sale) !== null) addLine(room);
}

/** Picks the line above (-1) or below (1); below the last the next line is typed again. */
export function pickLine(room: TillRoom, direction: 1 | -1): void {
  const { sale } = room.store.getState();
  const { lines, pickedLineNo } = sale;
  const at = lines.findIndex(({ lineNo }) => lineNo === pickedLineNo);
  const from = at === -1 ? lines.length : at;
  const to = Math.max(0, from + direction);
  room.store.setState({ sale: { ...sale, pickedLineNo: lines[to]?.lineNo ?? null } });
}

export function pickSaleLine(room: TillRoom, pickedLineNo: number | null): void {
  const { sale } = room.store.getState();
  room.store.setState({ sale: { ...sale, pickedLineNo } });
}

/** Takes a line out of the sale: the one that is named, else the one that is picked. */
export function removeLine(room: TillRoom, removedNo: number | null): void {
  const { sale } = room.store.getState();
  const wanted = removedNo ?? sale.pickedLineNo;
  const at = sale.lines.findIndex(({ lineNo }) => lineNo === wanted);
  if (at === -1) return;
  const lines = sale.lines.filter(({ lineNo }) => lineNo !== wanted);
  const next = lines[Math.min(at, lines.length - 1)];
  change(room, lines, { pickedLineNo: next?.lineNo ?? null });
}

/** Sorts the picked line, else the one being typed; null takes its category away. */
export function sortLine(room: TillRoom, category: string | null): void {
  const { sale } = room.store.getState();
  const { lines, pickedLineNo } = sale;
  if (lines.every(({ lineNo }) => lineNo !== pickedLineNo)) {
    room.store.setState({ sale: { ...sale, category } });
    quoteSoon(room);
    return;
  }
  const sorted = lines.map((line) =>
    line.lineNo === pickedLineNo ? { ...line, category: category ?? handCategory } : line,
  );
  change(room, sorted, { pickedLineNo });
}

/** Drops the code of the goods that wait for their amount. */
export function dropGoods(room: TillRoom): void {
  const { sale } = room.store.getState();
  room.store.setState({ sale: { ...sale, sku: null } });
  quoteSoon(room);
}

/** Gives the lines back as they were before the last change; answers whether there was one. */
export function undoLines(room: TillRoom): boolean {
  const { sale } = room.store.getState();
  const lines = sale.linesBefore.at(-1);
  if (lines === undefined) return false;
  const linesBefore = sale.linesBefore.slice(0, -1);
  room.store.setState({
    sale: { ...sale, lines, linesBefore, pickedLineNo: null },
    notice: null,
  });
  quoteSoon(room);
  return true;
}

function change(room: TillRoom, lines: readonly SaleLine[], by: Partial<Sale>): void {
  const { sale } = room.store.getState();
  const linesBefore = [...sale.linesBefore, sale.lines].slice(-UNDO_MAX);
  room.store.setState({
    sale: { ...sale, pickedLineNo: null, ...by, lines, linesBefore },
    notice: null,
  });
  quoteSoon(room);
}
