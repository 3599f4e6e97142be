import type { ReactNode } from 'react';
import './full-message.css';

/** A whole screen that says one thing. */
export function FullMessage(props: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly detail: string;
  readonly look?: 'calm' | 'stop';
}) {
  return (
    <main aria-live="polite" className={`full-message full-message-${props.look ?? 'calm'}`}>
      <span className="full-message-icon">{props.icon}</span>
      <h1>{props.title}</h1>
      <p>{props.detail}</p>
    </main>
  );
}
