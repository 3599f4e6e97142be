import { expect, test } from 'vitest';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { readerSettingsSchema } from '../../src-shared/contract/till/reader-settings.ts';
import { MEMBER_COUNTER_MAX } from '../../src-shared/values/member-no.ts';
import { storeId, terminalId } from '../../src-shared/values/ids.ts';
import { sampleProgramme } from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';
import { openRaw, testKey, makeTillStore } from './till-support.ts';

const activated = {
  terminalId: terminalId('terminal-1'),
  terminalName: '前台',
  storeId: storeId('store-1'),
  storeName: '一号店',
  installNo: 12,
  terminalToken: 'token',
  officeKey: 'key',
  officeUrl: 'http://127.0.0.1:8300',
};

test('an install is made, activated, revoked and lost', async () => {
  const { store, till } = await makeTillStore();
  const made = {
    installId: till.installId,
    publicKey: 'public',
    privateKey: 'private-secret',
    activated: null,
    revoked: false,
    lostAs: null,
  };
  expect(store.install.read()).toEqual(made);
  expect(() => store.install.create(made)).toThrow('UNIQUE');
  store.install.activate(activated);
  expect(store.install.read()).toEqual({ ...made, activated });
  store.install.revoke();
  expect(store.install.read()?.revoked).toBe(true);
  store.install.activate({ ...activated, installNo: 13 });
  expect(store.install.read()).toMatchObject({ revoked: false, activated: { installNo: 13 } });
  store.install.lose('identity_shared');
  expect(store.install.read()).toMatchObject({ lostAs: 'identity_shared' });
});

test('a folder without an install says so', async () => {
  const store = openTillStore({ dataFolder: await makeFolder('store'), key: testKey });
  expect(store.install.read()).toBeNull();
  expect(() => store.install.activate(activated)).toThrow('There is an install');
  expect(() => store.install.takeReceiptCounter()).toThrow('There is an install');
  store.close();
});

test('counters go up, over a restart too, and never come twice', async () => {
  const { store, folder } = await makeTillStore();
  expect([1, 2, 3].map(() => store.install.takeMemberCounter())).toEqual([1, 2, 3]);
  expect([1, 2].map(() => store.install.takeReceiptCounter())).toEqual([1, 2]);
  store.close();
  const again = openTillStore({ dataFolder: folder, key: testKey });
  expect(again.install.takeMemberCounter()).toBe(4);
  expect(again.install.takeReceiptCounter()).toBe(3);
  again.close();
});

test('the last member number is given once, and then none', async () => {
  const { store, folder } = await makeTillStore();
  store.close();
  const raw = openRaw(folder);
  raw.exec(`UPDATE install SET member_counter = ${MEMBER_COUNTER_MAX - 1}`);
  raw.close();
  const again = openTillStore({ dataFolder: folder, key: testKey });
  expect(again.install.takeMemberCounter()).toBe(MEMBER_COUNTER_MAX);
  expect(again.install.takeMemberCounter()).toBeNull();
  expect(again.install.takeMemberCounter()).toBeNull();
  again.close();
});

test('staff are replaced as a whole, or not at all', async () => {
  const { store } = await makeTillStore();
  const clerk = (staffId: string) =>
    ({
      staffId,
      name: '小王',
      role: 'cashier',
      pinVerifier: 'scrypt',
      memberIds: [`m-${staffId}`],
    }) as const;
  store.staff.replaceAll([clerk('b'), clerk('a')]);
  expect(store.staff.list()).toEqual([clerk('a'), clerk('b')]);
  expect(store.staff.find('b')).toEqual(clerk('b'));
  expect(store.staff.find('c')).toBeNull();
  expect(() => store.staff.replaceAll([clerk('c'), clerk('c')])).toThrow();
  expect(store.staff.list()).toHaveLength(2);
  store.staff.replaceAll([]);
  expect(store.staff.list()).toEqual([]);
});

