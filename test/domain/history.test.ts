import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import { applyOperation, isApplied } from '../../src-shared/domain/operation/apply-operation.ts';
import {
  entriesOf,
  type Operation,
  type OperationDraft,
  type OperationOf,
} from '../../src-shared/domain/operation/operation.ts';
import { applyOfficeOperation } from '../../src-shared/domain/office/apply-office-operation.ts';
import {
  officePartsOf,
  type OfficeOperation,
  type OfficeOperationBodies,
} from '../../src-shared/domain/office/office-operation.ts';
import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import { shortPointsChoices, type Programme } from '../../src-shared/domain/programme/programme.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { decideAdjustment } from '../../src-shared/domain/points/decide-adjustment.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { receiptRecordOf } from '../../src-shared/domain/receipt/decide-receipt.ts';
import type { ReceiptRecord, ReceiptRedemption } from '../../src-shared/domain/receipt/receipt.ts';
import { decideCancel } from '../../src-shared/domain/redemption/decide-cancel.ts';
import { decideRedemption } from '../../src-shared/domain/redemption/decide-redemption.ts';
import { decideRefund } from '../../src-shared/domain/refund/decide-refund.ts';
import type { Refusal } from '../../src-shared/domain/refusal.ts';
import { addDays, type BusinessDate } from '../../src-shared/values/business-date.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import {
  decidePlainReceipt,
  sampleEnrolDraft,
  sampleLines,
  sampleMemberId,
  sampleNowMs,
  sampleProgramme,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';

const tillCount = 2;
const memberCount = 2;

/** One thing that happens in the shop; the numbers are taken modulo what there is to choose from. */
const step = fc.record({
  act: fc.constantFrom(
    'earn',
    'earn',
    'earn',
    'redeem',
    'redeem',
    'cancel',
    'refund',
    'refund',
    'adjust',
    'push',
    'pull',
    'nextDay',
    'office',
    'office',
  ),
  till: fc.nat({ max: tillCount - 1 }),
  member: fc.nat({ max: memberCount - 1 }),
  choice: fc.nat({ max: 1000 }),
  amountsFen: fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 3 }),
  points: fc.integer({ min: -2, max: 5 }),
});
const history = fc.array(step, { maxLength: 60 });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe('any history of two tills and an office', () => {
  test('keeps the sum of the ledger at every step, on every replica (PL-03)', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = openShop();
        for (const each of steps) {
          shop.run(each);
          for (const state of shop.allStates()) expectLedgerHolds(state);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('shows at each till what the office will have once it has everything', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = openShop();
        for (const each of steps) shop.run(each);
        for (let till = 0; till < tillCount; till += 1) {
          shop.pull(till);
          const views = members().map((member) => shop.view(till, member));
          shop.push(till);
          members().forEach((member) => {
            expectSamePoints(views[member]!, shop.office(member), shop.today());
          });
          shop.pull(till);
          members().forEach((member) => {
            expect(shop.view(till, member)).toBe(shop.office(member));
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  test('comes to the same when it arrives again, whole or in pieces (section 11, test 4)', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = openShop();
        for (const each of steps) shop.run(each);
        for (let till = 0; till < tillCount; till += 1) shop.push(till);
        for (const operation of [...shop.log(), ...shop.log()]) {
          const before = shop.stateOf(operation);
          const { state, outcome } = applyOperation(before, operation, { acknowledged: true });
          expect(state).toBe(before);
          expect(outcome).toBe('posted');
        }
      }),
      { numRuns: 100 },
    );
  });

  test('comes to the same in any order of members, as long as each till keeps its own order', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = openShop();
        for (const each of steps) shop.run(each);
        for (let till = 0; till < tillCount; till += 1) shop.push(till);
        const byMember = members().flatMap((member) =>
          shop.facts().filter((fact) => fact.memberId === sampleMemberId(member)),
        );
        const states = new Map<string, MemberState>();
        for (const fact of byMember) {
          const state = applyFact(states.get(fact.memberId) ?? null, fact);
          if (state !== null) states.set(fact.memberId, state);
        }
        members().forEach((member) => {
          expect(states.get(sampleMemberId(member))).toEqual(shop.office(member));
        });
      }),
      { numRuns: 100 },
    );
  });

  test('has at the office exactly the points that its operations carried', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const shop = openShop();
        for (const each of steps) shop.run(each);
        for (let till = 0; till < tillCount; till += 1) shop.push(till);
        const posted = sumPoints(shop.facts().flatMap(entriesOfFact));
        const owned = members().map((member) => {
          const { lots, heldPoints, debtPoints } = shop.office(member);
          return sumPoints(lots) + heldPoints - debtPoints;
        });
        expect(owned.reduce((sum, points) => sum + points, 0)).toBe(posted);
      }),
      { numRuns: 100 },
    );
  });
});

