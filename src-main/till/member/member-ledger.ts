import type { InferContractRouterOutputs } from '@orpc/contract';
import type { memberScreenContract } from '../../../src-shared/contract/till/member.ts';
import type { ExplainedEntry } from '../../../src-shared/domain/points/points-entry.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { entryReason } from '../../../src-shared/text/entry-reason.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import type { SignedIn } from '../session.ts';

type Ledger = InferContractRouterOutputs<typeof memberScreenContract>['ledger'];

/** The entries of a member that this till knows one by one, newest first, each with its reason in words. */
export function memberLedger(
  till: ActiveTill,
  session: SignedIn,
  id: string,
): Refusal | { readonly status: 'read'; readonly ledger: Ledger } {
  const view = readMember(till, id);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const isConfirmed = confirmedEntries(till, view);
  const entries = view.state.entries.toReversed().map((entry) => ({
    kind: entry.kind,
    points: entry.points,
    debtPoints: entry.debtPoints ?? 0,
    ruleId: entry.ruleId,
    reason: entryReason(
      entry,
      till.reference.programmeOf(entry.programmeVersion),
      session.language,
    ),
    programmeVersion: entry.programmeVersion,
    businessDate: entry.businessDate,
    atMs: entry.atMs,
    reference: entry.reference,
    pending: !isConfirmed(entry),
  }));
  const { carriedPoints } = view.state;
  const consents = view.state.consents.map(({ item, given, setAtMs }) => ({
    item,
    given,
    setAtMs,
  }));
  return { status: 'read', ledger: { entries, carriedPoints, consents } };
}

/** Tells which entries are in the office's state already; all of them when nothing of ours is on its way. */
function confirmedEntries(
  till: ActiveTill,
  { memberId, hasPending }: MemberView,
): (entry: ExplainedEntry) => boolean {
  if (!hasPending) return () => true;
  const base = till.store.member.readBase(memberId);
  const known = new Set(base?.entries.map(nameOf));
  return (entry) => known.has(nameOf(entry));
}

function nameOf(entry: ExplainedEntry): string {
  const { atMs, kind, ruleId, points, reference } = entry;
  return [atMs, kind, ruleId, points, reference].join(' ');
}
