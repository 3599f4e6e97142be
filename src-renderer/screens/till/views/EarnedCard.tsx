import { Figure } from '../../../parts/Figure.tsx';
import { pts, signedPts, yuan } from '../../../parts/format.ts';
import { CheckIcon } from '../../../parts/icons.tsx';
import { useWords } from '../../../parts/words.ts';
import type { Earned } from '../till-state.ts';
import { rightWords } from './right-words.ts';

/** Panel part 2 once the sale is done: what it came to, and why. */
export function EarnedCard({ earned }: { readonly earned: Earned }) {
  const say = useWords();
  const { usedPoints, savedFen, heldPoints, raisedTo, right } = earned;
  return (
    <section aria-live="polite" className="earned-card">
      <div className="earned-main">
        <CheckIcon size={44} />
        <div>
          <p className="earned-title">{say(earned.isPending ? 'earned.pending' : 'earned.done')}</p>
          <p className="earned-points">
            {signedPts(earned.earnedPoints)}
            <small>{say('unit.points', { count: earned.earnedPoints })}</small>
          </p>
        </div>
      </div>
      <ul className="earned-why">
        {earned.entries.map((entry) => (
          <li key={`${entry.kind}-${entry.ruleId}`}>
            <span className="one-line">{entry.reason}</span>
            <strong>{signedPts(entry.points)}</strong>
          </li>
        ))}
        {right === null ? null : (
          <li className="earned-right">
            <span>{say('earned.used', { points: pts(usedPoints) })}</span>
            <strong>{say(rightWords[right].did)}</strong>
          </li>
        )}
        {heldPoints > 0 ? (
          <li className="earned-held">{say('earned.held', { points: pts(heldPoints) })}</li>
        ) : null}
        {raisedTo === null ? null : (
          <li className="earned-raised">{say('earned.raised', { tier: raisedTo })}</li>
        )}
      </ul>
      <Figure
        label={say('sale.payable')}
        look="large"
        remark={[
          earned.receiptNo,
          ...(savedFen > 0 ? [say('earned.saved', { amount: yuan(savedFen) })] : []),
          ...(earned.valuePaidFen > 0
            ? [say('quote.value_paid', { amount: yuan(earned.valuePaidFen) })]
            : []),
        ].join(' · ')}
      >
        {yuan(earned.payableFen)}
      </Figure>
    </section>
  );
}
