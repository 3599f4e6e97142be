import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import { CustomerSide } from '../../../parts/CustomerSide.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { confirmWithPin } from '../actions/confirm.ts';
import { identifyByPin } from '../actions/identify.ts';
import { takePin } from '../actions/member-care.ts';
import { stepBack } from '../till-keys.ts';
import type { PinStage } from '../till-state.ts';
import { useRoom, useTill } from '../use-till.ts';

/** The member agrees to the coupons and points of this sale with the PIN. */
export function PayPinView(props: {
  readonly member: MemberSummary;
  readonly quote: Quote;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { benefits, payableFen, points, valuePaidFen } = props.quote;
  return (
    <CustomerSide
      cancelWords={say('act.back')}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={isBusy}
          label={say('pin.type')}
          message={props.message}
          onConfirm={(pin) => void confirmWithPin(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: props.member.maskedName })}
    >
      <ul className="customer-benefits">
        {benefits.map(({ kind, ruleId, reason, savedFen }) => (
          <li key={ruleId}>
            <span className="one-line">
              {kind === 'points' ? say('pin.use_points', { points: pts(points.used) }) : reason}
            </span>
            <strong>{savedFen > 0 ? `\u2212${yuan(savedFen)}` : say('quote.gives_points')}</strong>
          </li>
        ))}
      </ul>
      <p className="customer-pay">
        <span>{say('sale.payable')}</span>
        <strong>{yuan(payableFen - valuePaidFen)}</strong>
      </p>
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
