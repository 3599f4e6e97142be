import type { ReactNode } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { Quote } from '../../../../src-shared/contract/till/quote.ts';
import type { SinkOffer } from '../../../../src-shared/contract/till/sink.ts';
import { pts, yuan } from '../../../parts/format.ts';
import { MemberPin } from '../../../parts/MemberPin.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { confirmWithPin } from '../actions/confirm.ts';
import { identifyByPin } from '../actions/identify.ts';
import { takePin } from '../actions/member-care.ts';
import { takeSink } from '../actions/sinks.ts';
import { stepBack } from '../till-keys.ts';
import type { PinStage } from '../till-state.ts';
import type { TillRoom } from '../till-room.ts';
import { useRoom, useTill } from '../use-till.ts';
import { sinkWords } from './sink-words.ts';

interface Asked {
  readonly member: MemberSummary;
  readonly message: string;
}

/** The member agrees to the coupons and points of this sale with the PIN, or shows the code of their phone. */
export function PayPinView({ quote, ...asked }: Asked & { readonly quote: Quote }) {
  const say = useWords();
  const { benefits, payableFen, points, valuePaidFen } = quote;
  return (
    <MemberPinFrame {...asked} cancelWords={say('act.back')} confirm={confirmWithPin}>
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
      <p className="customer-or">{say('pin.or_code')}</p>
    </MemberPinFrame>
  );
}

/** The member types the PIN to be known. */
export function IdentifyPinView(asked: Asked) {
  const say = useWords();
  return (
    <MemberPinFrame {...asked} confirm={identifyByPin}>
      <p>{say('identify.pin_means')}</p>
    </MemberPinFrame>
  );
}

/** The member agrees with the PIN to what points are given for, and, of a gift, to having it in their hands (PL-22). */
export function SinkPinView({ offer, ...asked }: Asked & { readonly offer: SinkOffer }) {
  const say = useWords();
  return (
    <MemberPinFrame {...asked} confirm={takeSink}>
      <p>{say(sinkWords[offer.reward].agree)}</p>
      <ul className="customer-benefits">
        <li>
          <span className="one-line">{offer.name}</span>
          <strong>{say('sink.points', { points: pts(offer.points) })}</strong>
        </li>
      </ul>
      <p className="customer-or">{say('pin.or_code')}</p>
    </MemberPinFrame>
  );
}

const stageWords = {
  old: 'pin.type_old',
  new: 'pin.type_new',
  again: 'pin.type_again',
} as const satisfies Record<PinStage['status'], WordKey>;

/** The member chooses a PIN, twice the same. */
export function SetPinView({ stage, ...asked }: Asked & { readonly stage: PinStage }) {
  const say = useWords();
  return (
    <MemberPinFrame {...asked} confirm={takePin} label={say(stageWords[stage.status])}>
      <p>{say('pin.rules')}</p>
    </MemberPinFrame>
  );
}

/** The frame of everything a member at the till types a PIN for. */
export function MemberPinFrame(
  props: Asked & {
    readonly confirm: (room: TillRoom, pin: string) => Promise<void>;
    readonly label?: string;
    readonly cancelWords?: string;
    readonly children: ReactNode;
  },
) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <MemberPin
      cancelWords={props.cancelWords ?? say('act.cancel')}
      isBusy={isBusy}
      label={props.label ?? say('pin.type')}
      message={props.message}
      onCancel={() => stepBack(room)}
      onConfirm={(pin) => void props.confirm(room, pin)}
      title={say('pin.hello', { name: props.member.maskedName })}
    >
      {props.children}
    </MemberPin>
  );
}
