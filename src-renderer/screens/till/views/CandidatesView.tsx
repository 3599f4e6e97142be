import { Button } from '../../../parts/Button.tsx';
import { CandidateList } from '../../../parts/CandidateList.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { openMember, tellDuplicates } from '../actions/find-member.ts';
import type { Step } from '../till-state.ts';
import { useTierRank } from '../use-tier-rank.ts';
import { useRoom, useTill } from '../use-till.ts';

type Candidates = Extract<Step, { readonly status: 'candidates' }>;

/** Several people fit. Of one number they may be one person, which head office can be told (ID-10). */
export function CandidatesView(props: { readonly step: Candidates }) {
  const say = useWords();
  const room = useRoom();
  const rankOf = useTierRank();
  const isBusy = useTill((state) => state.isBusy);
  const { members, query, sameNumber } = props.step;
  const count = members.length;
  const title = sameNumber === 'none' ? titleOf(props.step) : 'find.same_number';
  return (
    <section className="candidates">
      <h1>{say(title, { query, count })}</h1>
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

/** Asks for what was not said yet: of digits for the name, of a name for the digits (ID-06). */
function titleOf({ members, query, isCut }: Candidates): WordKey {
  const isNamed = !/\d/.test(query);
  if (isCut) return isNamed ? 'find.many_named' : 'find.many';
  if (members.length === 1) return isNamed ? 'find.one_named' : 'find.one';
  return isNamed ? 'find.several_named' : 'find.several';
}
