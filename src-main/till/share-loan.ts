import { findLenders } from '../../src-shared/domain/offline-rights/find-lenders.ts';
import {
  lendablePoints,
  sharePoints,
} from '../../src-shared/domain/offline-rights/decide-share.ts';
import {
  loansNotTaken,
  type OpenLoan,
} from '../../src-shared/domain/offline-rights/store-grant.ts';
import { refuse } from '../../src-shared/domain/refusal.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import type { StoredAct } from '../store/till-store.ts';
import { runAct } from './act.ts';
import type { ActiveTill } from './active-till.ts';
import { isRefused, type MemberView, readMember } from './find-member.ts';
import { borrowablePoints, lendKind, type LentShare, shareMoment } from './offline-right.ts';
import { requestHash } from './post-operation.ts';
import type { SignedIn } from './session.ts';
import { createVisits } from './visits.ts';

/** What a borrower asks a neighbour for (OF-04). */
export interface LoanRequest {
  readonly loanId: string;
  readonly memberId: string;
  /** At most; a lender may have less. */
  readonly points: number;
}

/** What a borrower has asked for and not been answered: it asks for the same again, whatever became of it. */
interface AskedLoan {
  readonly fromInstallId: string;
  readonly points: number;
}

const borrowKind = 'borrowShare';

/**
 * Lends of this till's share to a neighbour: how many points, 0 for none. They are given up here, on the disk, before anybody
 * hears of it; a second call under the id answers the same and gives nothing more, so that a lost answer makes no points
 * (architecture, point 9).
 */
export function lendShare(till: ActiveTill, request: LoanRequest, toInstallId: string): number {
  const { loanId, memberId } = request;
  const done = runAct<typeof lendKind, LentShare>(till, nobody(), {
    kind: lendKind,
    actId: loanId,
    requestHash: requestHash({ ...request, toInstallId }),
    memberId,
    decide: ({ view }) => {
      const base = till.store.member.readBase(view.memberId) ?? {};
      const lendable = lendablePoints(view.state, base, shareMoment(till, view));
      const points = Math.min(request.points, lendable);
      if (points <= 0) return refuse('offline_limit_used');
      const body = { loanId, toInstallId, points };
      const draft = { kind: lendKind, body, memberId: view.memberId } as const;
      return { status: 'decided', draft, kept: { points } };
    },
  });
  return done.status === 'posted' || done.status === 'already_posted' ? done.kept.points : 0;
}

/**
 * Borrows of the shares of neighbours what this till's own lacks for so many points, as far as they are there and have it. What
 * is asked for is on the disk before: a till that dies in between asks for the same loan again. Never throws; whether it was
 * enough is seen in the member's state.
 */
export function borrowShares(
  till: ActiveTill,
  wish: { readonly memberId: MemberId; readonly points: number },
): Promise<void> {
  const { memberId } = wish;
  return till.queue.run(`borrow:${memberId}`, async () => {
    const readView = (): MemberView | null => {
      const view = readMember(till, memberId);
      return isRefused(view) ? null : view;
    };
    const lent = readView();
    if (lent !== null) takeLoans(till, lent);
    const first = readView();
    if (first === null) return;
    const before = sharePoints(first.state, shareMoment(till, first)) ?? 0;
    // What would not be enough stays where it is: the other till may need it.
    if (before + borrowablePoints(till, first) < wish.points) return;
    const { storeId } = till.terminal;
    for (const lender of findLenders(first.state, { storeId, installId: till.installId })) {
      const view = readView();
      if (view === null) return;
      const own = sharePoints(view.state, shareMoment(till, view)) ?? 0;
      if (own >= wish.points) return;
      await borrowOf(till, view, {
        fromInstallId: lender.installId,
        points: Math.min(wish.points - own, lender.points),
      });
    }
  });
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
  const { points } = waiting === undefined ? wanted : askedOf(waiting);
  if (waiting === undefined) {
    till.store.act.insert({
      kind: borrowKind,
      actId: loanId,
      memberId,
      terminalSeq: null,
      requestHash: borrowHash({ loanId, memberId, fromInstallId }),
      state: 'waiting',
      receiptNo: '',
      businessDate: till.reference.now().businessDate,
      record: { fromInstallId, points } satisfies AskedLoan,
    });
  }
  const lentPoints = await till.lan.borrow(fromInstallId, { loanId, memberId, points });
  if (lentPoints === null) return; // asked again next time
  if (lentPoints === 0) {
    till.store.act.forgetWaiting(borrowKind, loanId);
    return;
  }
  noteLoan(till, memberId, { loanId, fromInstallId, points: lentPoints });
}

/** What neighbours have lent to this till though it never had their answer: their own operations say so. */
function takeLoans(till: ActiveTill, { memberId, state }: MemberView): void {
  for (const loan of loansNotTaken(state, till.installId)) noteLoan(till, memberId, loan);
}

/** Writes this till's half of a loan; from then on the points are its own. Safe to repeat. */
function noteLoan(
  till: ActiveTill,
  memberId: MemberId,
  loan: Pick<OpenLoan, 'loanId' | 'fromInstallId' | 'points'>,
): void {
  const { loanId, fromInstallId, points } = loan;
  runAct<typeof borrowKind, AskedLoan>(till, nobody(), {
    kind: borrowKind,
    actId: loanId,
    requestHash: borrowHash({ loanId, memberId, fromInstallId }),
    memberId,
    decide: ({ view }) => {
      const body = { loanId, fromInstallId, points };
      const draft = { kind: borrowKind, body, memberId: view.memberId } as const;
      return { status: 'decided', draft, kept: { fromInstallId, points } };
    },
  });
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
