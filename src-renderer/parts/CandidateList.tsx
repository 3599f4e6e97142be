import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { TierBadge } from './TierBadge.tsx';
import { useDigitChoice } from './use-digit-choice.ts';
import { useWords } from './words.ts';
import './candidate-list.css';

/** What is shown of somebody who may be meant. */
interface Candidate {
  readonly memberId: string;
  readonly maskedName: string;
  readonly maskedPhone: string;
  readonly tier: string;
  readonly tierName: string;
}

/** People who may be meant, masked, to be told apart by a question (ID-06). Arrows and digits choose. */
export function CandidateList<Member extends Candidate>(props: {
  readonly members: readonly Member[];
  readonly rankOf: (tierCode: string) => number;
  readonly onChoose: (member: Member) => void;
}) {
  const say = useWords();
  const { members, rankOf, onChoose } = props;
  useDigitChoice((index) => {
    const member = members[index];
    if (member !== undefined) onChoose(member);
  });
  return (
    <ListBox
      aria-label={say('find.candidates')}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
      autoFocus="first"
      className="candidate-list"
      onAction={(key) => {
        const member = members.find(({ memberId }) => memberId === key);
        if (member !== undefined) onChoose(member);
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
  );
}
