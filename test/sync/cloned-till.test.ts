import { expect, test } from 'vitest';
import { describeOffice } from '../support/describe-office.ts';
import { callAdmin } from '../support/office-client.ts';
import { cloneSyncTill, startSyncTill, type SyncTill } from '../support/sync-till.ts';
import { until } from '../support/until.ts';

const timing = {
  slowAfterMs: 8_000,
  feedTimeoutMs: 10_000,
  pushTimeoutMs: 10_000,
  feedWaitMs: 300,
};

describeOffice('cloned till', (office) => {
  const startTill = async (): Promise<SyncTill> => {
    const { body } = await callAdmin<{ activationCode: string }>(office(), '/activations', {
      storeId: 'S1',
      terminalName: '收银一',
    });
    const till = await startSyncTill(office().url, { activationCode: body.activationCode, timing });
    await until('online', () => till.sync.state().online);
    return till;
  };
  const casesOf = async (till: SyncTill): Promise<readonly string[]> => {
    const { body } = await callAdmin<{
      cases: { kind: string; evidence: { terminalId: string } }[];
    }>(office(), '/cases');
    const terminalId = till.store.install.read()?.activated?.terminalId;
    return body.cases
      .filter(({ evidence }) => evidence.terminalId === terminalId)
      .map(({ kind }) => kind);
  };
  const isLost = (till: SyncTill, kind: string): boolean =>
    till.events.some((event) => event.kind === kind);

  test('of two machines with one identity the second stops, a case is opened, and the first goes on (FR-22)', async () => {
    const till = await startTill();
    const memberId = till.enrol(1);
    await until('sent', () => till.sync.state().pendingCount === 0);
    const clone = await cloneSyncTill(till, office().url, timing);
    await until('the copy is online', () => clone.sync.state().online);
    till.earn(1);
    await until('the copy has noticed', () => isLost(clone, 'identity_shared'));
    await until('a case', async () => (await casesOf(till)).includes('identity_shared'));
    expect(await casesOf(till)).toEqual(['identity_shared']);
    till.earn(1);
    await until('the till goes on', () => till.sync.state().pendingCount === 0);
    expect(till.store.operation.countSetAside()).toBe(0);
    expect(isLost(till, 'identity_shared')).toBe(false);
    const { body } = await callAdmin<{ availablePoints: number }>(office(), `/members/${memberId}`);
    expect(body.availablePoints).toBe(till.sumViews([memberId]));
  });

  test('an old copy that sold before it had a line is told from a clone, and puts nothing on the chain (FR-22)', async () => {
    const till = await startTill();
    const memberId = till.enrol(2);
    await until('sent', () => till.sync.state().pendingCount === 0);
    const old = await cloneSyncTill(till, 'http://127.0.0.1:9', timing);
    till.earn(2);
    await until('sent', () => till.sync.state().pendingCount === 0);
    await until('back', () => till.store.member.findById(memberId)?.hasPending === false);
    const points = till.sumViews([memberId]);
    await till.sync.stop();
    for (let count = 0; count < 3; count += 1) old.earn(2);
    await old.sync.stop();
    const back = await cloneSyncTill(old, office().url, timing);
    await until('it has noticed', () => isLost(back, 'data_folder_old'));
    await until('a case', async () => (await casesOf(till)).includes('data_folder_old'));
    const { body } = await callAdmin<{ availablePoints: number }>(office(), `/members/${memberId}`);
    expect(body.availablePoints).toBe(points);
    await till.restart();
    till.earn(2);
    await until('the till goes on', () => till.sync.state().pendingCount === 0);
    expect(till.store.operation.countSetAside()).toBe(0);
  });
});
