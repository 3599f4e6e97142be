import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { pointsOfDay, sumPoints } from '../../src-shared/domain/points/lots.ts';
import { pendingPointsOfDay } from '../../src-shared/domain/points/pending-points.ts';
import { waitingPointsOfDay } from '../../src-shared/domain/points/waiting-lots.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';

/** By how much carried + entries differs from lots + held - debt; 0 when the ledger of a member holds (PL-03). */
export function ledgerGap(state: MemberState): number {
  const entries = state.carriedPoints + sumPoints(state.entries);
  return entries - (sumPoints(state.lots) + state.heldPoints - state.debtPoints);
}

/** By how much carried + movements differs from what is left on the contracts, over both accounts, in fen (SV-01, PL-03). */
function valueGapFen({ value }: MemberState): number {
  if (value === undefined) return 0;
  const { contracts, entries, carriedPrincipalFen, carriedBonusFen } = value;
  const principalFen =
    carriedPrincipalFen +
    entries.reduce((sum, entry) => sum + entry.principalFen, 0) -
    contracts.reduce((sum, contract) => sum + contract.principalLeftFen, 0);
  const bonusFen =
    carriedBonusFen +
    entries.reduce((sum, entry) => sum + entry.bonusFen, 0) -
    contracts.reduce((sum, contract) => sum + contract.bonusLeftFen, 0);
  return Math.abs(principalFen) + Math.abs(bonusFen);
}

/** Throws, naming the member, when anything that must always hold of a member state does not (PL-02, PL-03, PL-09, SV-01). */
export function expectLedgerHolds(state: MemberState): void {
  const gap = ledgerGap(state);
  const problems = [
    gap === 0 ? '' : `the sum is off by ${gap} points`,
    state.lots.every((lot) => lot.points > 0) ? '' : 'a lot is empty or below 0',
    isInOrder(state.lots.map((lot) => lot.expiresOnDay)) ? '' : 'the lots are not in order',
    state.debtPoints >= 0 ? '' : 'the debt is below 0',
    state.pendingLots.every(
      (lot) => lot.points > 0 && lot.points <= pointsOfDay(state.lots, lot.expiresOnDay),
    )
      ? ''
      : 'pending is not a part of the lots',
    (state.waitingLots ?? []).every((lot) => lot.points > 0) ? '' : 'a waiting lot is empty',
    (state.waitingLots ?? []).every(
      ({ expiresOnDay }) =>
        tiedUpPoints(state, expiresOnDay) <= pointsOfDay(state.lots, expiresOnDay),
    )
      ? ''
      : 'pending and waiting are not a part of the lots',
    sumPoints(state.holds ?? []) === state.heldPoints ? '' : 'the holds are not what is held',
    (state.holds ?? []).every((hold) => hold.points >= 0) ? '' : 'a hold is below 0',
    state.entries.length <= 20 ? '' : 'there are too many explained entries',
    valueGapFen(state) === 0 ? '' : `the stored value is off by ${valueGapFen(state)} fen`,
  ].filter((problem) => problem !== '');
  if (problems.length === 0) return;
  throw new Error(`Member ${state.memberId}: ${problems.join('; ')}. ${JSON.stringify(state)}`);
}

function tiedUpPoints({ pendingLots, waitingLots = [] }: MemberState, day: BusinessDate): number {
  return pendingPointsOfDay(pendingLots, day) + waitingPointsOfDay(waitingLots, day);
}

function isInOrder(days: readonly string[]): boolean {
  return days.every((day, index) => index === 0 || (days[index - 1] ?? '') < day);
}
