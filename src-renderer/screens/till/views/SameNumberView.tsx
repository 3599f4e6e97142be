import { Button } from '../../../parts/Button.tsx';
import { CompareMembers } from '../../../parts/CompareMembers.tsx';
import { useWords } from '../../../parts/words.ts';
import { openMember, tellDuplicates } from '../actions/find-member.ts';
import type { Step } from '../till-state.ts';
import { useTierRank } from '../use-tier-rank.ts';
import { useRoom, useTill } from '../use-till.ts';

/** Members of one number side by side: one of them is opened, and head office is told if they are one person (ID-10). */
export function SameNumberView(props: {
  readonly step: Extract<Step, { readonly status: 'same_number' }>;
}) {
  const say = useWords();
  const room = useRoom();
  const rankOf = useTierRank();
  const isBusy = useTill((state) => state.isBusy);
  const { members, isTold } = props.step;
  return (
    <section className="candidates">
      <h1>{say('find.same_number', { count: members.length })}</h1>
      <CompareMembers
        compared={members}
        onChoose={({ member }) => openMember(room, member)}
        rankOf={rankOf}
      />
      <footer className="candidates-same">
        <p aria-live="polite" className="soft">
          {say(isTold ? 'find.duplicate_told' : 'find.duplicate_means')}
        </p>
        {isTold ? null : (
          <Button isDisabled={isBusy} onPress={() => void tellDuplicates(room)}>
            {say('find.tell_duplicate')}
          </Button>
        )}
      </footer>
    </section>
  );
}
