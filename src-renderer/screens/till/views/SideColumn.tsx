import { useTill } from '../use-till.ts';
import { shownQuote } from '../till-state.ts';
import { CategoryPanel } from './CategoryPanel.tsx';
import { CouponPanel } from './CouponPanel.tsx';
import { PointsPanel } from './PointsPanel.tsx';
import { SidePad } from './SidePad.tsx';

/** The right side: the pad, or the choice of coupons or points. Side tasks take the whole width. */
export function SideColumn() {
  const step = useTill((state) => state.step);
  const quote = useTill((state) => shownQuote(state.sale));
  switch (step.status) {
    case 'coupons':
      return (
        <aside className="till-side">
          {quote === null ? null : <CouponPanel quote={quote} step={step} />}
        </aside>
      );
    case 'points':
      return (
        <aside className="till-side">
          {quote === null ? null : <PointsPanel quote={quote} step={step} />}
        </aside>
      );
    case 'category':
      return (
        <aside className="till-side">
          <CategoryPanel pickedNo={step.pickedNo} />
        </aside>
      );
    case 'ready':
    case 'candidates':
    case 'region':
    case 'sale':
    case 'identify':
    case 'earned':
      return (
        <aside className="till-side">
          <SidePad />
        </aside>
      );
    case 'same_number':
    case 'refund':
    case 'ledger':
    case 'edit':
    case 'manager_pin':
    case 'identify_pin':
    case 'adjust':
    case 'plans':
    case 'sinks':
    case 'sink_pin':
    case 'review':
    case 'value':
    case 'value_customer':
    case 'member_pin':
    case 'set_pin':
      return null;
  }
}
