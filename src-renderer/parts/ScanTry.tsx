import type { ReactNode } from 'react';
import { AskIcon, CheckIcon, RefuseIcon } from './icons.tsx';
import { ScannerPicture } from './ScannerPicture.tsx';
import type { UnderstoodScan } from './understood-scan.ts';
import './scan-try.css';

/** Where a reader is tried out: an invitation at first, then what the last scan was. Nobody is looked up by it. */
export function ScanTry(props: {
  readonly title: string;
  readonly hint: string;
  /** The last scan; null as long as nothing was scanned here. */
  readonly seen:
    | (UnderstoodScan & {
        /** Another number for every scan, so that the same code twice is seen to be two. */
        readonly scanNo: number;
        readonly detail: string;
      })
    | null;
  readonly look?: 'normal' | 'large';
  readonly children?: ReactNode;
}) {
  const { seen } = props;
  return (
    <section className={`scan-try scan-try-${props.look ?? 'normal'}`}>
      <div className="scan-try-words">
        <h2>{props.title}</h2>
        <p className="soft">{props.hint}</p>
        {props.children}
      </div>
      <div aria-live="polite" className="scan-try-seen">
        {seen === null ? (
          <ScannerPicture />
        ) : (
          <div
            className={`scan-try-result scan-try-${seen.look}`}
            data-scan={seen.scanNo}
            key={seen.scanNo}
          >
            <LookIcon look={seen.look} />
            <span className="scan-try-what">
              <strong>
                {seen.what} <span className="scan-try-number">{seen.number}</span>
              </strong>
              {seen.advice === '' ? null : <span>{seen.advice}</span>}
              <span className="soft">{seen.detail}</span>
            </span>
          </div>
        )}
      </div>
    </section>
  );
}

function LookIcon({ look }: Pick<UnderstoodScan, 'look'>) {
  switch (look) {
    case 'read':
      return <CheckIcon size={36} />;
    case 'unreadable':
      return <RefuseIcon size={36} />;
    case 'other':
    case 'dropped':
      return <AskIcon size={36} />;
  }
}
