import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import {
  applyOperation,
  withAppliedSeq,
} from '../../src-shared/domain/operation/apply-operation.ts';
import { operationKinds, partsOf } from '../../src-shared/domain/operation/operation.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import type { ValueEntry } from '../../src-shared/domain/stored-value/stored-value.ts';
import { HistoryShop, historyStep, type HistoryStep } from '../support/history/history.ts';
import { ModelOffice, type Fact } from '../support/history/model-office.ts';
import { expectLedgerHolds } from '../support/ledger.ts';

// Shrinking takes its time where something is wrong.
vi.setConfig({ testTimeout: 90_000 });

const history = fc.array(historyStep, { minLength: 20, maxLength: 120, size: 'max' });

/** Pays with what a merge brought; the payment is cancelled when the contract has gone home. */
const cancelledAfterUndo = (
  ['merge', 'topUp', 'push', 'pay', 'push', 'unmerge', 'cancelPayment'] as const
).map((act) => ({
  act,
  till: 0,
  member: act === 'pay' ? 1 : 0,
  choice: 0,
  amountsFen: [1],
  points: 0,
}));

/** A counterexample is made smaller for so long at most, and is told with its seed whatever its size is by then. */
const untilTime = { interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true };

function lived(steps: readonly HistoryStep[], ...size: ConstructorParameters<typeof HistoryShop>) {
  const shop = new HistoryShop(...size);
  for (const step of steps) shop.run(step);
  for (const till of shop.tills) shop.push(till);
  return shop;
}

describe('any history of tills and an office', () => {
  test('keeps the sums of points and of stored value at every step, on every replica (PL-03, SV-01)', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = new HistoryShop();
        const seen = new WeakSet<MemberState>();
        for (const step of steps) {
          shop.run(step);
          for (const state of shop.allStates()) {
            if (!seen.has(state)) expectLedgerHolds(state);
            seen.add(state);
          }
        }
      }),
      { numRuns: 100, ...untilTime },
    );
  });

  test('shows at each till what the office will have once it has everything', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = lived(steps);
        for (const step of steps.slice(0, 20)) shop.run(step);
        for (const till of shop.tills) {
          till.pull(shop.office.states);
          const views = shop.memberIds().map((memberId) => till.view(memberId));
          const before = shop.office.facts.length;
          shop.push(till);
          const touched = new Set(shop.office.facts.slice(before).flatMap(beyondTill));
          for (const view of views) {
            // What head office does of its own, a till hears of with the next feed.
            if (view === null || touched.has(view.memberId)) continue;
            expectSameLedger(view, officeState(shop, view.memberId), shop);
          }
          till.pull(shop.office.states);
          for (const memberId of shop.memberIds()) {
            expect(till.view(memberId)).toEqual(shop.office.states.get(memberId) ?? null);
          }
        }
      }),
      { numRuns: 30, ...untilTime },
    );
  });

  test('comes to the same when it arrives again, whole or in pieces (section 11, test 4)', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = lived(steps);
        const states = new Map(shop.office.states);
        const at = shop.moment();
        const pushes = shop.events.filter((event) => event.kind === 'push');
        for (const { operations } of pushes) shop.office.push(operations, at);
        for (const operation of pushes.flatMap(({ operations }) => operations)) {
          shop.office.push([operation], at);
        }
        expect(shop.office.states).toEqual(states);
      }),
      { numRuns: 30, ...untilTime },
    );
  });

  test('comes to the same in any order of members, as long as each keeps its own', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (steps, choices) => {
        const shop = lived(steps);
        const queues = [...Map.groupBy(shop.office.facts, ({ memberId }) => memberId).values()];
        const states = new Map<string, MemberState>();
        const left = queues.map((facts) => [...facts]);
        while (left.some((facts) => facts.length > 0)) {
          const open = left.filter((facts) => facts.length > 0);
          const { value: choice = 0 } = choices.next();
          const fact = open[choice % open.length]?.shift();
          if (fact !== undefined)
            states.set(fact.memberId, replay(states.get(fact.memberId), fact));
        }
        expect(Object.fromEntries(states)).toEqual(Object.fromEntries(shop.office.states));
      }),
      { numRuns: 30, ...untilTime },
    );
  });

  test('comes to the same whichever of two tills with members of their own is heard first', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.boolean()), (steps, choices) => {
        const shop = lived(steps, { tillCount: 2, memberCount: 4, isIndependent: true });
        const pushes = shop.events.filter((event) => event.kind === 'push');
        const other = new ModelOffice(shop.programmes);
        const queues = [0, 1].map((till) => pushes.filter((push) => push.till === till));
        const at = { ...shop.moment(), nowMs: 0 };
        while (queues.some((queue) => queue.length > 0)) {
          const [first, second] = choices.next().value === true ? queues : queues.toReversed();
          const push = first?.shift() ?? second?.shift();
          if (push !== undefined) other.push(push.operations, at);
        }
        expect(timeless(other.states)).toEqual(timeless(shop.office.states));
      }),
      { numRuns: 30, ...untilTime },
    );
  });

  test('has at the office exactly the points and the money that its facts carried', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { office } = lived(steps);
        for (const [memberId, state] of office.states) {
          const own = office.facts.filter((fact) => fact.memberId === memberId);
          const { lots, heldPoints, debtPoints } = state;
          expect(sumPoints(lots) + heldPoints - debtPoints).toBe(pointsOf(own));
        }
        // A merge moves a wallet as it is, without movements of its own; what comes back of it after the undo is in the fact
        // that brought it, and `giveBack` only passes it on.
        const contracts = [...office.states.values()].flatMap(
          ({ value }) => value?.contracts ?? [],
        );
        const leftFen = contracts.reduce(
          (sum, each) => sum + each.principalLeftFen + each.bonusLeftFen,
          0,
        );
        const moved = office.facts
          .filter(({ operation }) => operation.kind !== 'giveBack')
          .flatMap(valueOf);
        expect(leftFen).toBe(
          moved.reduce((sum, each) => sum + each.principalFen + each.bonusFen, 0),
        );
      }),
      { numRuns: 30, examples: [[cancelledAfterUndo]], ...untilTime },
    );
  });

  test('has every kind of act in it', () => {
    const kinds = new Set<string>();
    for (const steps of fc.sample(history, { numRuns: 100, seed: 2 })) {
      for (const { operation } of lived(steps).office.facts) kinds.add(operation.kind);
    }
    const officeKinds: readonly OfficeOperation['kind'][] = [
      ...(['hold', 'release', 'expire', 'writeOff', 'evaluateTier', 'grantTier'] as const),
      ...([
        'givePack',
        'issueCoupons',
        'couponConflict',
        'mergeIn',
        'mergeOut',
        'unmerge',
      ] as const),
    ];
    // Loans among the tills of a store have histories of their own: `share-loan.test.ts`.
    const loans = ['lendShare', 'borrowShare'];
    const missing = [...operationKinds, ...officeKinds].filter((kind) => !kinds.has(kind));
    expect(missing).toEqual(loans);
  });
});

