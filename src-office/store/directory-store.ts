import { randomBytes } from 'node:crypto';
import type { Queryable } from './database.ts';
import type { FeedPosition } from './feed-store.ts';
import { readMeta, writeMeta } from './meta-store.ts';

/** A member's entry as it stands; '' of one that is gone. */
export interface DirectoryRow {
  readonly memberId: string;
  readonly entryJson: string;
}

const keyBytes = 32;
/** Of SHA-256, for HMAC (RFC 2104). */
const blockBytes = 64;

/**
 * Begins to keep the directory of all members (OF-13), in a transaction in which nobody else writes one: a key that numbers are
 * hashed by, and an entry of each. A repeat changes nothing.
 */
export async function keepDirectory(transaction: Queryable): Promise<void> {
  if ((await readMeta(transaction, 'directory_key')) !== null) return;
  const key = randomBytes(keyBytes);
  const pad = (byte: number): string => {
    const block = Buffer.alloc(blockBytes, byte);
    for (const [index, each] of key.entries()) block[index] = each ^ byte;
    return block.toString('hex');
  };
  await writeMeta(transaction, 'directory_inner_pad', pad(0x36));
  await writeMeta(transaction, 'directory_outer_pad', pad(0x5c));
  await writeMeta(transaction, 'directory_key', key.toString('hex'));
  await transaction.query(
    `INSERT INTO directory (member_id, entry)
     SELECT member_id, directory_entry(phone, member_no, state::json) FROM member`,
  );
}

/** What numbers are hashed by, hex; null where there is no directory. */
export function readDirectoryKey(queryable: Queryable): Promise<string | null> {
  return readMeta(queryable, 'directory_key');
}

/** Entries that changed after a position, as the feed gives members (`readFeedPage`): none that commits late is passed over. */
export async function readDirectoryPage(
  queryable: Queryable,
  after: FeedPosition,
  limit: number,
): Promise<{ readonly entries: readonly DirectoryRow[]; readonly position: FeedPosition }> {
  const rows = await queryable.query<DirectoryRow & { changedXid: string }>(
    `SELECT member_id AS "memberId", entry AS "entryJson", changed_xid::text AS "changedXid" FROM directory
      WHERE (changed_xid, member_id) > ($1::xid8, $2)
        AND changed_xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY changed_xid, member_id LIMIT $3`,
    [after.changedXid, after.memberId, limit],
  );
  const last = rows.at(-1);
  const position =
    last === undefined ? after : { changedXid: last.changedXid, memberId: last.memberId };
  return { entries: rows.map(({ memberId, entryJson }) => ({ memberId, entryJson })), position };
}
