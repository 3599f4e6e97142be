import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { Database } from 'better-sqlite3';

const macKeyBytes = 32;

/**
 * Gives a connection `chain_mac('row' | 'head', terminal_seq, hash)`: HMAC-SHA-256 by a key made of the replica's key, which
 * the key holder has and the file has not (FR-22). Whoever only has the rows cannot make the MAC of a changed one.
 */
export function addChainMac(db: Database, key: Buffer): void {
  // A key object: made of bytes at every call, the key would cost ten times the MAC.
  const macKey = createSecretKey(
    Buffer.from(hkdfSync('sha256', key, '', 'chain-mac-1', macKeyBytes)),
  );
  db.function('chain_mac', { deterministic: true }, (what, terminalSeq, hash) =>
    createHmac('sha256', macKey)
      .update(`${String(what)}:${String(terminalSeq)}:${String(hash)}`)
      .digest('hex'),
  );
}
