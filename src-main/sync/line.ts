import type { Logger } from 'pino';
import type { OfflineReason } from '../../src-shared/contract/till/sync.ts';
import type { OfficeFailure, OfficeFailureCode } from './office-failure.ts';
import type { TillTime } from './till-time.ts';

/** Who used the line: the two loops, and questions that a cashier waits for. */
export type LineUser = 'push' | 'pull' | 'question';

const reasons = {
  unreachable: 'no_answer',
  timeout: 'no_answer',
  not_ours: 'not_head_office',
  server_error: 'office_error',
  refused: 'not_known',
} as const satisfies Record<Exclude<OfficeFailureCode, 'busy'>, OfflineReason>;

/** Whether head office answers. Online: something succeeded and nothing has failed since. */
export interface Line {
  isOnline(): boolean;
  /** null while online. */
  offlineSinceMs(): number | null;
  /** Of the latest failure; null while online, and until the line was tried. */
  offlineReason(): OfflineReason | null;
  /** The last question found a connection that hangs, less than `withinMs` ago. */
  hasHungWithin(withinMs: number): boolean;
  succeeded(user: LineUser): void;
  failed(user: LineUser, failure: OfficeFailure): void;
}

/**
 * Each loop answers for its own failures: a feed that works does not hide a push that does not. A question's failure is
 * forgotten with the next success of anybody. A failure is logged when it begins or changes, not at each repetition. An office
 * that asks for time answers: it takes nobody off the line, and puts nobody on it.
 */
export function createLine(options: {
  readonly time: TillTime;
  readonly log: Logger;
  /** Where the last session's line ended. */
  readonly offlineSinceMs: number;
  readonly onChanged: () => void;
  /** An answer where there was none before: whoever waits out a back-off may try now. */
  readonly onRecovered: () => void;
}): Line {
  const { time, log, onChanged, onRecovered } = options;
  const failures = new Map<LineUser, string>();
  const askedForTime = new Set<LineUser>();
  let offlineSinceMs: number | null = options.offlineSinceMs;
  let offlineReason: OfflineReason | null = null;
  let hungAtMs = -Infinity;

  return {
    isOnline: () => offlineSinceMs === null,
    offlineSinceMs: () => offlineSinceMs,
    offlineReason: () => offlineReason,
    hasHungWithin: (withinMs) => performance.now() - hungAtMs < withinMs,
    succeeded: (user) => {
      hungAtMs = -Infinity;
      askedForTime.delete(user);
      const hadFailed = failures.delete(user);
      failures.delete('question');
      if (hadFailed || (user === 'question' && failures.size > 0)) onRecovered();
      if (failures.size > 0 || offlineSinceMs === null) return;
      offlineSinceMs = null;
      offlineReason = null;
      log.info('head office answers');
      onChanged();
    },
    failed: (user, failure) => {
      if (failure.code === 'busy') {
        const { kind, retryAfterMs } = failure;
        if (!askedForTime.has(user))
          log.warn({ user, failure: kind, retryAfterMs }, 'head office asks for time');
        askedForTime.add(user);
        return;
      }
      if (failure.code === 'timeout') hungAtMs = performance.now();
      const isNew = failures.get(user) !== failure.kind;
      failures.set(user, failure.kind);
      if (isNew) log.warn({ user, failure: failure.kind }, 'head office does not answer');
      const reason = reasons[failure.code];
      const changed = offlineSinceMs === null || offlineReason !== reason;
      offlineSinceMs ??= time.now().atMs;
      offlineReason = reason;
      if (changed) onChanged();
    },
  };
}
