import { describe, expect, test } from 'vitest';
import {
  basisAtStart,
  type ClockReading,
  type ClockRecord,
  clockStanding,
  tellAgeMs,
  tellTime,
  type TimeBasis,
} from '../../src-shared/domain/clock/trust-clock.ts';
import { decideMemberCode } from '../../src-shared/domain/member/decide-member-code.ts';

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;
const officeAtMs = 1_795_000_000_000;
const anchor = { officeAtMs, uptimeMs: 40 * minute };

/** An hour after head office was heard; `wallMs`: so far is the clock of the machine ahead of what is right. */
const rightAtMs = officeAtMs + hour;
function reading({ wallMs = 0, uptimeMs = 100 * minute } = {}): ClockReading {
  return { wallAtMs: rightAtMs + wallMs, uptimeMs };
}

/** Head office was heard in this run. */
function counted({ offsetMs = 0 } = {}): TimeBasis {
  return { kind: 'count', offsetMs, anchor };
}

function started(given: Partial<ClockRecord>, at: ClockReading): TimeBasis {
  const nothing = { offsetMs: 0, anchor, lastSyncAtMs: null, newestOperationAtMs: 0 };
  return basisAtStart({ ...nothing, ...given }, at);
}

test('OF-11: a program that is started after its clock was set right, without the line, counts on', () => {
  const record = { offsetMs: 48 * hour };
  const basis = started(record, reading());
  expect(tellTime(basis, reading())).toEqual({ atMs: rightAtMs, trust: 'trusted' });
  expect(clockStanding(basis, reading())).toMatchObject({ state: 'right', aheadMs: 0 });
  // Not where the machine was started anew since, or has done something later.
  expect(started(record, reading({ uptimeMs: minute })).kind).toBe('clock');
  const later = { ...record, newestOperationAtMs: rightAtMs + hour };
  expect(started(later, reading()).kind).toBe('clock');
});

describe('ID-05, OF-11: a till that has heard head office tells the time by its own count', () => {
  test.each([
    ['by a clock that is right', 0, 0, 'trusted', 'right'],
    ['by a clock two minutes off, corrected', -2, 2, 'trusted', 'right'],
    ['by a clock that goes wrong by more', -2.01, 2.01, 'doubtful', 'right'],
    ['though the clock was set', -5, 0, 'doubtful', 'right'],
    ['though the clock was set further', -5.01, 0, 'doubtful', 'off'],
    ['though the clock was set forward', 5.01, 0, 'doubtful', 'off'],
    ['though it was set right by two minutes since', 0, 2, 'trusted', 'right'],
    ['though it was set to right by somebody else’s watch', 0, 3, 'doubtful', 'right'],
    ['by a clock half an hour off', 30, 0, 'doubtful', 'off'],
    ['by a clock further off than that', 30.01, 0, 'off', 'off'],
    ['by a clock that was measured so before', 31, -31, 'off', 'off'],
    ['though the clock was set forward by years', 1_052_640, 0, 'off', 'off'],
  ])('%s', (_, wallMinutes, offsetMinutes, trust, state) => {
    const aheadMs = Math.round(wallMinutes * minute);
    const basis = counted({ offsetMs: Math.round(offsetMinutes * minute) });
    const now = reading({ wallMs: aheadMs });
    expect(tellTime(basis, now)).toEqual({ atMs: rightAtMs, trust });
    expect(clockStanding(basis, now)).toEqual({ state, atMs: rightAtMs, aheadMs });
    expect(tellAgeMs(officeAtMs, basis, now)).toBe(hour);
  });
});

