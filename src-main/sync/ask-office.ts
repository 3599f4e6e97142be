import type { Logger } from 'pino';
import { grantOf } from '../../src-shared/domain/offline-rights/spending-right.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { memberId as toMemberId, type MemberId } from '../../src-shared/values/ids.ts';
import { certificateRequestText } from '../../src-shared/contract/office-wire.ts';
import type { TillStore } from '../store/till-store.ts';
import type { KeepMember } from './keep-member.ts';
import type { Line } from './line.ts';
import type { OfficeClient, OfficeInputs } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import { listPendingValueDebits } from './pending-value-debits.ts';
import type {
  AuthoriseAnswer,
  FindAnswer,
  FindLedgerAnswer,
  FindReceiptAnswer,
  Sync,
} from './sync.ts';
import type { SyncTiming } from './sync-timing.ts';

/** The questions somebody at the counter waits for. None throws. */
export type OfficeQuestions = Pick<
  Sync,
  | 'authorise'
  | 'authoriseValue'
  | 'claimCoupons'
  | 'handOverCoupon'
  | 'valueStatement'
  | 'findMember'
  | 'findReceipt'
  | 'findLedger'
  | 'listReview'
  | 'decideHold'
  | 'certify'
>;

type Debit = OfficeInputs['authorise']['pendingDebits'][number];

export function createOfficeQuestions(options: {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly line: Line;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly signal: AbortSignal;
  readonly installId: string;
  /** By the install's key. */
  readonly sign: (text: string) => string;
  readonly keepMember: KeepMember;
  /** The line failed somebody: find out how it is. */
  readonly onFailed: (failure: OfficeFailure) => void;
}): OfficeQuestions {
  const { store, client, line, log, timing, signal, installId, keepMember } = options;

  /** Asks, or answers null: no line, no answer in time, or a store that failed. */
  const ask = async <Answer>(question: () => Promise<Answer>): Promise<Answer | null> => {
    // It has just hung: nobody waits for the same again, the offline rules decide at once.
    if (signal.aborted || line.hasHungWithin(timing.trustHangMs)) return null;
    try {
      const answer = await question();
      line.succeeded('question');
      return answer;
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof OfficeFailure) {
        line.failed('question', error);
        if (error.code !== 'busy') options.onFailed(error);
      } else {
        log.error({ err: error }, 'a question to head office failed');
      }
      return null;
    }
  };

  const authorise: Sync['authorise'] = async (request): Promise<AuthoriseAnswer> => {
    const answer = await ask(() =>
      client.authorise(
        {
          redemptionId: request.redemptionId,
          attemptId: request.attemptId,
          memberId: request.memberId,
          points: request.points,
          ...(request.grantId === undefined ? {} : { grantId: request.grantId }),
          businessDate: request.businessDate as BusinessDate, // the caller's contract checked its shape
          pendingDebits: listPendingDebits(store, request.memberId),
        },
        { signal, timeoutMs: timing.authoriseTimeoutMs },
      ),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.status === 'member_unknown') return { status: 'member_unknown' };
    if (answer.status === 'id_reused') return { status: 'id_reused' };
    keepMember(answer.member);
    if (answer.status === 'authorised') return { status: 'authorised' };
    const { availablePoints } = answer;
    return { status: answer.awaitsTills === true ? 'awaits_tills' : 'refused', availablePoints };
  };

  const authoriseValue: Sync['authoriseValue'] = async (request) => {
    const { reservationId, attemptId, memberId, want } = request;
    const answer = await ask(() =>
      client.authoriseValue(
        {
          reservationId,
          attemptId,
          memberId,
          want,
          businessDate: request.businessDate as BusinessDate, // the caller's contract checked its shape
          pendingDebits: listPendingValueDebits(store, memberId),
        },
        { signal, timeoutMs: timing.authoriseTimeoutMs },
      ),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.status === 'member_unknown') return { status: 'member_unknown' };
    if (answer.status === 'id_reused') return { status: 'id_reused' };
    keepMember(answer.member);
    if (answer.status === 'authorised') return { status: 'authorised', entries: answer.entries };
    if (answer.awaitsTills === true) return { status: 'awaits_tills' };
    const { reason, availableFen } = answer;
    return { status: 'refused', reason, availableFen };
  };

  const valueStatement: Sync['valueStatement'] = (memberId) =>
    ask(() => client.valueStatement({ memberId }, { signal, timeoutMs: timing.findTimeoutMs }));

  const claimCoupons: Sync['claimCoupons'] = async ({
    claimId,
    attemptId,
    memberId,
    couponIds,
  }) => {
    const answer = await ask(() =>
      client.claimCoupons(
        { claimId, attemptId, memberId, couponIds: [...couponIds] },
        { signal, timeoutMs: timing.authoriseTimeoutMs },
      ),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.status === 'member_unknown') return { status: 'member_unknown' };
    keepMember(answer.member);
    if (answer.status === 'claimed') return { status: 'claimed' };
    return { status: 'refused', couponId: answer.couponId, reason: answer.reason };
  };

  const handOverCoupon: Sync['handOverCoupon'] = async (wish) => {
    const answer = await ask(() =>
      client.handOverCoupon(wish, { signal, timeoutMs: timing.authoriseTimeoutMs }),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.status === 'member_unknown' || answer.status === 'refused') return answer;
    keepMember(answer.member);
    return { status: answer.status, couponId: answer.couponId };
  };

  const findMember: Sync['findMember'] = async (by): Promise<FindAnswer> => {
    const answer = await ask(() =>
      client.findMember(toWanted(by), { signal, timeoutMs: timing.findTimeoutMs }),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.member === null) return { status: 'not_found' };
    if (!keepMember(answer.member)) return { status: 'unreachable' };
    return { status: 'found', memberId: toMemberId(answer.member.memberId) };
  };

  const findReceipt: Sync['findReceipt'] = async (wanted): Promise<FindReceiptAnswer> => {
    const { storeId, receiptNo, businessDate, memberId, saleOperationId } = wanted;
    const input = {
      receiptNo,
      ...(memberId === undefined ? {} : { memberId }),
      ...(saleOperationId === undefined ? {} : { saleOperationId }),
      ...(storeId === undefined ? {} : { storeId }),
      ...(businessDate === undefined ? {} : { businessDate }),
    };
    const answer = await ask(() =>
      client.findReceipt(input, { signal, timeoutMs: timing.findTimeoutMs }),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.receipt === null) {
      if (answer.isStoreUnknown === true) return { status: 'store_unknown' };
      if (answer.isAmbiguous === true) return { status: 'ambiguous', sales: answer.sales ?? [] };
      const { madeUpFor, waiting } = answer;
      return {
        status: 'not_found',
        ...(madeUpFor === undefined ? {} : { madeUpFor }),
        ...(waiting === undefined ? {} : { waiting }),
      };
    }
    const { recordJson, member } = answer.receipt;
    if (!keepMember(member)) return { status: 'unreachable' };
    return { status: 'found', record: JSON.parse(recordJson) as ReceiptRecord }; // made by the office's own types
  };

  const findLedger: Sync['findLedger'] = async (wanted): Promise<FindLedgerAnswer> => {
    const answer = await ask(() =>
      client.findLedger(wanted, { signal, timeoutMs: timing.findTimeoutMs }),
    );
    if (answer === null) return { status: 'unreachable' };
    return answer.page === null ? { status: 'not_found' } : { status: 'found', page: answer.page };
  };

  const listReview: Sync['listReview'] = (receipts) =>
    ask(() =>
      client.listReview({ receipts: [...receipts] }, { signal, timeoutMs: timing.findTimeoutMs }),
    );

  const decideHold: Sync['decideHold'] = async (wish) => {
    const answer = await ask(() =>
      client.decideHold(wish, { signal, timeoutMs: timing.findTimeoutMs }),
    );
    return answer === null ? 'unreachable' : answer.status;
  };

  const certify: Sync['certify'] = async (publicKey) => {
    const signature = options.sign(certificateRequestText({ installId, publicKey }));
    const answer = await ask(() =>
      client.certify({ publicKey, signature }, { signal, timeoutMs: timing.findTimeoutMs }),
    );
    return answer?.certificate ?? null;
  };

  return {
    authorise,
    authoriseValue,
    claimCoupons,
    handOverCoupon,
    valueStatement,
    findMember,
    findReceipt,
    findLedger,
    listReview,
    decideHold,
    certify,
  };
}

