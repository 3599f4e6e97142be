import { useRef, useState } from 'react';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { missedReceiptCode } from '../../../../src-shared/domain/points/decide-adjustment.ts';
import { parseBusinessDate } from '../../../../src-shared/values/business-date.ts';
import { useNow } from '../../../client/use-now.ts';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { pts, signedPts } from '../../../parts/format.ts';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useLanguage } from '../../../parts/use-language.ts';
import { useWords } from '../../../parts/words.ts';
import { adjust, approveAdjustment, askAgain } from '../actions/adjust.ts';
import type { Adjustment, AdjustStage } from '../task-state.ts';
import { useLine, useRoom } from '../use-till.ts';
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
      {stage.status === 'form' ? (
        <AdjustForm draft={stage.draft} />
      ) : (
        <Approval member={member} stage={stage} />
      )}
    </TaskFrame>
  );
}

function AdjustForm({ draft }: { readonly draft: Adjustment | null }) {
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const reasons = useLine((state) => state.programme?.adjustReasons) ?? [];
  const [side, setSide] = useState<'add' | 'take'>(
    draft !== null && draft.points < 0 ? 'take' : 'add',
  );
  const [count, setCount] = useState(draft === null ? '' : String(Math.abs(draft.points)));
  const [reasonCode, setReasonCode] = useState(draft?.reasonCode ?? null);
  const [receiptNo, setReceiptNo] = useState(draft?.receipt?.receiptNo ?? '');
  const [day, setDay] = useState<string>(draft?.receipt?.businessDate ?? '');
  const [note, setNote] = useState(draft?.note ?? '');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'adjust');
  const reason = reasonCode ?? reasons[0]?.code ?? null;
  const isMissed = reason === missedReceiptCode;
  const businessDate = parseBusinessDate(day.trim());
  const receipt =
    receiptNo.trim() === '' || businessDate === null
      ? null
      : { receiptNo: receiptNo.trim(), businessDate };
  const points = POINTS.test(count) ? Number(count) * (side === 'add' ? 1 : -1) : 0;
  const canPost = points !== 0 && reason !== null && (!isMissed || receipt !== null);
  const post = () => {
    const named = isMissed && receipt !== null ? { receipt } : {};
    if (canPost) void adjust(room, { points, reasonCode: reason, note, ...named });
  };
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
          <Choice
            label={say('adjust.reason')}
            look="chips"
            onChange={setReasonCode}
            onEnter={post}
            options={reasons.map(({ code, name }) => ({ value: code, words: name[language] }))}
            value={reason}
          />
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
          {isMissed ? (
            <>
              <div className="form-pair">
                <TextBox
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
              <p className="form-hint">{say('adjust.receipt_hint')}</p>
            </>
          ) : null}
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
        {asked.receipt === undefined ? null : (
          <>
            <dt>{say('adjust.receipt')}</dt>
            <dd>
              {asked.receipt.receiptNo} · {asked.receipt.businessDate}
            </dd>
          </>
        )}
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
