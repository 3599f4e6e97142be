import { type ReactNode, useRef } from 'react';
import { Header } from 'react-aria-components/Header';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import type {
  ReviewHold,
  ReviewList,
  UnclosedPayment,
} from '../../../../src-shared/contract/till/review.ts';
import { dayAndClock } from '../../../../src-shared/values/shop-time.ts';
import { Button } from '../../../parts/Button.tsx';
import { pts, signedPts, yuan } from '../../../parts/format.ts';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import {
  approveDecision,
  confirmDecision,
  confirmGiveBack,
  openReviewedMember,
  paymentRowId,
  pickReview,
  startDecision,
  startGiveBack,
  typeDecisionReason,
} from '../actions/review.ts';
import type { ReviewStage } from '../task-state.ts';
import { useStoreName } from '../use-store-name.ts';
import { useRoom, useTill } from '../use-till.ts';
import { entryKindWords } from './LedgerView.tsx';
import { SecondPerson } from './SecondPerson.tsx';
import { TaskFrame } from './TaskFrame.tsx';

/** What waits for a manager of this store, and what they may decide here (R115). */
export function ReviewView({ stage }: { readonly stage: ReviewStage }) {
  const say = useWords();
  const room = useRoom();
  if (stage.status === 'list') {
    return (
      <TaskFrame title={say('review.title')}>
        {stage.list === null ? null : <Waiting list={stage.list} pickedId={stage.pickedId} />}
      </TaskFrame>
    );
  }
  if (stage.status === 'decide') {
    return (
      <TaskFrame title={say('review.decide_title')}>
        <Deciding stage={stage} />
      </TaskFrame>
    );
  }
  if (stage.status === 'give_back') {
    return (
      <TaskFrame title={say('review.give_back_title')}>
        <GivingBack payment={stage.payment} />
      </TaskFrame>
    );
  }
  const { before, managers, message } = stage;
  return (
    <TaskFrame title={say('review.decide_title')}>
      <SecondPerson
        confirmWords={say(before.decision === 'granted' ? 'review.grant' : 'review.refuse')}
        label={say('staff.manager')}
        message={message}
        nobody={say('approve.nobody')}
        onConfirm={(manager) => void approveDecision(room, manager)}
        people={managers}
      >
        <p>{say('review.approve_means')}</p>
        <dl className="facts">
          {holdFacts(say, before.hold)}
          <Fact name={say('review.reason')}>{before.reason}</Fact>
        </dl>
      </SecondPerson>
    </TaskFrame>
  );
}

interface Row {
  readonly id: string;
  readonly atMs: number | null;
  readonly words: string;
  readonly whose: string;
  readonly figure: string;
  readonly isUrgent: boolean;
  readonly details: ReactNode;
}

function Waiting(props: { readonly list: ReviewList; readonly pickedId: string | null }) {
  const say = useWords();
  const room = useRoom();
  const { list, pickedId } = props;
  const sections = sectionsOf(say, list).filter(({ rows }) => rows.length > 0);
  const rows = sections.flatMap((section) => section.rows);
  const picked = rows.find(({ id }) => id === pickedId) ?? rows[0];
  return (
    <>
      {list.isOnline ? null : <p className="refund-short">{say('review.offline')}</p>}
      {picked === undefined ? (
        <p className="soft">{say('review.nothing')}</p>
      ) : (
        <div className="ledger">
          <div className="ledger-side">
            <ListBox
              aria-label={say('review.title')}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
              autoFocus="first"
              className="ledger-list"
              disallowEmptySelection
              onSelectionChange={(keys) => {
                const key = keys === 'all' ? undefined : keys.values().next().value;
                if (key !== undefined) pickReview(room, String(key));
              }}
              selectedKeys={[picked.id]}
              selectionBehavior="replace"
              selectionMode="single"
            >
              {sections.map((section) => (
                <ListBoxSection key={section.words}>
                  <Header className="review-section">
                    {section.words} {section.rows.length}
                  </Header>
                  {section.rows.map((row) => (
                    <ListBoxItem
                      className="ledger-row"
                      id={row.id}
                      key={row.id}
                      textValue={row.words}
                    >
                      <span className="soft">{row.atMs === null ? '' : dayAndClock(row.atMs)}</span>
                      <span className="ledger-why">
                        <span className="one-line">{row.words}</span>
                        {row.isUrgent ? (
                          <span className="pending-mark">{say('review.needs_you')}</span>
                        ) : null}
                        <span className="one-line soft">{row.whose}</span>
                      </span>
                      <strong className="amount">{row.figure}</strong>
                    </ListBoxItem>
                  ))}
                </ListBoxSection>
              ))}
            </ListBox>
            {list.hasMore ? <p className="soft">{say('review.more')}</p> : null}
          </div>
          <section aria-live="polite" className="ledger-details">
            {picked.details}
          </section>
        </div>
      )}
    </>
  );
}

