import { Button } from '../../../parts/Button.tsx';
import { pressPadKey } from '../../../parts/amount-text.ts';
import { pts, yuan } from '../../../parts/format.ts';
import { NumberPad } from '../../../parts/NumberPad.tsx';
import { useWords } from '../../../parts/words.ts';
import { startCategory } from '../actions/category.ts';
import { findTyped } from '../actions/find-member.ts';
import { askPinOfMember, identify, typeFactor } from '../actions/identify.ts';
import { addLine, typeAmount } from '../actions/lines.ts';
import { clearSale, enterSale } from '../actions/confirm.ts';
import type { Earned } from '../till-state.ts';
import { useLine, useRoom, useTill } from '../use-till.ts';

/** The pad at the right: it writes where the keyboard would, and holds the next sensible step. */
export function SidePad() {
  const say = useWords();
  const room = useRoom();
  const step = useTill((state) => state.step);
  const isBusy = useTill((state) => state.isBusy);
  const query = useTill((state) => state.query);

  if (step.status === 'earned') {
    return (
      <div className="side-pad">
        <EarnedScript earned={step.earned} />
        <Button isWide keyHint="Enter" look="primary" onPress={() => clearSale(room)} size="large">
          {say('sale.next')}
        </Button>
      </div>
    );
  }
  if (step.status === 'identify') return <IdentifyPad text={step.text} />;
  if (step.status === 'sale') return <SaleEntryPad />;
  return (
    <div className="side-pad">
      <NumberPad onKey={(key) => room.store.setState({ query: pressPadKey(query, key) })} />
      <Button
        isDisabled={isBusy || query.trim() === ''}
        isWide
        keyHint="Enter"
        look="primary"
        onPress={() => void findTyped(room)}
        size="large"
      >
        {say('find.go')}
      </Button>
    </div>
  );
}

/** Amounts and quantities by finger, and the end of the sale. */
function SaleEntryPad() {
  const say = useWords();
  const room = useRoom();
  const amountText = useTill((state) => state.sale.amountText);
  const isBusy = useTill((state) => state.isBusy);
  const hasCategories = useLine((state) => (state.programme?.categories ?? []).length > 0);
  const press = (key: string) => {
    if (key === '+') addLine(room);
    else if (key === '/') startCategory(room);
    else typeAmount(room, pressPadKey(amountText, key));
  };
  return (
    <div className="side-pad">
      <NumberPad
        extraKey="."
        onKey={press}
        wordKeys={[
          { key: '*', words: say('sale.quantity') },
          { key: '+', words: say('sale.add_line') },
          ...(hasCategories ? [{ key: '/', words: say('sale.category') }] : []),
        ]}
      />
      <Button
        isDisabled={isBusy}
        isWide
        keyHint="Enter"
        look="primary"
        onPress={() => void enterSale(room)}
        size="large"
      >
        {say('sale.confirm')}
      </Button>
    </div>
  );
}

/** The digits of a birthday; a surname comes from the keyboard. */
function IdentifyPad({ text }: { readonly text: string }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const hasPin = useTill((state) => state.sale.member?.hasPin === true);
  return (
    <div className="side-pad">
      <NumberPad onKey={(key) => typeFactor(room, pressPadKey(text, key))} />
      {hasPin ? (
        <Button isWide onPress={() => askPinOfMember(room)} size="large">
          {say('identify.by_pin')}
        </Button>
      ) : null}
      <Button
        isDisabled={isBusy || text.trim() === ''}
        isWide
        keyHint="Enter"
        look="primary"
        onPress={() => void identify(room)}
        size="large"
      >
        {say('identify.check')}
      </Button>
    </div>
  );
}

/** The last words of the script, with the figures of this sale, as far as the customer may hear them. */
function EarnedScript({ earned }: { readonly earned: Earned }) {
  const say = useWords();
  const member = useTill((state) => state.sale.member);
  if (member === null) return null;
  const { availablePoints, expiringPoints, expiresOnDay } = member;
  const isExpiring = expiringPoints !== null && expiringPoints > 0 && expiresOnDay !== null;
  const open = isExpiring ? 'earned.script_expiring' : 'earned.script';
  return (
    <div className="earned-script">
      <p className="soft">{say('earned.script_caption')}</p>
      <p>
        {say(availablePoints === null ? 'earned.script_short' : open, {
          amount: yuan(earned.payableFen),
          count: earned.earnedPoints,
          earned: pts(earned.earnedPoints),
          available: pts(availablePoints ?? 0),
          points: pts(expiringPoints ?? 0),
          day: expiresOnDay ?? '',
        })}
      </p>
    </div>
  );
}
