import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { MemberSummary } from '../../../../src-shared/contract/till/member.ts';
import { TierBadge } from '../../../parts/TierBadge.tsx';
import { useWords } from '../../../parts/words.ts';
import { openMember } from '../actions/find-member.ts';
import { useRoom } from '../use-till.ts';
import { useDigitChoice } from './use-digit-choice.ts';
import { useTierRank } from '../use-tier-rank.ts';

/** Several people fit: masked, to be told apart by a question. Digits choose. */
export function CandidatesView(props: {
  readonly query: string;
  readonly members: readonly MemberSummary[];
}) {
  const say = useWords();
  const room = useRoom();
  const rankOf = useTierRank();
  const { members, query } = props;

  useDigitChoice((index) => {
    const member = members[index];
    if (member !== undefined) openMember(room, member);
  });
  return (
    <section className="candidates">
      <h1>
        {members.length === 1
          ? say('find.one', { query })
          : say('find.several', { query, count: members.length })}
      </h1>
      <ListBox
        aria-label={say('find.candidates')}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
        autoFocus="first"
        className="candidate-list"
        onAction={(key) => {
          const member = members.find(({ memberId }) => memberId === key);
          if (member !== undefined) openMember(room, member);
        }}
      >
        {members.map((member, index) => (
          <ListBoxItem
            className="candidate"
            id={member.memberId}
            key={member.memberId}
            textValue={member.maskedName}
          >
            <kbd className="key-hint">{index + 1}</kbd>
            <strong className="one-line candidate-name">{member.maskedName}</strong>
            <span className="candidate-phone">{member.maskedPhone}</span>
            <TierBadge name={member.tierName} rank={rankOf(member.tier)} />
          </ListBoxItem>
        ))}
      </ListBox>
    </section>
  );
}
