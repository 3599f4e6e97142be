import { expect, test } from 'vitest';
import type { Queryable } from '../../src-office/store/database.ts';
import { writeMembers } from '../../src-office/store/member-store.ts';
import { describeStore } from '../support/describe-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { sampleMemberState } from '../support/sample-domain.ts';

const memberCount = 60;

describeStore('the list of changed members', (store) => {
  const read = (table: 'member' | 'member_change') =>
    store().database.query(
      `SELECT changed_xid::text AS xid, member_id AS id FROM ${table} ORDER BY changed_xid, member_id`,
    );
  const write = (work: (transaction: Queryable) => Promise<unknown>) =>
    store().database.transaction(async (transaction) => void (await work(transaction)));
  const states = Array.from({ length: memberCount }, (_, index) => sampleMemberState(index));
  const rewritten = (revision: number) => states.map((state) => ({ state, revision }));

  test('is all that an update of a member tells an index', async () => {
    await fillMembers(store().database, memberCount, sampleMemberState);
    await write(async (transaction) => {
      await writeMembers(transaction, rewritten(2).slice(0, 1));
      const [counted] = await transaction.query(
        `SELECT n_tup_upd AS updates, n_tup_hot_upd AS "heapOnly" FROM pg_stat_xact_user_tables
          WHERE relname = 'member'`,
      );
      expect(counted).toEqual({ updates: 1, heapOnly: 1 });
    });
  });

  test('names each once, where it was written last, whoever writes', async () => {
    expect(await read('member_change')).toHaveLength(memberCount);
    await write((transaction) => writeMembers(transaction, rewritten(3).slice(10, 30)));
    // Twice in one transaction, and once without a word of it.
    await write(async (transaction) => {
      await writeMembers(transaction, rewritten(4).slice(20, 40));
      await writeMembers(transaction, rewritten(5).slice(20, 40));
      await transaction.query(`UPDATE member SET phone = '1' WHERE member_no <> ''`);
    });
    await write((transaction) =>
      transaction.query(
        'DELETE FROM member WHERE member_id = ANY(SELECT member_id FROM member ORDER BY member_id LIMIT 5)',
      ),
    );
    const changes = await read('member_change');
    expect(changes).toHaveLength(memberCount - 5);
    expect(changes).toEqual(await read('member'));
  });
});
