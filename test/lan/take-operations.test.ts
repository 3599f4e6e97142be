import { expect, test } from 'vitest';
import { takeOperations } from '../../src-main/lan/take-operations.ts';
import { createInstallKeys, createSigner } from '../../src-main/sync/install-key.ts';
import { pushSignatureText } from '../../src-shared/contract/office-wire.ts';
import { storeId, terminalId } from '../../src-shared/values/ids.ts';
import {
  sampleEarnDraft,
  sampleMemberState,
  samplePassed,
  sampleTill,
} from '../support/sample-domain.ts';
import { makeTillStore, storeBase, viewOf } from '../store/till-support.ts';

/** A till of the store of its neighbour, which signs what it passes on. */
async function openTill() {
  const { store } = await makeTillStore();
  const neighbour = sampleTill(201);
  const keys = createInstallKeys();
  const { installId } = neighbour;
  store.install.activate({
    terminalId: terminalId('terminal-1'),
    terminalName: '1号机',
    storeId: storeId('store-201'),
    storeName: '店',
    installNo: 1,
    officeUrl: 'http://127.0.0.1:1',
    terminalToken: 'token',
    officeKey: 'key',
  });
  store.neighbour.replaceAll([
    {
      installId,
      terminalId: 'terminal-201',
      terminalName: '2号机',
      publicKey: keys.publicKey,
    },
  ]);
  const base = sampleMemberState(1);
  storeBase(store, base, 1);
  const sign = createSigner(keys.privateKey);
  const place = (no: number) => {
    const { operations } = samplePassed(neighbour.place(sampleEarnDraft(base, no))).batch;
    const hashes = operations.map(({ hash }) => hash);
    const signature = sign(pushSignatureText({ installId, hashes }));
    return { operations, signature, invalidSeqs: [] };
  };
  const take = (passed: ReturnType<typeof place>) => takeOperations(store, installId, passed);
  const points = () => viewOf(store, base.memberId).lots.reduce((sum, lot) => sum + lot.points, 0);
  return { store, installId, place, take, points };
}

test('FR-22: an operation with the text of another does not even take its place: the right one comes and counts', async () => {
  const { store, installId, place, take, points } = await openTill();
  const before = points();
  const [first, second] = [place(1), place(2)];
  expect(take(first)).toMatchObject({ status: 'held', heldSeq: 1 });
  const after = points();
  expect(after).toBeGreaterThan(before);
  const altered = {
    ...second,
    operations: second.operations.map((each) => ({
      ...each,
      json: each.json.replace('"points":', '"points":1'),
    })),
  };
  expect(take(altered)).toEqual({ status: 'refused', reason: 'chain_broken' });
  expect(store.neighbour.find(installId)?.heldSeq).toBe(1);
  expect(points()).toBe(after);
  expect(take(second)).toMatchObject({ status: 'held', heldSeq: 2 });
  expect(points()).toBeGreaterThan(after);
  expect(store.neighbour.listWaiting()).toEqual([{ installId, oldestSeq: 1, newestSeq: 2 }]);
});

test('FR-22: one that its till does not answer for keeps its place and counts for nothing', async () => {
  const { place, take, points } = await openTill();
  const before = points();
  const first = place(1);
  const unanswered = {
    ...first,
    operations: first.operations.map((each) => ({ ...each, json: '' })),
  };
  expect(take(unanswered)).toMatchObject({ status: 'held', heldSeq: 1 });
  expect(points()).toBe(before);
  expect(take(place(2))).toMatchObject({ status: 'held', heldSeq: 2 });
});