function sectionsOf(say: Say, list: ReviewList): { words: string; rows: readonly Row[] }[] {
  return [
    {
      words: say('review.payments'),
      rows: list.payments.map((payment): Row => ({
        id: paymentRowId(payment),
        atMs: payment.atMs,
        words: `${say(paidWithWords[payment.kind])} · ${payment.receiptNo}`,
        whose: whoseOf(payment),
        figure: paidFigure(payment),
        isUrgent: payment.soldElsewhere !== null,
        details: <PaymentDetails payment={payment} />,
      })),
    },
    { words: say('review.holds'), rows: list.holds.map((hold) => holdRow(say, hold)) },
    {
      words: say('review.refunds'),
      rows: list.refunds.map((refund): Row => {
        const { operationId: id, atMs, amountFen, receiptNo, reason } = refund;
        return {
          id,
          atMs,
          words: receiptNo,
          whose: whoseOf(refund),
          figure: yuan(amountFen),
          isUrgent: reason !== null,
          details: <RefundDetails refund={refund} />,
        };
      }),
    },
    {
      words: say('review.requests'),
      rows: list.requests.map((request): Row => {
        const { requestId: id, kind, planName: plan, amountFen } = request;
        return {
          id,
          atMs: null,
          words: say(kind === 'sale' ? 'plan.request_sale' : 'plan.request_refund', { plan }),
          whose: whoseOf(request),
          figure: yuan(amountFen),
          isUrgent: list.isOnline,
          details: <RequestDetails request={request} />,
        };
      }),
    },
    {
      words: say('review.duplicates'),
      rows: list.duplicates.map((pair): Row => {
        const { caseId: id, sinceMs } = pair;
        return {
          id,
          atMs: sinceMs,
          words: whoseOf(pair),
          whose: whoseOf(pair.other),
          figure: '',
          isUrgent: false,
          details: <DuplicateDetails pair={pair} />,
        };
      }),
    },
    {
      words: say('review.disputes'),
      rows: list.disputes.map((dispute): Row => {
        const { caseId: id, sinceMs, entryKind, points } = dispute;
        return {
          id,
          atMs: sinceMs,
          words: say(entryKindWords[entryKind].name),
          whose: whoseOf(dispute),
          figure: signedPts(points),
          isUrgent: false,
          details: <DisputeDetails dispute={dispute} />,
        };
      }),
    },
    {
      words: say('review.conflicts'),
      rows: list.conflicts.map((conflict): Row => {
        const { caseId: id, lost, couponName: words } = conflict;
        return {
          id,
          atMs: lost.atMs,
          words,
          whose: whoseOf(conflict),
          figure: '',
          isUrgent: false,
          details: <ConflictDetails conflict={conflict} />,
        };
      }),
    },
  ];
}

const paidWithWords = {
  points: 'review.paid_points',
  value: 'review.paid_value',
} as const satisfies Record<UnclosedPayment['kind'], WordKey>;

function paidFigure({ kind, points, amountFen }: UnclosedPayment): string {
  return kind === 'points' ? pts(points) : yuan(amountFen);
}

