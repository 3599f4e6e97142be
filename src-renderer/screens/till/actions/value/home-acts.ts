import type { WordKey } from '../../../../parts/words.ts';
import { linesOf } from '../../sale-lines.ts';
import type { TillRoom } from '../../till-room.ts';
import type { Sale } from '../../till-state.ts';
import type { Wallet } from '../../value-state.ts';
import { startFreeze } from './freeze.ts';
import { cancelPayment, startPay } from './pay.ts';
import { startValueRefund } from './refund.ts';
import { openStatement } from './statement.ts';
import { startTopUp } from './top-up.ts';

/** One thing to do with stored value, and why it cannot be done now. */
export interface HomeAct {
  readonly id: string;
  readonly words: WordKey;
  /** A payment that waits for its receipt. */
  readonly payment?: { readonly receiptNo: string; readonly amountFen: number };
  readonly whyNot: WordKey | null;
  readonly run: (room: TillRoom) => void;
}

/** What may be done with a wallet now, in the order of the digits. */
export function homeActs(at: {
  readonly wallet: Wallet;
  readonly sale: Sale;
  readonly isSaleDone: boolean;
  readonly isOnline: boolean;
}): readonly HomeAct[] {
  const { value, offer } = at.wallet;
  const stopped = value.frozen ? ('value.stopped' as const) : null;
  const offline = at.isOnline ? null : ('value.online_only' as const);
  const hasOpen = value.contracts.some(({ status }) => status !== 'refunded');
  return [
    {
      id: 'pay',
      words: 'value.pay',
      whyNot: stopped ?? whyNotPay(at),
      run: (room) => void startPay(room),
    },
    {
      id: 'top_up',
      words: 'value.top_up',
      whyNot:
        offer === null ? 'value.sells_none' : (stopped ?? (offer.maxFen > 0 ? null : 'value.full')),
      run: startTopUp,
    },
    {
      id: 'refund',
      words: 'value.refund',
      whyNot: stopped ?? (hasOpen ? offline : 'value.no_contract'),
      run: (room) => void startValueRefund(room),
    },
    {
      id: 'statement',
      words: 'value.statement',
      whyNot: null,
      run: (room) => void openStatement(room),
    },
    {
      id: 'freeze',
      words: value.frozen ? 'value.unfreeze' : 'value.freeze',
      whyNot: null,
      run: (room) => void startFreeze(room),
    },
    ...value.openPayments.map(({ paymentId, ...payment }) => ({
      id: paymentId,
      words: 'value.cancel_payment' as const,
      payment,
      whyNot: null,
      run: (room: TillRoom) => void cancelPayment(room, paymentId),
    })),
  ];
}

function whyNotPay(at: {
  readonly wallet: Wallet;
  readonly sale: Sale;
  readonly isSaleDone: boolean;
  readonly isOnline: boolean;
}): WordKey | null {
  if (at.isSaleDone) return 'value.sale_done';
  const { availableFen, offlineFen } = at.wallet.value;
  if (availableFen === 0) return 'value.nothing_available';
  if (linesOf(at.sale).length === 0) return 'sale.amount_first';
  return at.isOnline || offlineFen > 0 ? null : 'value.nothing_offline';
}
