import { expect, onTestFinished, test } from 'vitest';
import type { TillEvent } from '../../src-shared/contract/till/till-event.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { plugSerialLine } from '../support/serial-line.ts';
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
  const ending = new AbortController();
  const events = await screen.events(undefined, { signal: ending.signal });
  const next = async (isWanted: (event: TillEvent) => boolean): Promise<TillEvent> => {
    for (;;) {
      const result = await events.next();
      if (result.done === true) throw new Error('The events ended.');
      if (isWanted(result.value)) return result.value;
    }
  };
  await next((event) => event.kind === 'status' && event.status.readers[0]?.state === 'connected');

  line.send(`${memberNo}\r\n`);
  expect(await next((event) => event.kind === 'scan')).toMatchObject({
    result: { kind: 'member_card', status: 'found', member: { memberNo, maskedName: '张*丰' } },
  });
  // Whoever holds the card is known at the screen that shows it (ID-02).
  expect(await screen.member.get({ memberId })).toMatchObject({ level: 'L1', availablePoints: 0 });
  line.send('134567890123456789\r');
  const paying = await next((event) => event.kind === 'scan');
  expect(paying).toMatchObject({ result: { kind: 'payment_code', status: 'refused' } });
  expect(JSON.stringify(paying)).not.toContain('134567890123456789');

  await line.unplug();
  await next((event) => event.kind === 'status' && event.status.readers[0]?.state === 'lost');
  ending.abort();
});
