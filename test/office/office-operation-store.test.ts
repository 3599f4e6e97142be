import { randomUUIDv7 } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Store } from '../../src-office/store/open-store.ts';
import { findMember, writeMembers } from '../../src-office/store/member-store.ts';
import { postOfficeOperations } from '../../src-office/store/office-operation-store.ts';
import { insertEntries, listOperations } from '../../src-office/store/operation-store.ts';
import { readTotals } from '../../src-office/store/totals-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type {
  OfficeOperation,
  OfficeOperationBodies,
} from '../../src-shared/domain/office/office-operation.ts';
import { memberId as toMemberId, type MemberId } from '../../src-shared/values/ids.ts';
import { describeStore } from '../support/describe-store.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  sampleDay,
  sampleMemberState,
  sampleNowMs,
  sampleToday,
} from '../support/sample-domain.ts';

const nextYear = sampleDay('2027-03-31');

/** A member with one lot, and the ledger row that explains it. */
async function addMember(store: Store, points: number): Promise<MemberId> {
  const memberId = toMemberId(randomUUIDv7());
  const state: MemberState = {
    ...sampleMemberState(1),
    memberId,
    lots: [{ expiresOnDay: nextYear, points }],
    entries: [],
    carriedPoints: points,
  };
  await store.database.transaction(async (transaction) => {
    await writeMembers(transaction, [{ state, revision: 1 }]);
    const entry = {
      kind: 'opening' as const,
      points,
      ruleId: 'import',
      lots: [{ expiresOnDay: nextYear, points }],
    };
    await insertEntries(transaction, [
      {
        memberId,
        operationId: `import:${memberId}`,
        entryNo: 0,
        entry,
        programmeVersion: 1,
        businessDate: sampleToday,
        atMs: sampleNowMs,
      },
    ]);
  });
  return memberId;
}

function act<Kind extends OfficeOperation['kind']>(
  memberId: MemberId,
  kind: Kind,
  body: OfficeOperationBodies[Kind],
  operationId: string = randomUUIDv7(),
): OfficeOperation {
  return {
    operationId,
    kind,
    body,
    memberId,
    atMs: sampleNowMs,
    businessDate: sampleToday,
    programmeVersion: 7,
    actor: 'test',
  } as OfficeOperation; // kind and body are given as a pair
}

const expire = (memberId: MemberId, points: number, operationId?: string) =>
  act(
    memberId,
    'expire',
    {
      onDay: sampleToday,
      entries: [
        {
          kind: 'expire',
          points: -points,
          ruleId: 'expiry',
          lots: [{ expiresOnDay: nextYear, points }],
        },
      ],
    },
    operationId,
  );

const hold = (memberId: MemberId, points: number, holdId: string = randomUUIDv7()) =>
  act(memberId, 'hold', {
    hold: { holdId, points, reason: 'daily_points', sinceMs: sampleNowMs },
    entries: [
      { kind: 'hold', points: 0, ruleId: 'cap', lots: [{ expiresOnDay: nextYear, points }] },
    ],
  });

describeStore('office_operations', (store) => {
  const post = (operations: readonly OfficeOperation[]) =>
    store().database.transaction((transaction) => postOfficeOperations(transaction, operations));
  const readState = async (memberId: MemberId): Promise<MemberState> => {
    const row = await findMember(store().database, memberId);
    const state = JSON.parse(row?.stateJson ?? 'null') as MemberState;
    expectLedgerHolds(state);
    return state;
  };
  const expectTotals = async () => {
    const totals = await readTotals(store().database);
    expect(totals.sumEntryPoints).toBe(
      totals.sumLotPoints + totals.sumHeldPoints - totals.sumDebtPoints,
    );
  };

  test('posts an act once, however often it comes, alone, in a batch or beside others', async () => {
    const memberId = await addMember(store(), 500);
    const operation = expire(memberId, 100);
    const first = await post([operation, operation]);
    expect(first.outcomes.get(operation.operationId)).toBe('posted');
    const others = await Promise.all(Array.from({ length: 6 }, () => post([operation])));
    expect(others.map(({ outcomes }) => outcomes.get(operation.operationId))).toEqual(
      Array.from({ length: 6 }, () => 'duplicate'),
    );
    expect((await readState(memberId)).lots).toEqual([{ expiresOnDay: nextYear, points: 400 }]);
    await expectTotals();
  });

  test('lets one of many acts of one id in when all come at the same moment', async () => {
    const memberId = await addMember(store(), 500);
    const operation = expire(memberId, 100);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post([operation])));
    const outcomes = answers.map((answer) => answer.outcomes.get(operation.operationId));
    expect(outcomes.filter((outcome) => outcome === 'posted')).toHaveLength(1);
    expect((await readState(memberId)).lots[0]?.points).toBe(400);
    await expectTotals();
  });

  test('posts many acts on the same members in opposite orders without a dead end', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => addMember(store(), 1000)));
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        post((index % 2 === 0 ? ids : ids.toReversed()).map((memberId) => expire(memberId, 10))),
      ),
    );
    for (const memberId of ids) expect((await readState(memberId)).lots[0]?.points).toBe(940);
    await expectTotals();
  });

  test('passes over a member that is not there, and posts the others', async () => {
    const memberId = await addMember(store(), 50);
    const lost = expire(toMemberId(randomUUIDv7()), 10);
    const good = expire(memberId, 10);
    const { outcomes } = await post([lost, good]);
    expect(outcomes.get(lost.operationId)).toBe('member_unknown');
    expect(outcomes.get(good.operationId)).toBe('posted');
    await expectTotals();
  });

  test('holds points and gives them back to their lots, or ends them (PL-08, FR-23)', async () => {
    const memberId = await addMember(store(), 300);
    await post([hold(memberId, 100, 'h1'), hold(memberId, 150, 'h2'), hold(memberId, 400, 'h3')]);
    const held = await readState(memberId);
    // The third found only 50 points to hold.
    expect(held.holds?.map(({ holdId, points }) => `${holdId} ${points}`)).toEqual([
      'h1 100',
      'h2 150',
      'h3 50',
    ]);
    expect(held).toMatchObject({ lots: [], heldPoints: 300 });
    await expectTotals();
    const lots = held.holds?.[0]?.lots ?? [];
    await post([
      act(memberId, 'release', {
        holdId: 'h1',
        decision: 'granted',
        entries: [{ kind: 'release', points: 0, ruleId: 'cap', lots, holdId: 'h1' }],
      }),
      act(memberId, 'release', {
        holdId: 'h2',
        decision: 'refused',
        entries: [{ kind: 'write_off', points: -150, ruleId: 'cap', lots: [], holdId: 'h2' }],
      }),
    ]);
    const decided = await readState(memberId);
    expect(decided).toMatchObject({
      lots: [{ expiresOnDay: nextYear, points: 100 }],
      heldPoints: 50,
    });
    expect(decided.holds?.filter(({ points }) => points > 0)).toMatchObject([{ holdId: 'h3' }]);
    await expectTotals();
  });

  test('lists acts of head office beside the operations of tills', async () => {
    const memberId = await addMember(store(), 50);
    const operation = expire(memberId, 10);
    await post([operation]);
    const rows = await listOperations(store().database, { memberId, limit: 10 });
    expect(rows).toMatchObject([
      { operationId: operation.operationId, kind: 'expire', terminalId: null, actor: 'test' },
    ]);
  });
});
