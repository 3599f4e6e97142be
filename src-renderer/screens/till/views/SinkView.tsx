import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type {
  SinkOffer,
  SinkOffers,
  TakenSink,
} from '../../../../src-shared/contract/till/sink.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts } from '../../../parts/format.ts';
import { useWords } from '../../../parts/words.ts';
import { cancelTaken, chooseSink } from '../actions/sinks.ts';
import type { SinkStage } from '../task-state.ts';
import { stepBack } from '../till-keys.ts';
import { useRoom, useTill } from '../use-till.ts';
import { rightWords } from './right-words.ts';
import { sinkWords } from './sink-words.ts';
import { TaskFrame } from './TaskFrame.tsx';

/** What points are given for besides money off: gifts of this till, causes, coupons, tiers (PL-22, PL-23, TR-08). */
export function SinkView(props: { readonly member: MemberSummary; readonly stage: SinkStage }) {
  const say = useWords();
  const { member, stage } = props;
  const name = member.maskedName === '' ? member.maskedPhone : member.maskedName;
  return (
    <TaskFrame title={say('sink.title', { name })}>
      {stage.status === 'posted' ? (
        <Posted stage={stage} />
      ) : stage.offers === null ? null : (
        <Choosing member={member} offers={stage.offers} taken={stage.taken} />
      )}
    </TaskFrame>
  );
}

function Choosing(props: {
  readonly member: MemberSummary;
  readonly offers: SinkOffers;
  readonly taken: readonly TakenSink[];
}) {
  const say = useWords();
  const room = useRoom();
  const { offers, member, taken } = props;
  const { sinks, right } = offers;
  return (
    <>
      <p className="sink-right">
        <strong>{say('sink.available', { points: pts(member.availablePoints ?? 0) })}</strong>
        <span className={`right-mark right-${right}`}>{say(rightWords[right].will)}</span>
      </p>
      <div className={taken.length === 0 ? 'sink-columns sink-alone' : 'sink-columns'}>
        <ListBox
          aria-label={say('sink.offers')}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
          autoFocus="first"
          className="plan-list sink-list"
          onAction={(key) => {
            const offer = sinks.find(({ sinkId }) => sinkId === key);
            if (offer !== undefined) chooseSink(room, offer);
          }}
          renderEmptyState={() => <p className="soft">{say('sink.none')}</p>}
        >
          {sinks.map((offer) => (
            <ListBoxItem
              className={offer.whyNot === null ? 'plan-row' : 'plan-row sink-off'}
              id={offer.sinkId}
              key={offer.sinkId}
              textValue={offer.name}
            >
              <span className="plan-words">
                <strong className="one-line">{offer.name}</strong>
                <SinkRemark offer={offer} />
              </span>
              <strong className="amount">
                {say('sink.points', { points: pts(offer.points) })}
              </strong>
            </ListBoxItem>
          ))}
        </ListBox>
        {taken.length === 0 ? null : <Taken taken={taken} />}
      </div>
    </>
  );
}

/** What kind it is, how many are left of a gift, and why it cannot be had now. */
function SinkRemark({ offer: { reward, leftCount, whyNot } }: { readonly offer: SinkOffer }) {
  const say = useWords();
  const parts = [
    say(sinkWords[reward].kind),
    ...(leftCount === null ? [] : [say('sink.left', { count: leftCount })]),
  ];
  return (
    <span className="soft">
      {parts.join(' · ')}
      {whyNot === null ? null : <span className="sink-why-not"> · {whyNot}</span>}
    </span>
  );
}

function Taken({ taken }: { readonly taken: readonly TakenSink[] }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <section className="sink-taken">
      <h2>{say('sink.taken')}</h2>
      <ul className="plan-requests">
        {taken.map((each) => (
          <li key={each.redemptionId}>
            <span className="plan-words">
              <strong className="one-line">{each.name}</strong>
              <span className="soft">
                {say('sink.taken_on', { day: each.takenOnDay, points: pts(each.points) })}
              </span>
            </span>
            <Button isDisabled={isBusy} onPress={() => void cancelTaken(room, each)}>
              {say('sink.cancel')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Posted({ stage }: { readonly stage: Extract<SinkStage, { status: 'posted' }> }) {
  const say = useWords();
  const room = useRoom();
  const { name, outcome } = stage;
  const { member, points, reward, right } = outcome;
  return (
    <>
      <p aria-live="polite" className="refund-done">
        {say(outcome.isCouponPending ? 'sink.done_coupon_pending' : sinkWords[reward].done, {
          name,
        })}
      </p>
      <div className="refund-facts">
        <Figure label={say('refund.used')} remark={say(rightWords[right].did)}>
          {pts(points)}
        </Figure>
        {member.availablePoints === null ? null : (
          <Figure label={say('balance.available')} tone="accent">
            {pts(member.availablePoints)}
          </Figure>
        )}
      </div>
      <div className="side-task-acts">
        <Button
          keyHint="Enter"
          look="primary"
          onPress={() => stepBack(room)}
          size="large"
          takesFocus
        >
          {say('refund.close')}
        </Button>
      </div>
    </>
  );
}
