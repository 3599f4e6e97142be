import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { decideShare, sharePoints } from '../../src-shared/domain/offline-rights/decide-share.ts';
import { noHolding, pointsHolding } from '../../src-shared/domain/offline-rights/holding.ts';
import {
  grantPoints,
  type GrantSizes,
  type GrantStore,
  hasCuts,
  renewGrants,
  revokeGrants,
  settleGrants,
} from '../../src-shared/domain/offline-rights/renew-grants.ts';
import {
  grantsElsewhere,
  holdingForOthers,
  withShareUsed,
} from '../../src-shared/domain/offline-rights/store-grant.ts';
import { balanceOf } from '../../src-shared/domain/points/balance.ts';
import { addDays } from '../../src-shared/values/business-date.ts';
import { sampleMemberState, sampleToday } from '../support/sample-domain.ts';

const hourMs = 3_600_000;
const nowMs = 1_000_000;
const at = { businessDate: sampleToday, nowMs };
const rules: GrantSizes = {
  value: null,
  tiers: [
    { tierCode: 'regular', maxPoints: 2_000 },
    { tierCode: 'gold', maxPoints: 5_000 },
  ],
};
const storeOf = (storeId: string, tillCount: number): GrantStore => ({
  storeId,
  storeName: `店${storeId}`,
  installIds: Array.from({ length: tillCount }, (_, index) => `${storeId}-${String(index + 1)}`),
});
const home = storeOf('s1', 2);
const other = storeOf('s2', 1);
const third = storeOf('s3', 1);
const fourth = storeOf('s4', 1);
const stores = [home, other, third, fourth];

/** A member homed at s1 with so many points. */
function memberWith(points: number): MemberState {
  const bare = {
    ...sampleMemberState(0),
    enrolledAtStoreId: 's1',
    enrolledOnDay: addDays(sampleToday, -500),
    tierCode: 'regular',
  };
  return setPoints(bare, points);
}

const renew = (state: MemberState, seenAt?: string, change: Partial<typeof renewAt> = {}) =>
  renewGrants(state, {
    ...renewAt,
    ...change,
    ...(seenAt === undefined ? {} : { seen: { storeId: seenAt, onDay: sampleToday } }),
  });
const renewAt: Parameters<typeof renewGrants>[1] = { rules, stores, ...at };
const sharesOf = (state: MemberState) =>
  Object.fromEntries(
    (state.storeGrants ?? [])
      .flatMap(({ shares }) => shares)
      .map(({ installId, points, keptPoints }) => [
        installId,
        keptPoints === undefined ? points : [points, keptPoints],
      ]),
  );
const setPoints = (state: MemberState, points: number): MemberState => ({
  ...state,
  lots: points === 0 ? [] : [{ expiresOnDay: addDays(sampleToday, 300), points }],
});

test('OF-04: a grant is 0.3 of what is available, in whole hundreds, up to the cap of the tier', () => {
  expect(grantPoints(3_333, 'regular', rules)).toBe(900);
  expect(grantPoints(333, 'regular', rules)).toBe(0);
  expect(grantPoints(334, 'regular', rules)).toBe(100);
  expect(grantPoints(50_000, 'regular', rules)).toBe(2_000);
  expect(grantPoints(50_000, 'gold', rules)).toBe(5_000);
  expect(grantPoints(50_000, 'diamond', rules)).toBe(0);
  expect(grantPoints(-5, 'gold', rules)).toBe(0);
  expect(grantPoints(50_000, 'gold', null)).toBe(0);
});

