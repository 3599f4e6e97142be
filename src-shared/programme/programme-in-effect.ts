import type { Programme } from '../domain/programme/programme.ts';
import type { BusinessDate } from '../values/business-date.ts';

/**
 * The programme that rules a business date: of those that have started the one that started last, and of several published
 * for the same day the highest version, which corrects the others. null when none has started.
 */
export function programmeInEffect(
  programmes: readonly Programme[],
  businessDate: BusinessDate,
): Programme | null {
  let inEffect: Programme | null = null;
  for (const programme of programmes) {
    if (programme.startsOnDay > businessDate) continue;
    if (inEffect === null || supersedes(programme, inEffect)) inEffect = programme;
  }
  return inEffect;
}

function supersedes(programme: Programme, other: Programme): boolean {
  if (programme.startsOnDay !== other.startsOnDay) return programme.startsOnDay > other.startsOnDay;
  return programme.version > other.version;
}
