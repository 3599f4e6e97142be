import type { ReactNode } from 'react';
import { CustomerSide } from './CustomerSide.tsx';
import { PinEntry } from './PinEntry.tsx';
import { useWords } from './words.ts';

/** The screen turned to the member, who types a PIN: whose it is and what it is for on the left, the digits on the right. */
export function MemberPin(props: {
  readonly title: string;
  readonly children: ReactNode;
  /** What to type; another one begins anew. */
  readonly label: string;
  readonly message: string;
  readonly isBusy: boolean;
  readonly cancelWords: string;
  readonly onConfirm: (pin: string) => void;
  readonly onCancel: () => void;
}) {
  const say = useWords();
  return (
    <CustomerSide
      cancelWords={props.cancelWords}
      caption={say('pin.to_customer')}
      entry={
        <PinEntry
          confirmWords={say('pin.confirm')}
          isBusy={props.isBusy}
          key={props.label}
          label={props.label}
          message={props.message}
          onConfirm={props.onConfirm}
          size="large"
        />
      }
      onCancel={props.onCancel}
      title={props.title}
    >
      {props.children}
    </CustomerSide>
  );
}
