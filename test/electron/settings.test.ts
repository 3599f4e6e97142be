import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src-main/electron/settings.ts';
import { StartFailure } from '../../src-main/till/start-failure.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';

test('keeps what the command line gave, and writes only when it changes', async () => {
  const folder = await makeFolder('settings');
  const file = path.join(folder, 'settings.json');
  const given = ['app', '--office', 'http://office:8300', '--serial', '/dev/ttyS0'];
  readSettings(folder, given);
  utimesSync(file, 1, 1);
  expect(readSettings(folder, ['app'])).toMatchObject({
    officeUrl: 'http://office:8300',
    serialPorts: ['/dev/ttyS0'],
  });
  readSettings(folder, given);
  expect(statSync(file).mtimeMs).toBe(1000);
  readSettings(folder, ['app', '--office', 'http://other:8300']);
  // Asked for once, it is not done at every later start.
  expect(readSettings(folder, ['app', '--rebuild']).isRebuild).toBe(true);
  expect(readSettings(folder, ['app']).isRebuild).toBeUndefined();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    officeUrl: 'http://other:8300',
    serialPorts: ['/dev/ttyS0'],
  });
});

test.each(['', '{"officeUrl":', '[]', '{"officeUrl":8300}'])(
  'refuses a damaged file by name and leaves it: %s',
  async (text) => {
    const folder = await makeFolder('settings');
    const file = path.join(folder, 'settings.json');
    writeFileSync(file, text);
    const read = () => readSettings(folder, ['app', '--office', 'http://office:8300']);
    expect(read).toThrow(StartFailure);
    expect(read).toThrow(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);
