import { useRef } from 'react';
import { isAmountTooLarge, readAmountFen } from '../../../parts/amount-text.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { UndoIcon } from '../../../parts/icons.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { undoRedeem } from '../actions/redeem.ts';
import { typeAmount, typeReceiptNo } from '../actions/sale.ts';
import { leaveAsking } from '../actions/ask-who.ts';
import { type Sale, usedFen } from '../till-state.ts';
import { useRoom } from '../use-till.ts';

/** Panel part 2: this sale. */
export function SaleCard({ sale }: { readonly sale: Sale }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, sale.member?.memberId ?? '');
  const amountFen = readAmountFen(sale.amountText);
  const isFixed = sale.usedPoints.length > 0;
  return (
    <section className="sale-card">
      <div className="sale-amount">
        <label className="sale-amount-field">
          <span className="figure-label">{say('sale.amount')}</span>
          <span className="sale-amount-line">
            <span aria-hidden="true">¥</span>
            <input
              aria-invalid={isAmountTooLarge(sale.amountText)}
              autoComplete="off"
              className="sale-amount-input"
              inputMode="none"
              onFocus={() => leaveAsking(room)}
              onChange={(event) => typeAmount(room, event.target.value)}
              placeholder="0.00"
              readOnly={isFixed}
              ref={field}
              value={sale.amountText}
            />
          </span>
        </label>
        <label className="sale-receipt">
          <span className="soft">{say('sale.receipt_no')}</span>
          <input
            autoComplete="off"
            className="sale-receipt-input"
            onChange={(event) => typeReceiptNo(room, event.target.value)}
            readOnly={isFixed || sale.receipt === null}
            spellCheck={false}
            value={sale.receipt?.receiptNo ?? ''}
          />
        </label>
      </div>
      <div className="sale-figures">
        <PossiblePoints sale={sale} />
        <Figure
          label={say('sale.payable')}
          tone={isFixed ? 'accent' : 'plain'}
          {...(isFixed ? { remark: say('sale.after_points') } : {})}
        >
          {amountFen === null ? '—' : yuan(Math.max(0, amountFen - usedFen(sale)))}
        </Figure>
      </div>
    </section>
  );
}

/** What points have paid already, else what they could pay. */
function PossiblePoints({ sale }: { readonly sale: Sale }) {
  const say = useWords();
  const room = useRoom();
  const last = sale.usedPoints.at(-1);
  if (last !== undefined) {
    return (
      <div className="sale-used">
        <Figure
          label={say('sale.used', {
            points: pts(sale.usedPoints.reduce((sum, used) => sum + used.points, 0)),
          })}
          remark={say(last.right === 'authorised' ? 'right.authorised' : 'right.floor')}
        >
          {`\u2212${yuan(usedFen(sale))}`}
        </Figure>
        <Button icon={<UndoIcon />} keyHint="Ctrl Z" onPress={() => void undoRedeem(room)}>
          {say('redeem.undo')}
        </Button>
      </div>
    );
  }
  const { quote } = sale;
  if (quote === null) {
    const isHidden = sale.member?.availablePoints === null;
    return (
      <Figure
        label={say('sale.possible')}
        {...(isHidden ? { remark: say('sale.possible_when_known') } : {})}
      >
        —
      </Figure>
    );
  }
  const remark =
    quote.maxPoints > 0
      ? say('sale.possible_points', { points: pts(quote.maxPoints) })
      : (quote.reason ?? say('redeem.none'));
  return (
    <Figure label={say('sale.possible')} remark={remark}>
      {quote.maxPoints > 0 ? yuan(quote.offsetFenAtMax) : yuan(0)}
    </Figure>
  );
}
