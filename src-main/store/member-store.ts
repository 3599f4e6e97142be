import type { Database } from 'better-sqlite3';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { BaseSlices } from './base-slices.ts';
import type { MemberRebase } from './member-rebase.ts';
import {
  faceColumns,
  memberColumns,
  toFaceRow,
  toMemberRow,
  type SelectedFace,
  type SelectedMember,
} from './member-row.ts';
import { createMemberSearch } from './member-search.ts';
import type { MemberWriter } from './member-writer.ts';
import { inRowOrder, prepareBase } from './prepare-base.ts';
import type { InstallStore, MemberStore } from './till-store.ts';
import type { Transactions } from './transaction.ts';

/** Finds members by prepared statements, and takes states of the office and views of this till. */
export function createMemberStore(
  db: Database,
  parts: {
    readonly install: InstallStore;
    readonly writer: MemberWriter;
    readonly rebase: MemberRebase;
    readonly slices: BaseSlices;
    readonly transactions: Transactions;
  },
): MemberStore {
  const { install, writer, rebase, slices, transactions } = parts;
  const findById = db.prepare<[string], SelectedMember>(
    `SELECT ${memberColumns} FROM member WHERE member_id = +?`,
  );
  const findByPhone = db.prepare<[string], SelectedFace>(
    `SELECT ${faceColumns} FROM member WHERE phone = +?`,
  );
  // The key of `card` is sorted by the moment of binding.
  const findByCard = db.prepare<[string], SelectedFace>(
    `SELECT ${faceColumns} FROM member ` +
      'WHERE id = (SELECT member_row FROM card WHERE card_no = +? ORDER BY bound_at_ms LIMIT 1)',
  );
  const beginsInStoreCard = db.prepare<[string, string]>(
    "SELECT 1 FROM card WHERE card_no > ? AND card_no < ? AND card_no GLOB '2????????????' LIMIT 1",
  );
  const count = db.prepare<[], number>('SELECT count(*) FROM member').pluck();
  const readBase = db
    .prepare<[string], string | null>('SELECT base FROM member WHERE member_id = +?')
    .pluck();
  const search = createMemberSearch(db);

  const toRow = (row: SelectedMember | undefined) => (row === undefined ? null : toMemberRow(row));

  return {
    findById: (memberId) => toRow(findById.get(memberId)),
    findByPhone(phone) {
      const rows = findByPhone.all(phone);
      // A member id begins with the moment of its enrolment.
      if (rows.length > 1) rows.sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
      return rows.map(toFaceRow);
    },
    findByCard(cardNo) {
      const row = findByCard.get(cardNo);
      return row === undefined ? null : toFaceRow(row);
    },
    // ":" comes after "9".
    beginsInStoreCard: (digits) =>
      digits.startsWith('2') && beginsInStoreCard.get(digits, `${digits}:`) !== undefined,
    search,
    count: () => count.get() ?? 0,
    readBase(memberId) {
      const json = readBase.get(memberId) ?? null;
      return json === null ? null : (JSON.parse(json) as MemberState); // The office made it as one.
    },
    readAppliedSeq: (memberId) =>
      rebase.readAppliedSeq(memberId, install.read()?.installId ?? null),
    writeView: (view) =>
      transactions.join(() => writer.writeView(writer.read(view.memberId), view)),
    applyBases(members, how) {
      const bases = inRowOrder(members).map(prepareBase);
      return transactions.join(() => slices.apply(bases, how).changed);
    },
  };
}