test('OF-04: home and where they were seen in 90 days, three stores at most; each till owns an equal share', () => {
  const first = renew(memberWith(10_000));
  expect(sharesOf(first)).toEqual({ 's1-1': 1_000, 's1-2': 1_000 });
  const second = renew(first, 's2');
  expect(sharesOf(second)).toEqual({ 's1-1': 1_000, 's1-2': 1_000, 's2-1': 2_000 });
  // Half of 0.3 of 1,000, rounded down to hundreds.
  expect(sharesOf(renew(memberWith(1_000)))).toEqual({ 's1-1': 100, 's1-2': 100 });
  const later = (days: number) => ({ businessDate: addDays(sampleToday, days) });
  expect(sharesOf(renew(second, undefined, later(90)))).toHaveProperty('s2-1', 2_000);
  expect(sharesOf(renew(second, undefined, later(91)))).toEqual({
    's1-1': 1_000,
    's1-2': 1_000,
    's2-1': [0, 2_000],
  });
  const seenAll = renew(renew(second, 's3', later(1)), 's4', later(2));
  expect(Object.keys(sharesOf(seenAll))).toEqual(['s1-1', 's1-2', 's4-1', 's3-1', 's2-1']);
  expect(sharesOf(seenAll)).toMatchObject({ 's2-1': [0, 2_000] });
});

test('OF-04: what a counter elsewhere may promise is the balance without what is set aside', () => {
  const state = renew(memberWith(10_000), 's2');
  expect(grantsElsewhere(state, 's1')).toEqual([{ storeName: '店s2', points: 2_000, valueFen: 0 }]);
  expect(balanceOf(state, { ...at, storeId: 's1' }).availablePoints).toBe(8_000);
  expect(balanceOf(state, { ...at, storeId: 's9' }).availablePoints).toBe(6_000);
  expect(balanceOf(state, at).availablePoints).toBe(10_000);
});

test('architecture 9: a cut counts only when its till has seen it; nothing is given twice meanwhile', () => {
  const before = renew(memberWith(10_000), 's2');
  const cut = renew(setPoints(before, 4_000), 's2');
  expect(sharesOf(cut)).toEqual({
    's1-1': [600, 1_000],
    's1-2': [600, 1_000],
    's2-1': [1_200, 2_000],
  });
  expect(hasCuts(cut)).toBe(true);
  // All 4,000 are kept: a store that is new gets nothing yet.
  expect(sharesOf(renew(cut, 's3'))).not.toHaveProperty('s3-1');
  const seen = settleGrants(cut, {
    hasSeen: (installId) => installId !== 's1-2',
    isGone: () => false,
  });
  expect(sharesOf(seen)).toEqual({ 's1-1': 600, 's1-2': [600, 1_000], 's2-1': 1_200 });
  expect(sharesOf(renew(seen, 's3'))).toHaveProperty('s3-1', 1_200);
  // Up again it is no cut: the till may take what is kept for it anyway.
  expect(sharesOf(renew(setPoints(cut, 10_000)))).toMatchObject({ 's1-1': 1_000 });
});

test('OF-04: taken back at once for who spends elsewhere; released when a till is gone, or grants are off', () => {
  const state = renew(memberWith(10_000));
  const revoked = revokeGrants(state, 'points', (installId) => installId === 's1-1');
  expect(sharesOf(revoked)).toEqual({ 's1-1': [0, 1_000], 's1-2': 1_000 });
  const gone = { hasSeen: () => false, isGone: (installId: string) => installId === 's1-1' };
  expect(sharesOf(settleGrants(revoked, gone))).toEqual({ 's1-2': 1_000 });
  const oneTill = [{ ...home, installIds: ['s1-2'] }];
  expect(sharesOf(renew(state, undefined, { stores: oneTill }))).toEqual({ 's1-2': 2_000 });
  expect(sharesOf(renew(state, undefined, { rules: null }))).toEqual({
    's1-1': [0, 1_000],
    's1-2': [0, 1_000],
  });
  expect(sharesOf(renew({ ...state, status: 'frozen' }))).toHaveProperty('s1-1', [0, 1_000]);
  const never = memberWith(10_000);
  expect(renew(never, undefined, { rules: null })).toBe(never);
});