function members(): number[] {
  return Array.from({ length: memberCount }, (_, member) => member);
}

function expectSamePoints(
  view: MemberState,
  office: MemberState,
  businessDate: BusinessDate,
): void {
  const at = { businessDate, nowMs: sampleNowMs };
  const seen = balanceOf(view, at);
  const actual = balanceOf(office, at);
  expect(view.lots).toEqual(office.lots);
  expect(view.entries).toEqual(office.entries);
  expect(view.carriedPoints).toBe(office.carriedPoints);
  expect(view.debtPoints).toBe(office.debtPoints);
  expect(view.appliedSeq).toEqual(office.appliedSeq);
  expect(office.pendingLots).toEqual([]);
  expect(view.holds).toEqual(office.holds);
  // What waits for its day is pending at both; what the office has not acknowledged only at the till.
  expect(seen.availablePoints + seen.pendingPoints).toBe(
    actual.availablePoints + actual.pendingPoints,
  );
}

type Fact = Operation | OfficeOperation;

function isOfOffice(fact: Fact): fact is OfficeOperation {
  return 'actor' in fact;
}

function entriesOfFact(fact: Fact): readonly PointsEntry[] {
  return isOfOffice(fact) ? officePartsOf(fact).entries : entriesOf(fact);
}

function applyFact(state: MemberState | null, fact: Fact): MemberState | null {
  if (!isOfOffice(fact)) return applyOperation(state, fact, { acknowledged: true }).state;
  if (state === null) throw new Error('The office acts on members that are there.');
  return applyOfficeOperation(state, fact);
}

/** With low caps, goods whose points wait, and every choice for points that are gone. */
function historyProgramme(): Programme {
  const plain = sampleProgramme();
  return sampleProgramme({
    earn: {
      ...plain.earn,
      caps: { receiptsPerDay: 3, pointsPerDay: 700 },
      usableAfterDays: [{ categories: ['clothing'], days: 7 }],
    },
    refund: { ...plain.refund, shortPoints: shortPointsChoices },
  });
}

type OfficeAct = {
  [Kind in 'hold' | 'release' | 'expire' | 'writeOff']: {
    readonly kind: Kind;
    readonly body: OfficeOperationBodies[Kind];
  };
}['hold' | 'release' | 'expire' | 'writeOff'];

/** What head office might do to a member as they are; null where there is nothing to do. */
function officeActOf(
  state: MemberState,
  {
    choice,
    points,
    today,
  }: { readonly choice: number; readonly points: number; readonly today: BusinessDate },
): OfficeAct | null {
  const { lots, debtPoints, holds = [] } = state;
  const hold = holds[choice % Math.max(1, holds.length)];
  const label = { points: 0, ruleId: 'cap' } as const;
  switch (choice % 4) {
    case 0: {
      const lot = lots.at(-1);
      if (lot === undefined) return null;
      const held = Math.min(lot.points, 10 + Math.abs(points));
      const holdId = `review-${choice}`;
      const entry = { ...label, kind: 'hold', lots: [{ ...lot, points: held }], holdId } as const;
      const begun = { holdId, points: held, reason: 'review', sinceMs: sampleNowMs } as const;
      return { kind: 'hold', body: { hold: begun, entries: [entry] } };
    }
    case 1: {
      if (hold === undefined || hold.points === 0) return null;
      const { holdId } = hold;
      const isGranted = points > 0;
      const back = hold.lots ?? [{ expiresOnDay: today, points: hold.points }];
      const entry: PointsEntry = isGranted
        ? { ...label, kind: 'release', lots: back, holdId }
        : { ...label, kind: 'write_off', points: -hold.points, lots: [], holdId };
      const decision = isGranted ? 'granted' : 'refused';
      return { kind: 'release', body: { holdId, decision, entries: [entry] } };
    }
    case 2: {
      const lapsed = lots.filter(({ expiresOnDay }) => expiresOnDay < today);
      const expire = lapsed.map((lot): PointsEntry => ({
        kind: 'expire',
        points: -lot.points,
        ruleId: 'expiry',
        lots: [lot],
      }));
      return expire.length === 0
        ? null
        : { kind: 'expire', body: { onDay: today, entries: expire } };
    }
    default: {
      if (debtPoints === 0) return null;
      const entry = { kind: 'write_off', points: debtPoints, ruleId: 'debt', lots: [] } as const;
      return { kind: 'writeOff', body: { reason: 'old', entries: [entry] } };
    }
  }
}

