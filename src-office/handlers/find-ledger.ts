import type { LedgerOrigin, OfficeLedgerEntry } from '../../src-shared/contract/office/ledger.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { referenceOf } from '../../src-shared/domain/operation/apply-operation.ts';
import { entriesOf, type Operation } from '../../src-shared/domain/operation/operation.ts';
import { originOf } from '../../src-shared/domain/operation/origin-of.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import type { EntryKind } from '../../src-shared/domain/points/points-entry.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import {
  type LedgerPosition,
  type LedgerRow,
  listLedger,
  sumLedgerFrom,
} from '../store/ledger-store.ts';
import { findMember, followMerges } from '../store/member-store.ts';
import type { OfficeServices } from './office-services.ts';
import { requireInstall, syncCalls } from './sync-calls.ts';

/** Which entries of an operation tell its debt: where it was paid, and where it came from. */
const debtPaidBy: readonly EntryKind[] = ['debt_settle', 'restore', 'write_off'];
const debtMadeBy: readonly EntryKind[] = ['redeem', 'takeback', 'expire', 'adjust'];

/** Answers pages of a member's full ledger. What is older than a page is told as a sum, with what was brought along. */
export function findLedgerHandler(office: OfficeServices) {
  return syncCalls.ledger.find.handler(async ({ input, context }) => {
    const { database } = office.store;
    await requireInstall(database, context);
    const member = await followMerges(database, await findMember(database, input.memberId));
    if (member === null) return { page: null };
    const before = readPosition(input.before);
    const page = { before, limit: input.limit };
    const rows = await listLedger(database, member.memberId, page);
    const last = rows.at(-1);
    const { lots, heldPoints, debtPoints } = JSON.parse(member.stateJson) as MemberState; // written by this office
    const ownedPoints = sumPoints(lots) + heldPoints - debtPoints;
    const end = last ?? before;
    const newerPoints = end === null ? 0 : await sumLedgerFrom(database, member.memberId, end);
    return {
      page: {
        entries: rows.map(toEntry),
        carriedPoints: ownedPoints - newerPoints,
        before: last === undefined || rows.length < input.limit ? null : writePosition(last),
      },
    };
  });
}

function toEntry(row: LedgerRow): OfficeLedgerEntry {
  const { points, ruleId, programmeVersion, atMs, entryNo } = row;
  const operation = row.json === null ? null : readOperation(row.json);
  const officeBody = row.officeBody === null ? null : readBody(row.officeBody);
  const kinds = operation === null ? (officeBody?.entries ?? []) : entriesOf(operation);
  const tellsDebt =
    entryNo ===
    debtEntryNo(
      kinds.map(({ kind }) => kind),
      row.debtPoints,
    );
  return {
    kind: row.kind as EntryKind, // checked when it was posted
    points,
    debtPoints: tellsDebt ? row.debtPoints : 0,
    ruleId,
    programmeVersion,
    businessDate: row.businessDate as BusinessDate, // as above
    atMs,
    reference:
      operation === null || operation.kind === 'enrol'
        ? (officeBody?.refundNo ?? row.operationId)
        : referenceOf(operation),
    operatorId: operation?.operatorId ?? row.actor ?? '',
    storeId: operation?.storeId ?? null,
    origin: operation === null ? { operationId: row.operationId } : tillOrigin(row, operation),
  };
}

/** The hash is not in what is kept of an operation of before. */
function tillOrigin({ hash, terminalName }: LedgerRow, operation: Operation): LedgerOrigin {
  const origin = originOf({ ...operation, hash: hash ?? '' });
  return { ...origin, ...(terminalName === null ? {} : { terminalName }) };
}

function debtEntryNo(kinds: readonly EntryKind[], debtPoints: number): number {
  const wanted = debtPoints < 0 ? debtPaidBy : debtMadeBy;
  const index = kinds.findIndex((kind) => wanted.includes(kind));
  return index === -1 ? 0 : index;
}

/** Kept as it came; a text that PostgreSQL cannot store is inside a JSON string. */
function readOperation(json: string): Operation {
  const kept: unknown = JSON.parse(json);
  return (typeof kept === 'string' ? JSON.parse(kept) : kept) as Operation; // its entries were posted, so it was read before
}

function readBody(json: string): {
  readonly refundNo?: string;
  readonly entries?: readonly { readonly kind: EntryKind }[];
} {
  return JSON.parse(json) as ReturnType<typeof readBody>; // written by this office
}

const positionShape = /^(\d{1,16})\.(\d{1,6})\.([\w.:-]{1,150})$/;

function writePosition({ atMs, operationId, entryNo }: LedgerPosition): string {
  return `${atMs}.${entryNo}.${operationId}`;
}

/** One that is not ours begins at the newest. */
function readPosition(text: string | undefined): LedgerPosition | null {
  const [, atMs, entryNo, operationId] = positionShape.exec(text ?? '') ?? [];
  if (atMs === undefined || entryNo === undefined || operationId === undefined) return null;
  return { atMs: Number(atMs), entryNo: Number(entryNo), operationId };
}
