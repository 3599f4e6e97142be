import { expect, test } from 'vitest';
import {
  type Admission,
  type CallLimit,
  makeCallGate,
  usualCallLimits,
} from '../../src-office/handlers/call-gate.ts';

function gateOf(limit: Partial<CallLimit>) {
  const clock = { atMs: 0 };
  const gate = makeCallGate({
    limits: { ...usualCallLimits, push: { ...usualCallLimits.push, ...limit } },
    nowMs: () => clock.atMs,
    random: () => 0.5,
  });
  return { gate, clock, admit: (terminal: string) => gate.admit('push', terminal) };
}

function passOf(admission: Admission) {
  if (admission.status === 'refused') throw new Error(`It was refused: ${admission.code}.`);
  return admission.pass;
}

async function call(admission: Admission): Promise<void> {
  const pass = passOf(admission);
  await pass.begin();
  pass.end();
}

test('a terminal that asks too often is told when it may again, and another one is let in', async () => {
  const { admit, clock } = gateOf({ perSecond: 2, burst: 3 });
  for (let count = 0; count < 3; count += 1) await call(admit('a'));
  expect(admit('a')).toEqual({ status: 'refused', code: 'rate_limited', retryAfterMs: 500 });
  await call(admit('b'));
  clock.atMs = 499;
  expect(admit('a').status).toBe('refused');
  clock.atMs = 500;
  await call(admit('a'));
  expect(admit('a').status).toBe('refused');
  clock.atMs = 100_000;
  for (let count = 0; count < 3; count += 1) await call(admit('a'));
  expect(admit('a').status).toBe('refused');
});

test('no terminal has more than its share under way', async () => {
  const { admit } = gateOf({ perTerminal: 2 });
  const first = passOf(admit('a'));
  passOf(admit('a'));
  expect(admit('a')).toMatchObject({ code: 'rate_limited' });
  first.abandon();
  await call(admit('a'));
});

test('calls wait for their turn in order, and whoever finds the room full comes back later', async () => {
  const { gate, admit } = gateOf({ atOnce: 1, waiting: 2 });
  const order: string[] = [];
  const passes = ['a', 'b', 'c'].map((name) => ({ name, pass: passOf(admit(name)) }));
  expect(admit('d')).toEqual({ status: 'refused', code: 'busy', retryAfterMs: 2_000 });
  const begun = passes.map(({ name, pass }) => pass.begin().then(() => order.push(name)));
  await begun[0];
  expect(gate.load('push')).toEqual({ working: 1, waiting: 2 });
  for (const [place, { pass }] of passes.entries()) {
    await begun[place];
    expect(order).toHaveLength(place + 1);
    pass.abandon(); // its caller is gone: what has begun goes on
    expect(gate.load('push').working).toBe(1);
    pass.end();
  }
  expect(order).toEqual(['a', 'b', 'c']);
  expect(gate.load('push')).toEqual({ working: 0, waiting: 0 });
  await call(admit('d'));
});

test('who waits for news takes nobody’s turn, and its time is not counted as work', async () => {
  const { gate, admit, clock } = gateOf({ atOnce: 1 });
  const waiting = passOf(admit('a'));
  await waiting.begin();
  clock.atMs = 5;
  const news = Promise.withResolvers<string>();
  const woken = waiting.pause(() => news.promise);
  const other = passOf(admit('b'));
  await other.begin();
  clock.atMs = 10_000;
  news.resolve('news');
  await Promise.resolve();
  other.end();
  expect(await woken).toBe('news');
  clock.atMs = 10_007;
  waiting.end();
  expect(waiting.workedMs()).toBe(12);
  expect(gate.load('push')).toEqual({ working: 0, waiting: 0 });
});
