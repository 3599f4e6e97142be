import type { TillRoom } from '../till-room.ts';

/** Takes a number for this sale's receipt, once; a sale that is given up leaves it to the next. Safe to repeat. */
export async function takeReceiptNumber(room: TillRoom): Promise<void> {
  if (room.store.getState().sale.receipt !== null) return;
  const result = await room.line.call(({ receipt }, withSignal) =>
    receipt.nextNumber({}, withSignal),
  );
  const { sale } = room.store.getState();
  if (result.status !== 'ok' || sale.receipt !== null) return;
  room.store.setState({ sale: { ...sale, receipt: result.value } });
}
