import { useRef } from 'react';
import { pressPadKey, readAmountFen } from '../../../../parts/amount-text.ts';
import { Button } from '../../../../parts/Button.tsx';
import { Figure } from '../../../../parts/Figure.tsx';
import { yuan } from '../../../../parts/format.ts';
import { NumberPad } from '../../../../parts/NumberPad.tsx';
import { TextBox } from '../../../../parts/TextBox.tsx';
import { useFocus } from '../../../../parts/use-focus.ts';
import { useWords } from '../../../../parts/words.ts';
import { payWithValue, typePayAmount } from '../../actions/value/pay.ts';
import { useRoom, useTill } from '../../use-till.ts';
import type { ValuePayStage, Wallet } from '../../value-state.ts';

/** How much of the sale stored value pays: as much as there is, unless somebody types less. */
export function ValuePay(props: { readonly stage: ValuePayStage; readonly wallet: Wallet }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { stage, wallet } = props;
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'value-pay');
  const amountFen = readAmountFen(stage.amountText) ?? 0;
  const isTooMuch = amountFen > stage.maxFen;
  const isByGrant = wallet.value.right === 'grant';
  const pay = () => void payWithValue(room);
  return (
    <>
      <div className="refund-facts">
        <Figure label={say('sale.payable')}>{yuan(stage.dueFen)}</Figure>
        <Figure label={say(isByGrant ? 'value.offline' : 'value.available')} tone="accent">
          {yuan(isByGrant ? wallet.value.offlineFen : wallet.value.availableFen)}
        </Figure>
        <Figure label={say('value.left_to_pay')}>
          {yuan(Math.max(0, stage.dueFen - amountFen))}
        </Figure>
      </div>
      {isByGrant ? <p className="right-mark right-grant">{say('right.will_value_grant')}</p> : null}
      <div className="value-amount">
        <TextBox
          hint={say('value.pay_hint')}
          inputMode="decimal"
          inputRef={field}
          label={say('value.pay_amount')}
          look="amount"
          onChange={(text) => typePayAmount(room, text)}
          onEnter={pay}
          value={stage.amountText}
          {...(isTooMuch ? { error: say('value.pay_max', { amount: yuan(stage.maxFen) }) } : {})}
        />
        <NumberPad
          extraKey="."
          onKey={(key) => typePayAmount(room, pressPadKey(stage.amountText, key))}
        />
      </div>
      <div className="side-task-acts">
        <Button
          isDisabled={isBusy || amountFen === 0 || isTooMuch}
          keyHint="Enter"
          look="primary"
          onPress={pay}
          size="large"
        >
          {say('value.pay_post', { amount: yuan(amountFen) })}
        </Button>
      </div>
    </>
  );
}
