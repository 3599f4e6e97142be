import type { Database } from 'better-sqlite3';
import { openTillStore } from '../../../src-main/store/open-till-store.ts';
import type { TillStore } from '../../../src-main/store/till-store.ts';
import type { MemberState } from '../../../src-shared/domain/member/member-state.ts';
import { applyOperation } from '../../../src-shared/domain/operation/apply-operation.ts';
import type { Operation } from '../../../src-shared/domain/operation/operation.ts';
import { sampleEarnDraft, sampleMemberState, sampleTill } from '../../support/sample-domain.ts';
import { atMost, percentile, type BenchLine } from '../bench-line.ts';
import { benchKey } from '../filled-replica.ts';
import { timeBoth } from '../timing.ts';
import { openBare, ownTillIndex } from './bare-replica.ts';

/** A durable earning of the store beside the same four rows in a bare transaction. */
export function measureEarn(dataFolder: string): readonly BenchLine[] {
  const blocks = { blockCount: 60, blockSize: 20, warmUpCount: 40 };
  const earnings = prepareEarnings(2 * (blocks.blockCount * blocks.blockSize + blocks.warmUpCount));
  const store = openTillStore({ dataFolder, key: benchKey });
  const db = openBare(dataFolder);
  const postRaw = prepareRawEarn(db);
  let next = 0;
  const take = () => earnings[next++] as Earning;
  const { ours, raw } = timeBoth(
    { ours: () => postEarn(store, take()), raw: () => postRaw(take()) },
    blocks,
  );
  db.close();
  store.close();
  return [
    atMost('store: earn, durable, p50 us', percentile(ours, 0.5), percentile(raw, 0.5), 1.5),
    atMost('store: earn, durable, p99 us', percentile(ours, 0.99), percentile(raw, 0.99), 2.5),
  ];
}

export interface Earning {
  readonly operation: Extract<Operation, { kind: 'earn' }>;
  readonly view: MemberState;
  /** What the raw transaction writes: it has nothing to put into words. */
  readonly texts: { readonly operation: string; readonly view: string; readonly record: string };
}

/** Earnings of different members in one chain, each with the view it makes. */
export function prepareEarnings(count: number): readonly Earning[] {
  const till = sampleTill(ownTillIndex);
  return Array.from({ length: count }, (_, index) => {
    const state = sampleMemberState((index * 7919) % 1000);
    const operation = till.place(sampleEarnDraft(state, index));
    if (operation.kind !== 'earn') throw new Error('An earning was drafted.');
    const view = applyOperation(state, operation, { acknowledged: false }).state ?? state;
    const texts = {
      operation: JSON.stringify(operation),
      view: JSON.stringify(view),
      record: JSON.stringify(recordOf(operation)),
    };
    return { operation, view, texts };
  });
}

/** Posts one as the till core does. */
export function postEarn(store: TillStore, { operation, view }: Earning): void {
  store.transaction(() => {
    store.operation.append(operation);
    store.member.writeView(view);
    store.receipt.insert(recordOf(operation), {
      requestHash: operation.hash,
      terminalSeq: operation.terminalSeq,
    });
  });
}

function prepareRawEarn(db: Database): (earning: Earning) => void {
  const insertOperation = db.prepare(
    'INSERT INTO operation (terminal_seq, operation_id, member_id, kind, prev_hash, hash, json, mac) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const updateHead = db.prepare('UPDATE chain_head SET terminal_seq = ?, mac = ?');
  const updateView = db.prepare('UPDATE member SET view = ? WHERE member_id = +?');
  const insertReceipt = db.prepare(
    'INSERT INTO receipt (terminal_seq, store_id, receipt_no, business_date, request_hash, record) ' +
      'VALUES (?, ?, ?, ?, ?, ?)',
  );
  const post = db.transaction(({ operation, texts }: Earning) => {
    const { terminalSeq, operationId, memberId, kind, prevHash, hash, body } = operation;
    const { operation: json } = texts;
    // A hash is as long as a MAC, and there is nothing to compute.
    insertOperation.run(terminalSeq, operationId, memberId, kind, prevHash, hash, json, hash);
    updateHead.run(terminalSeq, hash);
    updateView.run(texts.view, memberId);
    const { storeId, receiptNo, businessDate } = body.receipt;
    insertReceipt.run(terminalSeq, storeId, receiptNo, businessDate, hash, texts.record);
  });
  return (earning) => post.immediate(earning);
}

function recordOf(operation: Earning['operation']) {
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
