import { once } from 'node:events';
import { safe } from '@orpc/client';
import { expect, test } from 'vitest';
import type { TillEvent } from '../../src-shared/contract/till/till-event.ts';
import { cashierPin } from '../till/test-till.ts';
import { connectScreen } from './screen-socket.ts';
import { openTestStation } from './test-station.ts';

test('only a page of this station gets a pipe', async () => {
  const station = await openTestStation();
  const strangers = ['http://evil.example', station.url.replace('127.0.0.1', 'evil.example')];
  for (const origin of [undefined, 'null', `${station.url}0`, ...strangers]) {
    const { socket } = connectScreen(station.url, origin === undefined ? {} : { origin });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message, origin).toContain('403');
  }
  const { client } = connectScreen(station.url, { origin: station.url });
  expect(await client.sync.state()).toMatchObject({ online: true });
});

test('each connection is a session of its own, in its own language', async () => {
  const station = await openTestStation();
  const one = connectScreen(station.url, { origin: station.url, lang: 'en' }).client;
  const two = connectScreen(station.url, { origin: station.url, lang: 'zh-TW' }).client;
  await one.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const scanned = await one.scan({ text: '134567890123456789' });
  expect(scanned.message).toBe('That is a payment code. Please ask for the member code');
  const { error } = await safe(two.scan({ text: '134567890123456789' }));
  expect(error).toMatchObject({
    code: 'staff_not_signed_in',
    defined: true,
    message: '還沒有登入，請店員先登入',
  });
});

test('hears of changes, and refusals keep their numbers', async () => {
  const station = await openTestStation();
  const { client, socket } = connectScreen(station.url, { origin: station.url });
  const events = await client.events();
  expect((await events.next()).value).toMatchObject({ kind: 'status', status: { online: true } });
  station.line.online = false;
  station.line.announce();
  expect((await events.next()).value).toMatchObject({ kind: 'status', status: { online: false } });
  const wrong = await safe(client.session.signIn({ staffId: 'cashier-1', pin: '000000' }));
  expect(wrong.error).toMatchObject({ code: 'staff_pin_wrong', data: { attemptsLeft: 4 } });
  const invalid = await safe(client.scan({ text: 'x'.repeat(5000) }));
  expect(invalid.error).toMatchObject({ code: 'staff_not_signed_in' });
  socket.send('this is no call');
  expect(await client.sync.state()).toMatchObject({ online: false });
});

test('OF-11: a clock of the machine that is wrong is said to screens and cash registers, until it is right', async () => {
  const station = await openTestStation();
  const { client } = connectScreen(station.url, { origin: station.url });
  const events = await client.events();
  const told = async () => {
    const { value } = await events.next();
    const event = value as TillEvent | undefined;
    return event?.kind === 'status' ? event.status.clock : undefined;
  };
  const asked = async () => (await station.call('/api/v1/sync')).body['clock'];
  expect(await told()).toMatchObject({ state: 'right' });
  expect(await asked()).toMatchObject({ state: 'right' });

  // The machine is twelve minutes ahead of head office. Nothing else happens at the till.
  const minutes = 12 * 60_000;
  const learn = (officeAtMs: number) =>
    station.line.time.learn({ officeAtMs, startedAt: performance.now(), heldMs: 0 });
  learn(Date.now() - minutes);
  const off = await told();
  expect(off).toMatchObject({ state: 'off' });
  expect(off?.aheadMs).toBeCloseTo(minutes, -4);
  expect(Date.now() - (off?.atMs ?? 0)).toBeCloseTo(minutes, -5);
  expect(await asked()).toMatchObject({ state: 'off' });

  learn(Date.now());
  expect(await told()).toMatchObject({ state: 'right' });
  expect(await asked()).toMatchObject({ state: 'right' });
});

test('stopping closes every pipe', async () => {
  const station = await openTestStation();
  const { client, socket } = connectScreen(station.url, { origin: station.url });
  await client.sync.state();
  const closed = once(socket, 'close');
  await station.stop();
  await closed;
});
