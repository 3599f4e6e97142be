import type { Logger } from 'pino';
import { operationSchema } from '../../src-shared/contract/operation-schema.ts';
import { auditDecision } from '../../src-shared/domain/audit/audit-decision.ts';
import {
  type AuditFinding,
  type AuditStanding,
  compare,
  standingOf,
} from '../../src-shared/domain/audit/audit-finding.ts';
import { recordBefore } from '../../src-shared/domain/audit/audit-refund.ts';
import type { KnownToOffice } from '../../src-shared/domain/audit/known-to-office.ts';
import {
  looksAtPurchases,
  purchasesBefore,
} from '../../src-shared/domain/campaign/find-not-due.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { Operation } from '../../src-shared/domain/operation/operation.ts';
import type { Programme } from '../../src-shared/domain/programme/programme.ts';
import { emptyPurse } from '../../src-shared/domain/stored-value/post-value.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import { findSaleOf } from '../store/find-earning.ts';
import { readOtherHands, readSpend } from '../store/audit-store.ts';
import type { Queryable } from '../store/database.ts';
import { readMembers, survivorOf } from '../store/member-store.ts';
import { readPurchases, readReceiptHistory } from '../store/receipt-history-store.ts';
import { readEverMerged } from '../store/member-past-store.ts';
import { listStaff } from '../store/staff-store.ts';
import type { LoadedProgrammes } from './office-programmes.ts';

/** An operation that head office decides otherwise. */
export interface AuditedDifference {
  readonly operation: Operation;
  readonly findings: readonly AuditFinding[];
  readonly standing: AuditStanding;
}

/** Reads an operation as it is kept; null for one that this office cannot read any more. */
export function readAudited(json: string): Operation | null {
  const parsed = operationSchema.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : null;
}

/** A stretch of the audit: those that differ of the first `auditedCount`. */
export interface AuditedStretch {
  readonly differences: readonly AuditedDifference[];
  /** How many there was time for; at least one where there are any. */
  readonly auditedCount: number;
}

/**
 * Decides operations again, as the tills that posted them should have (R102), under the programmes of their versions and by what
 * head office knows now; those that differ. Members and staff are read once for all; what only few need, a receipt or what was
 * cancelled, one by one, and so it ends after `mostMs`: on one connection nobody is served meanwhile.
 */
export async function auditOperations(
  queryable: Queryable,
  operations: readonly Operation[],
  {
    programmes,
    nowMs,
    mostMs,
    log,
  }: {
    readonly programmes: LoadedProgrammes;
    readonly nowMs: number;
    readonly mostMs: number;
    readonly log: Pick<Logger, 'error'>;
  },
): Promise<AuditedStretch> {
  const endsAtMs = performance.now() + mostMs;
  const everMerged = await readEverMerged(
    queryable,
    operations.map(({ memberId }) => memberId),
  );
  const members = await readWithSurvivors(queryable, [...everMerged.values()].flat());
  const staff = operations.some(({ kind }) => kind === 'adjust') ? await listStaff(queryable) : [];
  const roles = new Map(staff.map(({ staffId, role }) => [staffId, role]));
  const today = businessDateAt(nowMs);
  const differences: AuditedDifference[] = [];
  let auditedCount = 0;
  for (const operation of operations) {
    if (auditedCount > 0 && performance.now() > endsAtMs) break;
    auditedCount += 1;
    const member = survivorOf(members, operation.memberId)?.state ?? null;
    const memberIds = everMerged.get(operation.memberId) ?? [];
    const others = memberIds.flatMap((id) =>
      id === member?.memberId ? [] : (members.get(id) ?? []),
    );
    const state = member === null ? null : withOthers(member, others);
    const record = await readRecord(queryable, operation);
    const programme = programmes.ofVersion(operation.programmeVersion);
    const known: KnownToOffice = {
      today,
      state,
      ...(await readBoughtBefore(queryable, programme, operation, member)),
      record,
      saleProgramme: record === null ? null : programmes.ofVersion(record.programmeVersion),
      cancelled: await readCancelled(queryable, operation, memberIds),
      roleOf: (staffId) => roles.get(staffId) ?? null,
    };
    const findings = auditTotally(programme, operation, { known, log });
    if (findings.length === 0) continue;
    const hands = await readOtherHands(queryable, operation, memberIds);
    differences.push({ operation, findings, standing: standingOf(findings, hands) });
  }
  return { differences, auditedCount };
}

