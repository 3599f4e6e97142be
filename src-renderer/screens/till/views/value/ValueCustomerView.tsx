import type { MemberSummary } from '../../../../../src-shared/contract/till/member.ts';
import { topUpTermsLines } from '../../../../../src-shared/text/value-voucher.ts';
import { readAmountFen } from '../../../../parts/amount-text.ts';
import { Button } from '../../../../parts/Button.tsx';
import { CustomerSide } from '../../../../parts/CustomerSide.tsx';
import { Figure } from '../../../../parts/Figure.tsx';
import { yuan } from '../../../../parts/format.ts';
import { useLanguage } from '../../../../parts/use-language.ts';
import { useWords } from '../../../../parts/words.ts';
import { payWithPin } from '../../actions/value/pay.ts';
import { refundWithPin, workingOf } from '../../actions/value/refund.ts';
import { agreeTopUp, topUpAmounts } from '../../actions/value/top-up.ts';
import { stepBack } from '../../till-keys.ts';
import type { Step } from '../../till-state.ts';
import { useRoom, useTill } from '../../use-till.ts';
import type { TopUpStage, Wallet } from '../../value-state.ts';
import { MemberPinFrame } from '../MemberPinView.tsx';

/** What a member is asked about their stored value, on their side of the screen. */
export function ValueCustomerView(props: {
  readonly member: MemberSummary;
  readonly step: Extract<Step, { status: 'value_customer' }>;
}) {
  const say = useWords();
  const { member, step } = props;
  const { stage, wallet, message } = step;
  switch (stage.status) {
    case 'pay': {
      const amountFen = readAmountFen(stage.amountText) ?? 0;
      return (
        <MemberPinFrame
          cancelWords={say('act.back')}
          confirm={(room, pin) => payWithPin(room, stage, pin)}
          member={member}
          message={message}
        >
          <p className="customer-pay">
            <span>{say('value.pay_from')}</span>
            <strong>{yuan(amountFen)}</strong>
          </p>
          <p>{say('value.left_after', { amount: yuan(wallet.value.availableFen - amountFen) })}</p>
        </MemberPinFrame>
      );
    }
    case 'refund':
      return (
        <MemberPinFrame
          cancelWords={say('act.back')}
          confirm={(room, pin) => refundWithPin(room, stage, pin)}
          member={member}
          message={message}
        >
          <p className="customer-pay">
            <span>{say('value.refund_of', { contractNo: stage.quote.contract.contractNo })}</span>
            <strong>{yuan(workingOf(stage.quote, stage.basis)?.refundFen ?? 0)}</strong>
          </p>
          <p>{say('value.refund_ends')}</p>
        </MemberPinFrame>
      );
    case 'top_up':
      return <TermsView member={member} message={message} stage={stage} wallet={wallet} />;
  }
}

/** The customer sees amount, bonus, terms and refund rule, and agrees (SV-05). */
function TermsView(props: {
  readonly member: MemberSummary;
  readonly stage: TopUpStage;
  readonly wallet: Wallet;
  readonly message: string;
}) {
  const say = useWords();
  const room = useRoom();
  const language = useLanguage();
  const isBusy = useTill((state) => state.isBusy);
  const { stage, wallet, member } = props;
  const { offer } = wallet;
  const amounts = offer === null ? null : topUpAmounts(offer, stage.draft);
  if (offer === null || amounts === null) return null;
  const lines = topUpTermsLines(
    {
      ...amounts,
      issuerName: offer.issuerName,
      terms: offer.terms,
      coolingOffDays: offer.limits.coolingOffDays,
    },
    language,
  );
  return (
    <CustomerSide
      cancelWords={say('act.back')}
      caption={say('pin.to_customer')}
      entry={
        <div className="customer-terms-entry">
          <Figure label={say('value.was_paid')}>{yuan(amounts.paidFen)}</Figure>
          <Figure label={say('value.was_given')} remark={say('value.bonus_means')}>
            {yuan(amounts.bonusFen)}
          </Figure>
          <Figure label={say('value.in_all')} look="large" tone="accent">
            {yuan(amounts.paidFen + amounts.bonusFen)}
          </Figure>
          <p aria-live="assertive" className="pin-message">
            {isBusy ? say('value.posting') : props.message}
          </p>
          <Button
            isDisabled={isBusy}
            isWide
            keyHint="Enter"
            look="primary"
            onPress={() => void agreeTopUp(room, stage)}
            size="large"
            takesFocus
          >
            {say('value.agree')}
          </Button>
        </div>
      }
      onCancel={() => stepBack(room)}
      title={say('pin.hello', { name: member.maskedName })}
    >
      <p>{say('value.read_terms')}</p>
      <ul className="customer-terms">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </CustomerSide>
  );
}
