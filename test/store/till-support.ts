import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import {
  createStores,
  openTillStore,
  type TillStoreOptions,
} from '../../src-main/store/open-till-store.ts';
import { StoreFailure } from '../../src-main/store/store-failure.ts';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import type { TillStore } from '../../src-main/store/till-store.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { viewMember } from '../../src-shared/domain/member/member-view.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { sampleTill, type SampleTill } from '../support/sample-domain.ts';
import { useTempDir as makeFolder } from '../support/temp-dir.ts';

export const testKey = Buffer.alloc(32, 7);
/** No sample member knows this install. */
const ownTillIndex = 200;

/** A store on a real file in a folder of its own, closed with the test, and the till that makes its operations. */
export async function makeTillStore(
  options: Partial<TillStoreOptions> = {},
): Promise<{ store: TillStore; folder: string; till: SampleTill }> {
  const folder = await makeFolder('store');
  const store = openTillStore({ dataFolder: folder, key: testKey, ...options });
  onTestFinished(() => store.close());
  const till = sampleTill(ownTillIndex);
  store.install.create({
    installId: till.installId,
    publicKey: 'public',
    privateKey: 'private-secret',
  });
  return { store, folder, till };
}

/** A second, bare connection to the file of a store that is closed. */
export function openRaw(
  folder: string,
  options: Database.Options = {},
): Database.Database & Disposable {
  const db = openEncrypted(tillFilePath(folder), testKey, options);
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}

/** All stores on such a connection, without what opening adds. */
export function storesOf(db: Database.Database, folder: string): TillStore {
  const snapshot = { begin: noThread, clear: noThread };
  const feed = { read: noThread };
  const stores = createStores(db, tillFilePath(folder));
  return { ...stores, snapshot, feed, close: () => void db.close() };
}

function noThread(): never {
  throw new Error('A bare connection has no threads beside it.');
}

/** The StoreFailure that the work throws; any other error is thrown on. */
export function failureOf(work: () => unknown): StoreFailure {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreFailure) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}

export function hashOfFile(folder: string, name = 'till.db'): string {
  return createHash('sha256')
    .update(readFileSync(path.join(folder, name)))
    .digest('hex');
}

/** Takes a state from the office into the store. */
export function storeBase(store: TillStore, state: MemberState, revision: number): void {
  store.member.applyBases(
    [{ memberId: state.memberId, revision, stateJson: JSON.stringify(state) }],
    { acceptLowerRevisions: false },
  );
}

/** Appends one operation and writes the view it makes, as the till core does. */
export function postOperation(store: TillStore, operation: Operation): void {
  store.transaction(() => {
    const row = store.member.findById(operation.memberId);
    const before = row === null ? null : (JSON.parse(row.stateJson) as MemberState);
    store.operation.append(operation);
    const view = viewMember(before, [operation]);
    if (view !== null) store.member.writeView(view);
  });
}

/** The view of a member, which must be there. */
export function viewOf(store: TillStore, memberId: MemberState['memberId']): MemberState {
  const row = store.member.findById(memberId);
  if (row === null) throw new Error(`There is no member ${memberId}.`);
  return JSON.parse(row.stateJson) as MemberState;
}

/** What a till keeps of the receipt of an earning. */
export function receiptOf(operation: Operation): ReceiptRecord {
  if (operation.kind !== 'earn') throw new Error('Only an earning has a receipt.');
  const { receipt, lines, terms, entries } = operation.body;
  return {
    key: receipt,
    memberId: operation.memberId,
    programmeVersion: operation.programmeVersion,
    lines,
    terms,
    entries,
    redemptions: [],
    refunds: [],
  };
}
