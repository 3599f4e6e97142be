import type { Database } from 'better-sqlite3';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { type FoundBy, tokensOf } from '../../src-shared/replica/member-content.ts';
import type { MemberHashes } from './member-hashes.ts';
import { describeMember, type PreparedBase, type ShownMember } from './prepare-base.ts';

/** A member's row as far as a write has to know it. */
export interface StoredMember {
  readonly id: number;
  readonly revision: number | null;
  readonly foundBy: string;
}

/** Writes member rows and what they are found by. Runs inside a transaction of its caller. */
export interface MemberWriter {
  read(memberId: MemberId): StoredMember | undefined;
  /** Writes the view and leaves the base. */
  writeView(stored: StoredMember | undefined, view: MemberState): void;
  /** Writes the base, and the view where there are pending operations on it. */
  writeBase(stored: StoredMember | undefined, base: PreparedBase, view: MemberState | null): void;
  /** Forgets what the office said of a member; the view of pending operations is left. */
  dropBase(stored: StoredMember, view: MemberState): void;
  /** Takes away a member whose enrolment turned out to be invalid. */
  remove(stored: StoredMember, memberId: MemberId): void;
}

/** Prepares the writes of members. */
export function createMemberWriter(db: Database, hashes: MemberHashes): MemberWriter {
  const readRow = db.prepare<[string], StoredMember>(
    'SELECT id, revision, found_by AS foundBy FROM member WHERE member_id = +?',
  );
  const insertRow = db.prepare(
    'INSERT INTO member (member_id, phone, phone_last4, member_no, found_by, face, revision, base, view) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  // The indexed columns are named only where they change: naming them costs as much as changing them.
  const updateFoundBy = db.prepare(
    'UPDATE member SET phone = ?, phone_last4 = ?, member_no = ?, found_by = ? WHERE id = ?',
  );
  const updateView = db.prepare('UPDATE member SET face = ?, view = ? WHERE id = ?');
  const updateBase = db.prepare(
    'UPDATE member SET face = ?, revision = ?, base = ?, view = ? WHERE id = ?',
  );
  const dropBase = db.prepare(
    'UPDATE member SET face = ?, revision = NULL, base = NULL, view = ? WHERE id = ?',
  );
  const deleteRow = db.prepare('DELETE FROM member WHERE id = ?');
  const insertCard = db.prepare(
    'INSERT OR IGNORE INTO card (card_no, bound_at_ms, member_row) VALUES (?, ?, ?)',
  );
  const deleteCard = db.prepare(
    'DELETE FROM card WHERE card_no = +? AND bound_at_ms = +? AND member_row = +?',
  );
  // A token may be there already: one that a former pinyin dictionary made and this one did not take away.
  const insertToken = db.prepare(
    'INSERT OR IGNORE INTO search_token (token, member_row) VALUES (?, ?)',
  );
  const deleteToken = db.prepare('DELETE FROM search_token WHERE token = +? AND member_row = +?');

  function insert(
    { memberId, found, content }: ShownMember,
    base: PreparedBase | null,
    view: string | null,
  ): number {
    const { lastInsertRowid } = insertRow.run(
      memberId,
      content.phone,
      content.phoneLast4,
      content.memberNo,
      content.foundBy,
      content.face,
      base?.revision ?? null,
      base?.json ?? null,
      view,
    );
    addToIndexes(Number(lastInsertRowid), found);
    return Number(lastInsertRowid);
  }

  function reindex(stored: StoredMember, { found, content }: ShownMember): void {
    const { phone, phoneLast4, memberNo, foundBy } = content;
    if (foundBy === stored.foundBy) return;
    const before = JSON.parse(stored.foundBy) as FoundBy; // Written by `insert` or here.
    updateFoundBy.run(phone, phoneLast4, memberNo, foundBy, stored.id);
    removeFromIndexes(stored.id, before);
    addToIndexes(stored.id, found);
  }

  function addToIndexes(id: number, { cards, name }: FoundBy): void {
    for (const [cardNo, boundAtMs] of cards) insertCard.run(cardNo, boundAtMs, id);
    for (const token of tokensOf(name)) insertToken.run(token, id);
  }

  function removeFromIndexes(id: number, { cards, name }: FoundBy): void {
    for (const [cardNo, boundAtMs] of cards) deleteCard.run(cardNo, boundAtMs, id);
    for (const token of tokensOf(name)) deleteToken.run(token, id);
  }

  return {
    read: (memberId) => readRow.get(memberId),
    writeView(stored, view) {
      const json = JSON.stringify(view);
      const shown = describeMember(view);
      if (stored === undefined) {
        insert(shown, null, json);
        return;
      }
      reindex(stored, shown);
      updateView.run(shown.content.face, json, stored.id);
    },
    writeBase(stored, base, view) {
      const shown = view === null ? base.shown : describeMember(view);
      const viewJson = view === null ? null : JSON.stringify(view);
      const { memberId } = base.shown;
      if (stored === undefined) {
        hashes.put({ memberRow: insert(shown, base, viewJson), memberId, hash: base.hash });
        return;
      }
      reindex(stored, shown);
      updateBase.run(shown.content.face, base.revision, base.json, viewJson, stored.id);
      hashes.put({ memberRow: stored.id, memberId, hash: base.hash });
    },
    dropBase(stored, view) {
      const shown = describeMember(view);
      reindex(stored, shown);
      dropBase.run(shown.content.face, JSON.stringify(view), stored.id);
      hashes.put({ memberRow: stored.id, memberId: view.memberId, hash: null });
    },
    remove(stored, memberId) {
      hashes.put({ memberRow: stored.id, memberId, hash: null });
      removeFromIndexes(stored.id, JSON.parse(stored.foundBy) as FoundBy);
      deleteRow.run(stored.id);
    },
  };
}
