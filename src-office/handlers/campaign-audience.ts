import { createHash } from 'node:crypto';
import { armOf } from '../../src-shared/domain/campaign/arm-of.ts';
import { type AudienceRule, isInAudience } from '../../src-shared/domain/campaign/audience-on.ts';
import {
  type MemberPast,
  needsPurchases,
  standingOn,
} from '../../src-shared/domain/campaign/standing-on.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { PointsEntry } from '../../src-shared/domain/points/points-entry.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { campaignRuleId } from '../../src-shared/domain/points/points-under-terms.ts';
import type { ReceiptRecord } from '../../src-shared/domain/receipt/receipt.ts';
import { returnedOf } from '../../src-shared/domain/refund/decide-refund.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import type { Queryable } from '../store/database.ts';
import {
  readBirthdays,
  readJoinedTiers,
  readPlanRefundDays,
  readTierChanges,
} from '../store/member-past-store.ts';
import { listMembersAfter, readMembers } from '../store/member-store.ts';
import {
  readEarningsOf,
  readPurchases,
  readReceiptHistories,
} from '../store/receipt-history-store.ts';

/** Members that are in memory at once, with what is read of them. */
const stretchLimit = 500;
/** A page ends after so many stretches, however few of the audience they had. */
const stretchesPerPage = 20;

/** How far somebody has come in an audience: the last member looked at, and what those before come to. */
export interface AudienceCursor {
  readonly memberId: string;
  readonly count: number;
  /** Starts as the hash of the rule; then of itself, a newline and the next member's id. SHA-256, hex. */
  readonly digest: string;
}

/** Before the first member of an audience. */
export function audienceStart(campaignId: string, rule: AudienceRule): AudienceCursor {
  const { onDay, audience, when, programme } = rule;
  const { lifecycle } = programme;
  const digest = sha256(canonicalJson({ campaignId, onDay, audience, when, lifecycle }));
  return { memberId: '', count: 0, digest };
}

/** Reads the next members of an audience, by their ids; fewer than `limit`, even none, where many are not of it. */
export async function readAudiencePage(
  queryable: Queryable,
  rule: AudienceRule,
  { after, limit }: { readonly after: AudienceCursor; readonly limit: number },
): Promise<{
  readonly memberIds: readonly string[];
  readonly reached: AudienceCursor;
  readonly isEnd: boolean;
}> {
  const memberIds: string[] = [];
  let reached = after;
  for (let stretch = 0; stretch < stretchesPerPage && memberIds.length < limit; stretch += 1) {
    const { people, lastId } = await readStretch(queryable, rule, reached.memberId);
    const taken = people.slice(0, limit - memberIds.length);
    for (const { memberId } of taken) {
      memberIds.push(memberId);
      const digest = sha256(`${reached.digest}\n${memberId}`);
      reached = { memberId, count: reached.count + 1, digest };
    }
    if (taken.length < people.length) break;
    if (lastId === null) return { memberIds, reached, isEnd: true };
    reached = { ...reached, memberId: lastId };
  }
  return { memberIds, reached, isEnd: false };
}

/** What one half of a split audience has bought. */
export interface ArmFigures {
  readonly arm: 'A' | 'B';
  readonly memberCount: number;
  readonly buyerCount: number;
  readonly receiptCount: number;
  /** Of `receiptCount`, those of which all came back. */
  readonly returnedReceiptCount: number;
  /** Lines as sold, before points. */
  readonly salesFen: number;
  /** Of `salesFen`, what came back since. */
  readonly returnedFen: number;
  /** Given by the campaign. */
  readonly points: number;
  /** Of `points`, what the goods that were kept do not give. */
  readonly returnedPoints: number;
}

/** One receipt of an arm. */
type Bought = Omit<ArmFigures, 'arm' | 'memberCount' | 'buyerCount'>;

/**
 * Reads what both arms of a campaign bought on some days, at its stores where it names some, and what of it came back until
 * now, at whichever till. Goes through all members, a stretch in memory at a time.
 */
