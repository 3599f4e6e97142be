import { CandidateList } from '../../../parts/CandidateList.tsx';
import { useWords, type WordKey } from '../../../parts/words.ts';
import { openMember } from '../actions/find-member.ts';
import type { Step } from '../till-state.ts';
import { useTierRank } from '../use-tier-rank.ts';
import { useRoom } from '../use-till.ts';

type Candidates = Extract<Step, { readonly status: 'candidates' }>;

/** Several people fit. */
export function CandidatesView(props: { readonly step: Candidates }) {
  const say = useWords();
  const room = useRoom();
  const rankOf = useTierRank();
  const { members, query } = props.step;
  return (
    <section className="candidates">
      <h1>{say(titleOf(props.step), { query, count: members.length })}</h1>
      <CandidateList
        // The next list has the keys, as the first one had.
        key={query}
        members={members}
        onChoose={(member) => openMember(room, member)}
        rankOf={rankOf}
      />
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
