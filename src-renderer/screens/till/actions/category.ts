import type { ProgrammeView } from '../../../../src-shared/contract/till/programme.ts';
import { goTo, type TillRoom } from '../till-room.ts';
import { handCategory } from '../sale-lines.ts';
import type { Sale } from '../till-state.ts';
import { sortLine } from './lines.ts';

/** "/": the categories of the programme to sort a line by; where it names none there is nothing to choose. */
export function startCategory(room: TillRoom): void {
  const { sale, step } = room.store.getState();
  const categories = categoriesOf(room);
  if (step.status !== 'sale' || sale.member === null || categories.length === 0) return;
  const at = categories.findIndex(({ category }) => category === chosenCategory(sale));
  goTo(room, { status: 'category', pickedNo: at + 1 });
}

/** Picks the row above (-1) or below (1); the first is for no category. */
export function pickCategory(room: TillRoom, direction: 1 | -1): void {
  const { step } = room.store.getState();
  if (step.status !== 'category') return;
  const last = categoriesOf(room).length;
  const pickedNo = Math.min(last, Math.max(0, step.pickedNo + direction));
  room.store.setState({ step: { ...step, pickedNo } });
}

/** Sorts the line by the category of a row, else of the picked one, and goes back to the sale. */
export function chooseCategory(room: TillRoom, rowNo: number | null): void {
  const { step } = room.store.getState();
  if (step.status !== 'category') return;
  const wanted = rowNo ?? step.pickedNo;
  const chosen = categoriesOf(room)[wanted - 1];
  if (wanted !== 0 && chosen === undefined) return;
  goTo(room, { status: 'sale' });
  sortLine(room, chosen?.category ?? null);
}

/** The category of the picked line, else of the one being typed; null where nobody sorted it. */
export function chosenCategory({ lines, pickedLineNo, category }: Sale): string | null {
  const picked = lines.find(({ lineNo }) => lineNo === pickedLineNo);
  if (picked === undefined) return category;
  return picked.category === handCategory ? null : picked.category;
}

function categoriesOf(room: TillRoom): ProgrammeView['categories'] {
  return room.line.store.getState().programme?.categories ?? [];
}
