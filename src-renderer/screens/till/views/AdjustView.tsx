import { type ComponentProps, type ReactNode, useRef, useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { missedReceiptCode } from '../../../../src-shared/domain/points/decide-adjustment.ts';
import { parseBusinessDate } from '../../../../src-shared/values/business-date.ts';
import { useNow } from '../../../client/use-now.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { tidyAmountText } from '../../../parts/amount-text.ts';
import { pts, signedPts, yuan } from '../../../parts/format.ts';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useLanguage } from '../../../parts/use-language.ts';
import { useWords } from '../../../parts/words.ts';
import { adjust, approveAdjustment, askAgain } from '../actions/adjust.ts';
import { askAttach, attachReceipt, linesOfPaper } from '../actions/attach-receipt.ts';
import { linesOf } from '../sale-lines.ts';
import type { Adjustment, AdjustStage, MissedPaper } from '../task-state.ts';
import type { SaleLine } from '../till-state.ts';
import { useLine, useRoom, useTill } from '../use-till.ts';
import { SecondPerson } from './SecondPerson.tsx';
import { TaskFrame } from './TaskFrame.tsx';

const POINTS = /^\d{1,6}$/;
const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;

/** Points added or taken by hand, always for a reason of the programme; many points need a second person (PL-17). */
export function AdjustView(props: { readonly member: MemberSummary; readonly stage: AdjustStage }) {
  const say = useWords();
  const { stage, member } = props;
  const title = stage.status === 'form' ? 'adjust.title' : 'approve.title';
  return (
    <TaskFrame title={say(title, { name: member.maskedName })}>
      <AdjustBody member={member} stage={stage} />
    </TaskFrame>
  );
}

function AdjustBody({ member, stage }: ComponentProps<typeof AdjustView>) {
  switch (stage.status) {
    case 'form':
      return <AdjustForm draft={stage.draft} paper={stage.paper} />;
    case 'approve':
      return <Approval member={member} stage={stage} />;
    case 'attach':
      return <AttachApproval member={member} stage={stage} />;
  }
}

function AdjustForm(props: {
  readonly draft: Adjustment | null;
  readonly paper: MissedPaper | null;
}) {
  const { draft } = props;
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const reasons = useLine((state) => state.programme?.adjustReasons) ?? [];
  const [side, setSide] = useState<'add' | 'take'>(
    draft !== null && draft.points < 0 ? 'take' : 'add',
  );
  const [count, setCount] = useState(draft === null ? '' : String(Math.abs(draft.points)));
  const [reasonCode, setReasonCode] = useState(
    props.paper === null ? (draft?.reasonCode ?? null) : missedReceiptCode,
  );
  const [note, setNote] = useState(draft?.note ?? '');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'adjust');
  const reason = reasonCode ?? reasons[0]?.code ?? null;
  const isMissed = reason === missedReceiptCode;
  const points = POINTS.test(count) ? Number(count) * (side === 'add' ? 1 : -1) : 0;
  const canPost = points !== 0 && reason !== null;
  const post = () => {
    if (canPost) void adjust(room, { points, reasonCode: reason, note });
  };
  const reasonChoice = (
    <Choice
      label={say('adjust.reason')}
      look="chips"
      onChange={setReasonCode}
      onEnter={post}
      options={reasons.map(({ code, name }) => ({ value: code, words: name[language] }))}
      value={reason}
    />
  );
  if (isMissed) return <PaperForm paper={props.paper}>{reasonChoice}</PaperForm>;
  return (
    <>
      <div className="form">
        <div className="form-column">
          <Choice
            label={say('adjust.side')}
            onChange={setSide}
            onEnter={post}
            options={[
              { value: 'add', words: say('adjust.add') },
              { value: 'take', words: say('adjust.take') },
            ]}
            value={side}
          />
          {reasonChoice}
        </div>
        <div className="form-column">
          <TextBox
            inputMode="numeric"
            inputRef={field}
            label={say('adjust.points')}
            onChange={(text) => setCount(text.normalize('NFKC').replace(/\D/g, '').slice(0, 6))}
            onEnter={post}
            value={count}
          />
          <TextBox label={say('adjust.note')} onChange={setNote} onEnter={post} value={note} />
        </div>
      </div>
      <Limits />
      <div className="side-task-acts">
        <Button isDisabled={!canPost} keyHint="Enter" look="primary" onPress={post} size="large">
          {say('adjust.post', { points: signedPts(points) })}
        </Button>
      </div>
    </>
  );
}

