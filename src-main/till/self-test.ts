import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listSerialPorts } from '../devices/serial-ports.ts';
import { openTillStore } from '../store/open-till-store.ts';
import { createInstallKeys, createSigner, createVerifier } from '../sync/install-key.ts';
import { assert } from '../../src-shared/values/assert.ts';
import { makeRecoverySheet } from './setup/recovery-sheet.ts';
import { systemHid } from './system-hid.ts';
import type { TillOptions } from './till-options.ts';

/** What an installed till cannot work without, and an installation can come without. */
export type SelfTestPart = 'replica' | 'HID' | 'serial' | 'signature' | 'recovery sheet';

type Places = Pick<TillOptions, 'migrationsFolder' | 'checkpointWorkerUrl'>;

/**
 * Tries on this machine what the package brings of its own: the encrypted store in a folder that goes away again, both
 * kinds of devices, Ed25519. Answers the parts that failed, each with its reason; nothing of a till that is there is touched.
 */
export async function runSelfTest(
  places: Places,
): Promise<readonly { readonly part: SelfTestPart; readonly reason: string }[]> {
  const parts: Readonly<Record<SelfTestPart, () => Promise<unknown>>> = {
    replica: () => tryReplica(places),
    HID: () => systemHid().list(),
    serial: listSerialPorts,
    signature: trySignature,
    'recovery sheet': tryRecoverySheet,
  };
  const failed = [];
  for (const [name, attempt] of Object.entries(parts)) {
    try {
      await attempt();
    } catch (error) {
      failed.push({ part: name as SelfTestPart, reason: sentenceOf(error) }); // a key of the table
    }
  }
  return failed;
}

async function tryReplica(places: Places): Promise<void> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'membership-self-test-'));
  try {
    const key = randomBytes(32);
    const warnings: string[] = [];
    const log = { warn: (_details: object, message: string) => void warnings.push(message) };
    for (const time of ['first', 'second']) {
      const store = openTillStore({ dataFolder, key, log, ...places });
      assert(store.install.read() === null, `The ${time} opening finds no install.`);
      store.close();
    }
    // The checkpoint thread is a file of its own in the package.
    if (warnings.length > 0) throw new Error(warnings.join(' '));
    const file = await readFile(path.join(dataFolder, 'till.db'));
    assert(!file.subarray(0, 15).equals(Buffer.from('SQLite format 3')), 'It is encrypted.');
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function tryRecoverySheet(): Promise<void> {
  const key = randomBytes(32);
  const printed = { storeName: '', terminalName: '', atMs: 0 };
  const { qrRows } = await makeRecoverySheet({ read: () => key }, printed);
  assert(qrRows.length > 0, 'It has a QR code.');
}

async function trySignature(): Promise<void> {
  const { publicKey, privateKey } = createInstallKeys();
  const signature = createSigner(privateKey)('text');
  const verify = createVerifier(publicKey);
  assert(verify('text', signature), 'A signature holds.');
  assert(!verify('another text', signature), 'A signature holds for its own text only.');
}

/** With its causes: what is missing on the machine is the last of them. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${sentenceOf(error.cause)}`;
}
