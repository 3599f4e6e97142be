import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import type {
  PlanOffer,
  PlanRefundQuote,
  PlanRequest,
} from '../../../../src-shared/contract/till/plan.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { yuan } from '../../../parts/format.ts';
import { useWords } from '../../../parts/words.ts';
import {
  approvePlanRefund,
  chooseHeldSale,
  chooseOffer,
  chooseRefundReason,
  confirmPlanRefund,
  resumePlanRequest,
  sellPlan,
  withdrawPlanRequest,
} from '../actions/plans.ts';
import type { HeldPlanSale, PlanRefundStage, PlanStage } from '../task-state.ts';
import { stepBack } from '../till-keys.ts';
import { useStanding } from '../use-standing.ts';
import { useRoom, useTill } from '../use-till.ts';
import { SecondPerson } from './SecondPerson.tsx';
import { TaskFrame } from './TaskFrame.tsx';

/** Paid memberships of a member (TR-09): held, sold, given back line by line, and waiting for the line. */
export function PlanView(props: { readonly member: MemberSummary; readonly stage: PlanStage }) {
  const say = useWords();
  const { member, stage } = props;
  const name = member.maskedName === '' ? member.maskedPhone : member.maskedName;
  return (
    <TaskFrame title={say('plan.title', { name })}>
      <PlanStageView stage={stage} />
    </TaskFrame>
  );
}

function PlanStageView({ stage }: { readonly stage: PlanStage }) {
  const say = useWords();
  const room = useRoom();
  switch (stage.status) {
    case 'choosing':
      return stage.offers === null ? null : (
        <Choosing offers={stage.offers} requests={stage.requests} />
      );
    case 'sell':
      return <Selling offer={stage.offer} />;
    case 'refund':
      return <Refunding stage={stage} />;
    case 'approve':
      return (
        <SecondPerson
          confirmWords={say('approve.post')}
          label={say('staff.manager')}
          message={stage.message}
          nobody={say('approve.nobody')}
          onConfirm={(manager) => void approvePlanRefund(room, manager)}
          people={stage.approvers}
        >
          <p>{say('plan.approve_means')}</p>
          <SaleFacts sale={stage.before.sale} />
          {stage.before.quote === null ? null : <Calculation quote={stage.before.quote} />}
        </SecondPerson>
      );
    case 'sold':
      return <Sold stage={stage} />;
    case 'refunded':
      return <Refunded stage={stage} />;
  }
}

/** Every sale that is not over, plan by plan. */
function useHeldSales(): readonly HeldPlanSale[] {
  const standing = useStanding();
  return (standing?.plans ?? []).flatMap(({ name: planName, sales }) =>
    sales.map((sale) => ({ ...sale, planName })),
  );
}

function Choosing(props: {
  readonly offers: readonly PlanOffer[];
  readonly requests: readonly PlanRequest[];
}) {
  const say = useWords();
  const room = useRoom();
  const held = useHeldSales();
  const { offers, requests } = props;
  return (
    <div className="plan-columns">
      <section>
        <h2>{say('plan.held')}</h2>
        <ListBox
          aria-label={say('plan.held')}
          className="plan-list"
          onAction={(key) => {
            const sale = held.find(({ planSaleId }) => planSaleId === key);
            if (sale !== undefined) void chooseHeldSale(room, sale);
          }}
          renderEmptyState={() => <p className="soft">{say('plan.none_held')}</p>}
        >
          {held.map((sale) => (
            <ListBoxItem
              className="plan-row"
              id={sale.planSaleId}
              key={sale.planSaleId}
              textValue={sale.planName}
            >
              <span className="plan-words">
                <strong className="one-line">{sale.planName}</strong>
                <span className="soft">
                  {say('plan.term', { from: sale.fromDay, until: sale.untilDay })}
                </span>
              </span>
              <span className="plan-act">{say('plan.give_back')}</span>
            </ListBoxItem>
          ))}
        </ListBox>
        {requests.length === 0 ? null : <Requests held={held} requests={requests} />}
      </section>
      <section>
        <h2>{say('plan.offers')}</h2>
        <ListBox
          aria-label={say('plan.offers')}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
          autoFocus="first"
          className="plan-list"
          onAction={(key) => {
            const offer = offers.find(({ planId }) => planId === key);
            if (offer !== undefined) chooseOffer(room, offer);
          }}
          renderEmptyState={() => <p className="soft">{say('plan.none_sold')}</p>}
        >
          {offers.map((offer) => (
            <ListBoxItem
              className="plan-row"
              id={offer.planId}
              key={offer.planId}
              textValue={offer.name}
            >
              <span className="plan-words">
                <strong className="one-line">{offer.name}</strong>
                <span className="soft">{say('plan.months', { count: offer.months })}</span>
              </span>
              <strong className="amount">{yuan(offer.priceFen)}</strong>
            </ListBoxItem>
          ))}
        </ListBox>
      </section>
    </div>
  );
}

