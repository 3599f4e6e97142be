import type { InferContractRouterOutputs } from '@orpc/contract';
import type { OfficeLedgerEntry } from '../../../src-shared/contract/office/ledger.ts';
import type { LedgerEntry, memberContract } from '../../../src-shared/contract/till/member.ts';
import { referenceOf } from '../../../src-shared/domain/operation/apply-operation.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import { originOf } from '../../../src-shared/domain/operation/origin-of.ts';
import type { ExplainedEntry } from '../../../src-shared/domain/points/points-entry.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { entryReason } from '../../../src-shared/text/entry-reason.ts';
import type { ActiveTill } from '../active-till.ts';
import { isRefused, type MemberView, readMember } from '../find-member.ts';
import { checkKnown } from '../identify.ts';
import type { SignedIn } from '../session.ts';

type Ledger = InferContractRouterOutputs<typeof memberContract>['ledger'];
/** As the contract reads it. */
interface Input {
  readonly memberId: string;
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
}
type Read = Refusal | { readonly status: 'read'; readonly ledger: Ledger };

/**
 * A member's ledger, newest first, each entry with its reason in words. Without `limit` and `before` what this till knows:
 * the last entries, at once. With either of them pages of all there is, from head office, with what of this till it has not
 * yet on top; without a line what this till knows again, which `source` says.
 */
export async function memberLedger(
  till: ActiveTill,
  session: SignedIn,
  { memberId, before, limit }: Input,
): Promise<Read> {
  const view = readMember(till, memberId);
  if (isRefused(view)) return view;
  const unknown = checkKnown(till, session, view, 'seeAssets');
  if (unknown !== null) return unknown;
  const isPaged = before !== undefined || limit !== undefined;
  if (!isPaged || !till.reference.isOnline()) return ownLedger(till, session, view);
  const wanted = { memberId: view.memberId, limit: limit ?? 50 };
  const answer = await till.sync.findLedger(before === undefined ? wanted : { ...wanted, before });
  if (answer.status !== 'found') return ownLedger(till, session, view);
  const { page } = answer;
  const isConfirmed = confirmedEntries(till, view);
  const ours = before === undefined ? view.state.entries.filter((each) => !isConfirmed(each)) : [];
  const madeBy = ownOperations(till, view);
  const entries = [
    ...ours
      .toReversed()
      .map((entry) => explained(till, session, entry, { isPending: true, by: madeBy(entry) })),
    ...page.entries.map((entry) => explained(till, session, entry, { isPending: false })),
  ];
  const { carriedPoints } = page;
  return read(view, { entries, carriedPoints, before: page.before, source: 'office' });
}

function ownLedger(till: ActiveTill, session: SignedIn, view: MemberView): Read {
  const isConfirmed = confirmedEntries(till, view);
  const madeBy = ownOperations(till, view);
  const entries = view.state.entries
    .toReversed()
    .map((entry) =>
      explained(till, session, entry, { isPending: !isConfirmed(entry), by: madeBy(entry) }),
    );
  const { carriedPoints } = view.state;
  return read(view, { entries, carriedPoints, before: null, source: 'till' });
}

function read(view: MemberView, ledger: Omit<Ledger, 'consents'>): Read {
  const consents = view.state.consents.map(({ item, given, setAtMs }) => ({
    item,
    given,
    setAtMs,
  }));
  return { status: 'read', ledger: { ...ledger, consents } };
}

function explained(
  till: ActiveTill,
  { language }: SignedIn,
  entry: ExplainedEntry | OfficeLedgerEntry,
  { isPending, by }: { readonly isPending: boolean; readonly by?: Operation | undefined },
): LedgerEntry {
  const { kind, points, ruleId, programmeVersion, businessDate, atMs, reference } = entry;
  return {
    kind,
    points,
    debtPoints: entry.debtPoints ?? 0,
    ...('heldPoints' in entry && entry.heldPoints !== undefined
      ? { heldPoints: entry.heldPoints }
      : {}),
    ruleId,
    reason: entryReason(entry, till.reference.programmeOf(programmeVersion), language),
    programmeVersion,
    businessDate,
    atMs,
    reference,
    ...(by === undefined ? {} : madeHere(till, by)),
    ...('operatorId' in entry ? { operatorId: entry.operatorId, storeId: entry.storeId } : {}),
    ...('origin' in entry && entry.origin !== undefined ? { origin: entry.origin } : {}),
    pending: isPending,
  };
}

/** Finds what this till itself did: who, for which receipt, agreed by whom is known of it without a line (R110, R116). */
function ownOperations(
  till: ActiveTill,
  { memberId }: MemberView,
): (entry: ExplainedEntry) => Operation | undefined {
  const own = new Map(
    till.store.operation
      .listOfMemberAfter(memberId, 0)
      .flatMap((operation) =>
        operation.kind === 'enrol'
          ? []
          : [[`${operation.atMs} ${referenceOf(operation)}`, operation] as const],
      ),
  );
  return ({ atMs, reference }) => own.get(`${atMs} ${reference}`);
}

function madeHere(
  till: ActiveTill,
  operation: Operation,
): Pick<LedgerEntry, 'operatorId' | 'storeId' | 'origin'> {
  const { operatorId, storeId } = operation;
  const { terminalName } = till.terminal;
  return { operatorId, storeId, origin: { ...originOf(operation), terminalName } };
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
