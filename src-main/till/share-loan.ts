import { decideLoan, shareHolding } from '../../src-shared/domain/offline-rights/decide-share.ts';
import { findLenders } from '../../src-shared/domain/offline-rights/find-lenders.ts';
import {
  amountsOf,
  type Holding,
  type HoldingAmounts,
  isNothingHeld,
  noHolding,
} from '../../src-shared/domain/offline-rights/holding.ts';
import { heldBy, loansNotTaken } from '../../src-shared/domain/offline-rights/store-grant.ts';
import { refuse } from '../../src-shared/domain/refusal.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { StoredAct } from '../store/till-store.ts';
import { runAct } from './act.ts';
import type { ActiveTill } from './active-till.ts';
import { isRefused, type MemberView, readMember } from './find-member.ts';
import { borrowableNow, shareMoment } from './offline-right.ts';
import { requestHash } from './post-operation.ts';
import type { SignedIn } from './session.ts';
import { createVisits } from './visits.ts';

/** What a borrower asks a neighbour for (OF-04): at most; a lender may have less. */
export interface LoanRequest extends HoldingAmounts {
  readonly loanId: string;
  readonly memberId: string;
}

/** What is kept of a loan, as the acts of both halves keep it. */
interface KeptLoan {
  readonly points: number;
  /** Absent: none, as in a loan of before. */
  readonly value?: Holding['value'];
}

/** What a borrower has asked for and not been answered: it asks for the same again, whatever became of it. */
interface AskedLoan extends Partial<Pick<HoldingAmounts, 'valueFen'>> {
  readonly fromInstallId: string;
  readonly points: number;
}

const lendKind = 'lendShare';
const borrowKind = 'borrowShare';

/**
 * Lends of this till's share to a neighbour; nothing where it has none. It is given up here, on the disk, before anybody
 * hears of it; a second call under the id answers the same and gives nothing more, so that a lost answer makes no points
 * (architecture, point 9).
 */
export function lendShare(till: ActiveTill, request: LoanRequest, toInstallId: string): Holding {
  const { loanId, memberId, points: wantedPoints, valueFen } = request;
  // As it was before there was stored value to lend.
  const asked = { loanId, memberId, points: wantedPoints, ...(valueFen === 0 ? {} : { valueFen }) };
  const done = runAct<typeof lendKind, KeptLoan>(till, nobody(), {
    kind: lendKind,
    actId: loanId,
    requestHash: requestHash({ ...asked, toInstallId }),
    memberId,
    decide: ({ view }) => {
      // Head office may be keeping this till's own share for the spend that it has just been asked about.
      if (till.queue.isBusy(`spend:${view.memberId}`)) return refuse('offline_limit_used');
      const base = till.store.member.readBase(view.memberId) ?? {};
      const lent = decideLoan({ view: view.state, base }, shareMoment(till, view), request);
      if (isNothingHeld(lent)) return refuse('offline_limit_used');
      const body = { loanId, toInstallId, ...loanBody(lent) };
      const draft = { kind: lendKind, body, memberId: view.memberId } as const;
      return { status: 'decided', draft, kept: lent };
    },
  });
  const isLent = done.status === 'posted' || done.status === 'already_posted';
  return isLent ? heldBy(done.kept) : noHolding;
}

/**
 * Borrows of the shares of neighbours what this till's own lacks for so much, as far as they are there and have it. What is
 * asked for is on the disk before: a till that dies in between asks for the same loan again. Never throws; whether it was
 * enough is seen in the member's state.
 */
export function borrowShares(
  till: ActiveTill,
  wish: { readonly memberId: MemberId } & HoldingAmounts,
): Promise<void> {
  const { memberId } = wish;
  return till.queue.run(`borrow:${memberId}`, async () => {
    const readView = (): MemberView | null => {
      const view = readMember(till, memberId);
      return isRefused(view) ? null : view;
    };
    const lackOf = (view: MemberView): HoldingAmounts =>
      lackingOf(wish, amountsOf(shareHolding(view.state, shareMoment(till, view))));
    const lent = readView();
    if (lent !== null) takeLoans(till, lent);
    const first = readView();
    if (first === null) return;
    // What would not be enough stays where it is: the other till may need it.
    if (!isEnough(lackingOf(lackOf(first), borrowableNow(till, first)))) return;
    const { storeId } = till.terminal;
    for (const lender of findLenders(first.state, { storeId, installId: till.installId })) {
      const view = readView();
      if (view === null) return;
      const lack = lackOf(view);
      if (isEnough(lack)) return;
      const points = Math.min(lack.points, lender.points);
      const valueFen = Math.min(lack.valueFen, lender.valueFen);
      if (points + valueFen === 0) continue;
      await borrowOf(till, view, { fromInstallId: lender.installId, points, valueFen });
    }
  });
}

