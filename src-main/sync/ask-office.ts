import type { Logger } from 'pino';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { memberId as toMemberId, type MemberId } from '../../src-shared/values/ids.ts';
import type { FeedMember } from '../../src-shared/contract/office/feed.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Line } from './line.ts';
import type { OfficeClient } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import type { AuthoriseAnswer, FindAnswer, Sync } from './sync.ts';
import type { SyncTiming } from './sync-timing.ts';

/** The two questions somebody at the counter waits for. Neither throws. */
export type OfficeQuestions = Pick<Sync, 'authorise' | 'findMember'>;

export function createOfficeQuestions(options: {
  readonly store: TillStore;
  readonly client: OfficeClient;
  readonly line: Line;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly signal: AbortSignal;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
  /** The line failed somebody: find out how it is. */
  readonly onFailed: (failure: OfficeFailure) => void;
}): OfficeQuestions {
  const { store, client, line, log, timing, signal } = options;

  const keep = (member: FeedMember): void => {
    const changed = store.member.applyBases([member], { acceptLowerRevisions: false });
    if (changed.length > 0) options.onMembersChanged(changed);
  };

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
        options.onFailed(error);
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
          memberId: request.memberId,
          points: request.points,
          businessDate: request.businessDate as BusinessDate, // the caller's contract checked its shape
          pendingSpends: listPendingSpends(store, request.memberId),
        },
        { signal, timeoutMs: timing.authoriseTimeoutMs },
      ),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.status === 'member_unknown') return { status: 'member_unknown' };
    keepOrLog(answer.member);
    if (answer.status === 'authorised') return { status: 'authorised' };
    return { status: 'refused', availablePoints: answer.availablePoints };
  };

  const findMember: Sync['findMember'] = async (by): Promise<FindAnswer> => {
    const input =
      'phone' in by
        ? ({ by: 'phone', phone: by.phone } as const)
        : ({ by: 'card', cardNo: by.cardNo } as const);
    const answer = await ask(() =>
      client.findMember(input, { signal, timeoutMs: timing.findTimeoutMs }),
    );
    if (answer === null) return { status: 'unreachable' };
    if (answer.member === null) return { status: 'not_found' };
    if (!keepOrLog(answer.member)) return { status: 'unreachable' };
    return { status: 'found', memberId: toMemberId(answer.member.memberId) };
  };

  const keepOrLog = (member: FeedMember): boolean => {
    try {
      keep(member);
      return true;
    } catch (error) {
      log.error({ err: error }, 'a member from head office could not be stored');
      return false;
    }
  };

  return { authorise, findMember };
}

/** This till's spends of the member that the office may not have: a cancelled one spends nothing. */
function listPendingSpends(
  store: TillStore,
  memberId: MemberId,
): { redemptionId: string; terminalSeq: number; points: number }[] {
  const appliedSeq = store.member.readAppliedSeq(memberId);
  return store.redemption
    .listOfMemberAfter(memberId, appliedSeq)
    .filter(({ cancelledSeq }) => cancelledSeq === null)
    .map(({ redemption, terminalSeq }) => ({
      redemptionId: redemption.redemptionId,
      terminalSeq,
      points: redemption.points,
    }));
}
