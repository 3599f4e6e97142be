import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Queryable } from './database.ts';
import { noteCuts } from './grant-store.ts';
import { columnText, textColumns } from './row-text.ts';
import type { MemberScope } from './scope-store.ts';

/** A member as stored. The state stays text: most of what reads it only passes it on. */
export interface MemberRow {
  readonly memberId: string;
  readonly revision: number;
  readonly stateJson: string;
}

/** A member as a batch leaves it. */
export interface ChangedMember {
  readonly state: MemberState;
  /** One above the stored one; 1 for a member that was not there. */
  readonly revision: number;
}

const memberColumns = 'member_id AS "memberId", revision, state AS "stateJson"';

/**
 * Reads members and keeps others from changing them until the transaction ends. Rows are locked in the order of their ids,
 * so that two batches with the same members never wait for each other.
 */
export function lockMembers(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly MemberRow[]> {
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE member_id = ANY($1) ORDER BY member_id FOR UPDATE`,
    [memberIds],
  );
}

/** A member whose row is locked, with the state read. */
export interface LockedMember {
  readonly state: MemberState;
  readonly revision: number;
}

/** Longer chains of merges there are none: each merge is of two members that were not merged away. */
const mergeChainMost = 32;

/**
 * Locks members as `lockMembers` does, and those they were merged into as well (PL-19). Nothing is said of ids that are not
 * there. Survivors come later than the order of ids asks for: where two batches then wait for each other, the database lets
 * one of them start again.
 */
export async function lockWithSurvivors(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<Map<string, LockedMember>> {
  const locked = new Map<string, LockedMember>();
  let wanted = [...new Set(memberIds)];
  for (let step = 0; wanted.length > 0 && step < mergeChainMost; step += 1) {
    const survivors = new Set<string>();
    for (const { memberId, revision, stateJson } of await lockMembers(queryable, wanted)) {
      const state = JSON.parse(stateJson) as MemberState; // written by this office
      locked.set(memberId, { state, revision });
      if (state.mergedInto !== undefined) survivors.add(state.mergedInto.otherMemberId);
    }
    wanted = [...survivors].filter((memberId) => !locked.has(memberId));
  }
  return locked;
}

/** The member that an id stands for: the one it was merged into, if it was. null where there is none. */
export function survivorOf<Member extends { readonly state: MemberState | null }>(
  members: ReadonlyMap<string, Member>,
  memberId: string,
): Member | null {
  let member = members.get(memberId) ?? null;
  for (let step = 0; step < mergeChainMost; step += 1) {
    const into = member?.state?.mergedInto?.otherMemberId;
    if (into === undefined) return member;
    member = members.get(into) ?? null;
  }
  return member;
}

/** The row of the member that a found one was merged into; itself where it was not. Locks nothing. */
export async function followMerges(
  queryable: Queryable,
  found: MemberRow | null,
): Promise<MemberRow | null> {
  let row = found;
  for (let step = 0; step < mergeChainMost && row !== null; step += 1) {
    const { mergedInto } = JSON.parse(row.stateJson) as MemberState; // written by this office
    if (mergedInto === undefined) return row;
    row = await findMember(queryable, mergedInto.otherMemberId);
  }
  return row;
}

/** Whom these members were merged into at the end, of those that were; locks nothing (PL-19). */
export async function findSurvivorIds(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const next = new Map<string, string>();
  let wanted = [...new Set(memberIds)];
  for (let step = 0; wanted.length > 0 && step < mergeChainMost; step += 1) {
    const rows = await queryable.query<{ memberId: string; into: string }>(
      `SELECT member_id AS "memberId", state::json #>> '{mergedInto,otherMemberId}' AS into
         FROM member WHERE member_id = ANY($1) AND strpos(state, '"mergedInto":{') > 0`,
      [wanted],
    );
    for (const { memberId, into } of rows) next.set(memberId, into);
    wanted = rows.map(({ into }) => into).filter((memberId) => !next.has(memberId));
  }
  const survivors = new Map<string, string>();
  for (const memberId of memberIds) {
    let last = memberId;
    for (let step = 0; step < mergeChainMost; step += 1) last = next.get(last) ?? last;
    if (last !== memberId) survivors.set(memberId, last);
  }
  return survivors;
}

/** So many locks stand for all the members that are not there; one each could be more than a server has. */
const absenceLocks = 256;
// Any number but that of other locks of ours.
const absenceLockClass = 7_205_802;

/**
 * Keeps others from adding these members, or from holding something for them, until the transaction ends: a row that is not
 * there cannot be locked. Who has waited here must look again.
 */
export async function lockAbsent(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<void> {
  await queryable.query(
    `SELECT pg_advisory_xact_lock($2, key)
       FROM (SELECT DISTINCT abs(hashtext(id) % $3) AS key FROM unnest($1::text[]) AS id ORDER BY key) AS keys`,
    [memberIds, absenceLockClass, absenceLocks],
  );
}

/** Writes members, and what their tills must see of them (`noteCuts`). The rows that exist must be locked. */
export async function writeMembers(
  queryable: Queryable,
  members: readonly ChangedMember[],
): Promise<void> {
  if (members.length === 0) return;
  await noteCuts(
    queryable,
    members.map(({ state }) => state),
  );
  // Not ON CONFLICT for all: a member that another transaction inserted meanwhile must make this one start again.
  const existing = members.filter(({ revision }) => revision > 1);
  const added = members.filter(({ revision }) => revision === 1);
  const toColumns = (rows: readonly ChangedMember[]): readonly unknown[] =>
    textColumns(queryable, rows, [
      ({ state }) => state.memberId,
      ({ state }) => columnText(state.memberNo),
      ({ state }) => columnText(state.profile.phone.value),
      ({ state }) => JSON.stringify(state),
      ({ revision }) => revision,
      ({ state }) => state.lots.map(({ expiresOnDay }) => expiresOnDay).join(),
    ]);
  const columns = 'unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])';
  if (existing.length > 0) {
    await queryable.query(
      `UPDATE member SET member_no = row.n, phone = row.p, state = row.s, revision = row.r::int8,
              expiry_days = row.e, changed_xid = pg_current_xact_id()
         FROM ${columns} AS row(i, n, p, s, r, e) WHERE member_id = row.i`,
      toColumns(existing),
    );
  }
  if (added.length > 0) {
    await queryable.query(
      `INSERT INTO member (member_id, member_no, phone, state, revision, expiry_days)
       SELECT i, n, p, s, r::int8, e FROM ${columns} AS row(i, n, p, s, r, e)`,
      toColumns(added),
    );
  }
}

/** Adds cards that a member has; those known already stay as they are. */
export async function addCards(
  queryable: Queryable,
  cards: readonly {
    readonly cardNo: string;
    readonly memberId: string;
    readonly boundAtMs: number;
  }[],
): Promise<void> {
  if (cards.length === 0) return;
  await queryable.query(
    `INSERT INTO identifier (kind, value, member_id, bound_at_ms)
     SELECT 'card', v, i, b::int8
       FROM unnest($1::text[], $2::text[], $3::text[]) AS row(v, i, b)
     ON CONFLICT DO NOTHING`,
    textColumns(queryable, cards, [
      ({ cardNo }) => columnText(cardNo),
      ({ memberId }) => memberId,
      ({ boundAtMs }) => boundAtMs,
    ]),
  );
}

/** Keeps others from changing a member, but not from reading it, until the transaction ends; false where there is none. */
export async function holdMember(queryable: Queryable, memberId: string): Promise<boolean> {
  const rows = await queryable.query('SELECT 1 FROM member WHERE member_id = $1 FOR SHARE', [
    memberId,
  ]);
  return rows.length > 0;
}

export async function findMember(
  queryable: Queryable,
  memberId: string,
): Promise<MemberRow | null> {
  const rows = await queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE member_id = $1`,
    [memberId],
  );
  return rows[0] ?? null;
}

