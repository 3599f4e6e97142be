import { createHmac } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import {
  type DirectoryEntry,
  directoryEntrySchema,
} from '../../src-shared/contract/office/directory-entry.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { DirectoryMember, DirectoryStore, SyncStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

interface EntryRow {
  readonly memberId: MemberId;
  readonly entry: string;
}

/** Of a hash: as many bits as a number keeps exactly. */
const hashBytes = 6;

/** Finds members of other stores by a number, of which only a hash is here. */
export function createDirectoryStore(
  db: Database,
  sync: SyncStore,
  transactions: Transactions,
): DirectoryStore {
  const find = db.prepare<[string], EntryRow & { readonly id: number }>(
    'SELECT id, member_id AS memberId, entry FROM directory WHERE member_id = +?',
  );
  // A member id begins with the moment of its enrolment.
  const findByHash = db.prepare<[number], EntryRow>(
    'SELECT member_id AS memberId, entry FROM directory_number JOIN directory ON id = directory_row ' +
      'WHERE number_hash = +? ORDER BY member_id LIMIT 1',
  );
  const insert = db.prepare('INSERT INTO directory (member_id, entry) VALUES (?, ?)');
  const update = db.prepare('UPDATE directory SET entry = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM directory WHERE id = ?');
  const addNumber = db.prepare(
    'INSERT OR IGNORE INTO directory_number (number_hash, directory_row) VALUES (?, ?)',
  );
  const removeNumber = db.prepare(
    'DELETE FROM directory_number WHERE number_hash = +? AND directory_row = +?',
  );
  const clearMembers = db.prepare('DELETE FROM directory');
  const clearNumbers = db.prepare('DELETE FROM directory_number');

  const keepOne = (memberId: string, entry: DirectoryEntry | null): void => {
    const known = find.get(memberId);
    if (known !== undefined) {
      for (const hash of readEntry(known.entry).numberHashes) removeNumber.run(hash, known.id);
    }
    if (entry === null) {
      if (known !== undefined) remove.run(known.id);
      return;
    }
    const json = JSON.stringify(entry);
    if (known !== undefined) update.run(json, known.id);
    const row = known?.id ?? Number(insert.run(memberId, json).lastInsertRowid);
    for (const hash of entry.numberHashes) addNumber.run(hash, row);
  };

  return {
    findByNumber(number) {
      const { directoryKey } = sync.read();
      if (directoryKey === null) return null;
      const mac = createHmac('sha256', Buffer.from(directoryKey, 'hex')).update(number).digest();
      return toMember(findByHash.get(mac.readUIntBE(0, hashBytes)));
    },
    findById: (memberId) => toMember(find.get(memberId)),
    keep: (entries) =>
      transactions.join(() => {
        for (const { memberId, entryJson } of entries) {
          keepOne(memberId, entryJson === '' ? null : readEntry(entryJson));
        }
      }),
    clear: () =>
      transactions.join(() => {
        clearNumbers.run();
        clearMembers.run();
      }),
  };
}

function toMember(row: EntryRow | undefined): DirectoryMember | null {
  if (row === undefined) return null;
  const { tierCode, status } = readEntry(row.entry);
  return { memberId: row.memberId, tierCode, status };
}

function readEntry(json: string): DirectoryEntry {
  return directoryEntrySchema.parse(JSON.parse(json));
}
