import { expect, test } from 'vitest';
import {
  agreesWithClock,
  type ClockReading,
  trustClock,
  type TrustedTime,
} from '../../src-shared/domain/clock/trust-clock.ts';
import { decideMemberCode } from '../../src-shared/domain/member/decide-member-code.ts';

const minute = 60_000;
const officeAtMs = 1_795_000_000_000;

/** An hour after head office was heard, with a clock that is right unless it is said otherwise. */
function reading(given: Partial<ClockReading> & { readonly jumpMs?: number } = {}): ClockReading {
  const { jumpMs = 0, offsetMs = 0, ...rest } = given;
  return {
    wallAtMs: officeAtMs + 60 * minute - offsetMs + jumpMs,
    uptimeMs: 100 * minute,
    offsetMs,
    anchor: { officeAtMs, uptimeMs: 40 * minute },
    lastSyncAtMs: null,
    anchorHolds: true,
    ...rest,
  };
}

const rightAtMs = officeAtMs + 60 * minute;

test.each<[string, ClockReading, TrustedTime]>([
  ['a clock that is right', reading(), { atMs: rightAtMs, trust: 'trusted' }],
  [
    'a clock two minutes off, corrected',
    reading({ offsetMs: 2 * minute }),
    { atMs: rightAtMs, trust: 'trusted' },
  ],
  [
    'a clock that goes wrong by more',
    reading({ offsetMs: 2 * minute + 1 }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
  [
    'a clock set since: the count goes on',
    reading({ jumpMs: -5 * minute }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
  [
    'a clock set and set back to right by somebody else’s watch',
    reading({ offsetMs: 3 * minute, jumpMs: 3 * minute }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
  [
    'a clock half an hour off',
    reading({ jumpMs: 30 * minute }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
  [
    'a clock further off than that',
    reading({ jumpMs: 30 * minute + 1 }),
    { atMs: rightAtMs, trust: 'off' },
  ],
  [
    'the same, measured by head office before',
    reading({ offsetMs: -31 * minute }),
    { atMs: rightAtMs, trust: 'off' },
  ],
  [
    'a machine started anew without the line',
    reading({ uptimeMs: 5 * minute, anchorHolds: false }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
  [
    'a program started anew on the same machine',
    reading({ anchorHolds: false }),
    { atMs: rightAtMs, trust: 'trusted' },
  ],
  [
    'one that cannot tell a clock that was set from a night switched off',
    reading({ anchorHolds: false, jumpMs: 600 * minute }),
    { atMs: rightAtMs + 600 * minute, trust: 'doubtful' },
  ],
  [
    'a machine started anew whose clock lost everything: no earlier than what head office named',
    reading({ uptimeMs: 5 * minute, anchorHolds: false, jumpMs: -9_000_000 * minute }),
    { atMs: officeAtMs + 5 * minute, trust: 'off' },
  ],
  [
    'the same, by what it brought last',
    reading({
      uptimeMs: 5 * minute,
      anchorHolds: false,
      jumpMs: -9_000_000 * minute,
      lastSyncAtMs: officeAtMs + 50 * minute,
    }),
    { atMs: officeAtMs + 50 * minute, trust: 'off' },
  ],
  [
    'a clock set forward by years while the till runs',
    reading({ jumpMs: 731 * 1440 * minute }),
    { atMs: rightAtMs, trust: 'off' },
  ],
  [
    'a till that never heard of head office’s time',
    reading({ anchor: null }),
    { atMs: rightAtMs, trust: 'doubtful' },
  ],
])('ID-05, OF-11: what time it is by %s', (_, given, time) => {
  expect(trustClock(given)).toEqual(time);
});

test('OF-11: a count agrees with a clock that says the same, and never in a machine that was started anew', () => {
  expect(agreesWithClock(reading({ jumpMs: 2 * minute }))).toBe(true);
  expect(agreesWithClock(reading({ jumpMs: -2 * minute - 1 }))).toBe(false);
  expect(agreesWithClock(reading({ uptimeMs: 39 * minute }))).toBe(false);
  expect(agreesWithClock(reading({ anchor: null }))).toBe(false);
});

test.each<[number, 'trusted' | 'doubtful' | 'off', string | null]>([
  [90, 'trusted', null],
  [91, 'trusted', 'member_code_expired'],
  [-90, 'trusted', null],
  [-91, 'trusted', 'member_code_early'],
  [300, 'doubtful', null],
  [301, 'doubtful', 'member_code_expired'],
  [-301, 'doubtful', 'member_code_early'],
  [0, 'off', 'member_code_clock_off'],
])('ID-03, ID-05: a code of %i s ago by a clock that is %s: %s', (ageS, trust, refusal) => {
  const issuedAtS = 1_795_000_000;
  const time = { atMs: (issuedAtS + ageS) * 1000, trust };
  const code = { issuedAtS, grant: { storeReference: 7 } };
  expect(decideMemberCode(code, { time, storeReference: 7 })).toBe(refusal);
  const elsewhere = decideMemberCode(code, { time, storeReference: 8 });
  expect(elsewhere).toBe(refusal ?? 'member_code_other_store');
  expect(decideMemberCode({ ...code, grant: null }, { time, storeReference: 8 })).toBe(refusal);
});
