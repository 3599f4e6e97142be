import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { chooseShort, confirmShort, goodsFenOf, typeWaiveNote } from '../actions/refund.ts';
import type { RefundShortStage, ShortChoice } from '../task-state.ts';
import { useRoom } from '../use-till.ts';
import { RefundTenders } from './RefundTenders.tsx';

const choiceWords = {
  debt: { title: 'refund.choose_debt', means: 'refund.choose_debt_means' },
  deduct: { title: 'refund.choose_deduct', means: 'refund.choose_deduct_means' },
  waive: { title: 'refund.choose_waive', means: 'refund.choose_waive_means' },
} as const satisfies Record<ShortChoice, Record<'title' | 'means', WordKey>>;

/** Points to take back are gone: what the programme allows, with its figures, before anything is recorded (PL-12). */
export function RefundShort({ stage }: { readonly stage: RefundShortStage }) {
  const say = useWords();
  const room = useRoom();
  const { quote, lines } = stage;
  const goodsFen = goodsFenOf(lines);
  const chosen = quote.choices.find(({ choice }) => choice === stage.choice);
  const moneyFen = chosen?.moneyFen ?? quote.moneyFen;
  return (
    <>
      <p className="refund-short">
        {say('refund.short_say', {
          points: pts(quote.shortPoints),
          name: lines.receipt.maskedName,
        })}
      </p>
      <Choice
        isFocused
        label={say('refund.choose')}
        look="cards"
        onChange={(choice) => chooseShort(room, choice)}
        onEnter={() => void confirmShort(room)}
        options={quote.choices.map(({ choice, deductedFen, debtPoints }, index) => ({
          value: choice,
          words: say(choiceWords[choice].title, {
            points: pts(quote.shortPoints),
            amount: yuan(deductedFen),
          }),
          remark:
            choice === 'deduct' && debtPoints > 0
              ? say('refund.choose_deduct_owes', { points: pts(debtPoints) })
              : say(choiceWords[choice].means, { amount: yuan(deductedFen) }),
          keyHint: String(index + 1),
        }))}
        value={stage.choice}
      />
      {stage.choice === 'waive' ? (
        <TextBox
          label={say('refund.waive_reason')}
          onChange={(note) => typeWaiveNote(room, note)}
          onEnter={() => void confirmShort(room)}
          value={stage.note}
        />
      ) : null}
      <div className="refund-facts">
        <RefundTenders {...quote} look="small" moneyFen={moneyFen} />
        <Figure label={say('refund.taken_back')} look="small">
          {pts(quote.takenBackPoints)}
        </Figure>
        <Figure label={say('refund.goods')} look="small">
          {yuan(goodsFen)}
        </Figure>
      </div>
      <div className="side-task-acts">
        <Button keyHint="Enter" look="primary" onPress={() => void confirmShort(room)} size="large">
          {chosen?.needsManager === true
            ? say('refund.call_manager')
            : say('refund.post', { amount: yuan(moneyFen + quote.planChargeFen) })}
        </Button>
      </div>
    </>
  );
}
