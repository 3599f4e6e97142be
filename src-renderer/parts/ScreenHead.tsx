import type { ReactNode } from 'react';
import './screen-head.css';

/** The head of a screen that stands beside the till: the way back, what it is, and what belongs to the whole of it. */
export function ScreenHead(props: {
  readonly back: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <header className="screen-head">
      {props.back}
      <h1 className="one-line">{props.title}</h1>
      {props.children}
    </header>
  );
}
