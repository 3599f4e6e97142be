import { expect, test } from 'vitest';
import { pinLockMs, pinTriesMax } from '../../src-main/till/pin-guard.ts';
import { isPinOf, makePinVerifier } from '../../src-main/till/pin-verifier.ts';
import {
  cashierPin,
  managerPin,
  openTestTill,
  refusalOf,
  setWall,
  type TestTill,
} from './test-till.ts';

const pin = '579246';
const yearMs = 365 * 86_400_000;

test('a verifier knows its PIN, says nothing of it, and is never the same twice', async () => {
  const verifier = await makePinVerifier(pin);
  expect(verifier).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(verifier).not.toContain(pin);
  expect(await makePinVerifier(pin)).not.toBe(verifier);
  expect(await isPinOf(verifier, pin)).toBe(true);
  expect(await isPinOf(verifier, '５７９２４６')).toBe(true);
  expect(await isPinOf(verifier, '579247')).toBe(false);
});

test('a verifier that cannot be read, or would cost too much, fits no PIN', async () => {
  const verifier = await makePinVerifier(pin);
  for (const broken of [
    '',
    'plain',
    verifier.replace('scrypt', 'argon2'),
    verifier.replace('$32768$', '$1048576$'),
    verifier.replace('$32768$', '$32769$'),
    verifier.replace('$8$', '$0$'),
    verifier.slice(0, -30),
  ]) {
    expect(await isPinOf(broken, pin), broken).toBe(false);
  }
});

test('the sixth try finds the PIN locked, even the right one, and fifteen minutes later it is open', async () => {
  const { pos, clock, line } = await openTestTill();
  line.authorise = () => Promise.resolve({ status: 'refused', availablePoints: 0 });
  const { memberId } = await pos.member.enrol({ phone: '13812345678', pin });
  const redeem = (tried: string) =>
    pos.redemption.post({
      redemptionId: 'D1',
      memberId,
      receiptNo: 'R1',
      eligibleFen: 10_000,
      points: 100,
      proof: { kind: 'pin', pin: tried },
    });
  for (let left = pinTriesMax - 1; left >= 0; left -= 1) {
    expect(await refusalOf(redeem('000000'))).toMatchObject({
      code: 'pin_wrong',
      attemptsLeft: left,
    });
  }
  const startedAtMs = clock.nowMs();
  // Identification comes before balances: this member has no points at all.
  const locked = await refusalOf(redeem(pin));
  expect(locked['code']).toBe('pin_locked');
  expect(Number(locked['lockedUntilMs']) - startedAtMs).toBeLessThanOrEqual(pinLockMs);

  clock.nowMs = () => startedAtMs + pinLockMs + 1;
  expect(await refusalOf(redeem(pin))).toMatchObject({ code: 'points_above_limit', maxPoints: 0 });
  expect(await refusalOf(redeem('000000'))).toMatchObject({ attemptsLeft: pinTriesMax - 1 });
});

test('FR-21, OF-11: a lock ends by the running time of the machine, whatever its clock is set to', async () => {
  const till = await openTestTill();
  const signIn = ({ screen }: TestTill, tried: string) =>
    screen().session.signIn({ staffId: 'cashier-1', pin: tried });
  const locked = { code: 'staff_pin_locked' };
  for (let tries = 0; tries < pinTriesMax; tries += 1) await refusalOf(signIn(till, '000000'));
  for (const byMs of [yearMs, -yearMs]) {
    setWall(till, byMs);
    expect(await refusalOf(signIn(till, cashierPin))).toMatchObject(locked);
  }
  const uptimeMs = till.clock.uptimeMs();
  till.clock.uptimeMs = () => uptimeMs + pinLockMs;
  expect(await signIn(till, cashierPin)).toMatchObject({ name: '小李' });
});

test('FR-21: nor does a start of the program end a lock, or make it longer where the clock was set back', async () => {
  const till = await openTestTill();
  const signIn = ({ screen }: TestTill, tried: string) =>
    screen().session.signIn({ staffId: 'cashier-1', pin: tried });
  for (let tries = 0; tries < pinTriesMax; tries += 1) await refusalOf(signIn(till, '000000'));
  const { dataFolder } = till;
  await till.till.stop();
  const again = await openTestTill({ dataFolder });
  const { pinAttempt } = again.line.store;
  const kept = pinAttempt.read('staff:cashier-1');
  expect(kept).toMatchObject({ failedCount: pinTriesMax });
  pinAttempt.write('staff:cashier-1', {
    ...kept,
    lockedUntilMs: Number(kept.lockedUntilMs) + yearMs,
  });
  const locked = await refusalOf(signIn(again, cashierPin));
  expect(locked['code']).toBe('staff_pin_locked');
  const endsAtMs = Number(locked['lockedUntilMs']);
  expect(endsAtMs).toBeLessThanOrEqual(again.clock.nowMs() + pinLockMs);
  again.clock.nowMs = () => endsAtMs;
  expect(await signIn(again, cashierPin)).toMatchObject({ name: '小李' });
});

