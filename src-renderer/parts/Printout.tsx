import type { ReactNode } from 'react';
import './printout.css';

/** What comes out of the printer when the page is printed, and nothing else of it; on the screen a piece of paper. */
export function Printout(props: {
  readonly label: string;
  readonly children: ReactNode;
  /** false: on paper only, where the screen shows it in another way. */
  readonly isSeen?: boolean;
}) {
  const look = props.isSeen === false ? 'printout printout-paper-only' : 'printout';
  return (
    <section aria-label={props.label} className={look}>
      {props.children}
    </section>
  );
}

/** Lines of text, the first of them as the title. */
export function PrintLines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ol>
      {lines.map((line, index) => (
        // A line may be there twice.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>{line}</li>
      ))}
    </ol>
  );
}
