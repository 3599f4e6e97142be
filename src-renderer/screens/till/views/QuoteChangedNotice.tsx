import type { Quote, QuoteChange } from '../../../../src-shared/contract/till/quote.ts';
import { pts, yuan } from '../../../parts/format.ts';
import { Notice } from '../../../parts/Notice.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import type { QuoteChanged } from '../till-state.ts';

const names = {
  member: 'change.member',
  lines: 'change.lines',
  date: 'change.date',
  prices: 'change.prices',
  promotions: 'change.promotions',
  coupons: 'change.coupons',
  points: 'change.points',
  payable: 'change.payable',
  earn: 'change.earn',
} as const satisfies Record<QuoteChange, WordKey>;

/** The sale was not recorded, because it would be another one than what was in sight: what is different. */
export function QuoteChangedNotice(props: { readonly change: QuoteChanged; readonly now: Quote }) {
  const say = useWords();
  const { changed, before } = props.change;
  const { now } = props;
  const figures = [
    before.payableFen === now.payableFen
      ? null
      : `${say('sale.payable')} ${yuan(before.payableFen)} → ${yuan(now.payableFen)}`,
    before.earnedPoints === now.earnedPoints
      ? null
      : `${say('quote.earn')} ${pts(before.earnedPoints)} → ${pts(now.earnedPoints)}`,
  ].filter((words) => words !== null);
  return (
    <Notice
      detail={[...figures, say('quote.changed_next')].join(' · ')}
      title={say('quote.changed', {
        what: changed.map((name) => say(names[name])).join(say('change.separator')),
      })}
      tone="ask"
    />
  );
}