/** What is wanted and not there. */
function lackingOf(wanted: HoldingAmounts, there: HoldingAmounts): HoldingAmounts {
  return {
    points: Math.max(0, wanted.points - there.points),
    valueFen: Math.max(0, wanted.valueFen - there.valueFen),
  };
}

function isEnough({ points, valueFen }: HoldingAmounts): boolean {
  return points === 0 && valueFen === 0;
}

async function borrowOf(
  till: ActiveTill,
  { memberId }: MemberView,
  wanted: AskedLoan,
): Promise<void> {
  const { fromInstallId } = wanted;
  const waiting = till.store.act
    .listWaiting(borrowKind)
    .find((act) => act.memberId === memberId && askedOf(act).fromInstallId === fromInstallId);
  const loanId = waiting?.actId ?? till.clock.newId();
  const { points, valueFen = 0 } = waiting === undefined ? wanted : askedOf(waiting);
  if (waiting === undefined) {
    till.store.act.insert({
      kind: borrowKind,
      actId: loanId,
      memberId,
      terminalSeq: null,
      requestHash: borrowHash({ loanId, memberId, fromInstallId }),
      state: 'waiting',
      receiptNo: '',
      businessDate: till.time.now().businessDate,
      record: { fromInstallId, points, valueFen } satisfies AskedLoan,
    });
  }
  const lent = await till.lan.borrow(fromInstallId, { loanId, memberId, points, valueFen });
  if (lent === null) return; // asked again next time
  if (isNothingHeld(lent)) {
    till.store.act.forgetWaiting(borrowKind, loanId);
    return;
  }
  noteLoan(till, memberId, { loanId, fromInstallId, lent });
}

/** What neighbours have lent to this till though it never had their answer: their own operations say so. */
function takeLoans(till: ActiveTill, { memberId, state }: MemberView): void {
  for (const loan of loansNotTaken(state, till.installId)) {
    const { loanId, fromInstallId } = loan;
    noteLoan(till, memberId, { loanId, fromInstallId, lent: heldBy(loan) });
  }
}

/** Writes this till's half of a loan; from then on what was lent is its own. Safe to repeat. */
function noteLoan(
  till: ActiveTill,
  memberId: MemberId,
  loan: { readonly loanId: string; readonly fromInstallId: string; readonly lent: Holding },
): void {
  const { loanId, fromInstallId, lent } = loan;
  runAct<typeof borrowKind, AskedLoan>(till, nobody(), {
    kind: borrowKind,
    actId: loanId,
    requestHash: borrowHash({ loanId, memberId, fromInstallId }),
    memberId,
    decide: ({ view }) => {
      const body = { loanId, fromInstallId, ...loanBody(lent) };
      const draft = { kind: borrowKind, body, memberId: view.memberId } as const;
      return { status: 'decided', draft, kept: { fromInstallId, ...amountsOf(lent) } };
    },
  });
}

/** What both halves of a loan say of it. */
function loanBody({ points, value }: Holding) {
  return { points, ...(value.length === 0 ? {} : { valueParts: value }) };
}

function borrowHash(loan: {
  readonly loanId: string;
  readonly memberId: MemberId;
  readonly fromInstallId: string;
}): string {
  const { loanId, memberId, fromInstallId } = loan;
  return requestHash({ loanId, memberId, fromInstallId });
}

function askedOf({ record }: StoredAct): AskedLoan {
  return record as AskedLoan; // kept by `borrowOf`
}

/** Tills lend and borrow by themselves, whoever stands there. */
function nobody(): SignedIn {
  return { operator: { kind: 'pos' }, visits: createVisits(), language: 'zh-CN' };
}
