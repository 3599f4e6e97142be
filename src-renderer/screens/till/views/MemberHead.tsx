import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { Button } from '../../../parts/Button.tsx';
import { pts } from '../../../parts/format.ts';
import { CardIcon, FrozenIcon, LockIcon } from '../../../parts/icons.tsx';
import { TierBadge } from '../../../parts/TierBadge.tsx';
import { useWords } from '../../../parts/words.ts';
import { openLedger } from '../actions/ledger.ts';
import { openEdit } from '../actions/member-care.ts';
import { useStanding } from '../use-standing.ts';
import { useTierRank } from '../use-tier-rank.ts';
import { useRoom } from '../use-till.ts';
import { memberName } from './member-name.ts';

/** Panel part 1: who it is. */
export function MemberHead({ member }: { readonly member: MemberSummary }) {
  const say = useWords();
  const rankOf = useTierRank();
  const plan = useStanding()?.plans[0];
  const isElsewhere = member.isElsewhere === true;
  return (
    <header className="member-head">
      <div className="member-who">
        <h1 className="one-line">{memberName(say, member)}</h1>
        <TierBadge name={member.tierName} rank={rankOf(member.tier)} />
        {plan === undefined ? null : (
          <span className="flag flag-paid">
            <CardIcon />
            <span className="one-line">{plan.name}</span>
          </span>
        )}
        {member.status === 'frozen' ? (
          <span className="flag flag-refuse">
            <FrozenIcon />
            {say('member.frozen')}
          </span>
        ) : null}
        {member.debtPoints !== null && member.debtPoints > 0 ? (
          <span className="flag flag-amber">
            {say('member.debt', { points: pts(member.debtPoints) })}
          </span>
        ) : null}
        {member.hasPin || isElsewhere ? null : (
          <span className="flag flag-plain">
            <LockIcon />
            {say('member.no_pin')}
          </span>
        )}
      </div>
      {isElsewhere ? null : <NumbersAndActs member={member} />}
    </header>
  );
}

function NumbersAndActs({ member }: { readonly member: MemberSummary }) {
  const say = useWords();
  const room = useRoom();
  return (
    <>
      <p className="member-numbers soft one-line">
        {member.maskedPhone} · {say('member.no', { memberNo: member.memberNo })}
      </p>
      <div className="member-acts">
        <Button keyHint="Shift F8" look="quiet" onPress={() => void openLedger(room)}>
          {say('ledger.open')}
        </Button>
        <Button keyHint="Shift F3" look="quiet" onPress={() => openEdit(room)}>
          {say('edit.open')}
        </Button>
      </div>
    </>
  );
}
