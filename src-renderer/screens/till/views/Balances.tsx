import type { OpenMember } from '../../../../src-shared/contract/till/member.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { clock, pts } from '../../../parts/format.ts';
import { useWords, type WordKey } from '../../../parts/words.ts';

const sides = [
  { field: 'pendingPoints', words: 'balance.pending', tone: 'plain' },
  { field: 'heldPoints', words: 'balance.held', tone: 'amber' },
  { field: 'reservedPoints', words: 'balance.reserved', tone: 'plain' },
  { field: 'debtPoints', words: 'balance.debt', tone: 'amber' },
] as const satisfies readonly {
  field: keyof OpenMember;
  words: WordKey;
  tone: 'plain' | 'amber';
}[];

/** Panel part 4: what the member has, as this till knows it. */
export function Balances({ member }: { readonly member: OpenMember }) {
  const say = useWords();
  const { expiringPoints, expiresOnDay, asOfMs } = member;
  return (
    <section className="balances">
      <Figure label={say('balance.available')} tone="accent">
        {pts(member.availablePoints)}
      </Figure>
      <div className="balance-sides">
        {sides.map(({ field, words, tone }) => (
          <Figure
            key={field}
            label={say(words)}
            look="small"
            tone={member[field] > 0 ? tone : 'plain'}
          >
            {pts(member[field])}
          </Figure>
        ))}
      </div>
      <p className="balance-as-of soft one-line">
        {asOfMs === null
          ? say('balance.as_of_never')
          : say('balance.as_of', { time: clock(asOfMs) })}
        {' · '}
        {say('balance.offline', { points: pts(member.offlinePoints) })}
        {' · '}
        {expiringPoints > 0 && expiresOnDay !== null
          ? say('balance.expiring', { points: pts(expiringPoints), day: expiresOnDay })
          : say('balance.not_expiring')}
      </p>
    </section>
  );
}