/** No body stops the audit: one that no decision can work on is a difference of its own. */
function auditTotally(
  programme: Programme | null,
  operation: Operation,
  { known, log }: { readonly known: KnownToOffice; readonly log: Pick<Logger, 'error'> },
): readonly AuditFinding[] {
  try {
    return auditDecision(programme, operation, known);
  } catch (error) {
    log.error({ err: error, operationId: operation.operationId }, 'an operation cannot be audited');
    return compare('refused', null, 'cannot_be_decided');
  }
}

async function readWithSurvivors(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly state: MemberState }>> {
  const members = new Map<string, { readonly state: MemberState }>();
  let wanted = [...new Set(memberIds)];
  while (wanted.length > 0) {
    const survivors = new Set<string>();
    for (const { memberId, stateJson } of await readMembers(queryable, wanted)) {
      const state = JSON.parse(stateJson) as MemberState; // written by this office
      members.set(memberId, { state });
      if (state.mergedInto !== undefined) survivors.add(state.mergedInto.otherMemberId);
    }
    wanted = [...survivors].filter((memberId) => !members.has(memberId));
  }
  return members;
}

/** A member with what is others' since a merge was undone: it was theirs when they used it (PL-19). */
function withOthers(
  member: MemberState,
  others: readonly { readonly state: MemberState }[],
): MemberState {
  if (others.length === 0) return member;
  const states = [member, ...others.map(({ state }) => state)];
  const contracts = states.flatMap(({ value }) => value?.contracts ?? []);
  return {
    ...member,
    coupons: states.flatMap(({ coupons = [] }) => coupons),
    plans: states.flatMap(({ plans = [] }) => plans),
    ...(contracts.length === 0 ? {} : { value: { ...(member.value ?? emptyPurse), contracts } }),
  };
}

/** Only what a campaign was given by has to be known: of few receipts, and all that the member has bought. */
async function readBoughtBefore(
  queryable: Queryable,
  programme: Programme | null,
  operation: Operation,
  member: MemberState | null,
): Promise<Pick<KnownToOffice, 'boughtBefore'>> {
  if (operation.kind !== 'earn' || programme === null || member === null) return {};
  const { benefits, facts = benefits?.facts } = operation.body;
  const isAsked = programme.campaigns.some(
    (each) => looksAtPurchases(each) && facts?.campaignIds.includes(each.campaignId) === true,
  );
  if (!isAsked) return {};
  const mergedIds = (member.mergedFrom ?? []).map(({ otherMemberId }) => otherMemberId);
  const memberIds = [...new Set([operation.memberId, member.memberId, ...mergedIds])];
  const before = purchasesBefore(await readPurchases(queryable, memberIds), operation);
  return before === undefined ? {} : { boughtBefore: before };
}

async function readRecord(
  queryable: Queryable,
  { kind, body, memberId, operationId }: Operation,
): Promise<KnownToOffice['record']> {
  if (kind !== 'refund' || body.unknownReceipt === true) return null;
  const found = await findSaleOf(queryable, body, memberId);
  if (found.status !== 'found') return null;
  const { earning } = found;
  return recordBefore(await readReceiptHistory(queryable, earning), operationId);
}

async function readCancelled(
  queryable: Queryable,
  { kind, body }: Operation,
  memberIds: readonly string[],
): Promise<Operation | null> {
  if (kind !== 'cancelRedemption' && kind !== 'cancelPayment') return null;
  const json = await readSpend(queryable, memberIds, body);
  return json === null ? null : readAudited(json);
}
