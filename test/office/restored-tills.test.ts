import { createRouterClient, type RouterClient } from '@orpc/server';
import { safe } from '@orpc/client';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { replicaKeyFile } from '../../src-main/store/key-file.ts';
import type { TillRouter } from '../../src-main/till/router.ts';
import { startTill } from '../../src-main/till/start-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { verifyDataFolder } from '../../src-main/till/verify-data-folder.ts';
import { verifyOffice } from '../../src-office/verify/verify-office.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { callAdmin } from '../support/office-client.ts';
import { createQuietLog } from '../support/quiet-log.ts';
import { quickPinCost } from '../support/quick-pin-cost.ts';
import { type RestorableOffice, startRestorableOffice } from '../support/restorable-office.ts';
import { until } from '../support/until.ts';

// Whole tills and an office start and stop here.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

interface Held {
  readonly kind: string;
  readonly status: string;
  readonly body: { readonly receipt?: { readonly receiptNo: string } };
}

describe.each(['PGlite', 'PostgreSQL'] as const)('tills of an office restored on %s', (engine) => {
  const { log, lines } = createQuietLog();
  let office: RestorableOffice;
  let folderCount = 0;

  const admin = <Body>(call: string, body?: unknown) => callAdmin<Body>(office, call, body);
  const giveCode = async (storeId: string): Promise<string> => {
    const wish = { storeId, terminalName: '收银一' };
    const { body } = await admin<{ activationCode: string }>('/activations', wish);
    return body.activationCode;
  };
  const makeFolder = (): string => path.join(office.folder, `till-${(folderCount += 1)}`);
  const copyFolder = (folder: string): string => {
    const copy = makeFolder();
    cpSync(folder, copy, { recursive: true });
    return copy;
  };
  /** A till on a folder that may have been one before. */
  const open = async (folder: string, activationCode?: string) => {
    const till = await startTill({
      dataFolder: folder,
      keyHolder: replicaKeyFile(folder),
      officeUrl: office.url,
      ...(activationCode === undefined ? {} : { activationCode }),
      serialPorts: [],
      clock: systemClock,
      log,
      pinCost: quickPinCost,
    });
    onTestFinished(() => till.stop());
    const context = { session: till.posSession('zh-CN') };
    const pos: RouterClient<TillRouter> = createRouterClient(till.router, { context });
    const asManager = (staffId: string): RouterClient<TillRouter> => {
      const operator = { kind: 'staff', staffId, role: 'manager' } as const;
      const session = { ...till.newSession('zh-CN'), operator };
      return createRouterClient(till.router, { context: { session } });
    };
    return {
      pos,
      asManager,
      stop: () => till.stop(),
      sell: (memberId: string, receiptNo: string) =>
        pos.receipt.post({
          memberId,
          receiptNo,
          businessDate: businessDateAt(Date.now()),
          lines: [{ lineNo: 1, sku: 'a', category: 'c', quantity: 1, amountFen: 10_000 }],
        }),
      sendAll: () =>
        until('all is sent', async () => {
          const { online, pendingCount } = await pos.sync.run();
          return online && pendingCount === 0;
        }),
      /** Why it does nothing any more. */
      stopCode: async (): Promise<string | undefined> => {
        const { error } = await safe(pos.sync.run());
        return error === null ? undefined : (error as { code?: string }).code;
      },
    };
  };
  const heldOf = async (memberId: string): Promise<readonly string[]> => {
    const { body } = await admin<{ operations: Held[] }>(`/operations?memberId=${memberId}`);
    return body.operations
      .map((each) => `${each.status} ${each.body.receipt?.receiptNo ?? each.kind}`)
      .toSorted();
  };
  const caseKindsOf = async (): Promise<readonly string[]> => {
    const { body } = await admin<{ cases: { kind: string }[] }>('/cases');
    return body.cases.map(({ kind }) => kind).toSorted();
  };
  const verify = () =>
    verifyOffice(
      office.databaseUrl === undefined
        ? { kind: 'folder', folder: office.dataFolder }
        : { kind: 'server', url: office.databaseUrl },
      log,
    );

  beforeAll(async () => {
    office = await startRestorableOffice({ name: 'restored-tills', engine, log });
  });
  afterAll(() => office.remove());

  it('end with every operation back exactly once, also where a copy of a till called before it (FR-22)', async () => {
    const folder = makeFolder();
    let till = await open(folder, await giveCode('s1'));
    const { memberId } = await till.pos.member.enrol({ phone: '13812340001' });
    await till.sell(memberId, 'R2');
    await till.sendAll();
    const file = await office.backUp();
    await till.sell(memberId, 'R3');
    await till.sendAll();
    await till.stop();
    const copied = copyFolder(folder);
    await office.stop();
    // Both sell without a line; head office takes the till's and signs for it.
    till = await open(folder);
    let copy = await open(copied);
    for (const receiptNo of ['R4', 'R5']) await till.sell(memberId, receiptNo);
    for (const receiptNo of ['C4', 'C5', 'C6']) await copy.sell(memberId, receiptNo);
    await copy.stop();
    await office.start();
    await till.sendAll();
    await office.stop();
    await till.sell(memberId, 'R6');
    await till.stop();

    await office.goBackTo(file);
    // The copy calls first, with all that it has.
    copy = await open(copied);
    await copy.sendAll();
    const booked = ['C4', 'C5', 'C6', 'R2', 'R3', 'enrol'];
    expect(await heldOf(memberId)).toEqual(booked.map((each) => `posted ${each}`));
    till = await open(folder);
    await till.sendAll();
    const all = ['C4', 'C5', 'C6', 'R2', 'R3', 'R4', 'R5', 'R6', 'enrol'];
    expect(await heldOf(memberId)).toEqual(all.map((each) => `posted ${each}`));
    expect(await caseKindsOf()).toContain('copy_booked');

    // The copy is told so and stops for good; the till goes on.
    await copy.sell(memberId, 'C7').catch(() => undefined); // it may have heard already
    await until('the copy has noticed', async () => (await copy.stopCode()) !== undefined);
    await copy.stop();
    copy = await open(copied);
    expect(await copy.stopCode()).toBe('identity_shared');
    await till.sell(memberId, 'R7');
    await till.sendAll();
    const posted = (await heldOf(memberId)).filter((each) => each !== 'invalid C7');
    expect(posted).toEqual([...all, 'R7'].toSorted().map((each) => `posted ${each}`));
    const { body } = await admin<{ availablePoints: number }>(`/members/${memberId}`);
    expect(body.availablePoints).toBe(9 * 100);
    await until('the till shows the same', async () => {
      await till.pos.sync.run();
      return (await till.pos.member.get({ memberId })).availablePoints === body.availablePoints;
    });

    // Each of the three has head office's signatures of two operations at one place.
    await Promise.all([till.stop(), copy.stop()]);
    for (const each of [folder, copied]) {
      expect(verifyDataFolder(each).findings.map(({ kind }) => kind)).toEqual(['signed_twice']);
    }
    await office.stop();
    const { findings } = await verify();
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'signed_twice', terminalSeq: 5 }),
    );
    await office.start();
  });

  it('leave a copy stopped that was told so before, however often both start (FR-22)', async () => {
    const folder = makeFolder();
    let till = await open(folder, await giveCode('s2'));
    const { memberId } = await till.pos.member.enrol({ phone: '13812340002' });
    await till.sendAll();
    await till.stop();
    const copied = copyFolder(folder);
    await office.stop();
    const file = await office.backUp();
    till = await open(folder);
    let copy = await open(copied);
    await till.sell(memberId, 'R2');
    await copy.sell(memberId, 'C2');
    await copy.stop();
    await office.start();
    await till.sendAll();
    copy = await open(copied);
    await until('the copy has noticed', async () => (await copy.stopCode()) !== undefined);
    await Promise.all([till.stop(), copy.stop()]);

    await office.goBackTo(file);
    copy = await open(copied);
    expect(await copy.stopCode()).toBe('data_folder_old');
    till = await open(folder);
    await till.sendAll();
    expect(await heldOf(memberId)).toEqual(['posted R2', 'posted enrol']);
  });

  // Nothing of it is the engine's, and PGlite takes a minute for so many starts.
  it.runIf(engine === 'PostgreSQL')(
    'end with every operation back exactly once after every further restore, with a copied disk between',
    async () => {
      const folder = makeFolder();
      let till = await open(folder, await giveCode('s5'));
      const { memberId } = await till.pos.member.enrol({ phone: '13812340005' });
      const tell = async (receiptNo: string): Promise<void> => {
        await till.sell(memberId, receiptNo);
        await till.sendAll();
      };
      const isBack = (...receiptNos: readonly string[]) =>
        until(`${receiptNos.join(', ')} are back`, async () => {
          await till.pos.sync.run();
          const all = ['enrol', ...receiptNos].toSorted().map((each) => `posted ${each}`);
          return JSON.stringify(await heldOf(memberId)) === JSON.stringify(all);
        });
      await tell('R2');
      const older = await office.backUp();
      await tell('R3');
      const newer = await office.backUp();
      await tell('R4');

      await office.goBackTo(newer);
      await isBack('R2', 'R3', 'R4');
      await tell('R5');
      await till.stop();
      const copied = copyFolder(folder);
      // From here on the two go apart; head office signs for the till's.
      till = await open(folder);
      await tell('R6');
      await till.stop();
      await office.stop();
      let copy = await open(copied);
      for (const receiptNo of ['C6', 'C7']) await copy.sell(memberId, receiptNo);
      await copy.stop();
      await office.start();

      // Twice back to what is older than all of that, and the copy is first each time.
      const booked = ['C6', 'C7', 'R2', 'R3', 'R4', 'R5'];
      for (const _time of [1, 2]) {
        await office.goBackTo(older);
        copy = await open(copied);
        await copy.sendAll();
        expect(await heldOf(memberId)).toEqual(
          [...booked, 'enrol'].toSorted().map((each) => `posted ${each}`),
        );
        await copy.stop();
        till = await open(folder);
        await isBack(...booked, 'R6');
        await till.stop();
      }
      // And once with the till first. Head office has signed for the copy too since, but the till has seen that and tells.
      await office.goBackTo(newer);
      till = await open(folder);
      await isBack('R2', 'R3', 'R4', 'R5', 'R6');
      await tell('R7');
      copy = await open(copied);
      await until('the copy has noticed', async () => (await copy.stopCode()) !== undefined);
      await copy.stop();
      const posted = (await heldOf(memberId)).filter((each) => each.startsWith('posted'));
      const own = ['R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'enrol'];
      expect(posted).toEqual(own.map((each) => `posted ${each}`));
      await until('the till shows the same', async () => {
        await till.pos.sync.run();
        return (await till.pos.member.get({ memberId })).availablePoints === 6 * 100;
      });
      await till.stop();
      const found = (each: string) => verifyDataFolder(each).findings.map(({ kind }) => kind);
      expect(found(folder)).toEqual(['signed_twice']);
      await office.stop();
      const { findings } = await verify();
      const ofTwo = new Set(['signed_twice', 'cloned', 'old_copy']);
      expect(findings.filter(({ kind }) => !ofTwo.has(kind))).toEqual([]);
      expect(findings.map(({ kind }) => kind)).toContain('signed_twice');
      await office.start();
    },
  );

  it('take a till back that was activated after the backup, on the folder that it has, with a new code', async () => {
    await admin('/staff', { staffId: 'li', name: '李建国', role: 'manager', pin: '739164' });
    const file = await office.backUp();
    const folder = makeFolder();
    const firstCode = await giveCode('s3');
    let till = await open(folder, firstCode);
    const { memberId } = await till.pos.member.enrol({ phone: '13812340003' });
    await till.sell(memberId, 'R2');
    await till.sendAll();
    await office.goBackTo(file);
    await till.sell(memberId, 'R3');
    await until(
      'it says so',
      async () => (await till.pos.sync.run()).offlineReason === 'not_known',
    );
    expect(lines.some(({ msg }) => msg.includes('--activation CODE'))).toBe(true);
    await till.stop();

    // Neither its former code nor one for another store.
    for (const code of [firstCode, await giveCode('s4')]) {
      till = await open(folder, code);
      const refused = lines.length;
      await until('it was refused', () =>
        lines.slice(refused - 5).some(({ msg }) => msg.includes('refused the activation code')),
      );
      await till.stop();
    }
    // Its manager types the new one at its screen; other words are for other mistakes.
    till = await open(folder);
    const li = till.asManager('li');
    await until(
      'it says so again',
      async () => (await till.pos.sync.run()).offlineReason === 'not_known',
    );
    const readmit = (activationCode: string) => li.setup.readmit({ activationCode });
    expect(await readmit('none')).toEqual({ status: 'code_unknown' });
    expect(await readmit(firstCode)).toEqual({ status: 'code_unknown' });
    expect(await readmit(await giveCode('s4'))).toEqual({ status: 'code_other_store' });
    expect(await readmit(await giveCode('s3'))).toEqual({ status: 'connected' });
    await till.sendAll();
    // Where head office knows it again, no code is used up.
    expect(await readmit('none')).toEqual({ status: 'connected' });
    await until('all is back', async () => (await heldOf(memberId)).length === 3);
    expect(await heldOf(memberId)).toEqual(['posted R2', 'posted R3', 'posted enrol']);
    await till.sell(memberId, 'R4');
    await till.sendAll();
    expect(await heldOf(memberId)).toContain('posted R4');
  });
});
