import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { ValueRefundQuote } from '../../../../../src-shared/contract/till/stored-value.ts';
import { cashRefundMaxFen } from '../../../../../src-shared/domain/stored-value/decide-value-refund.ts';
import { Button } from '../../../../parts/Button.tsx';
import { Choice } from '../../../../parts/Choice.tsx';
import { Figure } from '../../../../parts/Figure.tsx';
import { yuan } from '../../../../parts/format.ts';
import { PrintLines, Printout } from '../../../../parts/Printout.tsx';
import { useWords, type WordKey } from '../../../../parts/words.ts';
import {
  approveValueRefund,
  chooseBasis,
  chooseContract,
  choosePayTo,
  confirmValueRefund,
  printRefund,
  workingOf,
} from '../../actions/value/refund.ts';
import { useRoom, useTill } from '../../use-till.ts';
import type { ValueRefundStage, ValueStage } from '../../value-state.ts';
import { SecondPerson } from '../SecondPerson.tsx';
import { useDigitChoice } from '../../../../parts/use-digit-choice.ts';
import { ValueDone } from './ValueTopUp.tsx';

const payToWords = {
  cash: 'value.pay_to_cash',
  same_name_account: 'value.pay_to_account',
} as const satisfies Record<ValueRefundStage['payTo'], WordKey>;

/** Which of several purchases goes back. */
export function ContractChoice({ quotes }: { readonly quotes: readonly ValueRefundQuote[] }) {
  const say = useWords();
  const room = useRoom();
  const choose = (index: number) => {
    const quote = quotes[index];
    if (quote !== undefined) chooseContract(room, quote);
  };
  useDigitChoice(choose);
  return (
    <>
      <h2 className="side-task-sub">{say('value.which_contract')}</h2>
      <ListBox
        aria-label={say('value.which_contract')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
        autoFocus="first"
        className="receipt-list"
        onAction={(key) => choose(quotes.findIndex(({ contract }) => contract.contractNo === key))}
      >
        {quotes.map(({ contract }, index) => (
          <ListBoxItem
            className="receipt-row value-contract-row"
            id={contract.contractNo}
            key={contract.contractNo}
            textValue={contract.contractNo}
          >
            <kbd className="key-hint">{index + 1}</kbd>
            <strong className="one-line">{contract.contractNo}</strong>
            <span className="soft">{contract.onDay}</span>
            <span className="soft">
              {say('value.of', { paid: yuan(contract.paidFen), bonus: yuan(contract.bonusFen) })}
            </span>
            <span className="amount">
              {yuan(contract.principalLeftFen + contract.bonusLeftFen)}
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
    </>
  );
}

/** The calculator: every basis with its working, on paper before anybody agrees (SV-03). */
export function ValueRefund({ stage }: { readonly stage: ValueRefundStage }) {
  const say = useWords();
  const room = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const { quote, basis, isPrinted } = stage;
  const { contract } = quote;
  const working = workingOf(quote, basis);
  const refundFen = working?.refundFen ?? 0;
  const confirm = () => void confirmValueRefund(room);
  const chosenWords =
    basis === null
      ? say('value.basis_first')
      : say('value.refund_go_on', { amount: yuan(refundFen) });
  const goOnWords = isPrinted ? chosenWords : say('value.print_first');
  return (
    <>
      <div className="refund-facts">
        <Figure label={say('value.contract')} look="small" remark={contract.onDay}>
          {contract.contractNo}
        </Figure>
        <Figure label={say('value.was_paid')} look="small">
          {yuan(contract.paidFen)}
        </Figure>
        <Figure label={say('value.was_given')} look="small">
          {yuan(contract.bonusFen)}
        </Figure>
        <Figure label={say('value.was_spent')} look="small">
          {yuan(contract.spentFen)}
        </Figure>
      </div>
      <div className="value-bases">
        <Choice
          isFocused
          label={say('value.basis')}
          look="cards"
          onChange={(chosen) => chooseBasis(room, chosen)}
          onEnter={confirm}
          options={quote.workings.map(({ basis: value, applies, lines }, index) => {
            return {
              value,
              words: lines[0] ?? '',
              remark: <Working lines={lines.slice(1)} />,
              keyHint: String(index + 1),
              isOff: !applies,
            };
          })}
          value={basis}
        />
      </div>
      {working === undefined ? null : (
        <Choice
          label={say('value.pay_to')}
          onChange={(payTo) => choosePayTo(room, payTo)}
          onEnter={confirm}
          options={[
            {
              value: 'cash',
              words: say(payToWords.cash),
              isOff: refundFen > cashRefundMaxFen,
            },
            { value: 'same_name_account', words: say(payToWords.same_name_account) },
          ]}
          value={stage.payTo}
        />
      )}
      <p className="soft">
        {refundFen === 0 && working !== undefined
          ? say('value.nothing_back')
          : say('value.refund_means', { cash: yuan(cashRefundMaxFen) })}
      </p>
      <Printout isSeen={false} label={say('value.calculation')}>
        <PrintLines lines={quote.lines} />
      </Printout>
      <div className="side-task-acts">
        {isPrinted ? (
          <Button keyHint="P" onPress={() => printRefund(room)} size="large">
            {say('value.print_again')}
          </Button>
        ) : null}
        <Button
          isDisabled={isBusy || (isPrinted && basis !== null && refundFen === 0)}
          keyHint="Enter"
          look="primary"
          onPress={confirm}
          size="large"
        >
          {goOnWords}
        </Button>
      </div>
    </>
  );
}

/** How one basis is worked out; what comes back stands out. */
function Working({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line, index) => (
    <span
      className={index > 0 && index === lines.length - 1 ? 'value-back' : 'value-how'}
      key={line}
    >
      {line}
    </span>
  ));
}

/** A manager agrees to pay it back. */
export function RefundApproval(props: {
  readonly stage: Extract<ValueStage, { status: 'refund_approve' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const { before, approvers, message } = props.stage;
  const { quote, basis, payTo } = before;
  const working = workingOf(quote, basis);
  return (
    <SecondPerson
      confirmWords={say('approve.post')}
      label={say('staff.manager')}
      message={message}
      nobody={say('approve.nobody')}
      onConfirm={(approver) => void approveValueRefund(room, approver)}
      people={approvers}
    >
      <p>{say('value.approve_means')}</p>
      <dl className="facts">
        <dt>{say('value.contract')}</dt>
        <dd>{quote.contract.contractNo}</dd>
        <dt>{say('value.basis')}</dt>
        <dd>{working?.lines[0]}</dd>
        <dt>{say('refund.amount')}</dt>
        <dd>
          <strong>{yuan(working?.refundFen ?? 0)}</strong>
        </dd>
        <dt>{say('value.pay_to')}</dt>
        <dd>{say(payToWords[payTo])}</dd>
      </dl>
    </SecondPerson>
  );
}

/** It is paid back; the calculation is for the customer. */
export function RefundDone(props: { readonly stage: Extract<ValueStage, { status: 'refunded' }> }) {
  const say = useWords();
  const { refundFen, payTo, lines } = props.stage;
  const words = say('value.refunded', { amount: yuan(refundFen) });
  return (
    <ValueDone
      label={say('value.calculation')}
      lines={[...lines, `${words} · ${say(payToWords[payTo])}`]}
      means={say(payToWords[payTo])}
      words={words}
    />
  );
}
