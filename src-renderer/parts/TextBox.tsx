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
  /** false where a heading says it already. */
  readonly isLabelSeen?: boolean;
  readonly look?: 'text' | 'amount';
  readonly inputRef?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  const {
    look = 'text',
    inputRef,
    label,
    value,
    hint,
    error,
    placeholder,
    onChange,
    onEnter,
  } = props;
  const { inputMode = 'text', isReadOnly = false } = props;
  return (
    <div className={`text-box text-box-${look}`}>
      <label className={props.isLabelSeen === false ? 'unseen' : 'text-box-label'} htmlFor={id}>
        {label}
      </label>
      <input
        aria-describedby={`${id}-hint`}
        aria-invalid={error !== undefined}
        autoComplete="off"
        className="text-box-input"
        id={id}
        inputMode={inputMode}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter belongs to it.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          if (onEnter === undefined) return;
          event.preventDefault();
          onEnter();
        }}
        placeholder={placeholder}
        readOnly={isReadOnly}
        ref={inputRef}
        spellCheck={false}
        value={value}
      />
      <p className={error === undefined ? 'text-box-hint' : 'text-box-error'} id={`${id}-hint`}>
        {error ?? hint}
      </p>
    </div>
  );
}
