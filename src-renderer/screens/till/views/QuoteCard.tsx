import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, signedPts, yuan } from '../../../parts/format.ts';
import { PointsIcon } from '../../../parts/icons.tsx';
import { type Say, useWords } from '../../../parts/words.ts';
import { startCoupons } from '../actions/coupons.ts';
import { startPoints } from '../actions/points.ts';
import { missingText } from '../missing-text.ts';
import { type Sale, shownQuote } from '../till-state.ts';
import { useRoom } from '../use-till.ts';

/** What the member gets on this sale, and why: saved, coupons, points, to pay, to be earned. */
export function QuoteCard({ sale }: { readonly sale: Sale }) {
  const say = useWords();
  const quote = shownQuote(sale);
  const { status } = sale.quote;
  if (quote === null) {
    const words = status === 'failed' || status === 'refused' ? sale.quote.message : null;
    return (
      <div className="quote quote-empty">
        <p className={words === null ? 'soft' : 'quote-no'}>
          {words ?? say(status === 'waiting' ? 'quote.waiting' : 'quote.empty')}
        </p>
      </div>
    );
  }
  return (
    <div
      aria-busy={status === 'waiting'}
      aria-live="polite"
      className={status === 'waiting' ? 'quote quote-waiting' : 'quote'}
    >
      <Benefits quote={quote} />
      {sale.member?.isElsewhere === true ? null : <Offers quote={quote} />}
      <div className="quote-result">
        <Figure label={say('quote.saved')} look="small">
          {yuan(quote.savedFen)}
        </Figure>
        <Figure label={say('quote.earn')} look="small">
          {signedPts(quote.earnedPoints)}
        </Figure>
        <Figure
          label={say('sale.payable')}
          look="large"
          tone={quote.savedFen > 0 ? 'accent' : 'plain'}
        >
          {yuan(quote.payableFen - quote.valuePaidFen)}
        </Figure>
      </div>
      <Effects quote={quote} />
    </div>
  );
}

function Benefits({ quote }: { readonly quote: Quote }) {
  const say = useWords();
  if (quote.benefits.length === 0) {
    return <p className="quote-benefits soft">{say('quote.none')}</p>;
  }
  return (
    <ul className="quote-benefits">
      {quote.benefits.map(({ ruleId, reason, savedFen }) => (
        <li key={ruleId}>
          <span className="one-line">{reason}</span>
          <span className="amount">
            {savedFen > 0 ? `\u2212${yuan(savedFen)}` : say('quote.gives_points')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What could be chosen otherwise: coupons and why not, points and how many. */
function Offers({ quote }: { readonly quote: Quote }) {
  const say = useWords();
  const room = useRoom();
  if (quote.isClosed) {
    return (
      <Button isWide keyHint="F4" onPress={() => startCoupons(room)}>
        {say('quote.when_known')}
      </Button>
    );
  }
  const { offsetFen, offsetFenAtMax, maxPoints, used } = quote.points;
  // What runs at another time, or for others, is told behind the key: the number is of what this sale could still change.
  const unusedCount = quote.unused.filter(({ reach = 'today' }) => reach === 'today').length;
  return (
    <div className="quote-offers">
      <Button keyHint="F4" onPress={() => startCoupons(room)}>
        {unusedCount === 0 ? say('quote.coupons') : say('quote.unused', { count: unusedCount })}
      </Button>
      <Button
        icon={<PointsIcon />}
        isDisabled={maxPoints === 0}
        keyHint="F5"
        onPress={() => void startPoints(room)}
      >
        {used > 0
          ? say('quote.points_used', { amount: yuan(offsetFen) })
          : say('quote.points', { amount: yuan(offsetFenAtMax) })}
      </Button>
    </div>
  );
}

/** Where the points come from, and what else this sale does: points in review, stored value that has paid, the tier. */
function Effects({ quote }: { readonly quote: Quote }) {
  const say = useWords();
  const parts = quote.entries
    .filter(({ points }) => points !== 0)
    .map(({ reason, points }) => `${reason} ${signedPts(points)}`);
  const effects = [
    quote.heldPoints > 0 ? say('quote.held', { points: pts(quote.heldPoints) }) : null,
    quote.valuePaidFen > 0 ? say('quote.value_paid', { amount: yuan(quote.valuePaidFen) }) : null,
    tierEffect(say, quote.tier),
  ].filter((words) => words !== null);
  return (
    <p className="quote-why">
      <span className="soft">{parts.join(' · ')}</span>
      {parts.length > 0 && effects.length > 0 ? ' · ' : ''}
      <strong>{effects.join(' · ')}</strong>
    </p>
  );
}

function tierEffect(say: Say, { raisedTo, next }: Quote['tier']): string | null {
  if (raisedTo !== null) return say('quote.raised', { tier: raisedTo.name });
  if (next === null || next.missing.length === 0) return null;
  return say('quote.next', { missing: missingText(say, next.missing), tier: next.name });
}
