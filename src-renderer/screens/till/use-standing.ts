import type { KnownStanding } from './till-state.ts';
import { useTill } from './use-till.ts';

/** What the member of the sale has reached; null as long as that is not known. */
export function useStanding(): KnownStanding | null {
  return useTill(({ sale, standing }) =>
    standing !== null && standing.memberId === sale.member?.memberId ? standing : null,
  );
}
