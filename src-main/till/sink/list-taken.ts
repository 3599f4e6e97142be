import type { InferContractRouterOutputs } from '@orpc/contract';
import type { sinkScreenContract } from '../../../src-shared/contract/till/sink.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, listIdsOf, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import type { SignedIn } from '../session.ts';
import { sinkActKind, type SinkKept } from './sink-act.ts';

type Taken = InferContractRouterOutputs<typeof sinkScreenContract>['taken']['taken'];

/** What a member took for points at this till and may still give back (PL-23): coupons that nobody has used yet. */
export function listTaken(
  till: ActiveTill,
  session: SignedIn,
  memberId: string,
): Refusal | { readonly status: 'listed'; readonly taken: Taken } {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const { businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  const acts = listIdsOf(till, view).flatMap((id) => till.store.act.listOfMember(id, sinkActKind));
  const taken = acts.flatMap(({ actId: redemptionId, state, record, businessDate: takenOnDay }) => {
    const { sinkId, points, couponId } = record as SinkKept; // kept by this act
    const coupon = view.state.coupons?.find((each) => each.couponId === couponId);
    if (state === 'cancelled' || coupon?.status !== 'issued') return [];
    // The sink may have ended since: what it gave stays, with its template, and so does the right to undo it.
    const named =
      programme?.sinks.find((sink) => sink.sinkId === sinkId) ??
      programme?.coupons.templates.find(({ templateId }) => templateId === coupon.templateId);
    const name = named?.name[session.language] ?? sinkId;
    return [{ redemptionId, name, points, takenOnDay, toDay: coupon.toDay }];
  });
  return {
    status: 'listed',
    taken: taken.toSorted((a, b) => (a.takenOnDay > b.takenOnDay ? -1 : 1)),
  };
}
