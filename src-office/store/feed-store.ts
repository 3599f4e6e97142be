import { hash } from 'node:crypto';
import type { Queryable } from './database.ts';
import type { MemberRow } from './member-store.ts';
import type { MemberScope } from './scope-store.ts';

/** A place in the feed: after this member as that transaction wrote it. */
export interface FeedPosition {
  readonly changedXid: string;
  readonly memberId: string;
}

export const feedStart: FeedPosition = { changedXid: '0', memberId: '' };

export interface FeedPage {
  readonly members: readonly MemberRow[];
  readonly position: FeedPosition;
}

/**
 * Members of a scope that changed after a position, or came into it, in the order of change, at most so many. Reads only below
 * the oldest transaction still running: one that commits late has an id at or above that line and comes with a later page,
 * never behind the position. A serial number could not promise that.
 */
export async function readFeedPage(
  queryable: Queryable,
  after: FeedPosition,
  limit: number,
  scope: MemberScope,
): Promise<FeedPage> {
  // The row in either list is written with every write of the member: its state is never newer than that row says.
  const rows = await queryable.query<MemberRow & { changedXid: string }>(
    scope === null
      ? `SELECT c.member_id AS "memberId", revision, state AS "stateJson", c.changed_xid::text AS "changedXid"
           FROM member_change c JOIN member m ON m.member_id = c.member_id
          WHERE (c.changed_xid, c.member_id) > ($1::xid8, $2)
            AND c.changed_xid < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY c.changed_xid, c.member_id LIMIT $3`
      : `SELECT s.member_id AS "memberId", revision, state AS "stateJson", s.changed_xid::text AS "changedXid"
           FROM member_scope s JOIN member m ON m.member_id = s.member_id
          WHERE scope = $4 AND (s.changed_xid, s.member_id) > ($1::xid8, $2)
            AND s.changed_xid < pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY s.changed_xid, s.member_id LIMIT $3`,
    [after.changedXid, after.memberId, limit, ...(scope === null ? [] : [scope])],
  );
  const members = rows.map(({ memberId, revision, stateJson }) => ({
    memberId,
    revision,
    stateJson,
  }));
  const last = rows.at(-1);
  const position =
    last === undefined ? after : { changedXid: last.changedXid, memberId: last.memberId };
  return { members, position };
}

/** Tells whether a position lies in this database's past. One ahead of it comes from before a restore. */
export async function isPositionKnown(
  queryable: Queryable,
  position: Pick<FeedPosition, 'changedXid'>,
): Promise<boolean> {
  const rows = await queryable.query<{ known: boolean }>(
    'SELECT $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) AS known',
    [position.changedXid],
  );
  return rows[0]?.known ?? false;
}

/**
 * A position that a feed goes on from without missing anything, for whoever reads all members after this call: what committed
 * before it is seen by every later statement, and what commits later has an id that this position does not cover.
 */
export async function readFeedHorizon(queryable: Queryable): Promise<FeedPosition> {
  const rows = await queryable.query<{ before: string }>(
    'SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text AS before',
  );
  return { changedXid: rows[0]?.before ?? '0', memberId: afterAllMembers };
}

/** Above every member id, which is a UUID. */
const afterAllMembers = 'z';

/** How many members of a scope changed after a position, counted up to a limit. */
export async function countChangesAfter(
  queryable: Queryable,
  after: FeedPosition,
  limit: number,
  scope: MemberScope,
): Promise<number> {
  const from = scope === null ? 'member_change WHERE' : 'member_scope WHERE scope = $4 AND';
  const rows = await queryable.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (
       SELECT 1 FROM ${from} (changed_xid, member_id) > ($1::xid8, $2) LIMIT $3) AS changed`,
    [after.changedXid, after.memberId, limit, ...(scope === null ? [] : [scope])],
  );
  return rows[0]?.count ?? 0;
}

const cursorShape = /^([\w-]+)\.(\d{1,20})\.([\w.:-]*)$/;

/** The epoch of a scope's own feed: a till whose scope is another one now starts over. */
export function feedEpochOf(epoch: string, scope: MemberScope): string {
  return scope === null ? epoch : `${epoch}-${hash('sha256', scope, 'base64url').slice(0, 12)}`;
}

/** A position as a till keeps it. */
export function writeFeedCursor(epoch: string, position: FeedPosition): string {
  return `${epoch}.${position.changedXid}.${position.memberId}`;
}

/** null for a cursor of another epoch or scope, and for none at all. */
export function parseFeedCursor(
  epoch: string,
  scope: MemberScope,
  cursor: string | null,
): FeedPosition | null {
  const [, ofEpoch, changedXid = '', memberId = ''] = cursorShape.exec(cursor ?? '') ?? [];
  return ofEpoch === feedEpochOf(epoch, scope) ? { changedXid, memberId } : null;
}

/** Where a feed goes on, or starts over: without a position, and after one of this epoch's future (before a restore). */
export function startFeed(
  position: FeedPosition | null,
  isKnown: boolean,
): { readonly position: FeedPosition; readonly fromStart: boolean } {
  return position !== null && isKnown
    ? { position, fromStart: false }
    : { position: feedStart, fromStart: true };
}

/** Where a feed with this cursor goes on, or starts over. */
export async function readFeedCursor(
  { database, epoch }: { readonly database: Queryable; readonly epoch: string },
  scope: MemberScope,
  cursor: string | null,
): Promise<{ readonly position: FeedPosition; readonly fromStart: boolean }> {
  const position = parseFeedCursor(epoch, scope, cursor);
  return startFeed(position, position !== null && (await isPositionKnown(database, position)));
}

/** The newest change a feed may show now; for noticing what other office processes have committed. */
export async function readNewestChange(queryable: Queryable): Promise<string> {
  const rows = await queryable.query<{ newest: string }>(
    `SELECT concat_ws('/',
       (SELECT changed_xid::text FROM member_change
         WHERE changed_xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY changed_xid DESC, member_id DESC LIMIT 1),
       (SELECT string_agg(name || value, '/' ORDER BY name) FROM meta WHERE name <> 'audit_position'),
       (SELECT count(*) FROM terminal WHERE status = 'revoked')) AS newest`,
  );
  return rows[0]?.newest ?? '';
}