test('tries sent at once are counted one by one, and the right one in time resets the count', async () => {
  const { screen, line } = await openTestTill();
  const client = screen();
  const signIn = (tried: string) => client.session.signIn({ staffId: 'cashier-1', pin: tried });
  const codes = await Promise.all(
    Array.from({ length: 7 }, async () => (await refusalOf(signIn('000000')))['code']),
  );
  expect(codes.filter((code) => code === 'staff_pin_wrong')).toHaveLength(pinTriesMax);
  expect(codes.filter((code) => code === 'staff_pin_locked')).toHaveLength(2);
  // Durable before it is answered: the store knows it.
  expect(line.store.pinAttempt.read('staff:cashier-1')).toMatchObject({ failedCount: pinTriesMax });

  const manager = (tried: string) => client.session.signIn({ staffId: 'manager-1', pin: tried });
  for (let tries = 0; tries < pinTriesMax - 1; tries += 1) await refusalOf(manager('000000'));
  await manager(managerPin);
  expect(await refusalOf(manager('000000'))).toMatchObject({ attemptsLeft: pinTriesMax - 1 });
});

test('the first PIN needs no proof, a change needs the old one or a manager', async () => {
  const { pos } = await openTestTill();
  const { memberId } = await pos.member.enrol({ phone: '13812345678' });
  expect((await pos.member.get({ memberId })).hasPin).toBe(false);
  expect(await pos.member.setPin({ memberId, pin })).toEqual({ status: 'set' });
  const other = { memberId, pin: '804713' };
  expect(await refusalOf(pos.member.setPin(other))).toMatchObject({ code: 'pin_proof_needed' });
  const wrong = { ...other, proof: { kind: 'pin', pin: '111222' } } as const;
  expect(await refusalOf(pos.member.setPin(wrong))).toMatchObject({ code: 'pin_wrong' });
  const right = { ...other, proof: { kind: 'pin', pin } } as const;
  expect(await pos.member.setPin(right)).toEqual({ status: 'set' });

  const cashier = { kind: 'manager', staffId: 'cashier-1', pin: cashierPin } as const;
  const third = { memberId, pin: '260948' };
  expect(await refusalOf(pos.member.setPin({ ...third, proof: cashier }))).toMatchObject({
    code: 'staff_role_needed',
  });
  const proof = { kind: 'manager', staffId: 'manager-1', pin: managerPin } as const;
  expect(await pos.member.setPin({ ...third, proof })).toEqual({ status: 'set' });
});

test('a manager resets a forgotten PIN, and its lock with it', async () => {
  const { pos, screen } = await openTestTill();
  const { memberId } = await pos.member.enrol({ phone: '13812345678', pin });
  const change = { memberId, pin: '804713', proof: { kind: 'pin', pin: '000000' } } as const;
  for (let tries = 0; tries < pinTriesMax; tries += 1) await refusalOf(pos.member.setPin(change));
  expect(await refusalOf(pos.member.setPin(change))).toMatchObject({ code: 'pin_locked' });

  const client = screen();
  await client.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const byMember = { memberId, proof: { kind: 'pin', pin } } as const;
  expect(await refusalOf(client.member.resetPin(byMember))).toMatchObject({
    code: 'staff_role_needed',
  });
  const proof = { kind: 'manager', staffId: 'manager-1', pin: managerPin } as const;
  expect(await client.member.resetPin({ memberId, proof })).toEqual({ status: 'reset' });
  expect(await pos.member.get({ memberId })).toMatchObject({ hasPin: false, prompt: 'set_pin' });
  expect(await pos.member.setPin({ memberId, pin: '804713' })).toEqual({ status: 'set' });
});

test('a PIN that strangers would try first is refused', async () => {
  const { pos } = await openTestTill();
  const who = { phone: '13812345678', birthday: '1988-03-05' };
  for (const weak of ['111111', '123456', '345678', '880305', '19880305', '030588']) {
    expect(await refusalOf(pos.member.enrol({ ...who, pin: weak })), weak).toMatchObject({
      code: 'pin_weak',
    });
  }
  for (const unfit of ['12345', '1234567890123', '57924a', ' 579246']) {
    expect(await refusalOf(pos.member.enrol({ ...who, pin: unfit })), unfit).toMatchObject({
      code: 'pin_invalid',
    });
  }
  expect(await pos.member.find({ query: '5678', limit: 8 })).toEqual({
    members: [],
    list: 'whole',
  });
});