test('programmes are replaced as a whole, and listed by version', async () => {
  const { store } = await makeTillStore();
  const [first, second] = [sampleProgramme({ version: 1 }), sampleProgramme({ version: 2 })];
  store.programme.replaceAll([second, first]);
  expect(store.programme.list()).toEqual([first, second]);
  store.programme.replaceAll([second]);
  expect(store.programme.list()).toEqual([second]);
});

test('what was set of a reader is kept by its id; what nobody can read any more counts as not set', async () => {
  const { store, folder } = await makeTillStore();
  const settings = readerSettingsSchema.parse({ kind: 'serial_scanner' });
  expect(store.readerSetting.find('serial:/dev/a')).toBeNull();
  store.readerSetting.write('serial:/dev/a', settings);
  store.readerSetting.write('serial:/dev/a', { ...settings, name: '前台' });
  store.readerSetting.write('serial:/dev/b', settings);
  store.close();
  const raw = openRaw(folder);
  raw.exec(
    `UPDATE reader_setting SET settings = '{"kind":"of later"}' WHERE reader_id = 'serial:/dev/b'`,
  );
  raw.close();
  const again = openTillStore({ dataFolder: folder, key: testKey });
  expect(again.readerSetting.list()).toEqual([
    { readerId: 'serial:/dev/a', settings: { ...settings, name: '前台' } },
  ]);
  expect(again.readerSetting.find('serial:/dev/b')).toBeNull();
  again.readerSetting.remove('serial:/dev/a');
  again.readerSetting.remove('serial:/dev/a');
  expect(again.readerSetting.list()).toEqual([]);
  again.close();
});

test('wrong tries of a PIN are kept by subject', async () => {
  const { store } = await makeTillStore();
  expect(store.pinAttempt.read('member:1')).toEqual({ failedCount: 0, lockedUntilMs: null });
  store.pinAttempt.write('member:1', { failedCount: 4, lockedUntilMs: null });
  store.pinAttempt.write('member:1', { failedCount: 5, lockedUntilMs: 9_000 });
  store.pinAttempt.write('staff:1', { failedCount: 1, lockedUntilMs: null });
  expect(store.pinAttempt.read('member:1')).toEqual({ failedCount: 5, lockedUntilMs: 9_000 });
  store.pinAttempt.write('member:1', { failedCount: 0, lockedUntilMs: null });
  expect(store.pinAttempt.read('member:1')).toEqual({ failedCount: 0, lockedUntilMs: null });
  expect(store.pinAttempt.read('staff:1').failedCount).toBe(1);
});

test('what is known of the office changes field by field', async () => {
  const { store } = await makeTillStore();
  const first = store.sync.read();
  expect(first).toEqual({
    cursor: null,
    directoryCursor: null,
    directoryKey: null,
    directoryLoaded: false,
    ackedSeq: 0,
    lastSyncAtMs: null,
    clockOffsetMs: 0,
    sharesWait: false,
    staffRevision: null,
    programmeRevision: null,
    giftRevision: null,
    neighbourRevision: null,
    receiptCursor: null,
    officeAnchorAtMs: null,
    officeAnchorUptimeMs: null,
    loaded: false,
  });
  store.sync.write({});
  expect(store.sync.read()).toEqual(first);
  store.sync.write({ cursor: 'c1', clockOffsetMs: -250, loaded: true });
  store.sync.write({ ackedSeq: 7, lastSyncAtMs: 1_773_000_000_000, staffRevision: 's1' });
  expect(store.sync.read()).toEqual({
    cursor: 'c1',
    ackedSeq: 7,
    lastSyncAtMs: 1_773_000_000_000,
    clockOffsetMs: -250,
    sharesWait: false,
    staffRevision: 's1',
    programmeRevision: null,
    giftRevision: null,
    neighbourRevision: null,
    receiptCursor: null,
    officeAnchorAtMs: null,
    officeAnchorUptimeMs: null,
    directoryCursor: null,
    directoryKey: null,
    directoryLoaded: false,
    loaded: true,
  });
  store.sync.write({ cursor: null });
  expect(store.sync.read().cursor).toBeNull();
});
