import type { OfflineCeiling } from '../../src-shared/contract/till/sync.ts';
import {
  ceilingPoints,
  ceilingStanding,
  decideCeiling,
  decideExtension,
  isBeyondCeiling,
  type Stretch,
} from '../../src-shared/domain/offline-rights/decide-ceiling.ts';
import { isNothing } from '../../src-shared/domain/offline-rights/stretch-amounts.ts';
import { stretchUseOf } from '../../src-shared/domain/offline-rights/stretch-use.ts';
import type { OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import type { TillStore } from '../store/till-store.ts';
import type { ActiveTill } from './active-till.ts';
import { faultError } from './answer.ts';
import { checkManagerPin } from './pin-checks.ts';
import type { SignedIn } from './session.ts';

/** What this till has done without head office since the last complete sync (OF-06). */
export function stretchNow(store: Pick<TillStore, 'offlineStretch'>): Stretch {
  const { used, extension } = store.offlineStretch.read();
  return { used, isExtended: extension !== null };
}

/** The most points of one spend by the floor rule that the ceiling leaves (OF-06). */
export function ceilingPointsNow(till: ActiveTill, programme: Programme): number {
  return ceilingPoints(programme, stretchNow(till.store));
}

/** Whether a decided act still fits under the ceiling of this till (OF-06); runs inside the transaction that posts it. */
export function checkCeiling(
  till: ActiveTill,
  draft: OperationDraft,
  programme: Programme,
): Refusal | null {
  const use = stretchUseOf(draft, { programme, isOnline: till.reference.isOnline() });
  if (isNothing(use)) return null;
  return decideCeiling({ programme, stretch: stretchNow(till.store), use });
}

/**
 * Counts what an act that is being posted takes of the stretch, in its transaction, and says in it who answers for it where
 * it goes beyond what the programme gives: a manager extended the ceiling (OF-06, OF-09).
 */
export function countUse(
  till: ActiveTill,
  draft: OperationDraft,
  programme: Programme,
): OperationDraft {
  const use = stretchUseOf(draft, { programme, isOnline: till.reference.isOnline() });
  if (isNothing(use)) return draft;
  const { used, extension } = till.store.offlineStretch.read();
  till.store.offlineStretch.add(use);
  if (extension === null || !isBeyondCeiling(programme, used, use)) return draft;
  const beyondCeiling = { approverId: extension.staffId };
  // Of every kind that takes something; the compiler cannot see that kind and body stem from one draft.
  return { ...draft, body: { ...draft.body, beyondCeiling } } as OperationDraft;
}

/** How this till stands under its ceiling, as every screen and the cash register are told; null without a programme. */
export function readCeiling(till: ActiveTill): OfflineCeiling | null {
  const programme = till.reference.programmeAt(till.time.now().businessDate);
  return programme === null ? null : tellCeiling(till.store, programme);
}

function tellCeiling(
  store: Pick<TillStore, 'offlineStretch'>,
  programme: Programme,
): OfflineCeiling {
  const stretch = stretchNow(store);
  const { level, kinds } = ceilingStanding(programme, stretch);
  return { level, isExtended: stretch.isExtended, kinds: [...kinds] };
}

/**
 * A manager gives this till as much again for the stretch without head office that it is in (OF-06). Recorded with who did it,
 * on the disk before the answer, and in every act that goes beyond what the programme gives. Refuses as `checkManagerPin`
 * does, then with offline_ceiling_far; once per stretch, a second call changes nothing.
 */
export async function extendCeiling(
  till: ActiveTill,
  session: SignedIn,
  { approver }: { readonly approver: { readonly staffId: string; readonly pin: string } },
): Promise<
  | Refusal
  | { readonly status: 'extended' | 'already_extended'; readonly offlineCeiling: OfflineCeiling }
> {
  const refusal = await checkManagerPin(till, null, approver);
  if (refusal !== null) return refusal;
  const { businessDate, atMs } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const decided = till.store.transaction(() => {
    const result = decideExtension(programme, stretchNow(till.store));
    if (result.status === 'extend') {
      till.store.offlineStretch.extend({ staffId: approver.staffId, atMs });
    }
    return result;
  });
  if (decided.status === 'refused') return decided;
  const offlineCeiling = tellCeiling(till.store, programme);
  if (decided.status === 'already_extended') return { status: 'already_extended', offlineCeiling };
  till.log.warn(
    { staffId: approver.staffId },
    'a manager extended the offline ceiling of this till',
  );
  till.announcer.statusChanged();
  return { status: 'extended', offlineCeiling };
}
