import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import './tick.css';

/** Something agreed to or not. */
export function Tick(props: {
  readonly children: ReactNode;
  readonly isTicked: boolean;
  readonly onChange: (isTicked: boolean) => void;
  readonly isReadOnly?: boolean;
}) {
  return (
    <CheckboxField
      isReadOnly={props.isReadOnly ?? false}
      isSelected={props.isTicked}
      onChange={props.onChange}
    >
      <CheckboxButton className="tick">
        <span aria-hidden="true" className="tick-box">
          <svg
            fill="none"
            height="20"
            stroke="currentColor"
            strokeWidth="3"
            viewBox="0 0 20 20"
            width="20"
          >
            <path d="m4 10.5 4 4 8-9" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        </span>
        <span className="tick-words">{props.children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}
