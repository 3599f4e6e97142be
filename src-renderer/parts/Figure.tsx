import type { ReactNode } from 'react';
import './figure.css';

/** A number with its name above and a remark below. */
export function Figure(props: {
  readonly label: string;
  readonly children: ReactNode;
  readonly remark?: ReactNode;
  readonly look?: 'normal' | 'large' | 'small';
  readonly tone?: 'plain' | 'accent' | 'amber' | 'refuse';
}) {
  return (
    <div className={`figure figure-${props.look ?? 'normal'} figure-${props.tone ?? 'plain'}`}>
      <span className="figure-label">{props.label}</span>
      <span className="figure-number">{props.children}</span>
      {props.remark === undefined ? null : <span className="figure-remark">{props.remark}</span>}
    </div>
  );
}