/** Every member with that phone, oldest first: two tills may have enrolled one while offline. */
export function findMembersByPhone(
  queryable: Queryable,
  phone: string,
): Promise<readonly MemberRow[]> {
  // Ids are UUIDv7 and so in the order of enrolment.
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE phone = $1 ORDER BY member_id LIMIT 100`,
    [phone],
  );
}

/** Whoever has a phone: of two the one enrolled first, and nobody who passed the number on (ID-09). */
export async function findPhoneHolder(
  queryable: Queryable,
  phone: string,
): Promise<MemberRow | null> {
  const rows = await queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member
      WHERE phone = $1 AND strpos(state, '"phoneReleasedOnDay":') = 0 ORDER BY member_id LIMIT 1`,
    [phone],
  );
  return rows[0] ?? null;
}

/** The member a card was bound to first, or whose member number it is. */
export async function findMemberByCard(
  queryable: Queryable,
  cardNo: string,
): Promise<MemberRow | null> {
  const rows = await queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM (
       SELECT m.*, i.bound_at_ms FROM identifier i JOIN member m USING (member_id)
        WHERE i.kind = 'card' AND i.value = $1
       UNION ALL
       SELECT m.*, 0 FROM member m WHERE m.member_no = $1) AS found
     ORDER BY bound_at_ms, member_id LIMIT 1`,
    [cardNo],
  );
  return rows[0] ?? null;
}

/** Members whose phone others have as well, by phone and then in the order of enrolment; merged ones included. */
export function findDuplicatePhones(
  queryable: Queryable,
  limit: number,
): Promise<readonly MemberRow[]> {
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE phone IN (
       SELECT phone FROM member
        WHERE phone IN (SELECT phone FROM member GROUP BY phone HAVING count(*) > 1)
          AND strpos(state, '"mergedInto":{') = 0 AND strpos(state, '"phoneReleasedOnDay":') = 0
        GROUP BY phone HAVING count(*) > 1 ORDER BY phone LIMIT $1)
      ORDER BY phone, member_id`,
    [limit],
  );
}

