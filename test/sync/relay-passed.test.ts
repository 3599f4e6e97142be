import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import { OfficeFailure } from '../../src-main/sync/office-failure.ts';
import type { OfficeInputs } from '../../src-main/sync/office-client.ts';
import { createRelayer } from '../../src-main/sync/relay-passed.ts';
import { usualTiming } from '../../src-main/sync/sync-timing.ts';
import {
  sampleEarnDraft,
  sampleMemberState,
  samplePassed,
  sampleTill,
} from '../support/sample-domain.ts';
import { makeTillStore, storeBase } from '../store/till-support.ts';

const minuteMs = 60_000;
/** Before the till of these tests by its id, and after it. */
const ids = { before: '00000000-0000-7000-8000-000000000000', passing: sampleTill(201).installId };

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A till with a neighbour that passes on what it does, and a head office that answers what a test says. */
async function openTill(others: readonly string[] = []) {
  const { store, till } = await makeTillStore();
  const passing = sampleTill(201);
  store.neighbour.replaceAll(
    [ids.passing, ...others].map((installId) => ({
      installId,
      terminalId: installId,
      terminalName: '2号机',
      publicKey: 'key',
    })),
  );
  const base = sampleMemberState(1);
  storeBase(store, base, 1);
  let no = 0;
  const pass = () => {
    no += 1;
    const passed = samplePassed(passing.place(sampleEarnDraft(base, no)));
    store.neighbour.keep(ids.passing, passed);
    return passed.batch;
  };
  const sent: OfficeInputs['relay'][] = [];
  const warned: unknown[] = [];
  const line = { isUp: true, answer: (): number => no, otherFromSeq: 0 };
  const changed: unknown[] = [];
  const relayer = createRelayer({
    store,
    client: {
      relay: (input) => {
        sent.push(input);
        const { otherFromSeq } = line;
        return Promise.resolve().then(() => ({
          heldSeq: line.answer(),
          ...(otherFromSeq === 0 ? {} : { otherFromSeq }),
        }));
      },
    },
    line: { isOnline: () => line.isUp },
    log: pino(
      { level: 'warn' },
      { write: (text: string) => void warned.push(JSON.parse(text) as unknown) },
    ),
    timing: usualTiming,
    installId: till.installId,
    onMembersChanged: (memberIds) => void changed.push(memberIds),
    onLineLeft: (installId) => void changed.push(installId),
  });
  const look = async (afterMs = 0): Promise<void> => {
    vi.advanceTimersByTime(afterMs);
    await relayer({ signal: new AbortController().signal });
  };
  return { store, memberId: base.memberId, pass, sent, warned, changed, line, look };
}

test('delivers what a neighbour passed on a minute ago and head office has not told of, all of it at once', async () => {
  const { pass, sent, warned, line, look } = await openTill();
  const first = pass();
  line.isUp = false;
  await look();
  await look(minuteMs);
  line.isUp = true;
  // Its own till may be on the line again as well.
  await look();
  const second = pass();
  await look(minuteMs - 1);
  expect(sent).toEqual([]);
  await look(1);
  expect(sent).toEqual([{ installId: ids.passing, batches: [first, second] }]);
  await look(2 * minuteMs);
  expect(sent).toHaveLength(1);
  expect(warned).toEqual([]);
});

test('each batch waits for a minute of its own: the neighbour’s line may be up', async () => {
  const { store, pass, sent, look } = await openTill();
  pass();
  await look();
  await look(minuteMs - 1);
  store.neighbour.dropBatches(ids.passing, 1); // as head office tells that it has it
  const second = pass();
  await look(1);
  await look(minuteMs - 1);
  expect(sent).toEqual([]);
  await look(1);
  expect(sent).toEqual([{ installId: ids.passing, batches: [second] }]);
});

test('the tills of a store wait one after the other', async () => {
  const { pass, sent, look } = await openTill([ids.before]);
  pass();
  await look();
  await look(minuteMs);
  expect(sent).toEqual([]);
  await look(usualTiming.relayEveryMs);
  expect(sent).toHaveLength(1);
});

test('what is refused of a neighbour is tried again when it has passed on more, and told once', async () => {
  const { pass, sent, warned, line, look } = await openTill();
  line.answer = () => {
    throw new OfficeFailure('refused', 'No.', { refusal: 'neighbour_unknown' });
  };
  pass();
  await look();
  for (let count = 0; count < 3; count += 1) await look(minuteMs);
  expect(sent).toHaveLength(1);
  expect(warned).toMatchObject([{ failure: 'refused:neighbour_unknown' }]);

  // Taken in part: what is held is not sent again.
  line.answer = () => 1;
  const second = pass();
  await look(minuteMs);
  expect(sent).toHaveLength(2);
  expect(warned.slice(1)).toMatchObject([{ failure: 'refused:no_progress' }]);
  await look(minuteMs);
  line.answer = () => 3;
  const third = pass();
  await look(minuteMs);
  expect(sent.slice(2)).toEqual([{ installId: ids.passing, batches: [second, third] }]);
});

test('FR-22: what is of another line than head office holds counts no more, and is passed on anew', async () => {
  const { store, memberId, pass, sent, warned, changed, line, look } = await openTill();
  const [first, second] = [pass(), pass()];
  line.otherFromSeq = 2;
  await look();
  await look(minuteMs);
  expect(sent).toEqual([{ installId: ids.passing, batches: [first, second] }]);
  expect(warned).toMatchObject([{ installId: ids.passing, otherFromSeq: 2 }]);
  expect(changed).toEqual([[memberId], ids.passing]);
  expect(store.neighbour.listOfMember(memberId)).toMatchObject([{ terminalSeq: 1 }]);
  expect(store.neighbour.find(ids.passing)).toMatchObject({ heldSeq: 0 });
  await look(2 * minuteMs);
  expect(sent).toHaveLength(1);

  // What it passes on now waits for a minute of its own, and is judged as ever.
  line.otherFromSeq = 0;
  const third = pass();
  await look();
  await look(minuteMs - 1);
  expect(sent).toHaveLength(1);
  await look(1);
  expect(sent.slice(1)).toEqual([{ installId: ids.passing, batches: [third] }]);
});

test('what the same till passes on again waits for its minute again', async () => {
  const { store, pass, sent, line, look } = await openTill();
  const batch = pass();
  const [own] = store.neighbour.listOfMember(sampleMemberState(1).memberId);
  if (own === undefined) expect.fail('One.');
  line.otherFromSeq = 1;
  await look();
  await look(minuteMs);
  store.neighbour.keep(ids.passing, samplePassed(own));
  for (const afterMs of [0, minuteMs - 1]) await look(afterMs);
  expect(sent).toHaveLength(1);
  await look(1);
  expect(sent).toEqual(
    Array.from({ length: 2 }, () => ({ installId: ids.passing, batches: [batch] })),
  );
});

test('a line that breaks meanwhile is for the lane to wait out, and nothing is forgotten by it', async () => {
  const { pass, sent, line, look } = await openTill();
  line.answer = () => {
    throw new OfficeFailure('unreachable', 'The line is down.');
  };
  const batch = pass();
  await look();
  await expect(look(minuteMs)).rejects.toMatchObject({ code: 'unreachable' });
  line.answer = () => 1;
  await look();
  expect(sent.at(-1)).toEqual({ installId: ids.passing, batches: [batch] });
});
