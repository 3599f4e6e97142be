import { expect, test } from 'vitest';
import { openDemo } from '../../src-main/demo/open-demo.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { silent } from '../till/test-till.ts';

test('a product that was packed without its head office offers no demo', async () => {
  const appFolder = await useTempDir('packed');
  expect(openDemo({ appFolder, folder: `${appFolder}/demo`, log: silent })).toBeNull();
});
