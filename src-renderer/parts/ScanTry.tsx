import type { ReactNode } from 'react';
import { AskIcon, CheckIcon } from './icons.tsx';
import { ScannerPicture } from './ScannerPicture.tsx';
import './scan-try.css';

/** Where a reader is tried out: an invitation at first, then what the last scan was. Nobody is looked up by it. */
export function ScanTry(props: {
  readonly title: string;
  readonly hint: string;
  /** The last scan; null as long as nothing was scanned here. */
  readonly seen: {
    /** Another number for every scan, so that the same code twice is seen to be two. */
    readonly scanNo: number;
    readonly isRead: boolean;
    readonly what: string;
    readonly number: string;
    readonly detail: string;
  } | null;
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
            className={`scan-try-result scan-try-${seen.isRead ? 'read' : 'dropped'}`}
            data-scan={seen.scanNo}
            key={seen.scanNo}
          >
            {seen.isRead ? <CheckIcon size={36} /> : <AskIcon size={36} />}
            <span className="scan-try-what">
              <strong>
                {seen.what} <span className="scan-try-number">{seen.number}</span>
              </strong>
              <span>{seen.detail}</span>
            </span>
          </div>
        )}
      </div>
    </section>
  );
}
