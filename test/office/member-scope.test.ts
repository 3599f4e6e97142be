import { expect, test } from 'vitest';
import { hashMember } from '../../src-main/store/member-hashes.ts';
import type { Queryable } from '../../src-office/store/database.ts';
import {
  countChangesAfter,
  type FeedPosition,
  feedStart,
  readFeedPage,
} from '../../src-office/store/feed-store.ts';
import {
  holdMember,
  listMembersAfter,
  readMembers,
  writeMembers,
} from '../../src-office/store/member-store.ts';
import { listDigests, readPageWithSums } from '../../src-office/store/partition-store.ts';
import {
  keepScopes,
  leaveScopes,
  noteSeenAt,
  scopeSeenDays,
} from '../../src-office/store/scope-store.ts';
import { upsertStore } from '../../src-office/store/terminal-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { partitionOf, reduceSum } from '../../src-shared/replica/member-hash.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { describeStore } from '../support/describe-store.ts';
import { fillMembers } from '../support/fill-members.ts';
import { sampleMemberId, sampleMemberState, sampleToday } from '../support/sample-domain.ts';

const scope = 'store:store-1';

describeStore('member scopes (OF-13)', (store) => {
  const write = (work: (transaction: Queryable) => Promise<unknown>) =>
    store().database.transaction(async (transaction) => void (await work(transaction)));
  const see = (memberId: string) =>
    write(async (transaction) => {
      await holdMember(transaction, memberId);
      await noteSeenAt(transaction, 'store-1', [memberId], 1_000);
    });
  /** What the feed shows; another test on the same server may hold it back for a moment. */
  const pageAfter = async (position: FeedPosition, expected: readonly string[]) => {
    const read = () => readFeedPage(store().database, position, 1_000, scope);
    const idsOf = async () => (await read()).members.map(({ memberId }) => memberId).toSorted();
    await expect.poll(idsOf).toEqual(expected.toSorted());
    return read();
  };
  const change = (state: MemberState, revision: number) =>
    write((transaction) => writeMembers(transaction, [{ state, revision }]));
  /** The till's own sums of what it was told, and those of head office. */
  const agree = async () => {
    const { database } = store();
    const own = new Map<string, number>();
    for (const row of await listMembersAfter(database, '', 10_000, scope)) {
      const partition = partitionOf(row.memberId);
      own.set(partition, reduceSum((own.get(partition) ?? 0) + hashMember(row)));
    }
    const told = async () => {
      const { sums } = await readPageWithSums(database, feedStart, 10_000, scope);
      return new Map((sums ?? []).map(({ partition, sum }) => [partition, reduceSum(sum ?? 0)]));
    };
    await expect.poll(told).toEqual(own);
  };

  test('bring who is at home there, who comes into them, and every change of these', async () => {
    const { database } = store();
    for (const storeId of ['store-1', 'store-2']) {
      await write((transaction) =>
        upsertStore(transaction, { storeId, storeName: null, region: 'east' }),
      );
    }
    const states = await fillMembers(database, 120, sampleMemberState);
    const home = states.filter(({ enrolledAtStoreId }) => enrolledAtStoreId === 'store-1');
    const ids = home.map(({ memberId }): string => memberId);
    expect(await listMembersAfter(database, '', 1_000, scope)).toEqual([]);
    await write((transaction) => keepScopes(transaction, 'store', 1_000));
    await write((transaction) => keepScopes(transaction, 'region', 1_000));
    let { position } = await pageAfter(feedStart, ids);
    await agree();

    // A visitor comes with the state as it stands, and from then on with every change.
    const visitor = sampleMemberState(2);
    await see(visitor.memberId);
    ({ position } = await pageAfter(position, [visitor.memberId]));
    await see(visitor.memberId);
    await change({ ...visitor, heldPoints: 7 }, 2);
    await change({ ...sampleMemberState(3), heldPoints: 7 }, 2);
    const page = await pageAfter(position, [visitor.memberId]);
    expect(page.members[0]?.stateJson).toContain('"heldPoints":7');
    ({ position } = page);
    expect(await countChangesAfter(database, position, 10, scope)).toBe(0);
    await agree();

    // Somebody new is at home at once; a member who is merged away takes the survivor along (PL-19).
    await fillMembers(database, 1, () => sampleMemberState(201));
    const survivor = sampleMemberId(4);
    const { mergedInto: _, ...rest } = visitor;
    const merged = { otherMemberId: survivor } as MemberState['mergedInto'];
    await change({ ...rest, ...(merged === undefined ? {} : { mergedInto: merged }) }, 3);
    ({ position } = await pageAfter(position, [sampleMemberId(201), visitor.memberId, survivor]));
    await agree();
    await change({ ...sampleMemberState(4), heldPoints: 9 }, 2);
    await pageAfter(position, [survivor]);

    const partition = partitionOf(survivor);
    const [row] = await readMembers(database, [survivor]);
    const wish = { scope, partition, after: '', limit: 100 };
    const digests = await listDigests(database, wish);
    expect(digests).toContainEqual({
      memberId: survivor,
      hash: row === undefined ? 0 : hashMember(row),
    });
    const scopeIds = (await listMembersAfter(database, '', 1_000, scope)).map(
      (each) => each.memberId,
    );
    expect(digests.map(({ memberId }) => memberId)).toEqual(
      scopeIds.filter((memberId) => partitionOf(memberId) === partition),
    );
    // Of a region: whoever is in one of its stores.
    const region = await listMembersAfter(database, '', 1_000, 'region:east');
    const homes = states.filter(({ enrolledAtStoreId }) =>
      ['store-1', 'store-2'].includes(enrolledAtStoreId),
    );
    const inEast = [...homes.map(({ memberId }) => memberId), sampleMemberId(201), survivor];
    expect(region.map(({ memberId }) => memberId)).toEqual([...new Set(inEast)].toSorted());

    await write((transaction) =>
      transaction.query('DELETE FROM member WHERE member_id = $1', [survivor]),
    );
    await agree();
  });

  test('lose who was not seen there for half a year, is not at home there and has nothing set aside', async () => {
    const { database } = store();
    const visitor = (index: number, more: Partial<MemberState> = {}): MemberState => ({
      ...sampleMemberState(index),
      enrolledAtStoreId: 'store-2',
      ...more,
    });
    const grantAt = (storeId: string): Partial<MemberState> => ({
      storeGrants: [{ storeId, storeName: '一店', seenOnDay: sampleToday, shares: [] }],
    });
    const mergedFrom = [{ mergeId: 'm1', otherMemberId: sampleMemberId(1), onDay: sampleToday }];
    const visitors = [
      visitor(300),
      visitor(301, grantAt('store-9')),
      visitor(302, grantAt('store-1')),
      visitor(303, { mergedFrom }),
      visitor(304),
    ];
    await write((transaction) =>
      writeMembers(
        transaction,
        visitors.map((state) => ({ state, revision: 1 })),
      ),
    );
    const ids = visitors.map(({ memberId }) => memberId);
    const [alone = '', elsewhere = '', , , seenLater = ''] = ids;
    for (const memberId of ids) await see(memberId);
    const idsIn = async () =>
      (await listMembersAfter(database, '', 1_000, scope)).map(({ memberId }) => memberId);
    const before = await idsIn();

    const dayMs = 86_400_000;
    const leaveMs = 1_001 + scopeSeenDays * dayMs;
    expect(await leaveScopes(database, leaveMs - 1)).toBe(0);
    await write(async (transaction) => {
      await holdMember(transaction, seenLater);
      await noteSeenAt(transaction, 'store-1', [seenLater], 1_000 + 2 * dayMs);
    });
    expect(await leaveScopes(database, leaveMs)).toBeGreaterThan(0);
    const left = await idsIn();
    const gone = before.filter((memberId) => !left.includes(memberId));
    expect(gone.filter((memberId) => ids.includes(memberId as MemberId))).toEqual([
      alone,
      elsewhere,
    ]);
    expect(left).toContain(sampleMemberId(201)); // at home there
    await agree();
    expect(await leaveScopes(database, leaveMs)).toBe(0);

    // Whoever comes again is there again, with the state of today.
    const { position } = await readFeedPage(database, feedStart, 1_000, scope);
    await see(alone);
    await pageAfter(position, [alone]);
    await agree();
  });

  test('neither pass over who came in by a transaction that commits late, nor a change beside it', async ({
    skip,
  }) => {
    const { database } = store();
    skip(database.engine === 'pglite'); // one connection: nobody writes beside it
    const { position } = await readFeedPage(database, feedStart, 1_000, scope);
    const late = sampleMemberState(11);
    await write(async (older) => {
      await holdMember(older, late.memberId);
      await noteSeenAt(older, 'store-1', [late.memberId], 1_000);
      // Of a later transaction that is there first.
      await see(sampleMemberId(12));
      expect((await readFeedPage(database, position, 1_000, scope)).members).toEqual([]);
    });
    await pageAfter(position, [late.memberId, sampleMemberId(12)]);
    // A change waits for who takes the member in, and then comes itself.
    const after = (await readFeedPage(database, position, 1_000, scope)).position;
    const other = sampleMemberState(13);
    let changed: Promise<unknown> = Promise.resolve();
    await write(async (older) => {
      await holdMember(older, other.memberId);
      changed = change({ ...other, heldPoints: 5 }, 2);
      await noteSeenAt(older, 'store-1', [other.memberId], 1_000);
    });
    await changed;
    const page = await pageAfter(after, [other.memberId]);
    expect(page.members[0]?.stateJson).toContain('"heldPoints":5');
    await agree();
  });
});
