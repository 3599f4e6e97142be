import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideLoan, sharePoints } from '../../src-shared/domain/offline-rights/decide-share.ts';
import { pointsHolding } from '../../src-shared/domain/offline-rights/holding.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import { revokeGrants, settleGrants } from '../../src-shared/domain/offline-rights/renew-grants.ts';
import {
  holdingForTills,
  loansNotTaken,
} from '../../src-shared/domain/offline-rights/store-grant.ts';
import { applyOperation } from '../../src-shared/domain/operation/apply-operation.ts';
import type { Operation, OperationDraft } from '../../src-shared/domain/operation/operation.ts';
import { orderByTime } from '../../src-shared/domain/operation/order-by-time.ts';
import { storeId } from '../../src-shared/values/ids.ts';
import {
  sampleMemberState,
  sampleNowMs,
  sampleTill,
  sampleToday,
} from '../support/sample-domain.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';

const sharePointsEach = 300;
const tillCount = 3;
const historyCount = Number(process.env['HISTORIES'] ?? 300);

/** A till of the model: its chain, the state it has of head office, and how far it has the chains of the others. */
interface ModelTill {
  readonly installId: string;
  readonly place: (draft: OperationDraft) => Operation;
  readonly chain: Operation[];
  base: MemberState;
  pushedCount: number;
  readonly passedCounts: Map<ModelTill, number>;
  /** Loans it has asked for and not noted: by id the lender and how much. */
  readonly asked: Map<string, { readonly lender: ModelTill; readonly points: number }>;
}

