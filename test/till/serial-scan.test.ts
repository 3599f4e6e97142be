import { expect, onTestFinished, test } from 'vitest';
import { makeTempDir } from '../support/temp-dir.ts';
import { plugSerialLine } from '../support/serial-line.ts';
import { until } from '../support/until.ts';
import { hearEvents } from './hear-events.ts';
import { cashierPin, openTestTill } from './test-till.ts';

test('a code from a scanner on a serial line goes the same way as one from a screen, to every screen', async () => {
  const folder = await makeTempDir('serial');
  onTestFinished(() => folder.remove());
  const line = await plugSerialLine(folder.path);
  onTestFinished(() => line.unplug());
  const till = await openTestTill({ serialPorts: [{ path: line.tillPath, baudRate: 9600 }] });
  const { memberId, memberNo } = await till.pos.member.enrol({
    phone: '13812345678',
    name: '张三丰',
  });
  const screen = till.screen();
  await screen.session.signIn({ staffId: 'cashier-1', pin: cashierPin });
  const events = await hearEvents(screen);
  onTestFinished(() => events.stop());
  const reached = (state: string) =>
    until(state, () => events.all('status').at(-1)?.status.readers[0]?.state === state, 2_000);
  const scanned = async (count: number) => {
    await until(`${count} scans`, () => events.all('scan').length === count, 2_000);
    return events.all('scan').at(-1);
  };
  await reached('connected');

  line.send(`${memberNo}\r\n`);
  expect(await scanned(1)).toMatchObject({
    result: { kind: 'member_card', status: 'found', member: { memberNo, maskedName: '张*丰' } },
  });
  // Whoever holds the card is known at the screen that shows it (ID-02).
  expect(await screen.member.get({ memberId })).toMatchObject({ level: 'L1', availablePoints: 0 });
  line.send('134567890123456789\r');
  const paying = await scanned(2);
  expect(paying).toMatchObject({ result: { kind: 'payment_code', status: 'refused' } });
  expect(JSON.stringify(paying)).not.toContain('134567890123456789');

  await line.unplug();
  await reached('lost');
});