/** What was asked for while the line was down (OF-02). */
function Requests(props: {
  readonly held: readonly HeldPlanSale[];
  readonly requests: readonly PlanRequest[];
}) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <>
      <h2>{say('plan.waiting')}</h2>
      <ul className="plan-requests">
        {props.requests.map((request) => (
          <li key={request.requestId}>
            <span className="plan-words">
              <strong className="one-line">
                {say(request.kind === 'sale' ? 'plan.request_sale' : 'plan.request_refund', {
                  plan: request.planName,
                })}
              </strong>
              <span className="soft">
                {say('plan.asked_on', { day: request.askedOnDay, amount: yuan(request.amountFen) })}
              </span>
            </span>
            <Button
              isDisabled={isBusy}
              onPress={() => void resumePlanRequest(room, request, props.held)}
            >
              {say('plan.resume')}
            </Button>
            <Button
              isDisabled={isBusy}
              look="quiet"
              onPress={() => void withdrawPlanRequest(room, request)}
            >
              {say('plan.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Selling({ offer }: { readonly offer: PlanOffer }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const held = useStanding()?.plans.find(({ planId }) => planId === offer.planId);
  return (
    <>
      <div className="refund-facts">
        <Figure label={say('plan.plan')} look="small">
          {offer.name}
        </Figure>
        <Figure label={say('plan.price')} look="small">
          {yuan(offer.priceFen)}
        </Figure>
        <Figure label={say('plan.length')} look="small">
          {say('plan.months', { count: offer.months })}
        </Figure>
        <Figure label={say('plan.begins')} look="small">
          {held === undefined
            ? say('plan.from_today')
            : say('plan.after_day', { day: held.untilDay })}
        </Figure>
      </div>
      <p>{say('plan.terms', { count: offer.fullRefundDays })}</p>
      <div className="side-task-acts">
        <Button
          isDisabled={isBusy}
          keyHint="Enter"
          look="primary"
          onPress={() => void sellPlan(room)}
          size="large"
          takesFocus
        >
          {say(held === undefined ? 'plan.sell' : 'plan.renew', { amount: yuan(offer.priceFen) })}
        </Button>
      </div>
    </>
  );
}

function Refunding({ stage }: { readonly stage: PlanRefundStage }) {
  const say = useWords();
  const room = useRoom();
  const confirm = () => void confirmPlanRefund(room);
  return (
    <>
      <SaleFacts sale={stage.sale} />
      <Choice
        isFocused
        label={say('plan.reason')}
        look="cards"
        onChange={(reason) => void chooseRefundReason(room, reason)}
        onEnter={confirm}
        options={[
          {
            value: 'consumer',
            words: say('plan.by_member'),
            remark: say('plan.by_member_means'),
          },
          { value: 'seller', words: say('plan.by_shop'), remark: say('plan.by_shop_means') },
        ]}
        value={stage.reason}
      />
      {stage.quote === null ? null : <Calculation quote={stage.quote} />}
      <div className="side-task-acts">
        <Button
          isDisabled={stage.quote === null}
          keyHint="Enter"
          look="primary"
          onPress={confirm}
          size="large"
        >
          {say('refund.call_manager')}
        </Button>
      </div>
    </>
  );
}

function SaleFacts({ sale }: { readonly sale: HeldPlanSale }) {
  const say = useWords();
  return (
    <dl className="facts">
      <dt>{say('plan.plan')}</dt>
      <dd>{sale.planName}</dd>
      <dt>{say('plan.valid')}</dt>
      <dd>{say('plan.term', { from: sale.fromDay, until: sale.untilDay })}</dd>
    </dl>
  );
}

/** The calculation line by line, as it is shown and printed; the last line is what is given back (TR-09). */
function Calculation({ quote }: { readonly quote: PlanRefundQuote }) {
  return (
    <ol aria-live="polite" className="plan-lines">
      {quote.lines.map(({ kind, text, amountFen }) => (
        <li className={kind === 'refund' ? 'plan-line-sum' : undefined} key={kind}>
          <span>{text}</span>
          <span className="amount">
            {amountFen < 0 ? `\u2212${yuan(-amountFen)}` : yuan(amountFen)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Sold({ stage }: { readonly stage: Extract<PlanStage, { status: 'sold' }> }) {
  const say = useWords();
  const { outcome, planName: plan } = stage;
  const isWaiting = outcome.status === 'requested';
  return (
    <>
      <p aria-live="polite" className={isWaiting ? 'refund-short' : 'refund-done'}>
        {say(isWaiting ? 'plan.sale_waits' : 'plan.sold', { plan })}
      </p>
      {isWaiting ? null : (
        <div className="refund-facts">
          <Figure label={say('plan.paid')} tone="accent">
            {yuan(outcome.priceFen)}
          </Figure>
          <Figure label={say('plan.first_day')}>{outcome.fromDay}</Figure>
          <Figure label={say('plan.last_day')}>{outcome.untilDay}</Figure>
        </div>
      )}
      <Done />
    </>
  );
}

function Refunded({ stage }: { readonly stage: Extract<PlanStage, { status: 'refunded' }> }) {
  const say = useWords();
  const { isWaiting, planName: plan, quote } = stage;
  return (
    <>
      <p aria-live="polite" className={isWaiting ? 'refund-short' : 'refund-done'}>
        {isWaiting
          ? say('plan.refund_waits', { plan })
          : say('plan.refunded', { plan, amount: yuan(quote.refundFen) })}
      </p>
      <Calculation quote={quote} />
      <Done />
    </>
  );
}

function Done() {
  const say = useWords();
  const room = useRoom();
  return (
    <div className="side-task-acts">
      <Button keyHint="Enter" look="primary" onPress={() => stepBack(room)} size="large" takesFocus>
        {say('refund.close')}
      </Button>
    </div>
  );
}
