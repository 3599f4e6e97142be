import { expect, test } from 'vitest';
import { hashMember } from '../../src-main/store/member-hashes.ts';
import type { Queryable } from '../../src-office/store/database.ts';
import { feedStart } from '../../src-office/store/feed-store.ts';
import { listMembersAfter } from '../../src-office/store/member-store.ts';
import { listDigests, readPageWithSums } from '../../src-office/store/partition-store.ts';
import { partitionOf, reduceSum } from '../../src-shared/replica/member-hash.ts';
import { describeStore } from '../support/describe-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { sampleMemberState } from '../support/sample-domain.ts';

const memberCount = 600;

describeStore('partition sums', (store) => {
  /** As a till works them out from its own rows. */
  const ownSums = async (): Promise<ReadonlyMap<string, number>> => {
    const sums = new Map<string, number>();
    for (const row of await listMembersAfter(store().database, '', 10_000)) {
      const partition = partitionOf(row.memberId);
      sums.set(partition, reduceSum((sums.get(partition) ?? 0) + hashMember(row)));
    }
    return sums;
  };
  const officeSums = async (): Promise<ReadonlyMap<string, number>> => {
    const { sums } = await readPageWithSums(store().database, feedStart, 5_000, null);
    const settled = (sums ?? []).filter(({ sum }) => reduceSum(sum ?? 0) !== 0);
    return new Map(settled.map(({ partition, sum }) => [partition, reduceSum(sum ?? 0)]));
  };
  const write = (work: (transaction: Queryable) => Promise<unknown>) =>
    store().database.transaction(async (transaction) => void (await work(transaction)));
  const agree = async (): Promise<void> => {
    // Another test on the same server may hold the horizon back for a moment.
    await expect.poll(officeSums).toEqual(await ownSums());
  };

  test('follow every write of a member, whoever writes', async () => {
    await fillMembers(store().database, memberCount, sampleMemberState);
    await agree();
    await write((transaction) =>
      transaction.query(`UPDATE member SET revision = revision + 1, state = state || ' '`),
    );
    await write((transaction) =>
      transaction.query('DELETE FROM member WHERE member_id < (SELECT max(member_id) FROM member)'),
    );
    await agree();
    expect((await ownSums()).size).toBe(1);
  });

  test('tell nothing of a full page, and a hash as the till works it out', async () => {
    const { database } = store();
    const states = await fillMembers(database, 3, (index) => sampleMemberState(index + 1_000));
    await agree(); // else the horizon may leave the page short of its limit
    expect((await readPageWithSums(database, feedStart, 2, null)).sums).toBeNull();
    const [first] = states;
    const memberId = first?.memberId ?? '';
    const partition = partitionOf(memberId);
    const digests = await listDigests(database, { scope: null, partition, after: '', limit: 10 });
    const rows = await listMembersAfter(database, '', 100);
    const expected = rows
      .filter((row) => partitionOf(row.memberId) === partition)
      .map((row) => ({ memberId: row.memberId, hash: hashMember(row) }));
    expect(digests).toEqual(expected);
  });

  test('say of a part that is being written to that they do not know', async ({ skip }) => {
    const { database } = store();
    skip(database.engine === 'pglite'); // one connection: nobody writes beside it
    const [member] = await fillMembers(database, 1, () => sampleMemberState(1_500));
    const partition = partitionOf(member?.memberId ?? '');
    const sumOf = async (): Promise<number | null | undefined> => {
      const { sums } = await readPageWithSums(database, feedStart, 5_000, null);
      return sums?.find((each) => each.partition === partition)?.sum;
    };
    await agree();
    await write(async (older) => {
      await older.query('SELECT pg_current_xact_id()');
      await database.query(
        'UPDATE member SET revision = 7, changed_xid = pg_current_xact_id() WHERE member_id = $1',
        [member?.memberId],
      );
      expect(await sumOf()).toBeNull();
    });
    await expect.poll(sumOf).toEqual(expect.any(Number));
    await agree();
  });

  test('are folded when there are many changes, and stay the same', async () => {
    const { database } = store();
    await fillMembers(database, memberCount, (index) => sampleMemberState(index + 2_000));
    for (let round = 0; round < 12; round += 1) {
      await write((transaction) => transaction.query('UPDATE member SET revision = revision + 1'));
    }
    const countChanges = async (): Promise<number> => {
      const rows = await database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM partition_change',
      );
      return rows[0]?.count ?? 0;
    };
    expect(await countChanges()).toBeGreaterThan(2_000);
    await agree();
    await expect.poll(countChanges).toBeLessThan(2_000);
    await agree();
  });
});
