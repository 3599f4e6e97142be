import { useTill } from '../use-till.ts';
import { RedeemPanel } from './RedeemPanel.tsx';
import { SidePad } from './SidePad.tsx';

/** The right side: the pad, or the choice of points. Side tasks take the whole width. */
export function SideColumn() {
  const step = useTill((state) => state.step);
  const quote = useTill((state) => state.sale.quote);
  switch (step.status) {
    case 'redeem':
      return (
        <aside className="till-side">
          {quote === null ? null : <RedeemPanel points={step.points} quote={quote} />}
        </aside>
      );
    case 'ready':
    case 'candidates':
    case 'sale':
    case 'identify':
    case 'earned':
      return (
        <aside className="till-side">
          <SidePad />
        </aside>
      );
    case 'refund':
    case 'ledger':
    case 'edit':
    case 'manager_pin':
    case 'identify_pin':
    case 'adjust':
    case 'member_pin':
    case 'set_pin':
      return null;
  }
}
