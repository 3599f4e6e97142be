import type { DatedTier } from '../../src-shared/domain/campaign/standing-on.ts';
import type { Stamped } from '../../src-shared/domain/member/member-state.ts';
import type { OfficeOperation } from '../../src-shared/domain/office/office-operation.ts';
import type { OperationOf } from '../../src-shared/domain/operation/operation.ts';
import type { TierChange } from '../../src-shared/domain/tier/tier.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import type { Queryable } from './database.ts';

/** Something of a member, by the id that it was posted under. */
type OfMember<Fact> = Fact & { readonly memberId: string };

const isPosted = "verdict IN ('posted', 'posted_with_debt')";
/** The operations of tills that can carry a change of tier. */
const tierKinds = ['earn', 'refund', 'redeemSink', 'topUp', 'refundValue', 'checkTask'];

/** Reads the tiers that members were enrolled with; of those that no till enrolled nothing. */
export async function readJoinedTiers(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (memberIds.length === 0) return new Map();
  const rows = await queryable.query<{ memberId: string; tierCode: string | null }>(
    `SELECT member_id AS "memberId",
            CASE WHEN ${isPosted} THEN json::json #>> '{body,tierCode}' END AS "tierCode"
       FROM operation WHERE member_id = ANY($1) AND kind = 'enrol'`,
    [memberIds],
  );
  return new Map(
    rows.flatMap(({ memberId, tierCode }) => (tierCode === null ? [] : [[memberId, tierCode]])),
  );
}

