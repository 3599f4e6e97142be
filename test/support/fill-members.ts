import type { Database } from '../../src-office/store/database.ts';
import { writeMembers } from '../../src-office/store/member-store.ts';
import { insertEntries, type NewEntry } from '../../src-office/store/operation-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';

const batchCount = 1_000;

/** Writes members as an import would, each with the ledger row that explains its balance: the totals add up. */
export async function fillMembers(
  database: Database,
  count: number,
  makeState: (index: number) => MemberState,
): Promise<readonly MemberState[]> {
  const all: MemberState[] = [];
  for (let from = 0; from < count; from += batchCount) {
    const states = Array.from({ length: Math.min(batchCount, count - from) }, (_, index) =>
      makeState(from + index),
    );
    await database.transaction(async (transaction) => {
      await writeMembers(
        transaction,
        states.map((state) => ({ state, revision: 1 })),
      );
      await insertEntries(transaction, states.map(toOpening));
    });
    all.push(...states);
  }
  await database.query('ANALYZE member');
  return all;
}

function toOpening(state: MemberState): NewEntry {
  const points = sumPoints(state.lots) + state.heldPoints - state.debtPoints;
  return {
    memberId: state.memberId,
    operationId: `import:${state.memberId}`,
    entryNo: 0,
    entry: { kind: 'opening', points, ruleId: 'import', lots: state.lots },
    programmeVersion: 1,
    businessDate: state.enrolledOnDay,
    atMs: 0,
  };
}
