import { hash as digest } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { memberHashText, partitionOf, reduceSum } from '../../src-shared/replica/member-hash.ts';

const hashBytes = 6;

/** The first 48 bits of SHA-256 over a state as the office sent it; head office makes the same of its own row. */
export function hashMember(member: Parameters<typeof memberHashText>[0]): number {
  return digest('sha256', memberHashText(member), 'buffer').readUIntBE(0, hashBytes);
}

/** Keeps the hash of each base and the sums of them. Runs inside the transaction that writes the base. */
export interface MemberHashes {
  /** null: the office has not sent this member. True where another hash was kept; of a base without one nothing was known. */
  put(member: {
    readonly memberRow: number;
    readonly memberId: string;
    readonly hash: number | null;
  }): boolean;
  /** The same where the partition is known and the row may be gone. */
  keep(kept: {
    readonly partition: string;
    readonly memberRow: number;
    readonly hash: number | null;
  }): boolean;
  /** Does work that puts many hashes, and writes each sum once, at its end: within the transaction of the caller. */
  together<Result>(work: () => Result): Result;
}

/** Prepares the writes of hashes. */
export function createMemberHashes(db: Database): MemberHashes {
  const read = db
    .prepare<[string, number], number>(
      'SELECT hash FROM member_hash WHERE partition = +? AND member_row = +?',
    )
    .pluck();
  const upsert = db.prepare(
    'INSERT INTO member_hash (partition, member_row, hash) VALUES (?, ?, ?) ' +
      'ON CONFLICT (partition, member_row) DO UPDATE SET hash = excluded.hash',
  );
  const remove = db.prepare('DELETE FROM member_hash WHERE partition = +? AND member_row = +?');
  const readSum = db
    .prepare<[string], number>('SELECT sum FROM partition_sum WHERE partition = +?')
    .pluck();
  const writeSum = db.prepare(
    'INSERT INTO partition_sum (partition, sum) VALUES (?, ?) ' +
      'ON CONFLICT (partition) DO UPDATE SET sum = excluded.sum',
  );

  /** By how much sums are to change that are written later; null: they are written at once. */
  let changes: Map<string, number> | null = null;

  const addToSum = (partition: string, change: number): void => {
    writeSum.run(partition, reduceSum((readSum.get(partition) ?? 0) + change));
  };
  const together: MemberHashes['together'] = (work) => {
    if (changes !== null) return work();
    changes = new Map();
    try {
      const result = work();
      for (const [partition, change] of changes) addToSum(partition, change);
      return result;
    } finally {
      changes = null;
    }
  };

  const keep: MemberHashes['keep'] = ({ partition, memberRow, hash }) => {
    const before = read.get(partition, memberRow) ?? null;
    if (before === hash) return false;
    if (hash === null) remove.run(partition, memberRow);
    else upsert.run(partition, memberRow, hash);
    const change = reduceSum((hash ?? 0) - (before ?? 0));
    if (changes === null) addToSum(partition, change);
    else changes.set(partition, reduceSum((changes.get(partition) ?? 0) + change));
    return before !== null;
  };
  return {
    put: ({ memberRow, memberId, hash }) =>
      keep({ partition: partitionOf(memberId), memberRow, hash }),
    keep,
    together,
  };
}