function PaymentDetails({ payment }: { readonly payment: UnclosedPayment }) {
  const say = useWords();
  const room = useRoom();
  const isTwice = payment.soldElsewhere !== null;
  return (
    <>
      <Title figure={paidFigure(payment)} words={say(paidWithWords[payment.kind])} />
      <p className={isTwice ? 'ledger-pending' : 'soft'}>
        {say(isTwice ? 'review.paid_twice' : 'review.payment_means')}
      </p>
      <dl className="facts">{paymentFacts(say, payment)}</dl>
      <div className="review-acts">
        <Button look="primary" onPress={() => startGiveBack(room, payment)} size="large">
          {say('review.give_back')}
        </Button>
      </div>
    </>
  );
}

function paymentFacts(say: Say, payment: UnclosedPayment): ReactNode {
  const { soldElsewhere: sold } = payment;
  return (
    <>
      <Fact name={say('refund.member')}>{whoseOf(payment)}</Fact>
      <Fact name={say('sale.receipt_no')}>
        {payment.receiptNo} · {payment.businessDate}
      </Fact>
      <Fact name={say('review.paid_of_receipt')}>{yuan(payment.amountFen)}</Fact>
      <Fact name={say('ledger.when')}>{dayAndClock(payment.atMs)}</Fact>
      {sold === null ? null : (
        <Fact name={say('review.sold_at')}>
          {sold.terminalName ?? say('review.other_till')} ·{' '}
          {sold.atMs === null ? sold.businessDate : dayAndClock(sold.atMs)} · {yuan(sold.moneyFen)}
        </Fact>
      )}
    </>
  );
}

/** Says once more what goes back to whom. */
function GivingBack({ payment }: { readonly payment: UnclosedPayment }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <>
      <Title figure={paidFigure(payment)} words={say(paidWithWords[payment.kind])} />
      <p>{say('review.give_back_means')}</p>
      <dl className="facts">{paymentFacts(say, payment)}</dl>
      <div className="side-task-acts">
        <Button
          isDisabled={isBusy}
          keyHint="Enter"
          look="primary"
          onPress={() => void confirmGiveBack(room)}
          size="large"
          takesFocus
        >
          {say('review.give_back')}
        </Button>
      </div>
    </>
  );
}

const reasonWords = {
  daily_points: 'review.daily_points',
  daily_receipts: 'review.daily_receipts',
  points_30_days: 'review.points_30_days',
  review: 'review.found',
} as const satisfies Record<ReviewHold['reason'], WordKey>;

function holdRow(say: Say, hold: ReviewHold): Row {
  return {
    id: hold.holdId,
    atMs: hold.sinceMs,
    words: say(reasonWords[hold.reason]),
    whose: whoseOf(hold),
    figure: pts(hold.points),
    isUrgent: hold.mayDecide,
    details: <HoldDetails hold={hold} />,
  };
}

function HoldDetails({ hold }: { readonly hold: ReviewHold }) {
  const say = useWords();
  const room = useRoom();
  return (
    <>
      <Title figure={pts(hold.points)} words={say(reasonWords[hold.reason])} />
      <p className="soft">{say('review.hold_means')}</p>
      <dl className="facts">{holdFacts(say, hold)}</dl>
      {hold.mayDecide ? (
        <div className="review-acts">
          <Button onPress={() => startDecision(room, hold, 'refused')} size="large">
            {say('review.refuse')}
          </Button>
          <Button look="primary" onPress={() => startDecision(room, hold, 'granted')} size="large">
            {say('review.grant')}
          </Button>
        </div>
      ) : (
        <p className="ledger-pending">{say('review.office_decides')}</p>
      )}
    </>
  );
}

function holdFacts(say: Say, hold: ReviewHold): ReactNode {
  return (
    <>
      <Fact name={say('refund.member')}>{whoseOf(hold)}</Fact>
      <Fact name={say('review.points')}>{pts(hold.points)}</Fact>
      <Fact name={say('sale.receipt_no')}>
        {hold.receiptNo} · {hold.businessDate}
      </Fact>
      <Fact name={say('review.till')}>{hold.terminalName ?? '—'}</Fact>
      <Fact name={say('ledger.who')}>{hold.operatorName ?? '—'}</Fact>
      <Fact name={say('review.since')}>{dayAndClock(hold.sinceMs)}</Fact>
    </>
  );
}