/** The cards that more than one member has bound, as two tills do while offline, each with its members. */
export async function findSharedCards(
  queryable: Queryable,
  limit: number,
): Promise<readonly { readonly cardNo: string; readonly members: readonly MemberRow[] }[]> {
  const rows = await queryable.query<MemberRow & { readonly cardNo: string }>(
    `SELECT value AS "cardNo", ${memberColumns} FROM member JOIN identifier USING (member_id)
      WHERE value IN (
        SELECT value FROM identifier WHERE kind = 'card'
         GROUP BY value HAVING count(*) > 1 ORDER BY value LIMIT $1)
      ORDER BY value, bound_at_ms, member_id`,
    [limit],
  );
  return [...Map.groupBy(rows, ({ cardNo }) => cardNo)].map(([cardNo, members]) => ({
    cardNo,
    members,
  }));
}

/** Reads members by their ids, as they are: one that was merged away as itself. Those that are not there are left out. */
export function readMembers(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly MemberRow[]> {
  if (memberIds.length === 0) return Promise.resolve([]);
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE member_id = ANY($1)`,
    [memberIds],
  );
}

/** The next members in the order of their ids, for whoever goes through all of them, or of a scope; '' begins. */
export function listMembersAfter(
  queryable: Queryable,
  memberId: string,
  limit: number,
  scope: MemberScope = null,
): Promise<readonly MemberRow[]> {
  const from =
    scope === null
      ? 'member WHERE'
      : 'member JOIN member_scope USING (member_id) WHERE scope = $3 AND';
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM ${from} member_id > $1 ORDER BY member_id LIMIT $2`,
    [memberId, limit, ...(scope === null ? [] : [scope])],
  );
}

/** Members of whom something waits, or has waited, for review. */
export function listMembersWithHolds(
  queryable: Queryable,
  wish: {
    readonly after: string;
    readonly limit: number;
    /** Only those of whom something with such an id waits, or has waited. */
    readonly holdIdPrefix?: string;
  },
): Promise<readonly MemberRow[]> {
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member
      WHERE has_holds AND member_id > $1 AND strpos(state, $3) > 0
      ORDER BY member_id LIMIT $2`,
    [wish.after, wish.limit, `"holdId":"${wish.holdIdPrefix ?? ''}`],
  );
}

/** Members whose state as JSON text holds a piece, in the order of their ids; '' begins. Reads every member up to them. */
export function listMembersHolding(
  queryable: Queryable,
  wish: { readonly stateText: string; readonly after: string; readonly limit: number },
): Promise<readonly MemberRow[]> {
  return queryable.query<MemberRow>(
    `SELECT ${memberColumns} FROM member WHERE member_id > $1 AND strpos(state, $3) > 0
      ORDER BY member_id LIMIT $2`,
    [wish.after, wish.limit, wish.stateText],
  );
}
