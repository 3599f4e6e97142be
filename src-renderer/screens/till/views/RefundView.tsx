import { useRef, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { PostedReceipt } from '../../../../src-shared/contract/till/receipt.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { ReceiptIcon } from '../../../parts/icons.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { useWords } from '../../../parts/words.ts';
import {
  chooseReceipt,
  findReceipt,
  postRefund,
  readRefundLines,
  refundEverything,
  typeRefundAmount,
} from '../actions/refund.ts';
import { stepBack } from '../till-keys.ts';
import type { RefundOutcome, RefundStage } from '../till-state.ts';
import { useRoom } from '../use-till.ts';
import { TillNoticeLine } from './TillNoticeLine.tsx';

/** Returned goods: choose the receipt, say what comes back, see what happens to the points. */
export function RefundView({ stage }: { readonly stage: RefundStage }) {
  const say = useWords();
  const room = useRoom();
  return (
    <section className="side-task">
      <header className="side-task-head">
        <h1>{say('refund.title')}</h1>
        <Button keyHint="Esc" look="quiet" onPress={() => stepBack(room)}>
          {say('act.back')}
        </Button>
      </header>
      <TillNoticeLine />
      {stage.status === 'choosing' ? <ReceiptChoice recent={stage.recent} /> : null}
      {stage.status === 'lines' ? <RefundLines stage={stage} /> : null}
      {stage.status === 'refunded' ? (
        <RefundResult outcome={stage.outcome} receiptNo={stage.receiptNo} />
      ) : null}
    </section>
  );
}

function ReceiptChoice({ recent }: { readonly recent: readonly PostedReceipt[] }) {
  const say = useWords();
  const room = useRoom();
  const [receiptNo, setReceiptNo] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'refund');
  return (
    <>
      <TextBox
        inputRef={field}
        label={say('refund.receipt_no')}
        onChange={setReceiptNo}
        onEnter={() => void findReceipt(room, receiptNo)}
        value={receiptNo}
      />
      <h2 className="side-task-sub">{say('refund.recent')}</h2>
      <ListBox
        aria-label={say('refund.recent')}
        className="receipt-list"
        onAction={(key) => {
          const receipt = recent.find((candidate) => keyOf(candidate) === key);
          if (receipt !== undefined) chooseReceipt(room, receipt);
        }}
        renderEmptyState={() => <p className="soft">{say('refund.none')}</p>}
      >
        {recent.map((receipt) => (
          <ListBoxItem
            className="receipt-row"
            id={keyOf(receipt)}
            key={keyOf(receipt)}
            textValue={receipt.receiptNo}
          >
            <ReceiptIcon />
            <strong className="one-line">{receipt.receiptNo}</strong>
            <span className="one-line soft">{receipt.maskedName}</span>
            <span className="soft">{receipt.businessDate}</span>
            <span className="amount">{yuan(totalFen(receipt))}</span>
          </ListBoxItem>
        ))}
      </ListBox>
    </>
  );
}

function RefundLines({ stage }: { readonly stage: Extract<RefundStage, { status: 'lines' }> }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, stage.refundNo);
  const { receipt } = stage;
  const refundFen = readRefundLines(stage).reduce((sumFen, line) => sumFen + line.amountFen, 0);
  return (
    <>
      <div className="refund-facts">
        <Figure label={say('sale.receipt_no')} look="small" remark={receipt.businessDate}>
          {receipt.receiptNo}
        </Figure>
        <Figure label={say('refund.member')} look="small">
          {receipt.maskedName}
        </Figure>
        <Figure label={say('refund.earned')} look="small">
          {pts(receipt.earnedPoints)}
        </Figure>
        <Figure label={say('refund.used')} look="small">
          {pts(receipt.redeemedPoints)}
        </Figure>
      </div>
      <p className="refund-lines-head soft">{say('refund.amount')}</p>
      <ul className="refund-lines">
        {receipt.lines.map((line, index) => (
          <li className="refund-line" key={line.lineNo}>
            <span className="refund-line-name">
              <strong className="one-line">
                {line.sku === 'MANUAL' ? say('refund.manual_line') : line.sku}
              </strong>
              <span className="soft">
                {line.quantity} × · {yuan(line.amountFen)}
                {line.refundedFen > 0
                  ? ` · ${say('refund.already', { amount: yuan(line.refundedFen) })}`
                  : ''}
              </span>
            </span>
            <TextBox
              inputMode="decimal"
              isLabelSeen={false}
              label={say('refund.amount')}
              look="amount"
              onChange={(text) => typeRefundAmount(room, line.lineNo, text)}
              placeholder="0.00"
              value={stage.amountTexts[line.lineNo] ?? ''}
              {...(index === 0 ? { inputRef: field } : {})}
            />
          </li>
        ))}
      </ul>
      <div className="side-task-acts">
        <Button keyHint="F8" onPress={() => refundEverything(room)} size="large">
          {say('refund.everything')}
        </Button>
        <Button
          isDisabled={refundFen === 0}
          keyHint="Enter"
          look="primary"
          onPress={() => void postRefund(room)}
          size="large"
        >
          {say('refund.post', { amount: yuan(refundFen) })}
        </Button>
      </div>
    </>
  );
}

function RefundResult(props: { readonly receiptNo: string; readonly outcome: RefundOutcome }) {
  const say = useWords();
  const room = useRoom();
  const { outcome } = props;
  return (
    <>
      <p aria-live="polite" className="refund-done">
        {say('refund.done', { receiptNo: props.receiptNo, name: outcome.member.maskedName })}
      </p>
      <div className="refund-facts">
        <Figure label={say('refund.taken_back')}>{pts(outcome.takenBackPoints)}</Figure>
        <Figure label={say('refund.restored')}>{pts(outcome.restoredPoints)}</Figure>
        <Figure
          label={say('refund.debt')}
          tone={outcome.debtPoints > 0 ? 'amber' : 'plain'}
          {...(outcome.debtPoints > 0 ? { remark: say('refund.debt_means') } : {})}
        >
          {pts(outcome.debtPoints)}
        </Figure>
        {outcome.member.availablePoints === null ? null : (
          <Figure label={say('balance.available')} tone="accent">
            {pts(outcome.member.availablePoints)}
          </Figure>
        )}
      </div>
      <div className="side-task-acts">
        <Button keyHint="Enter" look="primary" onPress={() => stepBack(room)} size="large">
          {say('refund.close')}
        </Button>
      </div>
    </>
  );
}

function keyOf(receipt: PostedReceipt): string {
  return `${receipt.businessDate} ${receipt.receiptNo}`;
}

function totalFen(receipt: PostedReceipt): number {
  return receipt.lines.reduce((sumFen, line) => sumFen + line.amountFen, 0);
}
