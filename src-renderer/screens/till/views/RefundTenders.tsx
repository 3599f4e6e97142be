import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { useWords } from '../../../parts/words.ts';

/** What goes back in each tender, money first: what the cashier pays out, and never points or stored value (PL-13, PL-14). */
export function RefundTenders(props: {
  readonly moneyFen: number;
  readonly planChargeFen: number;
  readonly restoredValueFen: number;
  readonly restoredPoints: number;
  readonly restoredCoupons: number;
  readonly look?: 'normal' | 'small';
}) {
  const say = useWords();
  const { moneyFen, planChargeFen, restoredValueFen, restoredPoints, restoredCoupons } = props;
  const { look = 'normal' } = props;
  return (
    <>
      <Figure label={say('refund.money')} look={look} tone="accent">
        {yuan(moneyFen)}
      </Figure>
      {planChargeFen === 0 ? null : (
        <Figure label={say('refund.plan_charge')} look={look} tone="accent">
          {yuan(planChargeFen)}
        </Figure>
      )}
      {restoredValueFen === 0 ? null : (
        <Figure label={say('refund.restored_value')} look={look}>
          {yuan(restoredValueFen)}
        </Figure>
      )}
      {restoredPoints === 0 ? null : (
        <Figure label={say('refund.restored')} look={look}>
          {pts(restoredPoints)}
        </Figure>
      )}
      {restoredCoupons === 0 ? null : (
        <Figure label={say('refund.restored_coupons')} look={look}>
          {restoredCoupons}
        </Figure>
      )}
    </>
  );
}
