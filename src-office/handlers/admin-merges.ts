import {
  decideMerge,
  decideUnmerge,
  type MergeRefusal,
  spentWhileMerged,
} from '../../src-shared/domain/office/decide-merge.ts';
import { type MergeIn, unmergeOutId } from '../../src-shared/domain/office/merge.ts';
import type {
  OfficeOperation,
  OfficeOperationBodies,
} from '../../src-shared/domain/office/office-operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { listProposedMerges, openCases } from '../store/case-store.ts';
import { listMovedSince } from '../store/moved-store.ts';
import {
  findDuplicatePhones,
  findSharedCards,
  lockWithSurvivors,
  readMembers,
} from '../store/member-store.ts';
import { findOfficeOperation, postToLocked } from '../store/office-operation-store.ts';
import { adminCalls } from './admin-calls.ts';
import { toAdminMember } from './admin-members.ts';
import type { OfficeServices } from './office-services.ts';
import { decideReleasesOf } from './release-cap-holds.ts';
import { spentCaseId } from './give-back.ts';
import { isOwnMember, ownMemberWords } from './own-member.ts';

interface MergeWish {
  readonly fromMemberId: string;
  readonly intoMemberId: string;
  readonly mergeId: string;
  readonly actor: string;
  readonly reason: string;
}

type OtherRefusal = 'not_found' | 'id_reused' | 'not_accepted';

type Merged =
  | { readonly status: 'merged' | 'already_merged' | 'unmerged' | 'already_unmerged' }
  | { readonly status: 'refused'; readonly code: MergeRefusal | OtherRefusal };

/** Merges one member into another. Safe to repeat: the same mergeId with the same members merges once. */
export function mergeHandler(office: OfficeServices) {
  return adminCalls.member.merge.handler(async ({ input, errors }) => {
    const merged = await withProgramme(office, (programme) =>
      office.store.database.transaction((transaction) =>
        merge(transaction, office, programme, input),
      ),
    );
    if (merged.status === 'refused') throw errors[merged.code]({ message: words[merged.code] });
    finish(office, input, merged.status);
    return { status: merged.status as 'merged' | 'already_merged' }; // of a merge
  });
}

/** Undoes a merge. Safe to repeat. */
export function unmergeHandler(office: OfficeServices) {
  return adminCalls.member.unmerge.handler(async ({ input, errors }) => {
    const undone = await withProgramme(office, (programme) =>
      office.store.database.transaction((transaction) =>
        unmerge(transaction, office, programme, input),
      ),
    );
    if (undone.status === 'refused') throw errors[undone.code]({ message: words[undone.code] });
    finish(office, input, undone.status);
    return { status: undone.status as 'unmerged' | 'already_unmerged' }; // of an undo
  });
}

/**
 * Members that may be one person, side by side (R001, ID-10): those with one phone or one card, as two tills enrol them while
 * offline, and pairs that somebody at a counter has told of. Who was merged since, or whose number was passed on, is not there.
 */
export function listDuplicatesHandler(office: OfficeServices) {
  return adminCalls.member.duplicates.handler(async ({ input }) => {
    const rows = await findDuplicatePhones(office.store.database, input.limit);
    const byPhone = Map.groupBy(
      rows
        .filter(({ stateJson }) => isOpen(JSON.parse(stateJson) as MemberState)) // written by this office
        .map((row) => toAdminMember(row, office.nowMs())),
      ({ phone }) => phone,
    );
    const ofOnePhone = [...byPhone]
      .filter(([, members]) => members.length > 1)
      .map(([phone, members]) => ({ phone, cardNo: null, caseId: null, members }));
    const ofOneCard = await listOfOneCard(office, input.limit);
    const told = await listTold(office, input.limit);
    const proposals = [...ofOnePhone, ...ofOneCard, ...told].slice(0, input.limit);
    office.log.info({ count: proposals.length }, 'duplicate members were looked at');
    return { proposals };
  });
}

