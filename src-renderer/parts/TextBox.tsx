import { type ReactNode, type Ref, useId } from 'react';
import './text-box.css';

/** A labelled field. `hint` says what to type; `error` what was not accepted. */
export function TextBox(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
  readonly hint?: ReactNode;
  readonly error?: string;
  readonly placeholder?: string;
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'none';
  readonly isReadOnly?: boolean;
  readonly look?: 'text' | 'amount';
  readonly inputRef?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  const { look = 'text' } = props;
  return (
    <div className={`text-box text-box-${look}`}>
      <label className="text-box-label" htmlFor={id}>
        {props.label}
      </label>
      <input
        aria-describedby={`${id}-hint`}
        aria-invalid={props.error !== undefined}
        autoComplete="off"
        className="text-box-input"
        id={id}
        inputMode={props.inputMode ?? 'text'}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter belongs to it.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          if (props.onEnter === undefined) return;
          event.preventDefault();
          props.onEnter();
        }}
        placeholder={props.placeholder}
        readOnly={props.isReadOnly ?? false}
        ref={props.inputRef}
        spellCheck={false}
        value={props.value}
      />
      <p
        className={props.error === undefined ? 'text-box-hint' : 'text-box-error'}
        id={`${id}-hint`}
      >
        {props.error ?? props.hint}
      </p>
    </div>
  );
}
