import { useEffect, useRef } from 'react';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { Button } from '../../../parts/Button.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { MinusIcon, PlusIcon } from '../../../parts/icons.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import {
  applyPoints,
  choosePoints,
  stepPoints,
  typePoints,
  usablePoints,
  whyFewer,
} from '../actions/points.ts';
import { openSinks } from '../actions/sinks.ts';
import { useRoom } from '../use-till.ts';
import { stepBack } from '../till-keys.ts';
import type { PointsStep } from '../till-state.ts';
import { rightWords } from './right-words.ts';

/** How many points to use; the most that is allowed is chosen already, and a number that is typed takes its place. */
export function PointsPanel(props: { readonly step: PointsStep; readonly quote: Quote }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, '');
  const { step, quote } = props;
  const { typed, isChosen } = step;
  useEffect(() => {
    if (isChosen) field.current?.select();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another number that is chosen is selected as well
  }, [typed, isChosen]);
  const { maxPoints, right } = quote.points;
  const points = usablePoints(typed, quote);
  const offsetFen = offsetAt(points, quote);
  const whyNotMore = quote.unused.find(
    ({ kind, whyNot }) => kind === 'points' && whyNot !== 'not_wished',
  )?.reason;
  const fewer = whyFewer(say, typed, quote);
  return (
    <section className="points-panel">
      <header>
        <h2>{say('points.title')}</h2>
        <p className={`right-mark right-${right}`}>{say(rightWords[right].will)}</p>
      </header>
      <div className="points-choice">
        <Button
          icon={<MinusIcon size={28} />}
          isDisabled={points <= 0}
          label={say('points.less')}
          onPress={() => press(() => stepPoints(room, -1))}
          size="large"
        >
          {''}
        </Button>
        <input
          aria-describedby="points-typing"
          aria-invalid={fewer !== null}
          aria-label={say('points.title')}
          autoComplete="off"
          className="points-input"
          data-own-keys="+-"
          inputMode="none"
          onChange={(event) => typePoints(room, event.target.value)}
          placeholder="0"
          ref={field}
          value={typed === '' ? '' : pts(Number(typed))}
        />
        <Button
          icon={<PlusIcon size={28} />}
          isDisabled={points >= maxPoints}
          label={say('points.more')}
          onPress={() => press(() => stepPoints(room, 1))}
          size="large"
        >
          {''}
        </Button>
        <p aria-live="polite" className="points-worth">
          <strong>{say('points.is_worth', { amount: yuan(offsetFen) })}</strong>
          <span className={fewer === null ? 'soft' : 'points-fewer'} id="points-typing">
            {fewer ?? whyNotMore ?? say('points.type')}
          </span>
        </p>
      </div>
      <div className="points-presets">
        {presets(quote).map((preset) => (
          <Button
            key={preset}
            look={preset === points ? 'primary' : 'plain'}
            onPress={() => press(() => choosePoints(room, preset))}
          >
            {wordsOf(preset)}
          </Button>
        ))}
      </div>
      <p className="points-pay">
        <span className="soft">{say('sale.payable')}</span>
        <strong>{yuan(quote.payableFen + quote.points.offsetFen - offsetFen)}</strong>
      </p>
      <div className="panel-acts">
        <Button
          isWide
          keyHint="Enter"
          look="primary"
          onPress={() => applyPoints(room)}
          size="large"
        >
          {say('points.apply')}
        </Button>
        <Button isWide keyHint="F5" onPress={() => void openSinks(room)}>
          {say('sink.open')}
        </Button>
        <Button isWide keyHint="Esc" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </div>
    </section>
  );

  /** Digits go on into the field. */
  function press(act: () => void): void {
    act();
    field.current?.focus();
  }

  function wordsOf(preset: number): string {
    if (preset === 0) return say('points.unused');
    return preset === maxPoints ? say('points.most', { points: pts(preset) }) : pts(preset);
  }
}

/** The steps are all worth the same, so the worth of the most tells the worth of fewer. */
function offsetAt(points: number, { points: { offsetFenAtMax, maxPoints } }: Quote): number {
  return maxPoints === 0 ? 0 : Math.floor((offsetFenAtMax * points) / maxPoints);
}

/** None, the middle and the most. */
function presets({ points: { stepPoints: size, maxPoints } }: Quote): readonly number[] {
  return [...new Set([0, Math.floor(maxPoints / 2 / size) * size, maxPoints])];
}