test('OF-02: a share is used in full to 24 hours of age, half of it to 72, and not after', () => {
  const state = renew(memberWith(10_000));
  const wish = { installId: 's1-1', taken: noHolding, ...at };
  const points = (replicaAgeMs: number | null) => sharePoints(state, { ...wish, replicaAgeMs });
  expect(points(2 * hourMs)).toBe(1_000);
  expect(points(24 * hourMs)).toBe(1_000);
  expect(points(24 * hourMs + 1)).toBe(500);
  expect(points(72 * hourMs)).toBe(500);
  expect(points(72 * hourMs + 1)).toBe(0);
  expect(points(null)).toBe(0);
  // Of half a share what was taken counts in full.
  const used = withShareUsed(state, { installId: 's1-1', taken: pointsHolding(400) });
  const taken = pointsHolding(400);
  expect(sharePoints(used, { ...wish, taken, replicaAgeMs: 30 * hourMs })).toBe(100);
  expect(sharePoints(used, { ...wish, taken, replicaAgeMs: 0 })).toBe(600);
  expect(sharePoints(state, { ...wish, installId: 's9-1', replicaAgeMs: 0 })).toBeNull();

  const stepped = (some: number) => some - (some % 100);
  const decide = (wanted: number, replicaAgeMs: number) =>
    decideShare(state, { ...wish, replicaAgeMs }, { points: wanted, stepped });
  expect(decide(1_000, 0)).toEqual({ status: 'allowed' });
  expect(decide(1_100, 0)).toMatchObject({ code: 'offline_points_above_limit', maxPoints: 1_000 });
  expect(decide(600, 30 * hourMs)).toMatchObject({ maxPoints: 500 });
  expect(decide(100, 80 * hourMs)).toMatchObject({ code: 'offline_replica_old' });
  const empty = withShareUsed(state, { installId: 's1-1', taken: pointsHolding(1_000) });
  const spent = { ...wish, taken: pointsHolding(1_000), replicaAgeMs: 0 };
  expect(decideShare(empty, spent, { points: 100, stepped })).toMatchObject({
    code: 'offline_limit_used',
  });
});

interface Spend {
  readonly id: string;
  readonly points: number;
}

/** A state of the member as head office wrote it, with how many spends of each till are in it. */
interface Version {
  readonly state: MemberState;
  readonly applied: Readonly<Record<string, number>>;
}

/** A till, the version it has from head office, all that it took, and how much of that it has sent. */
class ModelTill {
  version: Version;
  readonly installId: string;
  readonly spends: Spend[] = [];
  sentCount = 0;

  constructor(installId: string, first: Version) {
    this.installId = installId;
    this.version = first;
  }

  pending(): readonly Spend[] {
    return this.spends.slice(this.version.applied[this.installId] ?? 0);
  }

  /** What its share allows with a replica of such an age. */
  sharePoints(replicaAgeMs: number): number {
    const { installId } = this;
    const view = this.pending().reduce(
      (state, spend) => take(state, installId, spend),
      this.version.state,
    );
    const taken = pointsHolding(total(this.pending()));
    return sharePoints(view, { installId, taken, replicaAgeMs, ...at }) ?? 0;
  }
}

/** Head office: writes states, and knows which of them a till must have seen before what is kept for it is free. */
class ModelGrantOffice {
  readonly versions: Version[];
  readonly #cuts = new Map<string, number>();

  constructor(first: MemberState) {
    this.versions = [{ state: first, applied: {} }];
  }

  newest(): Version {
    return this.versions.at(-1)!;
  }