/** Whose phones are equal as well is among those of one phone. */
async function listOfOneCard(office: OfficeServices, limit: number) {
  const shared = await findSharedCards(office.store.database, limit);
  return shared.flatMap(({ cardNo, members: rows }) => {
    const members = rows
      .filter(({ stateJson }) => isOpen(JSON.parse(stateJson) as MemberState)) // written by this office
      .map((row) => toAdminMember(row, office.nowMs()));
    const isOfOnePerson = new Set(members.map(({ phone }) => phone)).size < 2;
    return isOfOnePerson ? [] : [{ phone: null, cardNo, caseId: null, members }];
  });
}

async function listTold(office: OfficeServices, limit: number) {
  const { database } = office.store;
  const pairs = await listProposedMerges(database, { storeId: null, limit });
  const ids = pairs.flatMap(({ memberId, otherMemberId }) => [memberId, otherMemberId]);
  const rows = new Map((await readMembers(database, ids)).map((row) => [row.memberId, row]));
  return pairs.flatMap(({ caseId, memberId, otherMemberId }) => {
    const members = [memberId, otherMemberId].flatMap((id) => {
      const row = rows.get(id);
      const isThere =
        row !== undefined && (JSON.parse(row.stateJson) as MemberState).mergedInto === undefined;
      return isThere ? [toAdminMember(row, office.nowMs())] : [];
    });
    return members.length === 2 ? [{ phone: null, cardNo: null, caseId, members }] : [];
  });
}

/** Of a number that was passed on, only whoever has it now counts (ID-09). */
function isOpen({ mergedInto, phoneReleasedOnDay }: MemberState): boolean {
  return mergedInto === undefined && phoneReleasedOnDay === undefined;
}

const words: Readonly<Record<MergeRefusal | OtherRefusal, string>> = {
  not_accepted: ownMemberWords,
  not_found: 'There is no such member, or no programme in effect.',
  id_reused: 'This mergeId belongs to another merge.',
  same_member: 'A member cannot be merged into itself.',
  already_merged: 'One of the two was merged into another member already.',
  merge_unknown: 'There is no such merge to undo.',
  undo_too_late: 'The days in which a merge can be undone are over.',
  survivor_merged: 'The survivor was merged into another member: undo that first.',
};

function finish(
  office: OfficeServices,
  wish: MergeWish | { readonly mergeId: string },
  status: string,
) {
  office.changes.notify();
  office.log.info({ ...wish, reason: undefined, status }, 'a merge was asked for or undone');
}

async function withProgramme(
  office: OfficeServices,
  work: (programme: Programme) => Promise<Merged>,
): Promise<Merged> {
  const today = businessDateAt(office.nowMs());
  const programme = (await office.programmes(office.store.database)).onDay(today);
  return programme === null ? { status: 'refused', code: 'not_found' } : work(programme);
}

async function merge(
  transaction: Queryable,
  office: OfficeServices,
  programme: Programme,
  wish: MergeWish,
): Promise<Merged> {
  const { fromMemberId, intoMemberId, mergeId, reason } = wish;
  const locked = await lockWithSurvivors(transaction, [fromMemberId, intoMemberId]);
  const known = await findOfficeOperation(transaction, mergeInId(mergeId));
  if (known !== null) {
    const body = known.body as MergeIn; // written by this office under the id of a merge
    const isSame = known.memberId === intoMemberId && body.fromMemberId === fromMemberId;
    return isSame ? { status: 'already_merged' } : { status: 'refused', code: 'id_reused' };
  }
  const from = locked.get(fromMemberId)?.state;
  const into = locked.get(intoMemberId)?.state;
  if (from === undefined || into === undefined) return { status: 'refused', code: 'not_found' };
  if (await isOwnMember(transaction, [wish.actor], [fromMemberId, intoMemberId])) {
    return { status: 'refused', code: 'not_accepted' };
  }
  const businessDate = businessDateAt(office.nowMs());
  const decided = decideMerge({ from, into }, programme, { mergeId, reason, businessDate });
  if (decided.status === 'refused') return decided;
  const make = maker(office, programme, wish.actor);
  await postToLocked(
    transaction,
    [
      make('mergeOut', from, `merge:${mergeId}:out`, decided.mergeOut),
      make('mergeIn', into, mergeInId(mergeId), decided.mergeIn),
    ],
    locked,
  );
  return { status: 'merged' };
}