export async function readArms(
  queryable: Queryable,
  rule: AudienceRule,
  wish: {
    readonly campaignId: string;
    readonly storeIds: readonly string[] | undefined;
    readonly days: { readonly fromDay: BusinessDate; readonly toDay: BusinessDate };
  },
): Promise<readonly ArmFigures[]> {
  const { campaignId, storeIds, days } = wish;
  const ruleId = campaignRuleId(campaignId);
  const arms = { A: emptyArm('A'), B: emptyArm('B') };
  let after: string | null = '';
  while (after !== null) {
    const { people, lastId }: Stretch = await readStretch(queryable, rule, after);
    const memberIds = people.flatMap(({ ids }) => ids);
    const earnings = await readEarningsOf(queryable, memberIds, days);
    const counted = earnings.filter(({ body }) => storeIds?.includes(body.receipt.storeId) ?? true);
    const records = await readReceiptHistories(queryable, counted);
    const byId = Map.groupBy(records, (record) => record.memberId);
    for (const { memberId, ids } of people) {
      const arm = armOf(campaignId, memberId);
      const receipts = ids.flatMap((id) => byId.get(id) ?? []);
      arms[arm] = withBuyer(
        arms[arm],
        receipts.map((record) => boughtOn(record, ruleId)),
      );
    }
    after = lastId;
  }
  return [arms.A, arms.B];
}

const nothingBought: Bought = {
  receiptCount: 0,
  returnedReceiptCount: 0,
  salesFen: 0,
  returnedFen: 0,
  points: 0,
  returnedPoints: 0,
};

function emptyArm(arm: ArmFigures['arm']): ArmFigures {
  return { arm, memberCount: 0, buyerCount: 0, ...nothingBought };
}

function boughtOn(record: ReceiptRecord, ruleId: string): Bought {
  const isGiven = (part: Pick<PointsEntry, 'kind' | 'ruleId'>) =>
    part.kind === 'earn_bonus' && part.ruleId === ruleId;
  const { returnedFen, isAllBack, keptParts } = returnedOf(record);
  const points = sumPoints(record.entries.filter(isGiven));
  const keptPoints = record.refunds.length === 0 ? points : sumPoints(keptParts.filter(isGiven));
  return {
    receiptCount: 1,
    returnedReceiptCount: isAllBack ? 1 : 0,
    salesFen: sumOf(record.lines, ({ amountFen }) => amountFen),
    returnedFen,
    points,
    returnedPoints: Math.max(0, points - keptPoints),
  };
}

function withBuyer(arm: ArmFigures, receipts: readonly Bought[]): ArmFigures {
  const plus = (key: keyof Bought) => sumOf(receipts, (each) => each[key]) + arm[key];
  return {
    arm: arm.arm,
    memberCount: arm.memberCount + 1,
    buyerCount: arm.buyerCount + (receipts.length === 0 ? 0 : 1),
    receiptCount: plus('receiptCount'),
    returnedReceiptCount: plus('returnedReceiptCount'),
    salesFen: plus('salesFen'),
    returnedFen: plus('returnedFen'),
    points: plus('points'),
    returnedPoints: plus('returnedPoints'),
  };
}

/** A member of the audience. */
interface Person {
  readonly memberId: string;
  /** Their own id, and those of members who were merged into them (PL-19). */
  readonly ids: readonly string[];
}

interface Stretch {
  readonly people: readonly Person[];
  /** The last member looked at; null: there are no more. */
  readonly lastId: string | null;
}

/** Reads the next members of all, and who of them is of an audience. Who was merged away counts through the survivor. */
async function readStretch(
  queryable: Queryable,
  rule: AudienceRule,
  after: string,
): Promise<Stretch> {
  const rows = await listMembersAfter(queryable, after, stretchLimit);
  const states = rows
    .map(({ stateJson }) => JSON.parse(stateJson) as MemberState) // written by this office
    .filter((state) => state.mergedInto === undefined && state.enrolledOnDay < rule.onDay);
  const merged = await readMergedAway(queryable, states);
  const pastOf = await readPast(queryable, rule, states, merged);
  const people = states.flatMap((state): readonly Person[] => {
    const { memberId } = state;
    const standing = standingOn(state, pastOf(memberId), rule.onDay);
    if (standing === null || !isInAudience(rule, standing)) return [];
    const others = (merged.get(memberId) ?? []).map((each) => each.memberId);
    return [{ memberId, ids: [memberId, ...others] }];
  });
  const isEnd = rows.length < stretchLimit;
  return { people, lastId: isEnd ? null : (rows.at(-1)?.memberId ?? null) };
}