  settled(): MemberState {
    const told = { hasSeen: (id: string) => !this.#cuts.has(id), isGone: () => false };
    return settleGrants(this.newest().state, told);
  }

  write(state: MemberState, applied: Readonly<Record<string, number>> = {}): void {
    this.versions.push({ state, applied: { ...this.newest().applied, ...applied } });
    for (const { installId, keptPoints } of (state.storeGrants ?? []).flatMap(
      (each) => each.shares,
    )) {
      if (keptPoints !== undefined) this.#cuts.set(installId, this.versions.length - 1);
    }
  }

  /** A till of which all is here says which version it has. */
  hear({ installId, version, spends, sentCount }: ModelTill): void {
    const seen = this.versions.indexOf(version);
    const cut = this.#cuts.get(installId);
    if (sentCount === spends.length && cut !== undefined && cut <= seen)
      this.#cuts.delete(installId);
  }
}

function take(state: MemberState, installId: string, { id, points }: Spend): MemberState {
  const reservations = state.reservations.filter(({ redemptionId }) => redemptionId !== id);
  const left = setPoints({ ...state, reservations }, sumOf(state) - points);
  return withShareUsed(left, { installId, taken: pointsHolding(points) });
}

const sumOf = ({ lots }: MemberState): number => lots[0]?.points ?? 0;
const total = (spends: readonly Spend[]): number =>
  spends.reduce((sum, { points }) => sum + points, 0);

const step = fc.record({
  act: fc.constantFrom(
    ...(['spend', 'spend', 'authorise', 'lost', 'push', 'pull', 'pull', 'earn', 'revoke'] as const),
  ),
  till: fc.nat({ max: 4 }),
  points: fc.integer({ min: 1, max: 3_000 }),
  ageMs: fc.constantFrom(0, 30 * hourMs, 80 * hourMs),
  /** How many versions behind the newest the answer was made. */
  late: fc.nat({ max: 3 }),
});

test('OF-04: by their shares and by what head office keeps, no tills in any order spend a point that is not there', () => {
  let mostOffline = 0;
  const property = fc.property(
    fc.integer({ min: 0, max: 12_000 }),
    fc.array(step, { maxLength: 80, size: 'max' }),
    (points, steps) => {
      const office = new ModelGrantOffice(renew(memberWith(points)));
      const tills = stores.flatMap(({ installIds }) =>
        installIds.map((installId) => new ModelTill(installId, office.newest())),
      );
      let offlineCount = 0;
      for (const { act, till: index, points: wanted, ageMs, late } of steps) {
        const till = tills[index]!;
        const { installId } = till;
        const storeId = installId.slice(0, 2);
        const id = `${installId}:${String(till.spends.length)}:${String(office.versions.length)}`;
        const isOther = (each: string): boolean => each !== installId;
        switch (act) {
          case 'spend': {
            const most = till.sharePoints(ageMs);
            if (most === 0) break;
            till.spends.push({ id, points: Math.min(1 + (wanted % 500), most) });
            offlineCount += 1;
            break;
          }
          case 'authorise':
          case 'lost': {
            const state = office.settled();
            const unsent = total(till.spends.slice(till.sentCount));
            const kept = holdingForOthers(state, installId).points;
            const free = balanceOf(state, at).availablePoints - kept;
            if (wanted > free - unsent) break;
            const own = { redemptionId: id, installId, points: wanted, expiresAtMs: nowMs + 1 };
            office.write({ ...state, reservations: [...state.reservations, own] });
            // An answer that is lost leaves the points kept; the member spends nothing by it.
            if (act === 'authorise') till.spends.push({ id, points: wanted });
            break;
          }
          case 'push': {
            const spend = till.spends[till.sentCount];
            if (spend === undefined) break;
            till.sentCount += 1;
            const posted = take(office.settled(), installId, spend);
            office.write(renew(posted, storeId), { [installId]: till.sentCount });
            break;
          }
          case 'pull': {
            office.hear(till);
            const seen = office.versions.indexOf(till.version);
            const newest = office.versions.length - 1;
            till.version = office.versions[Math.max(seen, newest - late)]!;
            break;
          }
          case 'earn':
            office.write(
              renew(setPoints(office.settled(), sumOf(office.settled()) + wanted), storeId),
            );
            break;
          case 'revoke':
            office.write(revokeGrants(office.settled(), 'points', isOther));
            break;
        }
        // Whatever is still on its way, and in whatever order it arrives, finds its points.
        const owed = tills.reduce(
          (sum, { spends, sentCount }) => sum + total(spends.slice(sentCount)),
          0,
        );
        expect(sumOf(office.newest().state)).toBeGreaterThanOrEqual(owed);
      }
      mostOffline = Math.max(mostOffline, offlineCount);
    },
  );
  fc.assert(property, { numRuns: 600 });
  expect(mostOffline).toBeGreaterThan(5);
});
