import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import type { ChainFinding } from '../../src-main/store/till-store.ts';
import { verifyDataFolder } from '../../src-main/till/verify-data-folder.ts';
import { operationHashInput } from '../../src-shared/domain/operation/hash-input.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import { startFakeOffice } from '../support/fake-office.ts';
import { sha256 } from '../support/sample-domain.ts';
import { startSyncTill } from '../support/sync-till.ts';
import { useTempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const cli = path.join(import.meta.dirname, '../../src-main/station/station-cli.ts');

/** Makes a chain anew from a row on, as somebody would who has the file open and not the till's own key of rows. */
function rebuildFrom(db: Database.Database, fromSeq: number): void {
  const rows = db
    .prepare<[number], { readonly terminalSeq: number; readonly json: string }>(
      'SELECT terminal_seq AS terminalSeq, json FROM operation WHERE terminal_seq >= ? ORDER BY terminal_seq',
    )
    .all(fromSeq);
  const head = db.prepare<[number], string>('SELECT hash FROM operation WHERE terminal_seq = ?');
  let prevHash = head.pluck().get(fromSeq - 1) ?? '';
  for (const { terminalSeq, json } of rows) {
    const old = JSON.parse(json) as Operation;
    const unhashed = { ...old, operatorId: 'somebody', prevHash } as Operation;
    const hash = sha256(operationHashInput(unhashed));
    const mac = createHmac('sha256', 'a guess').update(hash).digest('hex');
    db.prepare(
      'UPDATE operation SET json = ?, prev_hash = ?, hash = ?, mac = ? WHERE terminal_seq = ?',
    ).run(JSON.stringify({ ...unhashed, hash }), prevHash, hash, mac, terminalSeq);
    prevHash = hash;
  }
}

interface Attack {
  readonly name: string;
  readonly sql?: string;
  readonly work?: (db: Database.Database) => void;
  readonly finding: ChainFinding;
}

const attacks: readonly Attack[] = [
  {
    name: 'an edited row',
    sql: `UPDATE operation SET json = replace(json, '"operatorId":"pos"', '"operatorId":"x"') WHERE terminal_seq = 3`,
    finding: { kind: 'row_edited', terminalSeq: 3 },
  },
  {
    name: 'an edited phone number, which the chain covers by its salted hash only',
    sql: `UPDATE operation SET json = json_set(json, '$.personal.phone', '13900000000') WHERE terminal_seq = 1`,
    finding: { kind: 'row_edited', terminalSeq: 1 },
  },
  {
    name: 'a deleted row',
    sql: 'DELETE FROM operation WHERE terminal_seq = 3',
    finding: { kind: 'row_missing', terminalSeq: 3 },
  },
  {
    name: 'a deleted tail',
    sql: 'DELETE FROM operation WHERE terminal_seq > 4',
    finding: { kind: 'tail_deleted', terminalSeq: 5 },
  },
  {
    name: 'a deleted tail with the note of the end moved along',
    sql: 'DELETE FROM operation WHERE terminal_seq > 5; UPDATE chain_head SET terminal_seq = 5',
    finding: { kind: 'head_changed', terminalSeq: 5 },
  },
  {
    name: 'a tail that head office had signed for, deleted with the note moved along',
    sql: 'DELETE FROM operation WHERE terminal_seq > 2; UPDATE chain_head SET terminal_seq = 2',
    finding: { kind: 'tail_deleted', terminalSeq: 3 },
  },
  {
    name: 'a chain made anew after what head office signed for',
    work: (db) => rebuildFrom(db, 5),
    finding: { kind: 'row_rebuilt', terminalSeq: 5 },
  },
  {
    name: 'a chain made anew through what head office signed for',
    work: (db) => {
      rebuildFrom(db, 4);
    },
    finding: { kind: 'signed_otherwise', terminalSeq: 4 },
  },
  {
    name: 'the identity of another install put in',
    sql: `UPDATE install SET install_id = 'another-install'`,
    finding: { kind: 'other_install', terminalSeq: 1 },
  },
  {
    name: 'a signature that is not head office’s',
    sql: `UPDATE chain_head SET signature = 'AAAA'`,
    finding: { kind: 'signature_wrong', terminalSeq: 4 },
  },
];

test('the verifier names the first bad row of each kind of tampering, and tells them apart (FR-22)', async () => {
  const office = await startFakeOffice();
  onTestFinished(() => office.stop());
  const till = await startSyncTill(office.url);
  till.enrol(1);
  for (let count = 0; count < 3; count += 1) till.earn(1);
  await until('signed for', () => till.store.sync.read().ackedSeq === 4);
  await till.sync.stop();
  till.earn(1);
  till.earn(1);

  const temp = await useTempDir('verify');
  const copyTill = (name: string): string => {
    const folder = path.join(temp, name);
    mkdirSync(folder);
    for (const ending of ['', '-wal']) {
      cpSync(`${tillFilePath(till.dataFolder)}${ending}`, `${tillFilePath(folder)}${ending}`);
    }
    writeFileSync(path.join(folder, 'replica-key'), till.key, { mode: 0o600 });
    return folder;
  };
  expect(verifyDataFolder(copyTill('whole'))).toMatchObject({
    rowCount: 6,
    findings: [],
    signed: { terminalSeq: 4 },
  });
  for (const [index, { name, sql, work, finding }] of attacks.entries()) {
    const folder = copyTill(String(index));
    // With another key of rows: an attacker has the file open, the key holder's key he has not.
    const db = openEncrypted(tillFilePath(folder), till.key, {});
    if (sql !== undefined) db.exec(sql);
    work?.(db);
    db.close();
    const { findings, words } = verifyDataFolder(folder);
    expect(findings, name).toEqual([finding]);
    expect(words, name).toHaveLength(1);
  }

  const failed = promisify(execFile)(process.execPath, [
    cli,
    'verify',
    '--data',
    path.join(temp, '3'),
  ]);
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"kind":"tail_deleted","terminalSeq":5') as string,
    stderr: expect.stringContaining('5: 从这一行起的末尾被删掉了') as string,
  });
});
