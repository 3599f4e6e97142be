import { type ReactNode, useEffect, useRef } from 'react';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import './choice.css';

/** One of a few, side by side; arrows move the choice. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value | null;
  readonly options: readonly {
    readonly value: Value;
    readonly words: string;
    /** What it means, below its name. */
    readonly remark?: ReactNode;
    /** The key that chooses it. */
    readonly keyHint?: string;
    /** It is there to be read, not to be chosen. */
    readonly isOff?: boolean;
  }[];
  readonly onChange: (value: Value) => void;
  readonly isLabelSeen?: boolean;
  /** Enter takes the choice at hand; React Aria keeps the key to itself otherwise. */
  readonly onEnter?: () => void;
  /** The keyboard goes on from here when the choice appears. */
  readonly isFocused?: boolean;
  /** `chips` wrap, for many or long options; `cards` stand apart, for a question of its own. */
  readonly look?: 'row' | 'chips' | 'cards';
}) {
  const { isLabelSeen = true, look = 'row', onEnter } = props;
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.isFocused !== true) return;
    const inputs = group.current?.querySelectorAll<HTMLInputElement>('input:enabled');
    const chosen = [...(inputs ?? [])].find(({ checked }) => checked);
    (chosen ?? inputs?.[0])?.focus();
  }, [props.isFocused]);
  useEffect(() => {
    const element = group.current;
    if (element === null || onEnter === undefined) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      event.stopPropagation();
      onEnter();
    };
    element.addEventListener('keydown', press, { capture: true });
    return () => element.removeEventListener('keydown', press, { capture: true });
  }, [onEnter]);
  return (
    <RadioGroup
      className={`choice choice-${look}`}
      onChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value);
        if (option !== undefined) props.onChange(option.value);
      }}
      orientation="horizontal"
      ref={group}
      value={props.value}
    >
      <Label className={isLabelSeen ? 'choice-label' : 'unseen'}>{props.label}</Label>
      <div className="choice-options">
        {props.options.map((option) => (
          <RadioField
            className="choice-field"
            isDisabled={option.isOff ?? false}
            key={option.value}
            value={option.value}
          >
            <RadioButton className="choice-option">
              {option.keyHint === undefined ? null : (
                <kbd className="key-hint">{option.keyHint}</kbd>
              )}
              {option.remark === undefined ? (
                option.words
              ) : (
                <span className="choice-words">
                  {option.words}
                  <span className="choice-remark">{option.remark}</span>
                </span>
              )}
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
