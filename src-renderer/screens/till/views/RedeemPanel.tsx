import { Button } from '../../../parts/Button.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { MinusIcon, PlusIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';
import { askMemberPin, choosePoints, stepPoints } from '../actions/redeem.ts';
import type { RedemptionQuote } from '../till-state.ts';
import { useRoom } from '../use-till.ts';
import { stepBack } from '../till-keys.ts';

/** How many points to use; the most that is allowed is chosen already. */
export function RedeemPanel(props: { readonly points: number; readonly quote: RedemptionQuote }) {
  const say = useWords();
  const room = useRoom();
  const { points, quote } = props;
  const offsetFen = offsetAt(points, quote);
  return (
    <section className="redeem-panel">
      <header>
        <h2>{say('redeem.title')}</h2>
        <p className={`right-mark right-${quote.right}`}>
          {say(quote.right === 'authorised' ? 'right.will_authorise' : 'right.will_floor')}
        </p>
      </header>
      <div className="redeem-choice">
        <Button
          icon={<MinusIcon size={28} />}
          isDisabled={points <= quote.stepPoints}
          label={say('redeem.less')}
          onPress={() => stepPoints(room, -1)}
          size="large"
        >
          {''}
        </Button>
        <p aria-live="polite" className="redeem-points">
          <strong>{pts(points)}</strong>
          <span>{say('redeem.is_worth', { amount: yuan(offsetFen) })}</span>
        </p>
        <Button
          icon={<PlusIcon size={28} />}
          isDisabled={points >= quote.maxPoints}
          label={say('redeem.more')}
          onPress={() => stepPoints(room, 1)}
          size="large"
        >
          {''}
        </Button>
      </div>
      <div className="redeem-presets">
        {presets(quote).map((preset) => (
          <Button
            key={preset}
            look={preset === points ? 'primary' : 'plain'}
            onPress={() => choosePoints(room, preset)}
          >
            {preset === quote.maxPoints ? say('redeem.most', { points: pts(preset) }) : pts(preset)}
          </Button>
        ))}
      </div>
      <p className="redeem-pay">
        <span className="soft">{say('sale.payable')}</span>
        <strong>{yuan(quote.amountFen - offsetFen)}</strong>
      </p>
      {quote.reason === null ? null : <p className="soft">{quote.reason}</p>}
      <div className="redeem-acts">
        <Button
          isWide
          keyHint="Enter"
          look="primary"
          onPress={() => askMemberPin(room)}
          size="large"
        >
          {say('redeem.to_pin')}
        </Button>
        <Button isWide keyHint="Esc" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </div>
    </section>
  );
}

/** The steps are all worth the same, so the worth of the most tells the worth of fewer. */
function offsetAt(points: number, quote: RedemptionQuote): number {
  return Math.floor((quote.offsetFenAtMax * points) / quote.maxPoints);
}

/** The least, the middle and the most. */
function presets({ stepPoints: size, maxPoints }: RedemptionQuote): readonly number[] {
  const middle = Math.floor(maxPoints / 2 / size) * size;
  return [...new Set([size, middle, maxPoints])].filter((points) => points > 0);
}
