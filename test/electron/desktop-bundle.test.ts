import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import type { tillContract } from '../../src-shared/contract/till-contract.ts';
import { findFreePort } from '../support/free-port.ts';
import { useTempDir } from '../support/temp-dir.ts';

const repo = path.join(import.meta.dirname, '../..');
const bundle = path.join(repo, 'dist/electron');

beforeAll(() => {
  execFileSync(process.execPath, [path.join(repo, 'src-main/electron/build-desktop.ts')]);
}, 60_000);

test('the preload is CommonJS and asks for nothing but electron, as a sandboxed one must', () => {
  const code = readFileSync(path.join(bundle, 'preload.cjs'), 'utf8');
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]);
  expect(required).toEqual(['electron']);
  expect(code).not.toMatch(/^import /m);
});

test('the main script and the core bring no package of their own into the bundle', () => {
  for (const name of ['main.js', 'core.js']) {
    const code = readFileSync(path.join(bundle, name), 'utf8');
    const imported = [...code.matchAll(/^import .*?from "([^"]+)"/gm)].map((match) => match[1]);
    expect(imported.length).toBeGreaterThan(0);
    expect(code).not.toContain('node_modules');
  }
});

test('the bundled core opens an encrypted replica and answers a screen over a MessagePort', async () => {
  const folder = await useTempDir();
  const worker = new Worker(path.join(import.meta.dirname, 'core-in-worker.ts'));
  const start = {
    dataFolder: folder,
    appFolder: repo,
    // Nobody listens there: a till that was never activated starts all the same, and says so.
    officeUrl: `http://127.0.0.1:${await findFreePort()}`,
    activationCode: 'none',
    serialPorts: [],
    key: Buffer.alloc(32, 7).toString('base64'),
  };
  worker.postMessage({ data: { kind: 'start', start }, ports: [] });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ data: { kind: 'connect', language: 'en' }, ports: [port1] }, [port1]);
  port2.start();
  const client: ContractRouterClient<typeof tillContract> = createORPCClient(
    new RPCLink({ port: port2 }),
  );

  const asked = client.sync.state({}, { signal: AbortSignal.timeout(15_000) });

  await expect(asked).rejects.toThrow('This till is not activated yet');
  expect(readFileSync(path.join(folder, 'till.db')).subarray(0, 15).toString()).not.toBe(
    'SQLite format 3',
  );
  port2.close();
  worker.postMessage({ data: { kind: 'stop' }, ports: [] });
  const [code] = await once(worker, 'exit');
  expect(code).toBe(0);
}, 30_000);
