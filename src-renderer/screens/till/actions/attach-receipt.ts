import { busily } from '../../../client/busily.ts';
import { signedPts } from '../../../parts/format.ts';
import { linesOf } from '../sale-lines.ts';
import type { MissedPaper } from '../task-state.ts';
import { announce, goTo, type TillRoom, wordsOfNo } from '../till-room.ts';
import { emptySale, type Sale, type SaleLine } from '../till-state.ts';
import { findApprovers } from './approvers.ts';
import { hasPaidOrAsk } from './paid-sale.ts';
import { takeMember } from './take-member.ts';

// The till asks the office whether the paper has earned, and goes on by itself when the office is silent.
const POST_TIMEOUT_MS = 20_000;

/** The goods of a paper receipt: those entered as a sale, or else one amount of goods that nobody named. */
export function linesOfPaper(
  sale: Sale,
  { amountText }: Pick<MissedPaper, 'amountText'>,
): readonly SaleLine[] {
  const entered = linesOf(sale);
  return entered.length > 0 ? entered : linesOf({ ...emptySale, amountText });
}

/** A paper receipt that the member brings after the sale (PL-17): a manager has to let it earn (PL-18). */
export function askAttach(room: TillRoom, paper: MissedPaper): Promise<void> {
  return busily(room, async () => {
    if (room.store.getState().step.status !== 'adjust' || hasPaidOrAsk(room)) return;
    const approvers = await findApprovers(room, ['manager']);
    const { step } = room.store.getState();
    if (approvers === null || step.status !== 'adjust') return;
    goTo(room, { ...step, stage: { status: 'attach', paper, approvers, message: '' } });
    room.sound('ask');
  });
}

/**
 * The manager has typed their PIN: the receipt earns as it would have. A repeated try earns once; a no is shown where the PIN
 * was typed.
 */
export function attachReceipt(
  room: TillRoom,
  late: { readonly staffId: string; readonly pin: string },
): Promise<void> {
  return busily(room, async () => {
    const { sale, step } = room.store.getState();
    if (step.status !== 'adjust' || step.stage.status !== 'attach' || sale.member === null) return;
    const { stage } = step;
    const { receiptNo, businessDate, storeId } = stage.paper;
    const manager = storeId === '' ? late : { ...late, storeId };
    const { memberId } = sale.member;
    const lines = [...linesOfPaper(sale, stage.paper)];
    const result = await room.line.call(
      ({ receipt }, withSignal) =>
        receipt.post({ receiptNo, businessDate, memberId, lines, late: manager }, withSignal),
      POST_TIMEOUT_MS,
    );
    if (result.status !== 'ok') {
      const message = wordsOfNo(room, result);
      room.store.setState({ step: { ...step, stage: { ...stage, message } } });
      room.sound('refuse');
      return;
    }
    const { earnedPoints, member } = result.value;
    // The goods were the paper's: they are no sale at hand any more.
    room.store.setState({ sale: { ...emptySale, receipt: sale.receipt, member: sale.member } });
    goTo(room, { status: 'sale' });
    takeMember(room, member);
    const points = signedPts(earnedPoints);
    announce(room, { tone: 'ok', title: room.say('attach.done', { receiptNo, points }) });
  });
}
