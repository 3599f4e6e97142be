import type { Logger } from 'pino';
import { reservationLifeMs } from '../../src-shared/domain/member/member-state.ts';
import { createBackOff } from './back-off.ts';
import type { KeepMember } from './keep-member.ts';
import { type Round, startLane } from './lane.ts';
import type { Line } from './line.ts';
import type { OfficeClient } from './office-client.ts';
import { OfficeFailure } from './office-failure.ts';
import type { KeptForAttempt, Sync } from './sync.ts';
import type { SyncTiming } from './sync-timing.ts';

export interface Releaser {
  readonly release: Sync['release'];
  /** The line is believed again: what is still to be given back goes now. */
  hurry(): void;
  stop(): Promise<void>;
}

/**
 * Gives back what head office keeps for acts that were not posted. What is not answered is remembered, in memory only, and
 * tried again beside the two loops: each names its attempt, and so takes nothing that a later one asked for.
 */
export function startReleaser(options: {
  readonly client: OfficeClient;
  readonly line: Line;
  readonly log: Logger;
  readonly timing: SyncTiming;
  readonly keepMember: KeepMember;
  /** The line failed somebody: find out how it is. */
  readonly onFailed: (failure: OfficeFailure) => void;
}): Releaser {
  const { client, line, log, timing, keepMember } = options;
  const owed = new Map<string, { readonly kept: KeptForAttempt; readonly sinceMs: number }>();

  const giveBack = async (kept: KeptForAttempt, { signal }: Round): Promise<void> => {
    const timeoutMs = timing.authoriseTimeoutMs;
    try {
      const answer = await client.release(kept, { signal, timeoutMs });
      if (answer.status === 'released') keepMember(answer.member);
    } catch (error) {
      // An office of before has no such call: what it keeps ends with its time.
      if (!(error instanceof OfficeFailure) || error.code !== 'refused') throw error;
      log.warn({ failure: error.kind }, 'head office takes nothing back before its time');
    }
    owed.delete(kept.attemptId);
  };

  const giveAllBack = async (round: Round): Promise<{ readonly restMs: number }> => {
    for (const { kept, sinceMs } of owed.values()) {
      // It has ended by itself.
      if (performance.now() - sinceMs > reservationLifeMs) {
        owed.delete(kept.attemptId);
        continue;
      }
      try {
        await giveBack(kept, round);
      } catch (error) {
        if (round.onDemand && !round.signal.aborted && error instanceof OfficeFailure) {
          line.failed('question', error);
          if (error.code !== 'busy') options.onFailed(error);
        }
        throw error;
      }
      line.succeeded('question');
    }
    return { restMs: timing.pushIdleMs };
  };

  const lane = startLane({
    round: giveAllBack,
    onFailure: (error) => {
      if (error instanceof OfficeFailure) return error.retryAfterMs;
      log.error({ err: error }, 'giving back to head office failed at this till');
      return null;
    },
    backOff: createBackOff(timing),
  });

  return {
    release: async (kept) => {
      owed.set(kept.attemptId, { kept, sinceMs: performance.now() });
      // It has just hung: nobody waits for the same again.
      if (line.hasHungWithin(timing.trustHangMs)) lane.wake();
      else await lane.runNow();
    },
    hurry: () => lane.hurry(),
    stop: () => lane.stop(),
  };
}
