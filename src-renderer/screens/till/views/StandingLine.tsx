import type { OpenMember } from '../../../../src-shared/contract/till/member.ts';
import { missingText } from '../missing-text.ts';
import { yuan } from '../../../parts/format.ts';
import { type Say, useWords } from '../../../parts/words.ts';
import type { KnownStanding } from '../till-state.ts';
import { useStanding } from '../use-standing.ts';

/** How long the tier lasts, what has been reached towards the next, and what is missing for it, or to keep this one (TR-04). */
export function StandingLine({ member }: { readonly member: OpenMember }) {
  const say = useWords();
  const standing = useStanding();
  if (standing === null) return <p className="standing-line soft">{'\u00a0'}</p>;
  const { growth, tierIsProvisional, tierUntilDay } = standing;
  const term =
    tierUntilDay === null
      ? say('standing.for_good', { tier: member.tierName })
      : say('standing.until', { tier: member.tierName, day: tierUntilDay });
  const parts = [
    tierIsProvisional ? `${term} ${say('standing.provisional')}` : term,
    say('standing.growth', { amount: yuan(growth.spendFen), count: growth.visitDays }),
  ];
  return (
    <p className="standing-line">
      <span className="soft">{parts.join(' · ')}</span>
      {' · '}
      <Missing say={say} standing={standing} />
    </p>
  );
}

/** What is at stake comes first: the tier itself, then the next one. */
function Missing({ say, standing }: { readonly say: Say; readonly standing: KnownStanding }) {
  const { keepTier, nextTier, tierIsHeld } = standing;
  if (tierIsHeld) return <strong>{say('standing.held')}</strong>;
  if (keepTier !== null && keepTier.missing?.length !== 0) {
    const { byDay: day, missing } = keepTier;
    const words =
      missing === null
        ? say('standing.ends', { day })
        : say('standing.keep', { day, missing: missingText(say, missing) });
    return <strong className="standing-keep">{words}</strong>;
  }
  if (nextTier === null) return <strong>{say('standing.highest')}</strong>;
  const { missing, tierName: tier } = nextTier;
  const words =
    missing.length === 0
      ? say('standing.next_receipt', { tier })
      : say('standing.next', { tier, missing: missingText(say, missing) });
  return <strong>{words}</strong>;
}