function toWanted(by: Parameters<Sync['findMember']>[0]): OfficeInputs['members']['find'] {
  if ('phone' in by) return { by: 'phone', phone: by.phone };
  return 'cardNo' in by ? { by: 'card', cardNo: by.cardNo } : { by: 'id', memberId: by.memberId };
}

/**
 * What this till has taken from the member, or lent to a neighbour of its share of them (OF-04), and the office may not have.
 * A cancelled redemption takes nothing, and so does a
 * refund of a receipt that the office does not know either: it would take from points that are not there yet.
 */
function listPendingDebits(store: TillStore, memberId: MemberId): Debit[] {
  const appliedSeq = store.member.readAppliedSeq(memberId);
  const pending = store.operation.listOfMemberAfter(memberId, appliedSeq);
  const cancelledIds = new Set(
    pending.flatMap(({ kind, body }) => (kind === 'cancelRedemption' ? [body.redemptionId] : [])),
  );
  const debits = pending.map((operation) => {
    const { operationId: id, terminalSeq, kind, body } = operation;
    switch (kind) {
      case 'redeem':
      case 'redeemSink': {
        const isCancelled = cancelledIds.has(body.redemptionId);
        const points = isCancelled ? 0 : body.points;
        return { id: body.redemptionId, terminalSeq, points, ...grantOf(body) };
      }
      case 'earn': {
        // Points that paid in the same act as the receipt.
        const { redemption } = body;
        if (redemption === undefined) return { id, terminalSeq, points: 0 };
        const { redemptionId, points } = redemption;
        return { id: redemptionId, terminalSeq, points, ...grantOf(redemption) };
      }
      case 'refund': {
        const earnedSeq = store.receipt.find(body.receipt)?.terminalSeq ?? 0;
        return { id, terminalSeq, points: earnedSeq > appliedSeq ? 0 : body.takenBackPoints };
      }
      case 'lendShare':
        return { id, terminalSeq, points: body.points };
      case 'adjust':
        return { id, terminalSeq, points: -sumPoints(body.entries) };
      default:
        return { id, terminalSeq, points: 0 };
    }
  });
  return debits.filter(({ points }) => points > 0);
}
