import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { clearDemo } from '../../src-main/demo/clear-demo.ts';
import { lockFolder as lockTillFolder } from '../../src-main/store/folder-lock.ts';
import { lockFolder as lockOfficeFolder } from '../../src-office/store/folder-lock.ts';
import { useTempDir } from '../support/temp-dir.ts';

test('a demo that runs is not removed beneath its office or its till', async () => {
  const folder = path.join(await useTempDir('demo'), '.demo');
  for (const name of ['office', 'station']) mkdirSync(path.join(folder, name), { recursive: true });
  const takers = [
    () => lockOfficeFolder(path.join(folder, 'office')),
    () => lockTillFolder(path.join(folder, 'station')),
  ];
  for (const take of takers) {
    const lock = take();
    expect(() => clearDemo(folder)).toThrow(/正在运行.*stop it first/);
    expect(existsSync(path.join(folder, 'station'))).toBe(true);
    lock.release();
  }
  clearDemo(folder);
  expect(existsSync(folder)).toBe(false);
  clearDemo(folder);
});
