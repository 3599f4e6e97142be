import { useCallback } from 'react';
import { useLine } from './use-till.ts';

/** Tells how high a tier stands in the programme, the first being 0. */
export function useTierRank(): (tierCode: string) => number {
  const tiers = useLine((state) => state.programme?.tiers);
  return useCallback(
    (tierCode) => Math.max(0, tiers?.findIndex(({ code }) => code === tierCode) ?? 0),
    [tiers],
  );
}
