import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { PersonIcon } from './icons.tsx';
import './customer-side.css';

/** The whole screen turned to the customer: what it is about on the left, what to press on the right. */
export function CustomerSide(props: {
  readonly caption: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly entry: ReactNode;
  readonly cancelWords: string;
  readonly onCancel: () => void;
}) {
  return (
    <main className="customer-side">
      <section className="customer-about">
        <p className="customer-caption">
          <PersonIcon />
          {props.caption}
        </p>
        <h1>{props.title}</h1>
        <div className="customer-facts">{props.children}</div>
        <Button keyHint="Esc" onPress={props.onCancel} size="large">
          {props.cancelWords}
        </Button>
      </section>
      <section className="customer-entry">{props.entry}</section>
    </main>
  );
}
