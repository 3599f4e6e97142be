import { Button } from '../../../parts/Button.tsx';
import { CandidateList } from '../../../parts/CandidateList.tsx';
import { useWords } from '../../../parts/words.ts';
import { openMember, tellDuplicates } from '../actions/find-member.ts';
import type { Step } from '../till-state.ts';
import { useTierRank } from '../use-tier-rank.ts';
import { useRoom, useTill } from '../use-till.ts';

/** Several people fit. Of one number they may be one person, which head office can be told (ID-10). */
export function CandidatesView(props: {
  readonly step: Extract<Step, { readonly status: 'candidates' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const rankOf = useTierRank();
  const isBusy = useTill((state) => state.isBusy);
  const { members, query, sameNumber } = props.step;
  const count = members.length;
  return (
    <section className="candidates">
      <h1>
        {sameNumber === 'none'
          ? say(count === 1 ? 'find.one' : 'find.several', { query, count })
          : say('find.same_number', { count })}
      </h1>
      <CandidateList
        members={members}
        onChoose={(member) => openMember(room, member)}
        rankOf={rankOf}
      />
      {sameNumber === 'none' ? null : (
        <footer className="candidates-same">
          <p aria-live="polite" className="soft">
            {say(sameNumber === 'told' ? 'find.duplicate_told' : 'find.duplicate_means')}
          </p>
          {sameNumber === 'told' ? null : (
            <Button isDisabled={isBusy} onPress={() => void tellDuplicates(room)}>
              {say('find.tell_duplicate')}
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}
