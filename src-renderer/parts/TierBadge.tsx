import { TierIcon } from './icons.tsx';
import './tier-badge.css';

const HIGHEST_RANK = 3;

/** A tier as colour, word and sign together. `rank` 0 is the first tier. */
export function TierBadge(props: { readonly name: string; readonly rank: number }) {
  const rank = Math.max(0, Math.min(props.rank, HIGHEST_RANK));
  return (
    <span className={`tier-badge tier-badge-${rank}`}>
      <TierIcon rank={rank} />
      <span className="one-line">{props.name}</span>
    </span>
  );
}
