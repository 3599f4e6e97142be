import type { ReactNode } from 'react';
import './hint.css';

/** Something to know about what is beside it, and what to do. */
export function Hint(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="hint">
      <strong>{props.title}</strong>
      <p>{props.children}</p>
    </div>
  );
}
