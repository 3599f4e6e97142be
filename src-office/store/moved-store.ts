import type { MovedSince } from '../../src-shared/domain/office/decide-merge.ts';
import type {
  Hold,
  OfficeOperationBodies,
} from '../../src-shared/domain/office/office-operation.ts';
import {
  type OperationBodies,
  type OperationOf,
  partsOf,
} from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { saleHoldId } from '../../src-shared/domain/points/sale-hold.ts';
import { type ReceiptKey, receiptKeyText } from '../../src-shared/domain/receipt/receipt.ts';
import { saleIn } from '../../src-shared/domain/receipt/sale-of.ts';
import {
  movedEntries,
  restoredToPayers,
} from '../../src-shared/domain/refund/restored-to-payers.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import type { Queryable } from './database.ts';
import { findSaleOf } from './find-earning.ts';
import { readEverMerged } from './member-past-store.ts';
import { readReceiptHistory, withCountingSales } from './receipt-history-store.ts';

/** A merge that is to be undone. */
interface UndoneMerge {
  readonly programme: Programme;
  /** The member merged away, and who had been merged into it before. */
  readonly broughtByIds: readonly string[];
  /** What of theirs waited for review then. */
  readonly broughtHolds: readonly Hold[];
  readonly survivorId: string;
  readonly mergedAtMs: number;
}

/** Something that was done since the merge, to anybody who was ever one with its survivor. */
type Move = {
  readonly operationId: string;
  readonly atMs: number;
  readonly businessDate: BusinessDate;
} & (
  | { [Kind in DoneKind]: KindAndBody<Kind, OperationBodies> }[DoneKind]
  | { [Kind in DecidedKind]: KindAndBody<Kind, OfficeOperationBodies> }[DecidedKind]
);
type RefundMove = Extract<Move, { readonly kind: 'refund' }>;
type DoneKind = SoldKind | 'refund' | 'cancelRedemption';
type SoldKind = 'earn' | 'redeem' | 'topUp' | 'sellPlan' | 'adjust';
type DecidedKind = 'refund' | 'hold' | 'release';

interface KindAndBody<Kind extends keyof Bodies, Bodies> {
  readonly kind: Kind;
  readonly body: Bodies[Kind];
}

/**
 * What moved since a merge of who was merged away, in the order in which it came: what came back of receipts that were
 * theirs, and of what they had taken for points or paid with them and then cancelled (PL-23), by tills, under whatever id,
 * and by head office; what tills that had not heard of the merge sold to them, goods, stored value and plans, put right by
 * hand, and took of their points; what was held for review of what they earned or were given so, and how it was decided
 * (PL-08). Last what refunds restored that they had paid on receipts of others, and the other way round (PL-13).
 */
export async function listMovedSince(
  queryable: Queryable,
  merge: UndoneMerge,
): Promise<readonly MovedSince[]> {
  const moves = await readMoves(queryable, merge);
  if (moves.length === 0) return [];
  const theirs = await readTheirs(queryable, merge);
  const moved = moves.flatMap((move): MovedSince[] => {
    if (!isTheirs(move, theirs)) return [];
    const { entries, growth, hold } = partsOf(move);
    const sale = saleIn(move);
    if (hold !== null) theirs.holdIds.add(sale === null ? hold.holdId : saleHoldId(sale));
    const { businessDate } = move;
    return [
      {
        entries,
        growth,
        businessDate,
        ...(hold === null ? {} : { hold }),
        ...(sale === null ? {} : { sale }),
        ...(move.kind === 'earn' ? { isSale: true } : {}),
        ...(move.kind === 'topUp' ? { contractNo: move.body.contractNo } : {}),
        ...(move.kind === 'sellPlan' ? { planSaleId: move.body.planSaleId } : {}),
      },
    ];
  });
  return [...moved, ...(await listPaidForOthers(queryable, moves, merge))];
}

async function readMoves(
  queryable: Queryable,
  { broughtByIds, survivorId, mergedAtMs }: UndoneMerge,
): Promise<readonly Move[]> {
  // The survivor may have been merged and undone meanwhile: what came back then is under yet another id.
  const ids = (await readEverMerged(queryable, [survivorId])).get(survivorId) ?? [];
  const done = await queryable.query<{ atMs: number; json: string }>(
    `SELECT received_at_ms AS "atMs", json FROM operation
      WHERE member_id = ANY($1) AND received_at_ms >= $2 AND verdict IN ('posted', 'posted_with_debt')
        AND (kind IN ('refund', 'cancelRedemption')
             OR kind IN ('earn', 'redeem', 'topUp', 'sellPlan', 'adjust') AND member_id = ANY($3))
      ORDER BY received_at_ms, install_id, terminal_seq`,
    [ids, mergedAtMs, broughtByIds],
  );
  const decided = await queryable.query<{
    operationId: string;
    atMs: number;
    kind: DecidedKind;
    body: string;
    businessDate: BusinessDate;
  }>(
    `SELECT operation_id AS "operationId", at_ms AS "atMs", kind, body, business_date AS "businessDate" FROM office_operation
      WHERE member_id = ANY($1) AND kind IN ('refund', 'hold', 'release') AND at_ms >= $2
      ORDER BY at_ms, operation_id`,
    [ids, mergedAtMs],
  );
  return withCountingSales(
    queryable,
    [
      ...done.map(({ atMs, json }): Move => {
        const { operationId, kind, body, businessDate } = JSON.parse(json) as OperationOf<DoneKind>; // checked when it came
        return { operationId, atMs, kind, body, businessDate } as Move;
      }),
      ...decided.map(
        ({ body, ...rest }) => ({ ...rest, body: JSON.parse(body) as unknown }) as Move, // written by this office
      ),
    ].toSorted((a, b) => a.atMs - b.atMs),
  );
}