/** Reads every change of these members' tiers, by tills and by head office, merges among them; in no order. */
export async function readTierChanges(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly OfMember<DatedTier>[]> {
  if (memberIds.length === 0) return [];
  const [tillRows, officeRows] = await Promise.all([
    queryable.query<OfMember<{ onDay: BusinessDate; atMs: number; tier: string }>>(
      `SELECT * FROM (
         SELECT member_id AS "memberId", at_ms AS "atMs", part ->> 'businessDate' AS "onDay",
                (part #> '{body,tier}')::text AS tier
           FROM operation
          CROSS JOIN LATERAL (SELECT CASE WHEN ${isPosted} AND strpos(json, '"tier"') > 0
                                          THEN json::json END AS part) AS read
          WHERE member_id = ANY($1) AND kind = ANY($2)) AS change
        WHERE tier IS NOT NULL`,
      [memberIds, tierKinds],
    ),
    queryable.query<OfMember<{ onDay: BusinessDate; atMs: number; kind: string; body: string }>>(
      `SELECT member_id AS "memberId", at_ms AS "atMs", business_date AS "onDay", kind, body
         FROM office_operation
        WHERE member_id = ANY($1) AND kind IN ('refund', 'evaluateTier', 'grantTier', 'mergeIn', 'unmerge')`,
      [memberIds],
    ),
  ]);
  return [
    ...tillRows.map(({ tier, ...dated }) => {
      const change = JSON.parse(tier) as TierChange; // checked when it came
      return { ...dated, isOfNight: false, change, fromTierCode: tierBefore(change) };
    }),
    ...officeRows.flatMap(({ kind, body, ...dated }) => {
      const found = officeChange({ kind, body: JSON.parse(body) as unknown } as OfficeOperation); // written by this office
      return found === null ? [] : [{ ...dated, isOfNight: kind === 'evaluateTier', ...found }];
    }),
  ];
}

/** Reads on which days plans of these members were given back, by the sale. */
export async function readPlanRefundDays(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, BusinessDate>> {
  if (memberIds.length === 0) return new Map();
  const rows = await queryable.query<{ planSaleId: string | null; onDay: BusinessDate }>(
    `SELECT part #>> '{body,planSaleId}' AS "planSaleId", part ->> 'businessDate' AS "onDay"
       FROM operation
      CROSS JOIN LATERAL (SELECT CASE WHEN ${isPosted} THEN json::json END AS part) AS read
      WHERE member_id = ANY($1) AND kind = 'refundPlan'`,
    [memberIds],
  );
  return new Map(
    rows.flatMap(({ planSaleId, onDay }) => (planSaleId === null ? [] : [[planSaleId, onDay]])),
  );
}

/**
 * Reads everybody who was ever one with each of these members, by merges that stand and by merges that were undone (PL-19): under
 * these ids is posted what became of a receipt of any of them. Each member is among their own.
 */
export async function readEverMerged(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const othersOf = new Map<string, readonly string[]>();
  let wanted = [...new Set(memberIds)];
  while (wanted.length > 0) {
    const rows = await queryable.query<{ memberId: string; otherId: string }>(
      `SELECT member_id AS "memberId",
              coalesce(body::json ->> 'fromMemberId', body::json ->> 'intoMemberId') AS "otherId"
         FROM office_operation WHERE member_id = ANY($1) AND kind IN ('mergeIn', 'mergeOut')`,
      [wanted],
    );
    const merges = Map.groupBy(rows, ({ memberId }) => memberId);
    for (const id of wanted)
      othersOf.set(
        id,
        (merges.get(id) ?? []).map(({ otherId }) => otherId),
      );
    wanted = [...new Set(rows.map(({ otherId }) => otherId))].filter((id) => !othersOf.has(id));
  }
  return new Map(memberIds.map((memberId) => [memberId, reachedFrom(memberId, othersOf)]));
}

function reachedFrom(
  memberId: string,
  othersOf: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reached = new Set([memberId]);
  // A set hands out what is added to it on the way.
  for (const id of reached) for (const other of othersOf.get(id) ?? []) reached.add(other);
  return [...reached];
}

/** A paid plan given back, by a till of some store. */
export interface PlanRefundRow {
  readonly planSaleId: string;
  readonly operationId: string;
  readonly storeId: string;
  readonly terminalId: string;
  readonly refundFen: number;
}

/**
 * Reads every refund of some sales of plans, of members and of everybody who was ever one with them; in the order in which they
 * came in.
 */
export async function readPlanRefunds(
  queryable: Queryable,
  wanted: { readonly memberIds: readonly string[]; readonly planSaleIds: readonly string[] },
): Promise<readonly PlanRefundRow[]> {
  const everMerged = await readEverMerged(queryable, wanted.memberIds);
  const rows = await queryable.query<{ json: string; terminalId: string }>(
    `SELECT json, terminal_id AS "terminalId" FROM operation
      WHERE kind = 'refundPlan' AND ${isPosted} AND member_id = ANY($1)
      ORDER BY received_at_ms, install_id, terminal_seq`,
    [[...new Set([...everMerged.values()].flat())]],
  );
  return rows.flatMap(({ json, terminalId }): PlanRefundRow[] => {
    const { operationId, storeId, body } = JSON.parse(json) as OperationOf<'refundPlan'>; // checked when it came
    const { planSaleId, refundFen } = body;
    if (!wanted.planSaleIds.includes(planSaleId)) return [];
    return [{ planSaleId, operationId, storeId, terminalId, refundFen }];
  });
}

/** Reads the birthdays that tills were told of members, those that were changed since among them. */
export function readBirthdays(
  queryable: Queryable,
  memberIds: readonly string[],
): Promise<readonly OfMember<Stamped<string>>[]> {
  if (memberIds.length === 0) return Promise.resolve([]);
  return queryable.query(
    `SELECT * FROM (
       SELECT member_id AS "memberId", at_ms AS "setAtMs",
              CASE WHEN ${isPosted} THEN personal::json ->> 'birthday' END AS value
         FROM operation WHERE member_id = ANY($1) AND kind IN ('enrol', 'editProfile')) AS told
      WHERE value IS NOT NULL`,
    [memberIds],
  );
}

function officeChange(
  operation: OfficeOperation,
): { readonly change: TierChange; readonly fromTierCode: string | null } | null {
  switch (operation.kind) {
    case 'mergeIn': {
      const { before, after } = operation.body;
      const change = { tierCode: after.tierCode, term: after.tierTerm };
      return { change, fromTierCode: before.tierCode };
    }
    case 'unmerge': {
      if (operation.body.side === 'returning') return null;
      const { tierCode, tierTerm } = operation.body.standing;
      return { change: { tierCode, term: tierTerm }, fromTierCode: null };
    }
    case 'refund':
    case 'evaluateTier':
    case 'grantTier': {
      const { tier } = operation.body;
      return tier === undefined ? null : { change: tier, fromTierCode: tierBefore(tier) };
    }
    default:
      return null;
  }
}

function tierBefore({ term }: TierChange): string | null {
  return term?.before.tierCode ?? null;
}
