import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { TillEvent } from '../../src-shared/contract/till/till-event.ts';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { announcer, statusEveryMs } from '../../src-main/till/announcer.ts';
import type { Session } from '../../src-main/till/session.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { createVisits } from '../../src-main/till/visits.ts';
import { until } from '../support/until.ts';
import { confirmed } from './fake-sync.ts';
import { silent, openTestTill } from './test-till.ts';

const visits = createVisits();
const signedIn = { operator: { kind: 'pos' }, visits, language: 'zh-CN' } as const;

test('starts with the present status and tells of changed members that somebody was shown', async () => {
  const till = await openTestTill();
  const shown = await till.pos.member.enrol({ phone: '13812345678' });
  const ending = new AbortController();
  const events = await till.screen().events(undefined, { signal: ending.signal });
  expect((await events.next()).value).toMatchObject({
    kind: 'status',
    status: {
      online: true,
      storeId: 'store-1',
      storeName: '南京路店',
      terminalName: '1号机',
      pendingCount: 1,
      programmeVersion: 1,
      memberCount: 1,
      offlineSinceMs: null,
    },
  });
  const state = confirmed(till.line.store, shown.memberId as MemberId);
  till.line.feed({ ...state, memberId: 'stranger' as MemberId });
  till.line.feed(state);
  const seen: TillEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (event.kind === 'member_changed') ending.abort();
  }
  expect(seen.filter((event) => event.kind === 'member_changed')).toEqual([
    { kind: 'member_changed', memberId: shown.memberId },
  ]);
});

test('members are counted when all of them are here, and at once then', async () => {
  const till = await openTestTill();
  const { store } = till.line;
  const countNow = async () => {
    till.line.announce();
    const events = await till.screen().events();
    const { value } = await events.next();
    await events.return();
    const event = value as TillEvent | undefined;
    return event?.kind === 'status' ? event.status.memberCount : undefined;
  };
  expect(await countNow()).toBe(0);
  store.sync.write({ loaded: false });
  await till.pos.member.enrol({ phone: '13812345678' });
  expect(await countNow()).toBeNull();
  store.sync.write({ loaded: true });
  expect(await countNow()).toBe(1);
});

test('sends at most four statuses a second, and always the last one', async () => {
  let pendingCount = 0;
  const status = () => ({ pendingCount }) as never;
  const events = announcer(status, silent);
  const seen: number[] = [];
  const listening = (async () => {
    for await (const event of events.subscribe(signedIn, undefined)) {
      if (event.kind === 'status') seen.push(event.status.pendingCount);
    }
  })();
  const beganAtMs = performance.now();
  for (pendingCount = 1; pendingCount <= 50; pendingCount += 1) {
    events.statusChanged();
    await sleep(10);
  }
  await until('the last one', () => seen.at(-1) === 51);
  // On a busy machine the same fifty take longer.
  const tookMs = performance.now() - beganAtMs;
  events.stop();
  await listening;
  expect(seen.length).toBeLessThanOrEqual(Math.ceil(tookMs / statusEveryMs) + 2);
});

test('a screen that reads slowly gets its news merged, never lost', async () => {
  const events = announcer(() => ({}) as never, silent);
  const ids = Array.from({ length: 200 }, (_, index) => `m${index}` as MemberId);
  for (const id of ids) events.memberShown(id);
  const slow = events.subscribe(signedIn, undefined);
  await slow.next();
  for (let round = 0; round < 20; round += 1) for (const id of ids) events.memberChanged(id);
  const told = new Set<string>();
  for (let count = 0; count < ids.length; count += 1) {
    const { value } = await slow.next();
    const event = value as TillEvent | undefined;
    if (event?.kind === 'member_changed') told.add(event.memberId);
  }
  expect(told.size).toBe(ids.length);
  events.stop();
  expect(await slow.next()).toMatchObject({ done: true });
});

test('ID-02: a scan of a device is offered to the screen that was used last, where somebody is signed in', async () => {
  const events = announcer(() => ({}) as never, silent);
  const sessions: Session[] = [{ ...signedIn }, { ...signedIn }, { ...signedIn, operator: null }];
  const [window, tablet, nobody] = sessions.map((session) => {
    const screen = events.subscribe(session, undefined);
    return { session, screen };
  });
  assert(window !== undefined && tablet !== undefined && nobody !== undefined, 'Three screens.');
  for (const { screen } of [window, tablet, nobody]) await screen.next();
  const waiting = nobody.screen.next();
  events.scanned('1', 'anybody');
  expect((await tablet.screen.next()).value).toEqual({ kind: 'scan', scanId: '1' });
  events.used(window.session);
  events.used(nobody.session);
  events.scanned('2', 'anybody');
  expect((await window.screen.next()).value).toEqual({ kind: 'scan', scanId: '2' });
  window.session.operator = null;
  events.scanned('3', 'anybody');
  expect((await tablet.screen.next()).value).toEqual({ kind: 'scan', scanId: '3' });
  // What was read by halves is told where the scan would have been.
  events.scanDropped('incomplete');
  const dropped = { kind: 'scan_dropped', reason: 'incomplete' };
  expect((await tablet.screen.next()).value).toEqual(dropped);
  // A staff badge is for those who want to sign in.
  events.badge('wang');
  const badge = { kind: 'staff_badge', staffId: 'wang' };
  expect((await waiting).value).toEqual(badge);
  expect((await window.screen.next()).value).toEqual(badge);
  // Where nobody is signed in anywhere, one screen hears of what is no badge: it says what to do first.
  tablet.session.operator = null;
  events.used(nobody.session);
  events.scanned('4', 'signed_in');
  events.scanned('5', 'anybody');
  expect((await nobody.screen.next()).value).toEqual({ kind: 'scan', scanId: '5' });
  events.stop();
  for (const { screen } of [window, nobody]) {
    expect(await screen.next()).toMatchObject({ done: true });
  }
});

test('a scan that its screen has not taken when it ends is told to the next one, and one that was taken is not', async () => {
  const events = announcer(() => ({}) as never, silent);
  const stay = events.subscribe({ ...signedIn }, undefined);
  const closing = new AbortController();
  const leave = events.subscribe({ ...signedIn }, closing.signal);
  for (const screen of [stay, leave]) await screen.next();
  for (const scanId of ['1', '2']) {
    events.scanned(scanId, 'anybody');
    expect((await leave.next()).value).toEqual({ kind: 'scan', scanId });
  }
  events.scanTaken('1');
  closing.abort();
  expect(await leave.next()).toMatchObject({ done: true });
  expect((await stay.next()).value).toEqual({ kind: 'scan', scanId: '2' });
  events.scanned('3', 'anybody');
  expect((await stay.next()).value).toEqual({ kind: 'scan', scanId: '3' });
  events.stop();
});

test('ends with its signal, also while it waits', async () => {
  const events = announcer(() => ({}) as never, silent);
  const ending = new AbortController();
  const subscription = events.subscribe(signedIn, ending.signal);
  await subscription.next();
  const waiting = subscription.next();
  ending.abort();
  expect(await waiting).toMatchObject({ done: true });
});
