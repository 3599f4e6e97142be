import type { ReactNode } from 'react';
import { AskIcon, CheckIcon, ClockIcon, RefuseIcon } from './icons.tsx';
import './notice.css';

export type Tone = 'ok' | 'ask' | 'refuse';

const icons = { ok: CheckIcon, ask: AskIcon, refuse: RefuseIcon, clock: ClockIcon } as const;

/** What came of the last act, or that the clock of the machine wants setting: colour, sign and words together. */
export function Notice(props: {
  readonly tone: Tone | 'clock';
  readonly title: string;
  readonly detail?: string;
  readonly action?: ReactNode;
}) {
  const Icon = icons[props.tone];
  return (
    <div
      className={`notice notice-${props.tone}`}
      data-tone={props.tone}
      role={props.tone === 'refuse' ? 'alert' : 'status'}
    >
      <Icon size={26} />
      <div className="notice-words">
        <strong>{props.title}</strong>
        {props.detail === undefined ? null : <span>{props.detail}</span>}
      </div>
      {props.action}
    </div>
  );
}
