import type { OpenMember } from '../../../../src-shared/contract/till/member.ts';
import { clock } from '../../../../src-shared/values/shop-time.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { pts, yuan } from '../../../parts/format.ts';
import { type Say, useWords, type WordKey } from '../../../parts/words.ts';
import type { KnownStanding } from '../till-state.ts';
import { useStanding } from '../use-standing.ts';
import { StandingLine } from './StandingLine.tsx';

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

/** Panel part 4: what the member has and has reached, as this till knows it, and what of it ends soon. */
export function Balances({ member }: { readonly member: OpenMember }) {
  const say = useWords();
  const standing = useStanding();
  const { asOfMs, valuePrincipalFen, valueBonusFen } = member;
  const valueFen = valuePrincipalFen + valueBonusFen;
  return (
    <section className="balances">
      <Figure label={say('balance.available')} tone="accent">
        {pts(member.availablePoints)}
      </Figure>
      <div className="balance-sides">
        <Figure label={say('balance.coupons')} look="small">
          {standing === null ? '—' : pts(standing.coupons.count)}
        </Figure>
        {valueFen === 0 ? null : (
          <Figure label={say('balance.value')} look="small" tone="accent">
            {yuan(valueFen)}
          </Figure>
        )}
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
      <p className={`balance-as-of soft ${member.grants.length === 0 ? 'one-line' : ''}`}>
        {[
          asOfMs === null
            ? say('balance.as_of_never')
            : say('balance.as_of', { time: clock(asOfMs) }),
          ...(valueFen === 0
            ? []
            : [
                say('balance.value_parts', {
                  principal: yuan(valuePrincipalFen),
                  bonus: yuan(valueBonusFen),
                }),
              ]),
          ...member.grants.flatMap(({ storeName: store, points, valueFen }) => [
            ...(points === 0 ? [] : [say('balance.granted', { points: pts(points), store })]),
            ...(valueFen === 0
              ? []
              : [say('balance.granted_value', { amount: yuan(valueFen), store })]),
          ]),
          say('balance.offline', { points: pts(member.offlinePoints) }),
          ...endingWords(say, member, standing),
        ].join(' · ')}
      </p>
      <StandingLine member={member} />
    </section>
  );
}

function endingWords(
  say: Say,
  { expiringPoints, expiresOnDay }: OpenMember,
  standing: KnownStanding | null,
): readonly string[] {
  const isExpiring = expiringPoints > 0 && expiresOnDay !== null;
  const { endingCount: count = 0, endsOnDay: day = null } = standing?.coupons ?? {};
  return [
    isExpiring
      ? say('balance.expiring', { points: pts(expiringPoints), day: expiresOnDay })
      : say('balance.not_expiring'),
    ...(day === null ? [] : [say('balance.coupons_ending', { count, day })]),
  ];
}