class Store {
  office: MemberState;
  readonly tills: readonly ModelTill[];
  /** Of the member, wherever they are spent. */
  readonly totalPoints = tillCount * sharePointsEach + 500;
  spentPoints = 0;
  postedPoints = 0;
  loanCount = 0;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
    const samples = Array.from({ length: tillCount }, (_, index) => sampleTill(210 + index));
    const shares = samples.map(({ installId }) => ({ installId, points: sharePointsEach }));
    const grant = { storeId: 's1', storeName: '店', seenOnDay: sampleToday, shares };
    const { storeGrants: _, ...bare } = sampleMemberState(0);
    // The balance would only hide mistakes: it is never short, and shares alone bound what is spent.
    const lots = [{ expiresOnDay: sampleToday, points: 1_000_000 }];
    this.office = { ...bare, appliedSeq: {}, lots, storeGrants: [grant] };
    let minutes = 0;
    this.tills = samples.map((sample): ModelTill => ({
      installId: sample.installId,
      place: (draft) => {
        minutes += 1;
        const atMs = sampleNowMs + minutes * 60_000;
        return { ...sample.place(draft, { atMs }), storeId: storeId('s1') };
      },
      chain: [],
      base: this.office,
      pushedCount: 0,
      passedCounts: new Map(),
      asked: new Map(),
    }));
  }

  view(till: ModelTill): MemberState {
    const pending = this.tills.flatMap((each) => {
      const known =
        each === till ? each.chain : each.chain.slice(0, till.passedCounts.get(each) ?? 0);
      return known.filter(
        ({ terminalSeq }) => terminalSeq > (till.base.appliedSeq[each.installId]?.seq ?? 0),
      );
    });
    return viewMember(till.base, orderByTime(pending))!;
  }

  at(till: ModelTill) {
    const since = till.base.appliedSeq[till.installId]?.seq ?? 0;
    const takenPoints = till.chain
      .filter(({ terminalSeq }) => terminalSeq > since)
      .flatMap(({ kind, body }) => (kind === 'redeem' || kind === 'lendShare' ? [body.points] : []))
      .reduce((sum, points) => sum + points, 0);
    const { installId } = till;
    return {
      installId,
      taken: pointsHolding(takenPoints),
      replicaAgeMs: 0,
      businessDate: sampleToday,
      nowMs: sampleNowMs,
    };
  }

  own(till: ModelTill): number {
    return sharePoints(this.view(till), this.at(till)) ?? 0;
  }

  lendable(till: ModelTill, points: number): number {
    const known = { view: this.view(till), base: till.base };
    return decideLoan(known, this.at(till), { points, valueFen: 0 }).points;
  }

  write(till: ModelTill, draft: Pick<OperationDraft, 'kind' | 'body'>): void {
    const { memberId } = this.office;
    // Each call pairs kind and body.
    till.chain.push(till.place({ ...draft, memberId } as OperationDraft));
  }

  spend(till: ModelTill): void {
    const own = this.own(till);
    if (own === 0) return;
    const points = 1 + this.#random.below(own);
    this.spentPoints += points;
    const redemptionId = `D${this.spentPoints}`;
    const spent = { receiptNo: redemptionId, eligibleFen: points, offsetFen: points, entries: [] };
    this.write(till, {
      kind: 'redeem',
      body: { ...spent, redemptionId, points, right: 'grant' },
    });
  }

  /** Also under an id of before; the lender gives up, and the answer may be lost. */
  borrow(till: ModelTill): void {
    const lenders = this.tills.filter((each) => each !== till);
    const lender = lenders[this.#random.below(lenders.length)]!;
    const again = [...till.asked].find(([, asked]) => asked.lender === lender);
    this.loanCount += 1;
    const [loanId, asked] = again ?? [
      `L${this.loanCount}`,
      { lender, points: 1 + this.#random.below(sharePointsEach) },
    ];
    till.asked.set(loanId, asked);
    if (this.#random.below(4) === 0) return; // never arrives
    const known = lender.chain.find(
      ({ kind, body }) => kind === 'lendShare' && body.loanId === loanId,
    );
    const points =
      known?.kind === 'lendShare' ? known.body.points : this.lendable(lender, asked.points);
    if (known === undefined && points > 0) {
      const body = { loanId, toInstallId: till.installId, points };
      this.write(lender, { kind: 'lendShare', body });
    }
    if (this.#random.below(3) === 0) return; // the answer is lost, or the borrower's power
    till.asked.delete(loanId);
    if (points > 0) this.note(till, loanId, lender.installId, points);
  }

  note(till: ModelTill, loanId: string, fromInstallId: string, points: number): void {
    const isNoted = till.chain.some(
      ({ kind, body }) => kind === 'borrowShare' && body.loanId === loanId,
    );
    if (isNoted) return;
    const body = { loanId, fromInstallId, points };
    this.write(till, { kind: 'borrowShare', body });
  }

  takeLoans(till: ModelTill): void {
    for (const { loanId, fromInstallId, points } of loansNotTaken(
      this.view(till),
      till.installId,
    )) {
      this.note(till, loanId, fromInstallId, points);
    }
  }

  pass(till: ModelTill): void {
    for (const each of this.tills) {
      if (each === till || this.#random.below(2) === 0) continue;
      const from = till.passedCounts.get(each) ?? 0;
      till.passedCounts.set(each, from + this.#random.below(each.chain.length - from + 1));
    }
  }

  push(till: ModelTill, count = 1 + this.#random.below(4)): void {
    for (const operation of till.chain.slice(till.pushedCount, till.pushedCount + count)) {
      if (operation.kind === 'redeem') this.postedPoints += operation.body.points;
      this.office = applyOperation(this.office, operation, { acknowledged: true }).state!;
      till.pushedCount += 1;
    }
  }

  /** A till that head office has everything of has seen what it is told (OF-04 a). */
  pull(till: ModelTill): void {
    if (this.#random.below(2) === 0) till.base = this.office;
    else if (till.pushedCount === till.chain.length && till.base === this.office) {
      this.office = settleGrants(this.office, {
        hasSeen: (installId) => installId === till.installId,
        isGone: () => false,
      });
    }
  }

  /** Somewhere else the member takes all that is kept for nobody; or what the tills had is wanted back. */
  elsewhere(): void {
    const free = this.totalPoints - this.postedPoints - holdingForTills(this.office).points;
    expect(free).toBeGreaterThanOrEqual(0);
    if (this.#random.below(2) === 0) this.office = revokeGrants(this.office, 'points', () => true);
    else {
      this.spentPoints += free;
      this.postedPoints += free;
    }
  }
}

test('OF-04: shares that tills lend each other are never more than the grant, whatever is lost and whoever dies', () => {
  const { seed } = seededRandom();
  let loans = 0;
  for (let history = 0; history < historyCount; history += 1) {
    const random = seededRandom(seed + history);
    const store = new Store(random);
    const acts = ['spend', 'borrow', 'takeLoans', 'pass', 'push', 'pull', 'borrow'] as const;
    for (let step = 0; step < 60; step += 1) {
      const till = store.tills[random.below(tillCount)]!;
      if (random.below(25) === 0) store.elsewhere();
      else store[acts[random.below(acts.length)]!](till);
    }
    for (const till of store.tills) store.push(till, till.chain.length);
    expect(store.spentPoints, `seed ${seed + history}`).toBe(store.postedPoints);
    expect(store.spentPoints, `seed ${seed + history}`).toBeLessThanOrEqual(store.totalPoints);
    const left = store.totalPoints - store.postedPoints;
    expect(holdingForTills(store.office).points, `seed ${seed + history}`).toBeLessThanOrEqual(
      left,
    );
    loans += store.tills
      .flatMap(({ chain }) => chain)
      .filter(({ kind }) => kind === 'borrowShare').length;
  }
  expect(loans).toBeGreaterThan(historyCount);
});
