import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { readStationOptions } from '../../src-main/station/station-options.ts';
import { recoveryCodeOf } from '../../src-shared/values/recovery-code.ts';
import { makeTillFolder } from '../till/test-till.ts';
import { runStation, spawnStation } from './station-process.ts';

// Whole processes start and stop here.
vi.setConfig({ testTimeout: 90_000 });

const nobody = ['--office', 'http://127.0.0.1:9'];

test('says how it is called when it is called wrongly', async () => {
  const data = ['--data', 'folder'];
  for (const args of [
    [],
    [...data, '--port', 'many'],
    [...data, '--port', '65536'],
    [...data, '--office', 'nowhere'],
    [...data, '--serial', '/dev/ttyX:0'],
    [...data, '--what'],
  ]) {
    expect(() => readStationOptions(args), args.join(' ')).toThrow(/station --port|PATH\[:baud\]/);
  }
  const { code, errors, output } = await runStation([]);
  expect(code).toBe(1);
  expect(errors).toContain('station --port 7300 --data DIR');
  expect(output).toBe('');
});

test('says what each option is for when it is asked', async () => {
  const { code, errors, output } = await runStation(['--help']);
  expect(code).toBe(0);
  expect(output).toContain('--activation  the code from head office');
  expect(errors).toBe('');
});

test('reads the command line as it was promised', () => {
  expect(readStationOptions(['--data', 'folder'])).toEqual({
    port: 7300,
    dataFolder: 'folder',
    serialPorts: [],
  });
  expect(readStationOptions(['--data', 'folder', '--recover']).isRecovery).toBe(true);
  expect(readStationOptions(['--data', 'folder', '--rebuild']).isRebuild).toBe(true);
  const all = ['--port', '7301', '--data', 'd', '--office', 'https://o', '--activation', 'C'];
  expect(readStationOptions([...all, '--serial', '/dev/ttyS0:115200'])).toEqual({
    port: 7301,
    dataFolder: 'd',
    officeUrl: 'https://o',
    activationCode: 'C',
    serialPorts: [{ path: '/dev/ttyS0', baudRate: 115_200 }],
  });
});

test('serves alone: a second one on the folder or on the port says so', async () => {
  const dataFolder = await makeTillFolder({});
  const station = await spawnStation(dataFolder, nobody);
  const second = await runStation(['--data', dataFolder, '--port', '0', ...nobody]);
  expect(second).toMatchObject({ code: 1, output: '' });
  expect(second.errors).toContain(dataFolder);
  const { port } = new URL(station.url);
  const other = await makeTillFolder({});
  const samePort = await runStation(['--data', other, '--port', port, ...nobody]);
  expect(samePort).toMatchObject({ code: 1, output: '' });
  expect(samePort.errors).toContain(port);
  expect(await station.end('SIGTERM')).toBe(0);
});

test('a damaged replica and a key that is wrong are sentences of their own, and the file stays as it was', async () => {
  const dataFolder = await makeTillFolder({});
  const file = path.join(dataFolder, 'till.db');
  const whole = readFileSync(file);
  const refusalWith = async (bytes: Buffer): Promise<string> => {
    writeFileSync(file, bytes);
    const refused = await runStation(['--data', dataFolder, '--port', '0', ...nobody]);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(refused.errors).toContain(file);
    return refused.errors;
  };
  expect(await refusalWith(Buffer.from(whole).fill(0x5a, 20_000, 24_000))).toContain('is damaged');
  // At the beginning it looks like a file of another key.
  expect(await refusalWith(Buffer.from(whole).fill(0x5a, 100, 108))).toContain('is damaged');
  writeFileSync(path.join(dataFolder, 'replica-key'), Buffer.alloc(32, 1));
  expect(await refusalWith(whole)).toContain('--recover');
});

test('a till whose key is gone waits for its recovery sheet, and says so to the cash register', async () => {
  const dataFolder = await makeTillFolder({});
  rmSync(path.join(dataFolder, 'replica-key'));
  const locked = await spawnStation(dataFolder, nobody);
  expect(await locked.call('/api/v1/sync')).toMatchObject({
    status: 503,
    body: { code: 'till_locked' },
  });
  await locked.end('SIGTERM');
});

test('--recover takes the code of the recovery sheet, and refuses every other one in a sentence', async () => {
  const dataFolder = await makeTillFolder({});
  const keyFile = path.join(dataFolder, 'replica-key');
  const key = readFileSync(keyFile);
  rmSync(keyFile);
  const args = ['--data', dataFolder, '--port', '0', '--recover', ...nobody];
  for (const [typed, words] of [
    ['R1000', 'not 5'],
    [recoveryCodeOf(key).replace(/.$/, (last) => (last === '7' ? '8' : '7')), 'Group 12'],
    [recoveryCodeOf(Buffer.alloc(32, 1)), 'another till'],
  ] as const) {
    const refused = await runStation(args, `${typed}\n`);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain(words);
    expect(existsSync(keyFile)).toBe(false);
  }
  const station = await spawnStation(
    dataFolder,
    ['--recover', ...nobody],
    `${recoveryCodeOf(key)}\n`,
  );
  expect((await station.call('/api/v1/sync')).status).toBe(200);
  expect(readFileSync(keyFile).equals(key)).toBe(true);
});

test('logs name nobody', async () => {
  const dataFolder = await makeTillFolder({});
  const station = await spawnStation(dataFolder, nobody);
  let logs = '';
  station.child.stderr?.on('data', (text: string) => {
    logs += text;
  });
  await station.call('/api/v1/members', { phone: '13812345678', name: '张三丰', pin: '579246' });
  await station.call('/api/v1/members?query=13812345678');
  await station.call('/api/v1/scans', { text: '134567890123456789' });
  expect(await station.end('SIGTERM')).toBe(0);
  expect(logs).toContain('members looked up');
  expect(logs).not.toMatch(/13812345678|张三|579246|134567890123456789|scrypt/);
});
