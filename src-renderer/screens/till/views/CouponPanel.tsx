import { useEffect, useRef } from 'react';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { Button } from '../../../parts/Button.tsx';
import { yuan } from '../../../parts/format.ts';
import { CheckIcon } from '../../../parts/icons.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import {
  chooseBest,
  type CouponRow,
  couponRows,
  otherUnused,
  toggleCoupon,
  toggleNever,
} from '../actions/coupons.ts';
import { stepBack } from '../till-keys.ts';
import type { CouponStep } from '../till-state.ts';
import { useRoom, useTill } from '../use-till.ts';

/** Panel of F4: the member's coupons to choose from, and everything else that is not used, each with its reason. */
export function CouponPanel(props: { readonly step: CouponStep; readonly quote: Quote }) {
  const say = useWords();
  const room = useRoom();
  const { couponIds, pickedNo, isAllShown } = props.step;
  const panel = useRef<HTMLElement>(null);
  useFocus(panel, '');
  const rest = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAllShown) rest.current?.scrollIntoView({ block: 'nearest' });
  }, [isAllShown]);
  const isBest = useTill((state) => state.sale.wishes.couponIds === 'best');
  const isWaiting = useTill((state) => state.sale.quote.status === 'waiting');
  const rows = couponRows(props.quote, couponIds);
  const { near, never } = otherUnused(props.quote);
  return (
    <section aria-busy={isWaiting} className="coupon-panel" ref={panel} tabIndex={-1}>
      <h2>{say('coupons.title')}</h2>
      <div className="coupon-scroll">
        {rows.length === 0 ? <p className="soft">{say('coupons.none')}</p> : null}
        <ul className="coupon-list">
          {rows.map((row, rowNo) => (
            <CouponItem isPicked={rowNo === pickedNo} key={row.couponId} row={row} rowNo={rowNo} />
          ))}
        </ul>
        {near.length === 0 ? null : <h3>{say('coupons.others')}</h3>}
        <UnusedList unused={near} />
        {never.length === 0 ? null : (
          <Button isWide keyHint="+" look="quiet" onPress={() => toggleNever(room)}>
            {isAllShown ? say('coupons.hide') : say('coupons.never', { count: never.length })}
          </Button>
        )}
        {isAllShown ? (
          <div ref={rest}>
            <UnusedList unused={never} />
          </div>
        ) : null}
      </div>
      <div className="panel-acts">
        <Button isDisabled={isBest} isWide keyHint="0" onPress={() => chooseBest(room)}>
          {say(isBest ? 'coupons.is_best' : 'coupons.best')}
        </Button>
        <Button isWide keyHint="Enter" look="primary" onPress={() => stepBack(room)} size="large">
          {say('coupons.done')}
        </Button>
      </div>
    </section>
  );
}

function UnusedList({ unused }: { readonly unused: Quote['unused'] }) {
  const say = useWords();
  if (unused.length === 0) return null;
  return (
    <ul className="unused-list">
      {unused.map(({ kind, id, name, reason }) => (
        <li key={`${kind}:${id}`}>
          <strong>{name === '' ? say('coupons.points') : name}</strong>
          <span className="soft">{reason}</span>
        </li>
      ))}
    </ul>
  );
}

const lastDigit = 9;

function CouponItem(props: {
  readonly row: CouponRow;
  readonly rowNo: number;
  readonly isPicked: boolean;
}) {
  const say = useWords();
  const room = useRoom();
  const { row, rowNo, isPicked } = props;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isPicked) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isPicked]);
  const looks = `${isPicked ? ' coupon-picked' : ''}${row.isUsable ? '' : ' coupon-off'}`;
  return (
    <li ref={item}>
      <button
        aria-disabled={!row.isUsable}
        aria-pressed={row.isUsed}
        className={`coupon${looks}`}
        onClick={() => toggleCoupon(room, rowNo)}
        tabIndex={-1}
        type="button"
      >
        {rowNo < lastDigit ? <kbd className="key-hint">{rowNo + 1}</kbd> : <span />}
        <span className="coupon-words">
          <strong>{row.name}</strong>
          {row.reason === null ? null : <span className="soft">{row.reason}</span>}
        </span>
        {row.isUsed ? (
          <span className="coupon-off-amount">
            {row.offFen > 0 ? `\u2212${yuan(row.offFen)}` : say('quote.gives_points')}
            <CheckIcon size={22} />
          </span>
        ) : null}
      </button>
    </li>
  );
}
