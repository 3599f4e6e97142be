import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import './button.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'large';
  readonly icon?: ReactNode;
  /** The key that does the same, such as "F5". */
  readonly keyHint?: string;
  readonly isDisabled?: boolean;
  readonly isWide?: boolean;
  /** The keyboard goes on from here when the button appears. */
  readonly takesFocus?: boolean;
  /** For a button that shows only a picture. */
  readonly label?: string;
}

/** A button at least as high as a finger needs. */
export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'normal', isWide = false } = props;
  return (
    <AriaButton
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard goes on from here
      autoFocus={props.takesFocus ?? false}
      className={`button button-${look} button-${size}${isWide ? ' button-wide' : ''}`}
      isDisabled={props.isDisabled ?? false}
      onPress={props.onPress}
    >
      {props.icon}
      <span className="button-words">{props.children}</span>
      {props.keyHint === undefined ? null : <kbd className="key-hint">{props.keyHint}</kbd>}
    </AriaButton>
  );
}