/** A member who was merged away: from that day on what is posted under the id is the survivor's. */
interface MergedAway {
  readonly memberId: string;
  readonly onDay: BusinessDate;
}

/** Who was merged into these members, by the survivor's id; those merged into the merged ones as well. */
async function readMergedAway(
  queryable: Queryable,
  states: readonly MemberState[],
): Promise<ReadonlyMap<string, readonly MergedAway[]>> {
  const merged = new Map<string, MergedAway[]>();
  let found = states.flatMap(({ memberId, mergedFrom = [] }) =>
    mergedFrom.map(({ otherMemberId, onDay }) => ({
      into: memberId as string,
      otherMemberId,
      onDay,
    })),
  );
  while (found.length > 0) {
    const ofId = new Map<string, { readonly into: string; readonly onDay: BusinessDate }>();
    for (const { into, otherMemberId, onDay } of found) {
      const away = { memberId: otherMemberId, onDay };
      merged.set(into, [...(merged.get(into) ?? []), away]);
      ofId.set(otherMemberId, { into, onDay });
    }
    const rows = await readMembers(queryable, [...ofId.keys()]);
    found = rows.flatMap(({ memberId, stateJson }) => {
      const { mergedFrom = [] } = JSON.parse(stateJson) as MemberState; // written by this office
      const through = ofId.get(memberId);
      return through === undefined
        ? []
        : mergedFrom.map(({ otherMemberId }) => ({ ...through, otherMemberId }));
    });
  }
  return merged;
}

/** Reads what a rule has to know of these members' past, and nothing it does not look at. */
async function readPast(
  queryable: Queryable,
  { facts, onDay }: AudienceRule,
  states: readonly MemberState[],
  merged: ReadonlyMap<string, readonly MergedAway[]>,
): Promise<(memberId: string) => MemberPast> {
  const memberIds = states.map(({ memberId }) => memberId as string);
  const idsOf = (ids: readonly string[]): readonly string[] =>
    ids.flatMap((id) => [id, ...(merged.get(id) ?? []).map((each) => each.memberId)]);
  const wanted = (isLookedAt: boolean, ids = memberIds) => (isLookedAt ? idsOf(ids) : []);
  const buyers = states.filter((state) => needsPurchases(state, onDay));
  const buyerIds = buyers.map(({ memberId }) => memberId as string);

  const joinedTiers = await readJoinedTiers(queryable, facts.includes('tier') ? memberIds : []);
  const tiers = await readTierChanges(queryable, wanted(facts.includes('tier')));
  const planRefundDays = await readPlanRefundDays(queryable, wanted(facts.includes('plans')));
  const birthdays = await readBirthdays(queryable, facts.includes('birthday') ? memberIds : []);
  const purchases = await readPurchases(queryable, wanted(facts.includes('purchases'), buyerIds));

  const tiersOf = Map.groupBy(tiers, ({ memberId }) => memberId);
  const birthdaysOf = Map.groupBy(birthdays, ({ memberId }) => memberId);
  const purchasesOf = Map.groupBy(purchases, ({ memberId }) => memberId);
  return (memberId) => {
    const others = merged.get(memberId) ?? [];
    const takenOver = others.flatMap((other) =>
      (tiersOf.get(other.memberId) ?? []).filter(({ onDay: day }) => day >= other.onDay),
    );
    return {
      joinedTierCode: joinedTiers.get(memberId) ?? null,
      tiers: [...(tiersOf.get(memberId) ?? []), ...takenOver],
      planRefundDays,
      birthdays: birthdaysOf.get(memberId) ?? [],
      purchases: idsOf([memberId]).flatMap((id) => purchasesOf.get(id) ?? []),
    };
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
