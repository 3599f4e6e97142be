import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { refundContract } from '../../../src-shared/contract/till/refund.ts';
import { countComingBack } from '../../../src-shared/domain/coupon/give-back-coupons.ts';
import { allowedChoices, decideRefund } from '../../../src-shared/domain/refund/decide-refund.ts';
import { lineSharesOf } from '../../../src-shared/domain/refund/line-shares.ts';
import type { Refusal } from '../../../src-shared/domain/refusal.ts';
import { sumValueFen } from '../../../src-shared/domain/stored-value/restore-value.ts';
import type { ActiveTill } from '../active-till.ts';
import { faultError } from '../answer.ts';
import { isRefused, readMember } from '../find-member.ts';
import { memberSummary } from '../member-summary.ts';
import type { SignedIn } from '../session.ts';
import { checkOwner, locateReceipt, unknownReceipt } from '../receipt/locate-receipt.ts';
import { isRefundOld } from './post-refund.ts';

type Input = InferContractRouterInputs<typeof refundContract>['quote'];
type Output = InferContractRouterOutputs<typeof refundContract>['quote'];

/** Says what a refund would move, and the choices of PL-12 with their figures. Records nothing. */
export async function quoteRefund(
  till: ActiveTill,
  session: SignedIn,
  input: Input,
): Promise<Refusal | { readonly status: 'quoted'; readonly quote: Output }> {
  const { businessDate } = till.time.now();
  const programme = till.reference.programmeAt(businessDate);
  if (programme === null) throw faultError(session, 'not_ready');
  const found = await locateReceipt(till, input);
  if (found.status === 'refused') return found;
  if (found.status === 'unknown') return unknownReceipt(found);
  const notTheirs = checkOwner(till, found.record, input);
  if (notTheirs !== null) return notTheirs;
  const view = readMember(till, found.record.memberId);
  if (isRefused(view)) return view;
  const asked = {
    programme,
    state: view.state,
    saleProgramme: till.reference.programmeOf(found.record.programmeVersion),
    record: found.record,
    refundNo: '',
    lines: input.lines,
    businessDate,
    shortPoints: { choice: 'debt' },
    isSameTill: found.stored !== null,
  } as const;
  const decided = decideRefund(asked);
  if (decided.status === 'refused') return decided;
  const { takenBackPoints, restoredPoints, shortPoints, deductible, moneyFen, draft } = decided;
  const { planChargeFen } = decided;
  // Nothing to keep leaves a debt, which is offered by its own name.
  const choices = allowedChoices(programme).filter(
    (choice) => shortPoints > 0 && (choice !== 'deduct' || deductible.points > 0),
  );
  const debtPoints = { debt: shortPoints, deduct: shortPoints - deductible.points, waive: 0 };
  const needsManager = isRefundOld(till);
  return {
    status: 'quoted',
    quote: {
      takenBackPoints,
      restoredPoints,
      restoredValueFen: sumValueFen(draft.body.value ?? []),
      moneyFen,
      planChargeFen,
      restoredCoupons: countComingBack(draft.body.coupons),
      lines: [...lineSharesOf(asked)],
      isVoid: draft.body.isVoid === true,
      needsManager,
      shortPoints,
      choices: choices.map((choice) => ({
        choice,
        debtPoints: debtPoints[choice],
        deductedFen: choice === 'deduct' ? deductible.fen : 0,
        moneyFen: choice === 'deduct' ? moneyFen - deductible.fen : moneyFen,
        needsManager: needsManager || choice === 'waive',
      })),
      member: memberSummary(till, view, session),
    },
  };
}
