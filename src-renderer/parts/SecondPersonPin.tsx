import { type ReactNode, useRef, useState } from 'react';
import { Choice } from './Choice.tsx';
import { PinEntry } from './PinEntry.tsx';
import { useWords } from './words.ts';
import './second-person-pin.css';

/**
 * Somebody else stands beside it and types their own PIN; what it is for is on the left, and Enter goes from there to the PIN,
 * which would stand readable in any other field.
 */
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
  const pinField = useRef<HTMLInputElement>(null);
  const goToPin = () => pinField.current?.focus();
  const { people } = props;
  const person = people.find((each) => each.staffId === staffId) ?? people[0];
  return (
    <div className="manager-pin">
      <div
        className="form"
        role="presentation"
        onKeyDown={(event) => {
          // While an input method is composing, Enter belongs to it.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          if (event.defaultPrevented || !(event.target instanceof HTMLInputElement)) return;
          event.preventDefault();
          goToPin();
        }}
      >
        {props.children}
        {person === undefined ? (
          <p>{props.nobody}</p>
        ) : (
          <Choice
            label={props.label}
            look="chips"
            onChange={setStaffId}
            onEnter={goToPin}
            options={people.map((each) => ({ value: each.staffId, words: each.name }))}
            value={person.staffId}
          />
        )}
      </div>
      {person === undefined ? null : (
        <PinEntry
          confirmWords={props.confirmWords}
          inputRef={pinField}
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
