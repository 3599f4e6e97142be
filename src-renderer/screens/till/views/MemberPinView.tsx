import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { CustomerSide } from '../../../parts/CustomerSide.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { identifyByPin } from '../actions/identify.ts';
import { takePin } from '../actions/member-care.ts';
import { redeem } from '../actions/redeem.ts';
import { stepBack } from '../till-keys.ts';
import type { PinStage, RedemptionQuote } from '../till-state.ts';
import { useRoom, useTill } from '../use-till.ts';

/** The member agrees to use points with the PIN. */
export function RedeemPinView(props: {
  readonly member: MemberSummary;
  readonly points: number;
  readonly quote: RedemptionQuote | null;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { quote, points } = props;
  const offsetFen =
    quote === null ? 0 : Math.floor((quote.offsetFenAtMax * points) / quote.maxPoints);
  return (
    <CustomerSide
      cancelWords={say('pin.not_use')}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={isBusy}
          label={say('pin.type')}
          message={props.message}
          onConfirm={(pin) => void redeem(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: props.member.maskedName })}
    >
      <Figure label={say('pin.use_points', { points: pts(points) })} tone="accent">
        {`\u2212${yuan(offsetFen)}`}
      </Figure>
      {quote === null ? null : (
        <p>{say('pin.then_pay', { amount: yuan(quote.amountFen - offsetFen) })}</p>
      )}
    </CustomerSide>
  );
}

/** The member types the PIN to be known. */
export function IdentifyPinView(props: {
  readonly member: MemberSummary;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <CustomerSide
      cancelWords={say('act.cancel')}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={isBusy}
          label={say('pin.type')}
          message={props.message}
          onConfirm={(pin) => void identifyByPin(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: props.member.maskedName })}
    >
      <p>{say('identify.pin_means')}</p>
    </CustomerSide>
  );
}

const stageWords = {
  old: 'pin.type_old',
  new: 'pin.type_new',
  again: 'pin.type_again',
} as const satisfies Record<PinStage['status'], WordKey>;

/** The member chooses a PIN, twice the same. */
export function SetPinView(props: {
  readonly member: MemberSummary;
  readonly stage: PinStage;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <CustomerSide
      cancelWords={say('act.cancel')}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={isBusy}
          key={props.stage.status}
          label={say(stageWords[props.stage.status])}
          message={props.message}
          onConfirm={(pin) => void takePin(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: props.member.maskedName })}
    >
      <p>{say('pin.rules')}</p>
    </CustomerSide>
  );
}
