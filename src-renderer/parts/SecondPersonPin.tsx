import { type ReactNode, useState } from 'react';
import { Choice } from './Choice.tsx';
import { PinEntry } from './PinEntry.tsx';
import { useWords } from './words.ts';
import './second-person-pin.css';

/** Somebody else stands beside it and types their own PIN; what it is for is on the left. */
export function SecondPersonPin(props: {
  readonly isBusy: boolean;
  readonly people: readonly { readonly staffId: string; readonly name: string }[];
  readonly label: string;
  /** Said where there is nobody. */
  readonly nobody: string;
  readonly confirmWords: string;
  readonly message: string;
  readonly onConfirm: (proof: { readonly staffId: string; readonly pin: string }) => void;
  readonly children: ReactNode;
}) {
  const say = useWords();
  const [staffId, setStaffId] = useState<string | null>(null);
  const { people } = props;
  const person = people.find((each) => each.staffId === staffId) ?? people[0];
  return (
    <div className="manager-pin">
      <div className="form">
        {props.children}
        {person === undefined ? (
          <p>{props.nobody}</p>
        ) : (
          <Choice
            label={props.label}
            look="chips"
            onChange={setStaffId}
            options={people.map((each) => ({ value: each.staffId, words: each.name }))}
            value={person.staffId}
          />
        )}
      </div>
      {person === undefined ? null : (
        <PinEntry
          confirmWords={props.confirmWords}
          isBusy={props.isBusy}
          key={person.staffId}
          label={say('staff.pin_of', { name: person.name })}
          message={props.message}
          onConfirm={(pin) => props.onConfirm({ staffId: person.staffId, pin })}
        />
      )}
    </div>
  );
}