/** By what is told whose a move is. */
interface Theirs {
  readonly operationIds: ReadonlySet<string>;
  /** Receipts, each as one text. */
  readonly receiptKeys: ReadonlySet<string>;
  readonly redemptionIds: ReadonlySet<string>;
  /** What waits for review; grows with what is held on the way. */
  readonly holdIds: Set<string>;
}

async function readTheirs(
  queryable: Queryable,
  { broughtByIds, broughtHolds, mergedAtMs }: UndoneMerge,
): Promise<Theirs> {
  // What a till gave for points without having heard of the merge is the survivor's, and so is that it was cancelled. A receipt
  // is theirs where it earned for them: one that was made up for by hand may be the survivor's.
  const rows = await queryable.query<{
    operationId: string;
    receipt: string | null;
    redemptionId: string | null;
  }>(
    `SELECT operation_id AS "operationId",
            CASE kind WHEN 'earn' THEN (json::json #> '{body,receipt}')::text END AS receipt,
            json::json #>> '{body,redemptionId}' AS "redemptionId" FROM operation
      WHERE member_id = ANY($1) AND verdict IN ('posted', 'posted_with_debt')
        AND (kind IN ('earn', 'redeem', 'adjust') OR kind = 'redeemSink' AND received_at_ms <= $2)`,
    [broughtByIds, mergedAtMs],
  );
  return {
    operationIds: new Set(rows.map(({ operationId }) => operationId)),
    receiptKeys: new Set(
      rows.flatMap(({ receipt }) =>
        receipt === null ? [] : receiptKeyText(JSON.parse(receipt) as ReceiptKey),
      ), // checked when it came
    ),
    redemptionIds: new Set(rows.flatMap(({ redemptionId }) => redemptionId ?? [])),
    holdIds: new Set(broughtHolds.map(({ holdId }) => holdId)),
  };
}

function isTheirs(
  { kind, body }: Move,
  { operationIds, receiptKeys, redemptionIds, holdIds }: Theirs,
): boolean {
  switch (kind) {
    case 'earn':
    case 'redeem':
    case 'topUp':
    case 'sellPlan':
    case 'adjust':
      return true; // no others are read
    case 'refund':
      return body.saleOperationId === undefined
        ? receiptKeys.has(receiptKeyText(body.receipt))
        : operationIds.has(body.saleOperationId);
    case 'cancelRedemption':
      return redemptionIds.has(body.redemptionId);
    case 'hold':
      return body.operationId !== undefined && operationIds.has(body.operationId);
    case 'release':
      return holdIds.has(body.holdId);
  }
}

/** What refunds restored of points that they had paid on receipts of others, and others on theirs; one move for a receipt. */
async function listPaidForOthers(
  queryable: Queryable,
  moves: readonly Move[],
  { programme, broughtByIds, survivorId }: UndoneMerge,
): Promise<readonly MovedSince[]> {
  const moved: MovedSince[] = [];
  const ofSale = new Map<string, { earning: OperationOf<'earn'>; refunds: RefundMove[] }>();
  for (const move of moves) {
    if (move.kind !== 'refund') continue;
    const found = await findSaleOf(queryable, move.body, survivorId);
    if (found.status !== 'found') continue;
    const { earning } = found;
    const { refunds } = ofSale.get(earning.operationId) ?? { refunds: [] };
    ofSale.set(earning.operationId, { earning, refunds: [...refunds, move] });
  }
  for (const { earning, refunds } of ofSale.values()) {
    const last = refunds.at(-1);
    if (last === undefined) continue;
    const { businessDate } = last;
    const record = await readReceiptHistory(queryable, earning);
    const afterPoints = sumOf(record.refunds, ({ restoredPoints }) => restoredPoints);
    const sincePoints = sumOf(refunds, (each) => each.body.restoredPoints);
    const restored = { beforePoints: afterPoints - sincePoints, afterPoints };
    const isReceiptTheirs = broughtByIds.includes(record.memberId);
    const parts = restoredToPayers(record, restored, { programme, businessDate });
    for (const { payerId, points, lots } of parts) {
      if (broughtByIds.includes(payerId) === isReceiptTheirs) continue;
      const entries = movedEntries(isReceiptTheirs ? 0 - points : points, lots, 0);
      moved.push({ entries, growth: [], businessDate });
    }
  }
  return moved;
}