/** A missed receipt earns as it would have (PL-17): nobody works out its points by hand. */
function PaperForm(props: { readonly paper: MissedPaper | null; readonly children: ReactNode }) {
  const say = useWords();
  const room = useRoom();
  const sale = useTill((state) => state.sale);
  const [receiptNo, setReceiptNo] = useState(props.paper?.receiptNo ?? '');
  const [day, setDay] = useState<string>(props.paper?.businessDate ?? '');
  const [store, setStore] = useState(props.paper?.storeId ?? '');
  const [amountText, setAmountText] = useState(props.paper?.amountText ?? '');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'attach');
  const entered = linesOf(sale);
  const lines = linesOfPaper(sale, { amountText });
  const businessDate = parseBusinessDate(day.trim());
  const number = receiptNo.trim();
  const canPost = number !== '' && businessDate !== null && lines.length > 0;
  const post = () => {
    const storeId = store.trim();
    if (canPost) void askAttach(room, { receiptNo: number, storeId, businessDate, amountText });
  };
  return (
    <>
      <div className="form">
        <div className="form-column">
          {props.children}
          <p className="form-hint">{say('attach.means')}</p>
        </div>
        <div className="form-column">
          <div className="form-pair">
            <TextBox
              inputRef={field}
              label={say('adjust.receipt')}
              onChange={setReceiptNo}
              onEnter={post}
              value={receiptNo}
            />
            <TextBox
              label={say('adjust.receipt_day')}
              onChange={setDay}
              onEnter={post}
              placeholder="2026-05-18"
              value={day}
            />
          </div>
          <TextBox
            hint={say('refund.store_hint')}
            label={say('refund.store')}
            onChange={setStore}
            onEnter={post}
            value={store}
          />
          {entered.length > 0 ? (
            <p>{say('attach.goods', { count: lines.length, amount: yuan(sumFenOf(lines)) })}</p>
          ) : (
            <TextBox
              hint={say('attach.amount_hint')}
              inputMode="decimal"
              label={say('attach.amount')}
              look="amount"
              onChange={(text) => setAmountText(tidyAmountText(text, amountText))}
              onEnter={post}
              placeholder="0.00"
              value={amountText}
            />
          )}
        </div>
      </div>
      <div className="side-task-acts">
        <Button isDisabled={!canPost} keyHint="Enter" look="primary" onPress={post} size="large">
          {say('attach.ask')}
        </Button>
      </div>
    </>
  );
}

function AttachApproval(props: {
  readonly member: MemberSummary;
  readonly stage: Extract<AdjustStage, { status: 'attach' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const sale = useTill((state) => state.sale);
  const { paper, approvers, message } = props.stage;
  return (
    <SecondPerson
      confirmWords={say('approve.post')}
      label={say('approve.who')}
      message={message}
      nobody={say('approve.nobody')}
      onConfirm={(manager) => void attachReceipt(room, manager)}
      people={approvers}
    >
      <p>{say('approve.means')}</p>
      <dl className="facts">
        <dt>{say('refund.member')}</dt>
        <dd>{props.member.maskedName}</dd>
        <dt>{say('adjust.receipt')}</dt>
        <dd>
          {paper.receiptNo} · {paper.businessDate}
        </dd>
        {paper.storeId === '' ? null : (
          <>
            <dt>{say('refund.store')}</dt>
            <dd>{paper.storeId}</dd>
          </>
        )}
        <dt>{say('attach.amount')}</dt>
        <dd>
          <strong>{yuan(sumFenOf(linesOfPaper(sale, paper)))}</strong>
        </dd>
      </dl>
    </SecondPerson>
  );
}

function sumFenOf(lines: readonly SaleLine[]): number {
  return lines.reduce((sumFen, { amountFen }) => sumFen + amountFen, 0);
}

function Limits() {
  const say = useWords();
  const limits = useLine((state) => state.programme?.adjustLimits);
  if (limits === undefined) return null;
  const { maxPoints, maxPointsPerDay, approvalAbovePoints } = limits;
  return (
    <div className="adjust-limits">
      <p>
        {say('adjust.limits', {
          cashier: pts(maxPoints.cashier),
          supervisor: pts(maxPoints.supervisor),
          manager: pts(maxPoints.manager),
          day: pts(maxPointsPerDay),
        })}
      </p>
      <p>{say('adjust.approval_above', { points: pts(approvalAbovePoints) })}</p>
    </div>
  );
}

function Approval(props: {
  readonly member: MemberSummary;
  readonly stage: Extract<AdjustStage, { status: 'approve' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const reasons = useLine((state) => state.programme?.adjustReasons) ?? [];
  const nowMs = useNow(MS_PER_SECOND);
  const { stage } = props;
  const { asked } = stage;
  const leftSeconds = Math.max(0, Math.ceil((stage.untilMs - nowMs) / MS_PER_SECOND));
  const reason = reasons.find(({ code }) => code === asked.reasonCode);
  const facts = (
    <>
      <dl className="facts">
        <dt>{say('refund.member')}</dt>
        <dd>{props.member.maskedName}</dd>
        <dt>{say('adjust.points')}</dt>
        <dd>
          <strong>{signedPts(asked.points)}</strong>
        </dd>
        <dt>{say('adjust.reason')}</dt>
        <dd>{reason?.name[language] ?? asked.reasonCode}</dd>
        {asked.note.trim() === '' ? null : (
          <>
            <dt>{say('adjust.note_given')}</dt>
            <dd>{asked.note}</dd>
          </>
        )}
      </dl>
      <p className={leftSeconds === 0 ? 'approve-left approve-over' : 'approve-left'} role="timer">
        {leftSeconds === 0
          ? say('approve.lapsed')
          : say('approve.left', { time: clockOf(leftSeconds) })}
      </p>
    </>
  );
  if (leftSeconds === 0) {
    return (
      <>
        {facts}
        <div className="side-task-acts">
          <Button
            keyHint="Enter"
            look="primary"
            onPress={() => void askAgain(room)}
            size="large"
            takesFocus
          >
            {say('approve.again')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <SecondPerson
      confirmWords={say('approve.post')}
      label={say('approve.who')}
      message={stage.message}
      nobody={say('approve.nobody')}
      onConfirm={(approver) => void approveAdjustment(room, approver)}
      people={stage.approvers}
    >
      <p>{say('approve.means')}</p>
      {facts}
    </SecondPerson>
  );
}

/** 119 seconds as "1:59". */
function clockOf(seconds: number): string {
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  return `${minutes}:${String(seconds % SECONDS_PER_MINUTE).padStart(2, '0')}`;
}