/** Members to whom head office did something that a till could not foresee: acts of its own, and merges it had not told. */
function beyondTill({ kind, memberId, operation }: Fact): readonly string[] {
  const isOwn = kind === 'operation' && operation.memberId === memberId;
  return isOwn ? [] : [memberId, operation.memberId];
}

function officeState(shop: HistoryShop, memberId: string): MemberState {
  const state = shop.office.states.get(memberId);
  if (state === undefined) throw new Error('Head office has everybody by now.');
  return state;
}

function replay(state: MemberState | undefined, fact: Fact): MemberState {
  if (fact.kind === 'operation') {
    const applied = applyOperation(state ?? null, fact.operation, { acknowledged: true });
    if (applied.state === null) throw new Error('An operation of nobody.');
    return applied.state;
  }
  if (state === undefined) throw new Error('Head office acts on members that are there.');
  return fact.kind === 'noted'
    ? withAppliedSeq(state, fact.operation)
    : applyOfficeOperation(state, fact.operation);
}

function pointsOf(facts: readonly Fact[]): number {
  const entries = facts.flatMap((fact): readonly PointsEntry[] => {
    if (fact.kind === 'noted') return [];
    return partsOf(fact.operation).entries;
  });
  return sumPoints(entries);
}

function valueOf(fact: Fact): readonly ValueEntry[] {
  if (fact.kind === 'noted') return [];
  return partsOf(fact.operation).value;
}

function expectSameLedger(view: MemberState, office: MemberState, shop: HistoryShop): void {
  const at = { businessDate: shop.today(), nowMs: shop.moment().nowMs };
  const [seen, actual] = [balanceOf(view, at), balanceOf(office, at)];
  const common = ({
    lots,
    entries,
    carriedPoints,
    debtPoints,
    holds,
    appliedSeq,
  }: MemberState) => ({
    lots,
    entries,
    carriedPoints,
    debtPoints,
    holds,
    appliedSeq,
  });
  expect(common(view)).toEqual(common(office));
  expect(office.pendingLots).toEqual([]);
  // What waits for its day is pending at both; what the office has not acknowledged only at the till.
  expect(seen.availablePoints + seen.pendingPoints).toBe(
    actual.availablePoints + actual.pendingPoints,
  );
}

/** What head office does of its own, it does by its own clock. */
function timeless(states: ReadonlyMap<string, MemberState>): unknown {
  return JSON.parse(
    JSON.stringify(
      Object.fromEntries([...states].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      (key, value: unknown) => (key === 'atMs' || key === 'issuedAtMs' ? 0 : value),
    ),
  );
}