describe('OF-11: what a program that starts can tell the time by', () => {
  test('the count, where the clock and the last operation agree with it', () => {
    for (const wallMs of [0, 2 * minute, -2 * minute]) {
      expect(started({}, reading({ wallMs }))).toEqual(counted());
    }
    const done = { newestOperationAtMs: rightAtMs + 2 * minute };
    expect(started(done, reading())).toEqual(counted());
    for (const basis of [
      started({}, reading({ wallMs: 2 * minute + 1 })),
      started({}, reading({ wallMs: -2 * minute - 1 })),
      started({}, reading({ uptimeMs: 39 * minute })),
      started({ anchor: null }, reading()),
      started({ newestOperationAtMs: rightAtMs + 2 * minute + 1 }, reading()),
    ]) {
      expect(basis.kind).toBe('clock');
    }
  });

  test('else the corrected clock, and that is doubtful', () => {
    const at = reading({ uptimeMs: 5 * minute, wallMs: 12 * minute });
    const basis = started({ offsetMs: -12 * minute }, at);
    expect(tellTime(basis, at)).toEqual({ atMs: rightAtMs, trust: 'doubtful' });
    expect(clockStanding(basis, at).state).toBe('unconfirmed');
    // A night that it was switched off, or a clock that was set: nobody can tell.
    const later = reading({ wallMs: 10 * hour });
    const unheard = started({ anchor: null }, later);
    expect(tellTime(unheard, later)).toEqual({ atMs: rightAtMs + 10 * hour, trust: 'doubtful' });
  });

  test('no earlier than what head office named, and what it brought last', () => {
    const lost = reading({ uptimeMs: 5 * minute, wallMs: -20 * year });
    const basis = started({}, lost);
    const earliest = officeAtMs + 5 * minute;
    expect(tellTime(basis, lost)).toEqual({ atMs: earliest, trust: 'off' });
    const standing = { state: 'behind', atMs: earliest, aheadMs: lost.wallAtMs - earliest };
    expect(clockStanding(basis, lost)).toEqual(standing);
    const brought = started({ lastSyncAtMs: officeAtMs + 50 * minute }, lost);
    // And it goes on from there.
    const later = { ...lost, uptimeMs: lost.uptimeMs + hour };
    expect(tellTime(brought, later).atMs).toBe(officeAtMs + 50 * minute + hour);
    // Until somebody sets the clock right.
    const set = { uptimeMs: later.uptimeMs, wallAtMs: rightAtMs + 9 * hour };
    expect(tellTime(brought, set)).toEqual({ atMs: set.wallAtMs, trust: 'doubtful' });
    expect(clockStanding(brought, set).state).toBe('unconfirmed');
    expect(tellAgeMs(officeAtMs, brought, set)).toBe(10 * hour);
  });

  test('and no age is less than what is written down says, nor than the machine has run', () => {
    const lost = reading({ uptimeMs: 5 * minute, wallMs: -20 * year });
    expect(tellAgeMs(officeAtMs, started({}, lost), lost)).toBeNull();
    const done = { newestOperationAtMs: rightAtMs + 20 * hour };
    expect(tellAgeMs(officeAtMs, started(done, reading()), reading())).toBeNull();

    const at = reading({ uptimeMs: 5 * minute, wallMs: 3 * hour });
    const basis = started({}, at);
    expect(tellAgeMs(officeAtMs, basis, at)).toBe(4 * hour);
    const setBack = { wallAtMs: officeAtMs, uptimeMs: at.uptimeMs + hour };
    expect(tellAgeMs(officeAtMs, basis, setBack)).toBe(5 * hour);
    const setForward = { wallAtMs: rightAtMs + 99 * hour, uptimeMs: at.uptimeMs };
    expect(tellAgeMs(officeAtMs, basis, setForward)).toBe(100 * hour);
  });

  test('two minutes before what is written down are no clock that was set back, a moment more is one', () => {
    const lastSyncAtMs = officeAtMs + 50 * minute;
    const startBefore = (beforeMs: number) => {
      const at = { wallAtMs: lastSyncAtMs - beforeMs, uptimeMs: 5 * minute };
      return { at, basis: started({ lastSyncAtMs }, at) };
    };
    const slow = startBefore(2 * minute);
    expect(tellAgeMs(officeAtMs, slow.basis, slow.at)).toBe(50 * minute);
    // What goes on from there is as old as the machine has run, wherever the clock is set then.
    const setBack = { wallAtMs: officeAtMs - year, uptimeMs: 65 * minute };
    expect(tellAgeMs(officeAtMs, slow.basis, setBack)).toBe(110 * minute);

    const { at, basis } = startBefore(2 * minute + 1);
    expect(tellAgeMs(officeAtMs, basis, at)).toBeNull();
    // Until it is set to within two minutes.
    const set = { ...at, wallAtMs: lastSyncAtMs - 2 * minute };
    expect(tellAgeMs(officeAtMs, basis, set)).toBe(50 * minute);
  });

  test('a clock five minutes before what head office named is unconfirmed, a moment more is behind', () => {
    const stateAt = (beforeMs: number) => {
      const at = { wallAtMs: officeAtMs + 5 * minute - beforeMs, uptimeMs: 5 * minute };
      return clockStanding(started({}, at), at).state;
    };
    expect([stateAt(5 * minute), stateAt(5 * minute + 1)]).toEqual(['unconfirmed', 'behind']);
  });
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
