import type { ReactNode } from 'react';
import type { MemberSummary } from '../../../../../src-shared/contract/till/member.ts';
import { FrozenIcon } from '../../../../parts/icons.tsx';
import { useWords, type WordKey } from '../../../../parts/words.ts';
import type { ValueStage, Wallet } from '../../value-state.ts';
import { TaskFrame } from '../TaskFrame.tsx';
import { FreezeView, UnfreezeView } from './ValueFreeze.tsx';
import { ValueHome } from './ValueHome.tsx';
import { ValuePay } from './ValuePay.tsx';
import { ContractChoice, RefundApproval, RefundDone, ValueRefund } from './ValueRefund.tsx';
import { StatementView } from './ValueStatement.tsx';
import { TopUpDone, TopUpForm } from './ValueTopUp.tsx';

const titles = {
  home: 'value.title',
  pay: 'value.pay_title',
  top_up: 'value.top_up_title',
  topped_up: 'value.top_up_title',
  refund_choose: 'value.refund_title',
  refund: 'value.refund_title',
  refund_approve: 'value.refund_approve_title',
  refunded: 'value.refund_title',
  statement: 'value.statement_title',
  freeze: 'value.freeze_title',
  unfreeze: 'value.unfreeze_title',
} as const satisfies Record<ValueStage['status'], WordKey>;

/** F6: the member's stored value. */
export function ValueView(props: {
  readonly member: MemberSummary;
  readonly stage: ValueStage;
  readonly wallet: Wallet | null;
}) {
  const say = useWords();
  const { member, stage, wallet } = props;
  const name = member.maskedName === '' ? member.maskedPhone : member.maskedName;
  return (
    <TaskFrame title={say(titles[stage.status], { name })}>
      {wallet === null ? (
        <p aria-live="polite" className="value-waiting soft">
          {say('value.reading')}
        </p>
      ) : (
        <>
          {wallet.value.frozen ? (
            <p className="value-stopped">
              <FrozenIcon />
              {say('value.is_frozen')}
            </p>
          ) : null}
          <ValueStageView member={member} stage={stage} wallet={wallet} />
        </>
      )}
    </TaskFrame>
  );
}

function ValueStageView(props: {
  readonly member: MemberSummary;
  readonly stage: ValueStage;
  readonly wallet: Wallet;
}): ReactNode {
  const { stage, wallet } = props;
  switch (stage.status) {
    case 'home':
      return <ValueHome wallet={wallet} />;
    case 'pay':
      return <ValuePay stage={stage} wallet={wallet} />;
    case 'top_up':
      return wallet.offer === null ? null : <TopUpForm offer={wallet.offer} stage={stage} />;
    case 'topped_up':
      return <TopUpDone posted={stage.posted} />;
    case 'refund_choose':
      return <ContractChoice quotes={stage.quotes} />;
    case 'refund':
      return <ValueRefund stage={stage} />;
    case 'refund_approve':
      return <RefundApproval stage={stage} />;
    case 'refunded':
      return <RefundDone stage={stage} />;
    case 'statement':
      return <StatementView member={props.member} statement={stage.statement} />;
    case 'freeze':
      return <FreezeView />;
    case 'unfreeze':
      return <UnfreezeView stage={stage} />;
  }
}
