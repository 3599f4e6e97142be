import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Database } from './database.ts';
import { addCards, writeMembers } from './member-store.ts';
import { insertEntries, type NewEntry } from './operation-store.ts';
import { takeInstallNo } from './terminal-store.ts';

/** A member who is there, and the points that an import brought them. */
export interface ExistingMember {
  readonly state: MemberState;
  readonly openingPoints: number;
}

/** To whom the asked-for phones belong already, and which of the card numbers belong to anybody. */
export interface ExistingMembers {
  readonly byPhone: ReadonlyMap<string, readonly ExistingMember[]>;
  readonly cardNos: ReadonlySet<string>;
}

/** One imported member with its ledger row; null for a member who brought no points. */
export interface ImportedMember {
  readonly state: MemberState;
  readonly entry: NewEntry | null;
}

/** What the import of a member list needs of the office's database. */
export interface ImportWriter {
  /** Finds which of these phones and card numbers exist; a member number counts as a card number. */
  findExisting: (wanted: {
    readonly phones: readonly string[];
    readonly cardNos: readonly string[];
  }) => Promise<ExistingMembers>;
  /** Takes an install number for good: nobody else mints member numbers under it. */
  takeInstallNo: () => Promise<number>;
  /** Inserts new members with their cards and ledger rows in one transaction: all of them or none. */
  insertMembers: (batch: readonly ImportedMember[]) => Promise<void>;
}

/**
 * Without statistics the database reads whole tables for every look-up, and a million rows take a day. PGlite never
 * gathers them by itself and a server only minutes later: here they are gathered each time the imported members have
 * doubled.
 */
const statistics = ['ANALYZE member (member_id, phone, member_no)', 'ANALYZE identifier (value)'];

/**
 * Makes the writer of an import, a few statements a batch however many rows it has. On a server beside running tills a
 * member enrolled between look-up and insert is there twice, as when two tills enrol one person while offline.
 */
export function createImportWriter(database: Database): ImportWriter {
  let insertedCount = 0;
  let gatheredAtCount = 0;
  const gatherStatistics = async (): Promise<void> => {
    if (insertedCount < gatheredAtCount * 2) return;
    gatheredAtCount = insertedCount;
    for (const statement of statistics) await database.query(statement);
  };

  return {
    async findExisting({ phones, cardNos }) {
      const found = await database.query<{ phone: string; state: string; openingPoints: string }>(
        `SELECT phone, state, (
           SELECT coalesce(sum(points), 0) FROM entry
           WHERE entry.member_id = member.member_id AND kind = 'opening'
         ) AS "openingPoints"
         FROM member WHERE phone = ANY($1)`,
        [phones],
      );
      const byCard = await database.query<{ value: string }>(
        `SELECT value FROM identifier WHERE kind = 'card' AND value = ANY($1)
         UNION SELECT member_no FROM member WHERE member_no = ANY($1)`,
        [cardNos],
      );
      const members = found.map(({ phone, state, openingPoints }) => ({
        phone,
        state: JSON.parse(state) as MemberState, // Written by `writeMembers`.
        openingPoints: Number(openingPoints),
      }));
      return { byPhone: Map.groupBy(members, ({ phone }) => phone), cardNos: toSet(byCard) };
    },
    takeInstallNo: () => takeInstallNo(database),
    async insertMembers(batch) {
      await database.transaction(async (transaction) => {
        const entries = batch.flatMap(({ entry }) => (entry === null ? [] : [entry]));
        const cards = batch.flatMap(({ state }) =>
          state.cards.map((card) => ({ ...card, memberId: state.memberId })),
        );
        await writeMembers(
          transaction,
          batch.map(({ state }) => ({ state, revision: 1 })),
        );
        await addCards(transaction, cards);
        await insertEntries(transaction, entries);
      });
      insertedCount += batch.length;
      await gatherStatistics();
    },
  };
}

function toSet(rows: readonly { readonly value: string }[]): ReadonlySet<string> {
  return new Set(rows.map(({ value }) => value));
}
