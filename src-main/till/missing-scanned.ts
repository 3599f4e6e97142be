import type { DirectoryMember } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import { elsewhereView, knowsEverybody } from './find-member.ts';
import type { MissingScanned } from './scanned.ts';

/** Nobody is here by that number: one of other stores, or nobody at all, unless this till does not know of everybody. */
export function missing(
  till: ActiveTill,
  looked: Pick<MissingScanned, 'kind' | 'code'>,
  known: DirectoryMember | null,
): MissingScanned {
  if (known !== null) {
    return { status: 'not_in_replica', ...looked, elsewhere: elsewhereView(till, known) };
  }
  return { status: knowsEverybody(till) ? 'not_found' : 'not_in_replica', ...looked };
}
