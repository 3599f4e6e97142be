import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import { sampleMemberState } from '../support/sample-domain.ts';
import { storeBase, testKey, makeTillStore, viewOf } from './till-support.ts';

const killCount = 8;
const longestLifeMs = 250;
const feedCount = 150;

/** Runs the earning till, kills it some time after its first earning, and tells the last one it acknowledged. */
async function earnUntilKilled(folder: string, lifeMs: number): Promise<number> {
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [script, folder, testKey.toString('hex'), String(feedCount)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  await once(child.stdout, 'data');
  await wait(lifeMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  // A line that was cut off was acknowledged too, but its number cannot be read.
  return Number(output.split('\n').at(-2));
}

/** The cursor is no further than every member, and the sums are those of the rows. */
function expectPage(store: TillStore): void {
  const revision = Number(store.sync.read().cursor);
  for (let index = 0; index < feedCount; index++) {
    const base = store.member.readBase(sampleMemberState(index).memberId);
    expect(base).toEqual({ ...sampleMemberState(index), heldPoints: base?.heldPoints });
    expect([revision, revision + 1]).toContain(base?.heldPoints);
  }
  expect(store.memberHash.scan(feedCount + 1)).toEqual({ wrongCount: 0, isPassOver: true });
}

test('a till killed in the middle of its sales and of a page of the feed keeps all it acknowledged, whole', async () => {
  const { store: opened, folder } = await makeTillStore();
  for (let index = 0; index < 5; index++) storeBase(opened, sampleMemberState(index), 1);
  opened.close();
  for (let round = 0; round < killCount; round++) {
    const lifeMs = Math.random() * longestLifeMs;
    const acknowledgedSeq = await earnUntilKilled(folder, lifeMs);
    // The lock went with the process.
    const store = openTillStore({ dataFolder: folder, key: testKey });
    const { terminalSeq } = store.operation.head();
    expect(terminalSeq, `killed after ${lifeMs} ms`).toBeGreaterThanOrEqual(acknowledgedSeq);
    expect(terminalSeq).toBeLessThanOrEqual(acknowledgedSeq + 1);
    for (let seq = 1; seq <= terminalSeq; seq++) {
      expect(store.operation.find(seq), `operation ${seq}`).not.toBeNull();
      expect(store.refund.find(`with-${seq}`), `what came with ${seq}`).not.toBeNull();
    }
    expect(store.refund.find(`with-${terminalSeq + 1}`)).toBeNull();
    for (let index = 0; index < 5; index++) {
      const { memberId } = sampleMemberState(index);
      const operations = store.operation.listOfMemberAfter(memberId, 0);
      const base = store.member.readBase(memberId);
      expect(viewOf(store, memberId)).toEqual(viewMember(base, operations));
    }
    expectPage(store);
    store.close();
  }
}, 180_000);
