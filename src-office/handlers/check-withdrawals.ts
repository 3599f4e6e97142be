import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { type Withdrawal, withdrawalsFrom } from '../../src-shared/programme/checks/withdrawals.ts';
import { type Problem, pathText } from '../../src-shared/programme/problem.ts';
import { programmeInEffect } from '../../src-shared/programme/programme-in-effect.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from '../store/database.ts';
import { listMembersHolding } from '../store/member-store.ts';

/** So many members are looked at closely at a time; others are served between two of these. */
const pageCount = 500;

/**
 * What a new programme takes from members who still have it, as head office knows them: of all that rules from today until it
 * begins. Reads members only where something is taken away. A till that is offline may have sold what is not known here yet.
 */
export async function findWithdrawn(
  queryable: Queryable,
  programme: Programme,
  published: readonly Programme[],
  today: BusinessDate,
): Promise<readonly Problem[]> {
  const days = published
    .map(({ startsOnDay }) => startsOnDay)
    .filter((day) => day > today && day <= programme.startsOnDay);
  const ruling = new Set([today, ...days].map((day) => programmeInEffect(published, day)));
  const withdrawals = new Map<string, Withdrawal>();
  for (const before of ruling) {
    if (before === null) continue;
    for (const withdrawal of withdrawalsFrom(programme, before)) {
      const { path, code, data } = withdrawal.problem;
      withdrawals.set([pathText(path), code, data?.['name']].join(' '), withdrawal);
    }
  }
  const problems: Problem[] = [];
  for (const withdrawal of withdrawals.values()) {
    if (await hasHolder(queryable, withdrawal)) problems.push(withdrawal.problem);
  }
  return problems;
}

async function hasHolder(queryable: Queryable, withdrawal: Withdrawal): Promise<boolean> {
  const { stateText } = withdrawal;
  let after = '';
  for (;;) {
    const rows = await listMembersHolding(queryable, { stateText, after, limit: pageCount });
    const states = rows.map(({ stateJson }) => JSON.parse(stateJson) as MemberState); // written by this office
    if (states.some((state) => withdrawal.isHeldBy(state))) return true;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageCount) return false;
    after = last.memberId;
  }
}
