import type { TillStatus } from '../../../../src-shared/contract/till/till-event.ts';
import { yearAndClock } from '../../../../src-shared/values/shop-time.ts';
import type { Say } from '../../../parts/words.ts';

type ClockStanding = TillStatus['clock'];

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/** What the state bar says of a clock that a person should look at; null while it is right. */
export function clockSign(say: Say, { state, aheadMs }: ClockStanding): string | null {
  switch (state) {
    case 'right':
      return null;
    case 'off':
      return say('state.clock_off', { span: spanText(say, aheadMs) });
    case 'behind':
      return say('state.clock_behind', { span: spanText(say, aheadMs) });
    case 'unconfirmed':
      return say('state.clock_unconfirmed');
  }
}

/** What is wrong with it, by how much, what to do, and what the till goes by meanwhile (`nowMs`); null while it is right. */
export function clockNotice(
  say: Say,
  { state, aheadMs }: ClockStanding,
  nowMs: number,
): { readonly title: string; readonly detail: string } | null {
  const span = spanText(say, aheadMs);
  const time = yearAndClock(nowMs);
  switch (state) {
    case 'right':
      return null;
    case 'off': {
      const title = say(aheadMs > 0 ? 'clock.ahead' : 'clock.slow', { span });
      return { title, detail: say('clock.off_means', { time }) };
    }
    case 'behind':
      return {
        title: say('clock.behind', { span }),
        detail: say('clock.behind_means', { time }),
      };
    case 'unconfirmed':
      return {
        title: say('clock.unconfirmed'),
        detail: say('clock.unconfirmed_means', { time }),
      };
  }
}

/** In minutes, from two hours on in hours, from two days on in days. */
function spanText(say: Say, spanMs: number): string {
  const minutes = Math.round(Math.abs(spanMs) / MS_PER_MINUTE);
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  if (hours < 2) return say('span.minutes', { count: minutes });
  if (hours < 2 * HOURS_PER_DAY) return say('span.hours', { count: hours });
  return say('span.days', { count: Math.floor(hours / HOURS_PER_DAY) });
}
