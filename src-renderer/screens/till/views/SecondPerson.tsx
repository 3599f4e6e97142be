import { type ReactNode, useState } from 'react';
import type { StaffSummary } from '../../../../src-shared/contract/till/session.ts';
import { Choice } from '../../../parts/Choice.tsx';
import { PinEntry } from '../../../parts/PinEntry.tsx';
import { useWords } from '../../../parts/words.ts';
import { useTill } from '../use-till.ts';

/** Somebody else stands beside it and types their own PIN; what it is for is on the left. */
export function SecondPerson(props: {
  readonly people: readonly StaffSummary[];
  readonly label: string;
  /** Said where there is nobody. */
  readonly nobody: string;
  readonly confirmWords: string;
  readonly message: string;
  readonly onConfirm: (proof: { readonly staffId: string; readonly pin: string }) => void;
  readonly children: ReactNode;
}) {
  const say = useWords();
  const isBusy = useTill((state) => state.isBusy);
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
          isBusy={isBusy}
          key={person.staffId}
          label={say('staff.pin_of', { name: person.name })}
          message={props.message}
          onConfirm={(pin) => props.onConfirm({ staffId: person.staffId, pin })}
        />
      )}
    </div>
  );
}