/** Two tills that pull and push when told, one office, and the till's memory of receipts and redemptions. */
function openShop() {
  const programme = historyProgramme();
  const office = new Map<string, MemberState>();
  const facts: Fact[] = [];
  let today = sampleToday;
  let numbers = 0;
  const tills = Array.from({ length: tillCount }, (_, index) => ({
    chain: sampleTill(index),
    base: new Map<string, MemberState>(),
    pending: [] as Operation[],
    open: [] as { memberId: string; redemption: ReceiptRedemption }[],
    receipts: [] as ReceiptRecord[],
  }));

  members().forEach((member) => {
    const enrol = tills[0]!.chain.place(sampleEnrolDraft(member, programme));
    arrive(enrol);
    tills.forEach((till) => till.base.set(enrol.memberId, office.get(enrol.memberId)!));
  });

  function arrive(operation: Operation): void {
    const before = office.get(operation.memberId) ?? null;
    const state = applyFact(before, operation);
    if (state !== null) office.set(operation.memberId, state);
    facts.push(operation);
  }

  /** Head office reviews, holds, lets lapse and writes off. */
  function actOfOffice({ member, choice, points }: Step): void {
    const memberId = sampleMemberId(member);
    const before = office.get(memberId)!;
    const act = officeActOf(before, { choice, points, today });
    if (act === null) return;
    numbers += 1;
    const fact = {
      ...act,
      operationId: `office-${numbers}`,
      memberId,
      atMs: sampleNowMs,
      businessDate: today,
      programmeVersion: programme.version,
      actor: 'job:test',
    };
    office.set(memberId, applyOfficeOperation(before, fact));
    facts.push(fact);
  }

  function view(till: number, member: number): MemberState {
    const { base, pending } = tills[till]!;
    const memberId = sampleMemberId(member);
    return viewMember(
      base.get(memberId) ?? null,
      pending.filter((operation) => operation.memberId === memberId),
    )!;
  }

  function post(
    till: number,
    decided:
      | Refusal
      | { readonly status: 'needs_approval' }
      | { readonly status: 'decided'; readonly draft: OperationDraft },
  ): Operation | null {
    if (decided.status !== 'decided') return null;
    const operation = tills[till]!.chain.place(decided.draft, { businessDate: today });
    tills[till]!.pending.push(operation);
    return operation;
  }

  function push(till: number): void {
    for (const operation of tills[till]!.pending) {
      const state = office.get(operation.memberId);
      if (state === undefined || !isApplied(state, operation)) arrive(operation);
    }
  }

  function pull(till: number): void {
    const each = tills[till]!;
    each.base = new Map(office);
    each.pending = each.pending.filter((operation) => {
      const state = office.get(operation.memberId);
      return state === undefined || !isApplied(state, operation);
    });
  }

  function earn({ till, member, amountsFen }: Step): void {
    const each = tills[till]!;
    const memberId = sampleMemberId(member);
    const open = each.open.filter((one) => one.memberId === memberId);
    const redemptions = open.map((one) => one.redemption);
    numbers += 1;
    const operation = post(
      till,
      decidePlainReceipt({
        programme,
        state: view(till, member),
        receipt: { storeId: `store-${till}`, businessDate: today, receiptNo: `R${numbers}` },
        lines: sampleLines(amountsFen).map((line) => ({
          ...line,
          category: line.amountFen % 2 === 0 ? 'clothing' : 'grocery',
        })),
        redemptions,
      }),
    );
    if (operation === null) return;
    each.open = each.open.filter((one) => one.memberId !== memberId);
    each.receipts.push(receiptRecordOf(operation as OperationOf<'earn'>, { redemptions })); // Placed from an earn draft.
  }

  function redeem({ till, member, choice, points }: Step): void {
    numbers += 1;
    const redemptionId = `x${numbers}`;
    const wish = Math.max(1, points) * 100;
    const decided = decideRedemption({
      programme,
      state: view(till, member),
      businessDate: today,
      nowMs: sampleNowMs,
      redemptionId,
      receiptNo: 'R',
      eligibleFen: 100_000,
      points: wish,
      alreadyOffsetFen: 0,
      right: 'authorised',
      authorisedBeyondView: choice % 4 === 0,
    });
    const operation = post(till, decided);
    if (operation === null) return;
    const lots = entriesOf(operation)[0]!.lots;
    const redemption = { redemptionId, points: wish, offsetFen: wish, lots };
    tills[till]!.open.push({ memberId: operation.memberId, redemption });
  }

  function cancel({ till, choice }: Step): void {
    const each = tills[till]!;
    const one = each.open[choice % Math.max(1, each.open.length)];
    if (one === undefined) return;
    const memberId = members()
      .map(sampleMemberId)
      .find((id) => id === one.memberId)!;
    post(
      till,
      decideCancel({ ...one, memberId, businessDate: today, programme, receiptPosted: false }),
    );
    each.open = each.open.filter((other) => other !== one);
  }

  function refund({ till, choice, amountsFen }: Step): void {
    const each = tills[till]!;
    const index = choice % Math.max(1, each.receipts.length);
    const record = each.receipts[index];
    if (record === undefined) return;
    const line = record.lines[choice % record.lines.length]!;
    const goneFen = record.refunds
      .flatMap((one) => one.lines)
      .reduce((sum, one) => sum + (one.lineNo === line.lineNo ? one.amountFen : 0), 0);
    const amountFen = Math.min(amountsFen[0]!, line.amountFen - goneFen);
    numbers += 1;
    const refundNo = `F${numbers}`;
    const member = members().find((one) => sampleMemberId(one) === record.memberId)!;
    const decided = decideRefund({
      programme,
      state: view(till, member),
      record,
      refundNo,
      lines: [{ lineNo: line.lineNo, amountFen }],
      businessDate: today,
      shortPoints: { choice: shortPointsChoices[choice % shortPointsChoices.length]! },
    });
    if (decided.status === 'refused' || post(till, decided) === null) return;
    each.receipts[index] = { ...record, refunds: [...record.refunds, decided.refund] };
  }

  function adjust({ till, member, points }: Step): void {
    numbers += 1;
    post(
      till,
      decideAdjustment({
        programme,
        state: view(till, member),
        role: 'manager',
        adjustmentId: `a${numbers}`,
        reasonCode: 'complaint',
        points: points * 37,
        businessDate: today,
        nowMs: sampleNowMs,
      }),
    );
  }

  return {
    push,
    pull,
    view,
    today: () => today,
    facts: () => facts,
    log: () => facts.filter((fact): fact is Operation => !isOfOffice(fact)),
    office: (member: number) => office.get(sampleMemberId(member))!,
    stateOf: (operation: Operation) => office.get(operation.memberId)!,
    allStates: () =>
      members().flatMap((member) => [
        office.get(sampleMemberId(member))!,
        ...tills.map((_, till) => view(till, member)),
      ]),
    run(each: Step): void {
      switch (each.act) {
        case 'earn':
          earn(each);
          return;
        case 'redeem':
          redeem(each);
          return;
        case 'cancel':
          cancel(each);
          return;
        case 'refund':
          refund(each);
          return;
        case 'adjust':
          adjust(each);
          return;
        case 'office':
          actOfOffice(each);
          return;
        case 'push':
          push(each.till);
          return;
        case 'pull':
          pull(each.till);
          return;
        case 'nextDay':
          today = addDays(today, 1 + (each.choice % 40));
      }
    },
  };
}