function RefundDetails({ refund }: { readonly refund: ReviewList['refunds'][number] }) {
  const say = useWords();
  const storeName = useStoreName();
  const { reason } = refund;
  return (
    <>
      <Title figure={yuan(refund.amountFen)} words={say('review.refund_title')} />
      <p className={reason === null ? 'soft' : 'ledger-pending'}>
        {reason ?? say('review.refund_waits')}
      </p>
      <dl className="facts">
        <Fact name={say('refund.member')}>{whoseOf(refund)}</Fact>
        <Fact name={say('sale.receipt_no')}>
          {refund.receiptNo} · {refund.businessDate}
        </Fact>
        <Fact name={say('refund.store')}>{storeName(refund.storeId)}</Fact>
        <Fact name={say('review.till')}>{refund.terminalName ?? '—'}</Fact>
        <Fact name={say('ledger.who')}>{refund.operatorName ?? '—'}</Fact>
        <Fact name={say('ledger.when')}>{dayAndClock(refund.atMs)}</Fact>
      </dl>
      <p className="soft">{say('refund.money_only')}</p>
    </>
  );
}

function RequestDetails({ request }: { readonly request: ReviewList['requests'][number] }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { kind, planName: plan } = request;
  return (
    <>
      <Title
        figure={yuan(request.amountFen)}
        words={say(kind === 'sale' ? 'plan.request_sale' : 'plan.request_refund', { plan })}
      />
      <p className="soft">{say('review.request_means')}</p>
      <dl className="facts">
        <Fact name={say('refund.member')}>{whoseOf(request)}</Fact>
        <Fact name={say('review.since')}>{request.askedOnDay}</Fact>
      </dl>
      <div className="review-acts">
        <Button
          isDisabled={isBusy}
          look="primary"
          onPress={() => void openReviewedMember(room, request.memberId)}
          size="large"
        >
          {say('review.open_member')}
        </Button>
      </div>
    </>
  );
}

function DuplicateDetails({ pair }: { readonly pair: ReviewList['duplicates'][number] }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  return (
    <>
      <Title figure="" words={say('review.duplicates')} />
      <p className="soft">{say('review.duplicate_means')}</p>
      <dl className="facts">
        <Fact name={say('refund.member')}>{whoseOf(pair)}</Fact>
        <Fact name={say('review.other_member')}>{whoseOf(pair.other)}</Fact>
        <Fact name={say('ledger.who')}>{pair.operatorName ?? '—'}</Fact>
        <Fact name={say('review.since')}>{dayAndClock(pair.sinceMs)}</Fact>
      </dl>
      <div className="review-acts">
        {[pair, pair.other].map((whose) => (
          <Button
            isDisabled={isBusy}
            key={whose.memberId}
            onPress={() => void openReviewedMember(room, whose.memberId)}
            size="large"
          >
            {say(whose === pair ? 'review.open_member' : 'review.open_other')}
          </Button>
        ))}
      </div>
    </>
  );
}

