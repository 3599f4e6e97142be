import { useTill } from '../use-till.ts';
import { AdjustView } from './AdjustView.tsx';
import { CandidatesView } from './CandidatesView.tsx';
import { EditView } from './EditView.tsx';
import { LedgerView } from './LedgerView.tsx';
import { ManagerPinView } from './ManagerPinView.tsx';
import { MemberPanel } from './MemberPanel.tsx';
import { PlanView } from './PlanView.tsx';
import { ReadyView } from './ReadyView.tsx';
import { RefundView } from './RefundView.tsx';
import { RegionView } from './RegionView.tsx';
import { ReviewView } from './ReviewView.tsx';
import { SameNumberView } from './SameNumberView.tsx';
import { SinkView } from './SinkView.tsx';
import { TillNoticeLine } from './TillNoticeLine.tsx';
import { ValueView } from './value/ValueView.tsx';

/** The left side: what belongs to the step at hand. */
export function Stage() {
  const step = useTill((state) => state.step);
  const member = useTill((state) => state.sale.member);
  if (step.status === 'refund') return <RefundView stage={step.stage} />;
  if (step.status === 'review') return <ReviewView stage={step.stage} />;
  if (step.status === 'candidates') {
    return (
      <>
        <TillNoticeLine />
        <CandidatesView step={step} />
      </>
    );
  }
  if (step.status === 'same_number') {
    return (
      <>
        <TillNoticeLine />
        <SameNumberView step={step} />
      </>
    );
  }
  if (step.status === 'region') {
    return (
      <>
        <TillNoticeLine />
        <RegionView digits={step.digits} />
      </>
    );
  }
  if (member === null) {
    return (
      <>
        <TillNoticeLine />
        <ReadyView />
      </>
    );
  }
  switch (step.status) {
    case 'ledger':
      return <LedgerView ledger={step.ledger} name={member.maskedName} />;
    case 'edit':
      return <EditView member={member} scannedCardNo={step.scannedCardNo} />;
    case 'manager_pin':
      return <ManagerPinView {...step} member={member} />;
    case 'adjust':
      return <AdjustView member={member} stage={step.stage} />;
    case 'plans':
      return <PlanView member={member} stage={step.stage} />;
    case 'sinks':
      return <SinkView member={member} stage={step.stage} />;
    case 'value':
      return <ValueView member={member} stage={step.stage} wallet={step.wallet} />;
    case 'sink_pin':
    case 'ready':
    case 'sale':
    case 'identify':
    case 'identify_pin':
    case 'coupons':
    case 'points':
    case 'category':
    case 'earned':
    case 'member_pin':
    case 'set_pin':
    case 'value_customer':
      return <MemberPanel member={member} />;
  }
}
