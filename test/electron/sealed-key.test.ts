import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { openSealedKey, sealKey } from '../../src-main/electron/sealed-key.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';

vi.mock('electron', () => ({
  safeStorage: {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`sealed:${text}`)),
    decryptStringAsync: (bytes: Buffer) => {
      const text = bytes.toString('utf8');
      if (!text.startsWith('sealed:')) return Promise.reject(new Error('Decryption failed.'));
      return Promise.resolve({ result: text.slice('sealed:'.length) });
    },
  },
}));

test('makes one key, and no new one beside what is left of a replica', async () => {
  const folder = await makeFolder('sealed');
  const key = await openSealedKey(folder);
  expect(key).toHaveLength(32);
  expect(await openSealedKey(folder)).toEqual(key);
  expect(readdirSync(folder)).toEqual(['replica-key.sealed']);

  const half = await makeFolder('sealed');
  writeFileSync(path.join(half, 'till.db-wal'), 'the last sales');
  expect(await openSealedKey(half)).toBeNull();
});

test('a key that the system cannot open stays until the recovered one is sealed in its place', async () => {
  const folder = await makeFolder('sealed');
  const file = path.join(folder, 'replica-key.sealed');
  writeFileSync(file, 'of another user');
  expect(await openSealedKey(folder)).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe('of another user');
  const key = Buffer.alloc(32, 7);
  await sealKey(folder, key);
  expect(await openSealedKey(folder)).toEqual(key);
});