function DisputeDetails({ dispute }: { readonly dispute: ReviewList['disputes'][number] }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { state, words, reason, decidedAtMs } = dispute;
  return (
    <>
      <Title
        figure={signedPts(dispute.points)}
        words={say(entryKindWords[dispute.entryKind].name)}
      />
      <p className={state === 'open' ? 'soft' : 'ledger-pending'}>
        {state === 'open' ? say('review.dispute_means') : say(disputeStateWords[state])}
      </p>
      <dl className="facts">
        <Fact name={say('refund.member')}>{whoseOf(dispute)}</Fact>
        {words === '' ? null : <Fact name={say('ledger.dispute_words_given')}>{words}</Fact>}
        <Fact name={say('ledger.reference')}>
          {dispute.reference} · {dispute.entryDay}
        </Fact>
        <Fact name={say('ledger.who')}>{dispute.operatorName ?? '—'}</Fact>
        <Fact name={say('review.since')}>{dayAndClock(dispute.sinceMs)}</Fact>
        {state === 'open' ? (
          <Fact name={say('review.at_office')}>{say('review.case_open')}</Fact>
        ) : null}
        {decidedAtMs === null ? null : (
          <Fact name={say('review.decided')}>{dayAndClock(decidedAtMs)}</Fact>
        )}
        {reason === null ? null : <Fact name={say('review.reason')}>{reason}</Fact>}
      </dl>
      <div className="review-acts">
        <Button
          isDisabled={isBusy}
          onPress={() => void openReviewedMember(room, dispute.memberId)}
          size="large"
        >
          {say('review.open_member')}
        </Button>
      </div>
    </>
  );
}

const disputeStateWords = {
  confirmed: 'review.dispute_confirmed',
  dismissed: 'review.dispute_dismissed',
} as const satisfies Record<'confirmed' | 'dismissed', WordKey>;

const paidByWords = {
  campaign: 'review.paid_by_campaign',
  store: 'review.paid_by_store',
} as const satisfies Record<ReviewList['conflicts'][number]['paidBy'], WordKey>;

function ConflictDetails({ conflict }: { readonly conflict: ReviewList['conflicts'][number] }) {
  const say = useWords();
  return (
    <>
      <Title figure="" words={conflict.couponName} />
      <p className="soft">{say('review.conflict_means')}</p>
      <dl className="facts">
        <Fact name={say('refund.member')}>{whoseOf(conflict)}</Fact>
        <Fact name={say('review.stands')}>
          <Use use={conflict.stands} />
        </Fact>
        <Fact name={say('review.lost')}>
          <Use use={conflict.lost} />
        </Fact>
        <Fact name={say('review.outcome')}>{say(paidByWords[conflict.paidBy])}</Fact>
        <Fact name={say('review.at_office')}>{say(caseWords[conflict.state])}</Fact>
      </dl>
    </>
  );
}

const caseWords = {
  open: 'review.case_open',
  confirmed: 'review.case_confirmed',
  dismissed: 'review.case_dismissed',
} as const satisfies Record<ReviewList['conflicts'][number]['state'], WordKey>;

function Use({ use }: { readonly use: ReviewList['conflicts'][number]['stands'] }) {
  const storeName = useStoreName();
  return (
    <span className="review-use">
      <strong>{dayAndClock(use.atMs)}</strong>
      <span>
        {storeName(use.storeId)} · {use.terminalName ?? '—'} · {use.receiptNo}
      </span>
    </span>
  );
}

/** Why the points are given or not; then a manager. */
function Deciding({ stage }: { readonly stage: Extract<ReviewStage, { status: 'decide' }> }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, stage.hold.holdId);
  const confirm = () => void confirmDecision(room);
  const isGranted = stage.decision === 'granted';
  return (
    <>
      <p>{say(isGranted ? 'review.grant_means' : 'review.refuse_means')}</p>
      <dl className="facts">{holdFacts(say, stage.hold)}</dl>
      <div className="form">
        <TextBox
          inputRef={field}
          label={say('review.reason')}
          onChange={(reason) => typeDecisionReason(room, reason)}
          onEnter={confirm}
          value={stage.reason}
        />
      </div>
      <div className="side-task-acts">
        <Button keyHint="Enter" look="primary" onPress={confirm} size="large">
          {say('refund.call_manager')}
        </Button>
      </div>
    </>
  );
}

function Title(props: { readonly words: string; readonly figure: string }) {
  return (
    <header>
      <h2>{props.words}</h2>
      <strong className="ledger-points">{props.figure}</strong>
    </header>
  );
}

function Fact(props: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function whoseOf(whose: { readonly maskedName: string; readonly maskedPhone: string }): string {
  return [whose.maskedName, whose.maskedPhone].filter((part) => part !== '').join(' · ');
}
