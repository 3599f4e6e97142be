import type { ComponentProps } from 'react';
import { SecondPersonPin } from '../../../parts/SecondPersonPin.tsx';
import { useTill } from '../use-till.ts';

/** A second person at the till, who types while it is not busy. */
export function SecondPerson(props: Omit<ComponentProps<typeof SecondPersonPin>, 'isBusy'>) {
  const isBusy = useTill((state) => state.isBusy);
  return <SecondPersonPin {...props} isBusy={isBusy} />;
}
