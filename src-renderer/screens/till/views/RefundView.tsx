import { type KeyboardEvent, useRef, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { PostedReceipt } from '../../../../src-shared/contract/till/receipt.ts';
import type { PostedRefund, RefundQuote } from '../../../../src-shared/contract/till/refund.ts';
import { dayAndClock } from '../../../../src-shared/values/shop-time.ts';
import { readAmountFen } from '../../../parts/amount-text.ts';
import { Button } from '../../../parts/Button.tsx';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { ReceiptIcon } from '../../../parts/icons.tsx';
import { TextBox } from '../../../parts/TextBox.tsx';
import { useFocus } from '../../../parts/use-focus.ts';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import {
  approveRefund,
  chooseRecent,
  confirmUnknown,
  findReceipt,
  goodsFenOf,
  postRefund,
  readRefundLines,
  refundEverything,
  typeRefundAmount,
  typeUnknown,
} from '../actions/refund.ts';
import { stepBack } from '../till-keys.ts';
import type {
  RefundApproveStage,
  RefundLinesStage,
  RefundStage,
  RefundUnknownStage,
  RefundWhichStage,
} from '../task-state.ts';
import { useStoreName } from '../use-store-name.ts';
import { useLine, useRoom, useTill } from '../use-till.ts';
import { RefundShort } from './RefundShort.tsx';
import { RefundTenders } from './RefundTenders.tsx';
import { SecondPerson } from './SecondPerson.tsx';
import { TaskFrame } from './TaskFrame.tsx';

const titles = {
  choosing: 'refund.title',
  which: 'refund.which',
  lines: 'refund.title',
  short: 'refund.short_title',
  unknown: 'refund.unknown_title',
  approve: 'refund.approve_title',
  refunded: 'refund.title',
} as const satisfies Record<RefundStage['status'], WordKey>;

/** Returned goods: choose the receipt, say what comes back, see what happens to the points. */
export function RefundView({ stage }: { readonly stage: RefundStage }) {
  const say = useWords();
  return (
    <TaskFrame title={say(titles[stage.status])}>
      <RefundBody stage={stage} />
    </TaskFrame>
  );
}

function RefundBody({ stage }: { readonly stage: RefundStage }) {
  switch (stage.status) {
    case 'choosing':
      return <ReceiptChoice recent={stage.recent} />;
    case 'which':
      return <WhichSale stage={stage} />;
    case 'lines':
      return <RefundLines stage={stage} />;
    case 'short':
      return <RefundShort stage={stage} />;
    case 'unknown':
      return <UnknownReceipt stage={stage} />;
    case 'approve':
      return <Approval stage={stage} />;
    case 'refunded':
      return <RefundResult outcome={stage.outcome} receiptNo={stage.receiptNo} />;
  }
}

function ReceiptChoice({ recent }: { readonly recent: readonly PostedReceipt[] }) {
  const say = useWords();
  const room = useRoom();
  const [receiptNo, setReceiptNo] = useState('');
  const [storeId, setStoreId] = useState('');
  const [day, setDay] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, 'refund');
  const list = useRef<HTMLDivElement>(null);
  const find = () => void findReceipt(room, { receiptNo, storeId, day });
  return (
    <>
      <search
        className="receipt-search"
        onKeyDownCapture={({ key }) => {
          if (key === 'ArrowDown')
            list.current?.querySelector<HTMLElement>('[role="option"]')?.focus();
        }}
      >
        <TextBox
          inputRef={field}
          label={say('refund.receipt_no')}
          onChange={setReceiptNo}
          onEnter={find}
          value={receiptNo}
        />
        <TextBox
          hint={say('refund.store_hint')}
          label={say('refund.store')}
          onChange={setStoreId}
          onEnter={find}
          value={storeId}
        />
        <TextBox
          hint={say('refund.day_hint')}
          inputMode="numeric"
          label={say('refund.day')}
          onChange={setDay}
          onEnter={find}
          value={day}
        />
        <Button isDisabled={receiptNo.trim() === ''} keyHint="Enter" onPress={find}>
          {say('refund.find')}
        </Button>
      </search>
      <h2 className="side-task-sub receipt-list-head">
        <span>{say('refund.recent')}</span>
        <span className="soft">{say('refund.paid_money')}</span>
      </h2>
      <div
        className="receipt-recent"
        onKeyDownCapture={(event) => {
          // Whoever types means the number that they read, not the row that is marked.
          if (!isTyped(event)) return;
          event.stopPropagation();
          field.current?.focus();
        }}
      >
        <ListBox
          aria-label={say('refund.recent')}
          className="receipt-list"
          ref={list}
          onAction={(key) => {
            const receipt = recent.find((candidate) => keyOf(candidate) === key);
            if (receipt !== undefined) void chooseRecent(room, receipt);
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
              <span className="one-line receipt-back soft">{backOf(say, receipt)}</span>
              <span className="soft">{receipt.businessDate}</span>
              <span className="amount">{yuan(receipt.moneyFen)}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </div>
    </>
  );
}

/** Sales of one number, by what is printed on a paper or known of its buyer. */
function WhichSale({ stage: { wanted, sales } }: { readonly stage: RefundWhichStage }) {
  const say = useWords();
  const room = useRoom();
  return (
    <ListBox
      aria-label={say('refund.which')}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
      autoFocus="first"
      className="receipt-list"
      onAction={(key) => void findReceipt(room, wanted, String(key))}
    >
      {sales.map(({ saleOperationId, ...sale }) => (
        <ListBoxItem
          className="receipt-row"
          id={saleOperationId}
          key={saleOperationId}
          textValue={sale.maskedName}
        >
          <ReceiptIcon />
          <strong className="one-line">
            {sale.atMs === null ? sale.businessDate : dayAndClock(sale.atMs)}
          </strong>
          <span className="one-line soft">{sale.terminalName}</span>
          <span className="one-line soft">{sale.maskedName}</span>
          <span className="soft">{wanted.receiptNo.trim()}</span>
          <span className="amount">{yuan(sale.amountFen)}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

function isTyped({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return key.length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;
}

function RefundLines({ stage }: { readonly stage: RefundLinesStage }) {
  const say = useWords();
  const room = useRoom();
  const field = useRef<HTMLInputElement>(null);
  useFocus(field, stage.refundNo);
  const { receipt, preview } = stage;
  const { businessDate, storeId } = receipt;
  const storeName = useStoreName();
  // The name of this store stands above.
  const isOwn = useLine((state) => state.till?.storeId === storeId);
  const lines = readRefundLines(stage);
  const shares = new Map(preview?.lines.map((share) => [share.lineNo, share]));
  return (
    <>
      <div className="refund-facts refund-sale">
        <Figure
          label={say('sale.receipt_no')}
          look="small"
          remark={isOwn ? businessDate : `${businessDate} · ${storeName(storeId)}`}
        >
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
        <Figure label={say('refund.paid_money')} look="small">
          {yuan(receipt.moneyFen)}
        </Figure>
      </div>
      <p className="refund-lines-head soft">{say('refund.line_amount')}</p>
      <ul className="refund-lines">
        {receipt.lines.map((line, index) => (
          <li className="refund-line" key={line.lineNo}>
            <span className="refund-line-name">
              <strong className="one-line">
                {line.sku === 'MANUAL' ? say('refund.manual_line') : line.sku}
              </strong>
              <span className="soft">
                ×{line.quantity} · {yuan(line.amountFen)}
                {line.isBack || line.refundedFen > 0
                  ? ` · ${say('refund.already', { amount: yuan(line.refundedFen) })}`
                  : ''}
                {line.waitingFen > 0
                  ? ` · ${say('refund.waits', { amount: yuan(line.waitingFen) })}`
                  : ''}
              </span>
            </span>
            <span className="refund-line-share">
              {partsOfShare(say, shares.get(line.lineNo)).join(' · ')}
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
      <div className="refund-foot">
        <div aria-live="polite" className="refund-preview">
          {preview === null ? null : <Preview preview={preview} />}
        </div>
        <div className="side-task-acts">
          <Button keyHint="F8" onPress={() => refundEverything(room)} size="large">
            {say('refund.everything')}
          </Button>
          <Button
            isDisabled={lines.length === 0}
            keyHint="Enter"
            look="primary"
            onPress={() => void postRefund(room)}
            size="large"
          >
            {preview === null
              ? say('refund.post_unknown')
              : say('refund.post', { amount: yuan(preview.moneyFen + preview.planChargeFen) })}
          </Button>
        </div>
      </div>
    </>
  );
}

/** What one line moves, said beside it; [] for one that nothing of comes back. */
function partsOfShare(
  say: Say,
  share: RefundQuote['lines'][number] | undefined,
): readonly string[] {
  if (share === undefined) return [];
  const { moneyFen, restoredValueFen, restoredPoints, takenBackPoints } = share;
  return [
    moneyFen > 0 && say('refund.line_money', { amount: yuan(moneyFen) }),
    restoredValueFen > 0 && say('refund.line_value', { amount: yuan(restoredValueFen) }),
    restoredPoints > 0 && say('refund.line_restored', { points: pts(restoredPoints) }),
    takenBackPoints > 0 && say('refund.line_taken', { points: pts(takenBackPoints) }),
  ].filter((part) => part !== false);
}

/** What would move: each tender (PL-14), then what is taken back. */
function Preview({ preview }: { readonly preview: RefundQuote }) {
  const say = useWords();
  const { takenBackPoints, shortPoints } = preview;
  const parts = [
    preview.isVoid && say('refund.is_void'),
    shortPoints > 0 && say('refund.will_lack', { points: pts(shortPoints) }),
  ].filter((part) => part !== false);
  return (
    <>
      <div className="refund-tenders">
        <RefundTenders {...preview} look="small" />
        {takenBackPoints === 0 ? null : (
          <Figure label={say('refund.taken_back')} look="small">
            {pts(takenBackPoints)}
          </Figure>
        )}
      </div>
      {parts.length === 0 ? null : <p>{parts.join(' · ')}</p>}
    </>
  );
}

/** A receipt that only head office may know, written down: its day, and how much comes back. */
function UnknownReceipt({ stage }: { readonly stage: RefundUnknownStage }) {
  const say = useWords();
  const room = useRoom();
  const name = useTill((state) => state.sale.member?.maskedName) ?? '';
  const day = useRef<HTMLInputElement>(null);
  const amount = useRef<HTMLInputElement>(null);
  // A day that was typed to find the receipt is here already.
  const [isDayKnown] = useState(stage.dayText !== '');
  useFocus(isDayKnown ? amount : day, stage.refundNo);
  const confirm = () => void confirmUnknown(room);
  return (
    <>
      <div className="refund-facts">
        <Figure label={say('sale.receipt_no')} look="small">
          {stage.receiptNo}
        </Figure>
        <Figure label={say('refund.store')} look="small">
          {stage.storeId ?? say('refund.own_store')}
        </Figure>
        <Figure label={say('refund.member')} look="small">
          {name}
        </Figure>
      </div>
      <div className="form">
        <TextBox
          hint={say('refund.day_hint')}
          inputMode="numeric"
          inputRef={day}
          label={say('refund.day_needed')}
          onChange={(dayText) => typeUnknown(room, { dayText })}
          onEnter={() => amount.current?.focus()}
          value={stage.dayText}
        />
        <TextBox
          hint={say('refund.money_only')}
          inputMode="decimal"
          inputRef={amount}
          label={say('refund.amount')}
          look="amount"
          onChange={(amountText) => typeUnknown(room, { amountText })}
          onEnter={confirm}
          placeholder="0.00"
          value={stage.amountText}
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

const approvalMeans = {
  lines: 'refund.old_means',
  short: 'refund.old_means',
  waive: 'refund.waive_means',
  unknown: 'refund.unknown_means',
} as const satisfies Record<string, WordKey>;

function Approval({ stage }: { readonly stage: RefundApproveStage }) {
  const say = useWords();
  const room = useRoom();
  const { before } = stage;
  const isWaiver = before.status === 'short' && before.choice === 'waive';
  const lines = before.status === 'short' ? before.lines : before;
  const { receiptNo } = lines.status === 'lines' ? lines.receipt : lines;
  const memberName = useTill((state) => state.sale.member?.maskedName) ?? '';
  const goodsFen =
    lines.status === 'lines' ? goodsFenOf(lines) : (readAmountFen(lines.amountText) ?? 0);
  const quote =
    before.status === 'short' ? before.quote : before.status === 'lines' ? before.preview : null;
  return (
    <SecondPerson
      confirmWords={say('approve.post')}
      label={say('staff.manager')}
      message={stage.message}
      nobody={say('approve.nobody')}
      onConfirm={(manager) => void approveRefund(room, manager)}
      people={stage.approvers}
    >
      <p>{say(approvalMeans[isWaiver ? 'waive' : before.status])}</p>
      <dl className="facts">
        <dt>{say('sale.receipt_no')}</dt>
        <dd>{receiptNo}</dd>
        <dt>{say('refund.member')}</dt>
        <dd>{lines.status === 'lines' ? lines.receipt.maskedName : memberName}</dd>
        <dt>{say('refund.goods')}</dt>
        <dd>{yuan(goodsFen)}</dd>
        {quote === null ? null : (
          <>
            <dt>{say('refund.money')}</dt>
            <dd>{yuan(quote.moneyFen)}</dd>
          </>
        )}
        {quote === null || quote.planChargeFen === 0 ? null : (
          <>
            <dt>{say('refund.plan_charge')}</dt>
            <dd>{yuan(quote.planChargeFen)}</dd>
          </>
        )}
        {isWaiver ? (
          <>
            <dt>{say('refund.waived')}</dt>
            <dd>{pts(before.quote.shortPoints)}</dd>
            <dt>{say('refund.waive_reason')}</dt>
            <dd>{before.note}</dd>
          </>
        ) : null}
      </dl>
    </SecondPerson>
  );
}

function RefundResult(props: { readonly receiptNo: string; readonly outcome: PostedRefund }) {
  const say = useWords();
  const room = useRoom();
  const { outcome } = props;
  const { deductedFen = 0, waivedPoints = 0, restoredValueFen = 0, restoredCoupons = 0 } = outcome;
  const { moneyFen = 0, planChargeFen = 0, restoredPoints } = outcome;
  const given = { moneyFen, planChargeFen, restoredValueFen, restoredPoints, restoredCoupons };
  const words = outcome.isQueued === true ? 'refund.queued' : 'refund.done';
  return (
    <>
      <p aria-live="polite" className="refund-done">
        {say(words, { receiptNo: props.receiptNo, name: outcome.member.maskedName })}
      </p>
      {outcome.isQueued === true ? (
        <p>{say('refund.money_only')}</p>
      ) : (
        <div className="refund-facts">
          <RefundTenders {...given} />
          <Figure label={say('refund.taken_back')}>{pts(outcome.takenBackPoints)}</Figure>
          {outcome.debtPoints === 0 ? null : (
            <Figure label={say('refund.debt')} remark={say('refund.debt_means')} tone="amber">
              {pts(outcome.debtPoints)}
            </Figure>
          )}
          {deductedFen === 0 ? null : (
            <Figure
              label={say('refund.deducted')}
              remark={say('refund.deducted_means')}
              tone="amber"
            >
              {yuan(deductedFen)}
            </Figure>
          )}
          {waivedPoints === 0 ? null : (
            <Figure label={say('refund.waived')}>{pts(waivedPoints)}</Figure>
          )}
          {outcome.member.availablePoints === null ? null : (
            <Figure label={say('balance.available')} tone="accent">
              {pts(outcome.member.availablePoints)}
            </Figure>
          )}
        </div>
      )}
      <div className="side-task-acts">
        <Button keyHint="Enter" look="primary" onPress={() => stepBack(room)} size="large">
          {say('refund.close')}
        </Button>
      </div>
    </>
  );
}

/** What of a receipt came back before; '' for nothing. */
function backOf(say: Say, { lines }: PostedReceipt): string {
  if (lines.every(({ isBack }) => isBack)) return say('refund.already_all');
  const backFen = lines.reduce((sum, { refundedFen }) => sum + refundedFen, 0);
  return backFen === 0 ? '' : say('refund.already', { amount: yuan(backFen) });
}

function keyOf(receipt: PostedReceipt): string {
  return `${receipt.storeId} ${receipt.businessDate} ${receipt.receiptNo}`;
}
