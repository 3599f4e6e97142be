import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openSealedKey, sealKey } from '../../src-main/electron/sealed-key.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';

const system = vi.hoisted(() => ({ seal: 'sealed:', backend: 'gnome_libsecret' }));

// A key store whose key is another after `seal` was changed, and which still opens what it sealed before.
vi.mock('electron', () => ({
  safeStorage: {
    getSelectedStorageBackend: () => system.backend,
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`${system.seal}${text}`)),
    decryptStringAsync: (bytes: Buffer) => {
      const text = bytes.toString('utf8');
      const [, seal = '', result = ''] = /^([a-z]*sealed:)(.*)$/.exec(text) ?? [];
      if (seal === '') return Promise.reject(new Error('Decryption failed.'));
      return Promise.resolve({ result, shouldReEncrypt: seal !== system.seal });
    },
  },
}));

const warned: string[] = [];
const warn = (sentence: string) => void warned.push(sentence);

test('a key that the system would seal otherwise by now is sealed anew, and a system without a key ring is told of', async () => {
  const folder = await makeFolder('sealed');
  const file = path.join(folder, 'replica-key.sealed');
  const key = await openSealedKey(folder, warn);
  expect(warned).toEqual([]);
  onTestFinished(() => void Object.assign(system, { seal: 'sealed:', backend: 'gnome_libsecret' }));
  system.seal = 'newsealed:';
  expect(await openSealedKey(folder, warn)).toEqual(key);
  expect(readFileSync(file, 'utf8')).toMatch(/^newsealed:/);
  system.backend = 'basic_text';
  expect(await openSealedKey(folder, warn)).toEqual(key);
  expect(warned.splice(0).join()).toContain(process.platform === 'linux' ? 'no key ring' : '');
});

test('makes one key, and no new one beside what is left of a replica', async () => {
  const folder = await makeFolder('sealed');
  const key = await openSealedKey(folder, warn);
  expect(key).toHaveLength(32);
  expect(await openSealedKey(folder, warn)).toEqual(key);
  expect(readdirSync(folder)).toEqual(['replica-key.sealed']);

  const half = await makeFolder('sealed');
  writeFileSync(path.join(half, 'till.db-wal'), 'the last sales');
  expect(await openSealedKey(half, warn)).toBeNull();
});

test('a key that the system cannot open stays until the recovered one is sealed in its place', async () => {
  const folder = await makeFolder('sealed');
  const file = path.join(folder, 'replica-key.sealed');
  writeFileSync(file, 'of another user');
  expect(await openSealedKey(folder, warn)).toBeNull();
  expect(readFileSync(file, 'utf8')).toBe('of another user');
  const key = Buffer.alloc(32, 7);
  await sealKey(folder, key);
  expect(await openSealedKey(folder, warn)).toEqual(key);
});
