import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type { SinkOffer } from '../../../../src-shared/contract/till/sink.ts';
import { CustomerSide } from '../../../parts/CustomerSide.tsx';
import { pts } from '../../../parts/format.ts';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords } from '../../../parts/words.ts';
import { takeSink } from '../actions/sinks.ts';
import { stepBack } from '../till-keys.ts';
import { useRoom, useTill } from '../use-till.ts';
import { sinkWords } from './sink-words.ts';

/** The member agrees with the PIN to what the points are given for, and, of a gift, to having it in their hands (PL-22). */
export function SinkPinView(props: {
  readonly member: MemberSummary;
  readonly offer: SinkOffer;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { offer, member } = props;
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
          onConfirm={(pin) => void takeSink(room, pin)}
          size="large"
        />
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: member.maskedName })}
    >
      <p>{say(sinkWords[offer.reward].agree)}</p>
      <ul className="customer-benefits">
        <li>
          <span className="one-line">{offer.name}</span>
          <strong>{say('sink.points', { points: pts(offer.points) })}</strong>
        </li>
      </ul>
    </CustomerSide>
  );
}
