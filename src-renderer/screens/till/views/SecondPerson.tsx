import type { ComponentProps } from 'react';
import { SecondPersonPin } from '../../../parts/SecondPersonPin.tsx';
import { useWords } from '../../../parts/words.ts';
import { useRoom, useTill } from '../use-till.ts';

/** A second person at the till, who is told who asks and types while it is not busy. */
export function SecondPerson({
  children,
  ...props
}: Omit<ComponentProps<typeof SecondPersonPin>, 'isBusy'>) {
  const say = useWords();
  const { who } = useRoom();
  const isBusy = useTill((state) => state.isBusy);
  const askedBy = who()?.name;
  return (
    <SecondPersonPin {...props} isBusy={isBusy}>
      {children}
      {askedBy === undefined ? null : (
        <p className="soft">{say('approve.asked_by', { name: askedBy })}</p>
      )}
    </SecondPersonPin>
  );
}
