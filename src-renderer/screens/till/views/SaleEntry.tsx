import { useEffect, useRef } from 'react';
import { isLineTooLarge } from '../../../parts/line-text.ts';
import { Button } from '../../../parts/Button.tsx';
import { yuan } from '../../../parts/format.ts';
import { CloseIcon, UndoIcon } from '../../../parts/icons.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import { leaveAsking } from '../actions/ask-who.ts';
import {
  dropGoods,
  pickSaleLine,
  removeLine,
  typeAmount,
  typeReceiptNo,
  undoLines,
} from '../actions/lines.ts';
import { handSku, linesOf } from '../sale-lines.ts';
import { type Sale, type SaleLine, shownQuote } from '../till-state.ts';
import { useCategoryName } from '../use-category-name.ts';
import { useRoom } from '../use-till.ts';

/** The lines of the sale: the one being typed, and those before it. */
export function SaleEntry({ sale }: { readonly sale: Sale }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, sale.member?.memberId ?? '');
  const isTooLarge = isLineTooLarge(sale.amountText);
  const category = useCategoryName()(sale.category);
  return (
    <div className="sale-entry">
      <div className="sale-entry-head">
        <label className="figure-label" htmlFor="sale-amount">
          <span className={category === null ? '' : 'unseen'}>
            {say(sale.lines.length === 0 ? 'sale.amount' : 'sale.next_amount')}
          </span>
          {category === null ? null : <strong className="sale-category">{category}</strong>}
        </label>
        <label className="sale-receipt">
          <span className="soft">{say('sale.receipt_no')}</span>
          <input
            autoComplete="off"
            className="sale-receipt-input"
            onChange={(event) => typeReceiptNo(room, event.target.value)}
            readOnly={sale.receipt === null}
            spellCheck={false}
            value={sale.receipt?.receiptNo ?? ''}
          />
        </label>
      </div>
      <div className="sale-amount-line">
        {sale.linesBefore.length === 0 ? null : (
          <Button
            icon={<UndoIcon />}
            label={say('sale.undo')}
            look="quiet"
            onPress={() => {
              undoLines(room);
              field.current?.focus();
            }}
          >
            {''}
          </Button>
        )}
        <span aria-hidden="true">¥</span>
        <input
          aria-invalid={isTooLarge}
          autoComplete="off"
          className="sale-amount-input"
          data-own-keys="+/"
          id="sale-amount"
          inputMode="none"
          onChange={(event) => typeAmount(room, event.target.value)}
          onFocus={() => leaveAsking(room)}
          placeholder="0.00"
          ref={field}
          value={sale.amountText.replace('*', '×')}
        />
      </div>
      {sale.sku === null ? null : (
        <p className="sale-goods">
          <span className="one-line">{say('sale.goods', { code: sale.sku })}</span>
          <Button
            icon={<CloseIcon />}
            label={say('sale.drop_goods')}
            look="quiet"
            onPress={() => dropGoods(room)}
          >
            {''}
          </Button>
        </p>
      )}
      {sale.lines.length === 0 && sale.sku === null ? (
        <p className="sale-hint soft">{say('sale.lines_hint')}</p>
      ) : (
        <SaleLines sale={sale} />
      )}
    </div>
  );
}

function SaleLines({ sale }: { readonly sale: Sale }) {
  const say = useWords();
  const list = useRef<HTMLOListElement>(null);
  const { lines, pickedLineNo } = sale;
  const quote = shownQuote(sale);
  useEffect(() => {
    const row = list.current?.querySelector('.sale-line-picked') ?? list.current?.lastElementChild;
    row?.scrollIntoView({ block: 'nearest' });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the list is followed to what changed in it
  }, [lines, pickedLineNo]);
  if (lines.length === 0) return null;
  const all = linesOf(sale);
  const sumFen = all.reduce((sum, { amountFen }) => sum + amountFen, 0);
  return (
    <>
      <div className="sale-lines-room">
        <ol className="sale-lines" ref={list}>
          {lines.map((line) => {
            const quoted = quote?.lines.find(({ lineNo }) => lineNo === line.lineNo);
            const isCheaper = quoted !== undefined && quoted.priceFen < line.amountFen;
            return (
              <SaleLineRow
                isPicked={line.lineNo === pickedLineNo}
                key={line.lineNo}
                line={line}
                memberFen={isCheaper ? quoted.priceFen : null}
              />
            );
          })}
        </ol>
      </div>
      <p className="sale-sum">
        <span>{say('sale.sum', { count: all.length })}</span>
        <strong>{yuan(sumFen)}</strong>
      </p>
    </>
  );
}

function SaleLineRow(props: {
  readonly line: SaleLine;
  /** The price for this member where it is lower. */
  readonly memberFen: number | null;
  readonly isPicked: boolean;
}) {
  const say = useWords();
  const room = useRoom();
  const { line, memberFen, isPicked } = props;
  const category = useCategoryName()(line.category);
  return (
    <li className={isPicked ? 'sale-line sale-line-picked' : 'sale-line'}>
      <button
        aria-pressed={isPicked}
        className="sale-line-main"
        onClick={() => pickSaleLine(room, isPicked ? null : line.lineNo)}
        tabIndex={-1}
        type="button"
      >
        <span className="one-line">
          {nameOf(line, category) ?? say('sale.by_hand')}
          {line.quantity === 1 ? '' : ` × ${line.quantity}`}
        </span>
        <span className="amount">
          {memberFen === null ? null : <s className="soft">{yuan(line.amountFen)}</s>}{' '}
          {yuan(memberFen ?? line.amountFen)}
        </span>
      </button>
      {isPicked ? (
        <Button
          icon={<CloseIcon />}
          label={say('sale.remove_line')}
          look="quiet"
          onPress={() => removeLine(room, line.lineNo)}
        >
          {''}
        </Button>
      ) : null}
    </li>
  );
}

/** The goods and what they were sorted as; null where nobody said either. */
function nameOf({ sku }: SaleLine, category: string | null): string | null {
  if (sku === handSku) return category;
  return category === null ? sku : `${sku} · ${category}`;
}
