import { createContext, use } from 'react';

/** The way to the enrolment; the screen is given it and knows no other screen. */
export const OpenEnrolContext = createContext<() => void>(() => undefined);

export function useOpenEnrol(): () => void {
  return use(OpenEnrolContext);
}
