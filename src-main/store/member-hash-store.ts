import type { Database } from 'better-sqlite3';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { MemberRebase } from './member-rebase.ts';
import { hashMember, type MemberHashes } from './member-hashes.ts';
import type { HashScan, InstallStore, MemberHashStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

interface BaseRow {
  readonly id: number;
  readonly memberId: MemberId;
  readonly revision: number | null;
  readonly base: string | null;
}

/** A hash with its row; null where that is gone. */
interface KeptRow extends HashPlace, Omit<BaseRow, 'id'> {
  readonly id: number | null;
}

interface HashPlace {
  readonly partition: string;
  readonly memberRow: number;
}
const firstPlace: HashPlace = { partition: '', memberRow: 0 };

/** Looks at the rows themselves: what was changed behind the store's back is in no sum until then. */
export function createMemberHashStore(
  db: Database,
  parts: {
    readonly hashes: MemberHashes;
    readonly install: InstallStore;
    readonly rebase: MemberRebase;
    readonly transactions: Transactions;
  },
): MemberHashStore {
  const { hashes, install, rebase, transactions } = parts;
  const listRows = db.prepare<[number, number], BaseRow>(
    'SELECT id, member_id AS memberId, revision, base FROM member WHERE id > ? ORDER BY id LIMIT ?',
  );
  const listKept = db.prepare<[string, number, number], KeptRow>(
    'SELECT partition, member_row AS memberRow, id, member_id AS memberId, revision, base ' +
      'FROM member_hash LEFT JOIN member ON id = member_row ' +
      'WHERE (partition, member_row) > (?, ?) ORDER BY partition, member_row LIMIT ?',
  );
  const listPartition = db.prepare<[string], BaseRow>(
    'SELECT id, member_id AS memberId, revision, base FROM member_hash ' +
      'JOIN member ON id = member_row WHERE partition = +? AND base IS NOT NULL',
  );
  const listSums = db.prepare<[], { readonly partition: string; readonly sum: number }>(
    'SELECT partition, sum FROM partition_sum',
  );
  const readScan = db.prepare<[], { readonly scannedRow: number; readonly complete: 0 | 1 }>(
    'SELECT scanned_row AS scannedRow, complete FROM hash_scan',
  );
  const writeScan = db.prepare('UPDATE hash_scan SET scanned_row = ?, complete = ?');
  /** Where a later look is; it begins anew with each start. */
  let lookedAt: HashPlace = firstPlace;

  const hashOf = ({ memberId, revision, base }: Omit<BaseRow, 'id'>): number | null =>
    revision === null || base === null ? null : hashMember({ memberId, revision, stateJson: base });

  /** Rows that came with an image, or before there were hashes. */
  const fill = (afterRow: number, limit: number): HashScan => {
    const rows = listRows.all(afterRow, limit);
    const isPassOver = rows.length < limit;
    let wrongCount = 0;
    for (const row of rows) {
      const put = hashes.put({ memberRow: row.id, memberId: row.memberId, hash: hashOf(row) });
      if (put) wrongCount += 1;
    }
    writeScan.run(rows.at(-1)?.id ?? afterRow, isPassOver ? 1 : 0);
    return { wrongCount, isPassOver };
  };

  /** Rows that have a hash: whether it is still theirs, and whether they are still there. */
  const check = (limit: number): HashScan => {
    const rows = listKept.all(lookedAt.partition, lookedAt.memberRow, limit);
    const isPassOver = rows.length < limit;
    let wrongCount = 0;
    for (const row of rows) {
      const { partition, memberRow } = row;
      const hash = row.id === null ? null : hashOf(row);
      if (hashes.keep({ partition, memberRow, hash })) wrongCount += 1;
    }
    lookedAt = isPassOver ? firstPlace : (rows.at(-1) ?? firstPlace);
    return { wrongCount, isPassOver };
  };

  return {
    scan: (limit) =>
      transactions.join(() => {
        const { scannedRow, complete } = readScan.get() ?? { scannedRow: 0, complete: 0 };
        return hashes.together(() => (complete === 1 ? check(limit) : fill(scannedRow, limit)));
      }),
    sums() {
      if (readScan.get()?.complete !== 1) return null;
      return new Map(listSums.all().map(({ partition, sum }) => [partition, sum]));
    },
    listPartition(partition) {
      const found = new Map<string, number>();
      for (const row of listPartition.iterate(partition)) {
        const hash = hashOf(row);
        if (hash !== null) found.set(row.memberId, hash);
      }
      return found;
    },
    dropBases: (memberIds) =>
      transactions.join(() => {
        const installId = install.read()?.installId;
        if (installId === undefined) return;
        for (const memberId of memberIds) rebase.dropBase(memberId as MemberId, installId);
      }),
  };
}