async function unmerge(
  transaction: Queryable,
  office: OfficeServices,
  programme: Programme,
  { mergeId, actor, reason }: Pick<MergeWish, 'mergeId' | 'actor' | 'reason'>,
): Promise<Merged> {
  const known = await findOfficeOperation(transaction, mergeInId(mergeId));
  if (known === null) return { status: 'refused', code: 'merge_unknown' };
  const mergeIn = known.body as MergeIn; // written by this office under the id of a merge
  const locked = await lockWithSurvivors(transaction, [mergeIn.fromMemberId, known.memberId]);
  if ((await findOfficeOperation(transaction, `unmerge:${mergeId}:in`)) !== null) {
    return { status: 'already_unmerged' };
  }
  const from = locked.get(mergeIn.fromMemberId)?.state;
  const into = locked.get(known.memberId)?.state;
  if (from === undefined || into === undefined) return { status: 'refused', code: 'not_found' };
  if (await isOwnMember(transaction, [actor], [from.memberId, into.memberId])) {
    return { status: 'refused', code: 'not_accepted' };
  }
  const businessDate = businessDateAt(office.nowMs());
  const moved = await listMovedSince(transaction, {
    programme,
    broughtByIds: [from.memberId, ...(from.mergedFrom ?? []).map((each) => each.otherMemberId)],
    broughtHolds: mergeIn.brought.holds,
    survivorId: into.memberId,
    mergedAtMs: known.atMs,
  });
  const members = { from, into, mergeIn, moved };
  const decided = decideUnmerge(members, programme, { mergeId, reason, businessDate });
  if (decided.status === 'refused') return decided;
  const make = maker(office, programme, actor);
  const { members: after } = await postToLocked(
    transaction,
    [
      make('unmerge', into, unmergeOutId(mergeId), decided.survivor),
      make('unmerge', from, `unmerge:${mergeId}:in`, decided.returning),
    ],
    locked,
  );
  const undone = {
    mergeId,
    mergedAtMs: known.atMs,
    from: after.get(from.memberId)?.state ?? from,
    into: after.get(into.memberId)?.state ?? into,
  };
  const act = { programme, businessDate, atMs: office.nowMs(), reason: 'unmerged' };
  const programmes = await office.programmes(transaction);
  const releases = await decideReleasesOf(transaction, programmes, undone, act);
  if (releases.length > 0) await postToLocked(transaction, releases, after);
  const spent = spentWhileMerged(mergeIn.brought, decided.returning.returned);
  if (spent !== null) {
    const opened = { caseId: spentCaseId(mergeId), kind: 'spent_while_merged' } as const;
    const evidence = { mergeId, otherMemberId: from.memberId, ...spent };
    const { memberId } = into;
    const openedAtMs = office.nowMs();
    await openCases(transaction, [{ ...opened, memberId, operatorId: null, evidence, openedAtMs }]);
  }
  return { status: 'unmerged' };
}

function mergeInId(mergeId: string): string {
  return `merge:${mergeId}:in`;
}

function maker(office: OfficeServices, programme: Programme, actor: string) {
  const atMs = office.nowMs();
  return <Kind extends OfficeOperation['kind']>(
    kind: Kind,
    { memberId }: MemberState,
    operationId: string,
    body: OfficeOperationBodies[Kind],
  ): OfficeOperation =>
    ({
      operationId,
      kind,
      body,
      memberId,
      atMs,
      businessDate: businessDateAt(atMs),
      programmeVersion: programme.version,
      actor,
    }) as OfficeOperation; // kind and body are given as a pair
}
