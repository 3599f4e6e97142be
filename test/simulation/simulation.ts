import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as yieldToTills } from 'node:timers/promises';
import { pino } from 'pino';
import { startOffice } from '../../src-office/start-office.ts';
import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { noCallLimits } from '../support/no-call-limits.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleValueRules } from '../support/sample-value.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import type { FaultTally } from './bad-line.ts';
import { type BlankReplica, makeBlankReplica } from './blank-replica.ts';
import { installNoThreads } from './no-threads.ts';
import { installPowerSwitch } from './power-switch.ts';
import { SimLan } from './sim-lan.ts';
import { type Pos, SimTill, type SimWorld, type Tried } from './sim-till.ts';
import { walletFen } from '../../src-shared/domain/stored-value/value-balance.ts';
import type { StoreBug } from './planted-bugs.ts';

const hourMs = 3_600_000;
/** Where points are set aside, few enough that one more spent than there are is missed. */
const startPoints = { plain: 3_000, grants: 1_500 };
/** A reservation lapses after that time, whatever became of what it was for. */
const reservedMs = 5 * 60_000;
const floorPoints = 500;
const pin = '579246';
/** Each way to the office may be broken once more before all is said to be quiet. */
const quietRounds = 12;

/** A head office that many simulated shops use one after the other; it lives in memory that looks like a disk. */
export interface SimOffice {
  readonly url: string;
  readonly adminToken: string;
  /** Points are set aside for stores (OF-04). */
  readonly hasGrants: boolean;
  nowMs(): number;
  passMs(ms: number): void;
  stop(): Promise<void>;
}

/** One head office that sets points aside for stores, and one that does not: a seed is always lived through at the same. */
export interface SimOffices {
  of(seed: number): SimOffice;
  readonly blankReplica: BlankReplica;
  /** What the books of head office say that they should not; [] where they add up. Reads every row. */
  listBookErrors(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startSimOffices(folder: string): Promise<SimOffices> {
  const plain = await startSimOffice(path.join(folder, 'plain'));
  const granting = await startSimOffice(path.join(folder, 'granting'));
  const document = JSON.parse(await readFile(plainFile, 'utf8')) as PlainDocument;
  const tiers = document.tiers.map(({ code }) => ({ tierCode: code, maxPoints: 1_000 }));
  const offline = { ...document.offline, grants: { tiers } };
  const { status } = await callAdmin(granting, '/programmes', {
    document: { ...document, version: document.version + 1, offline, value: valueRules() },
  });
  if (status !== 200) throw new Error('The programme of the simulation is none.');
  const blankReplica = makeBlankReplica(path.join(folder, 'blank'));
  return {
    blankReplica,
    of: (seed) => (seed % 2 === 0 ? plain : { ...granting, hasGrants: true }),
    listBookErrors: async () => {
      const errors: string[] = [];
      for (const office of [plain, granting]) {
        const { body } = await callAdmin<Record<string, number>>(office, '/totals');
        const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
        if (sumEntryPoints !== sumLotPoints + sumHeldPoints - sumDebtPoints) {
          errors.push(`the totals of head office do not add up: ${JSON.stringify(body)}`);
        }
      }
      return errors;
    },
    stop: async () => {
      await plain.stop();
      await granting.stop();
      blankReplica.remove();
    },
  };
}

/** Stored value that is set aside for stores too (SV-13). */
function valueRules(): object {
  const rules = sampleValueRules();
  const profiles = rules.profiles.filter(({ profileId }) => profileId === rules.defaultProfileId);
  const offline = { ...rules.offline, maxPaymentFen: 20_000 };
  return { ...rules, profiles, profileIdByStore: {}, offline };
}

interface PlainDocument {
  readonly version: number;
  readonly offline: object;
  readonly tiers: readonly { readonly code: string }[];
}
const plainFile = path.join(import.meta.dirname, '../../resources/programmes/plain.json');

/** Starts a real head office on PGlite with a clock of the simulator's. */
async function startSimOffice(folder: string): Promise<SimOffice> {
  await putEmptyDatabase(folder);
  let atMs = Date.UTC(2026, 10, 21, 2);
  const office = await startOffice({
    port: 0,
    dataFolder: folder,
    log: pino({ level: 'silent' }),
    nowMs: () => atMs,
    // No till waits for news here: it sees what was taken back when it syncs.
    revokeWaitMs: 0,
    // Its tills ask all day long within seconds.
    callLimits: noCallLimits,
  });
  return {
    url: office.url,
    adminToken: (await readFile(path.join(folder, 'admin-token'), 'utf8')).trim(),
    hasGrants: false,
    nowMs: () => atMs,
    passMs: (ms) => {
      atMs += ms;
    },
    stop: () => office.stop(),
  };
}

export interface SimResult {
  readonly seed: number;
  readonly stepCount: number;
  readonly tillCount: number;
  readonly simulatedMs: number;
  readonly faults: FaultTally;
  /** What should always be so and was not; [] where all is well. */
  readonly violations: readonly string[];
}

const steps = [
  ...many('earn', 12),
  ...many('redeem', 9),
  ...many('cancel', 3),
  ...many('refund', 5),
  ...many('enrol', 2),
  ...many('sync', 14),
  ...many('line', 5),
  ...many('noise', 3),
  ...many('power', 5),
  ...many('disk', 2),
  ...many('restart', 2),
  ...many('clock', 2),
  ...many('time', 5),
  ...many('again', 4),
  ...many('repeat', 3),
  ...many('meet', 5),
  ...many('lan', 3),
  ...many('gossip', 2),
  ...many('death', 1),
] as const;

/** Points that a cashier was told are spent. */
interface SimSpend {
  readonly till: string;
  readonly memberId: string;
  readonly right: string;
  readonly points: number;
  readonly terminalSeq: number;
  readonly atMs: number;
}

/** Where points are set aside: more spends, and lines that are down for longer. */
const grantSteps = [
  ...steps,
  ...many('redeem', 24),
  ...many('line', 6),
  ...many('pay', 14),
  ...many('unpay', 2),
  ...many('topUp', 1),
  ...many('meet', 4),
];

/** Something the cash register wants, with the ids it will use however often it tries. */
interface Wish {
  readonly till: number;
  readonly what: 'enrol' | 'earn' | 'redeem' | 'cancel' | 'refund' | 'topUp' | 'pay' | 'unpay';
  readonly id: string;
  readonly memberId: string;
  act(pos: Pos): Promise<unknown>;
}

/** Lives through the history of one seed and says what went wrong. The same seed is the same history. */
export async function simulate(
  offices: SimOffices,
  folder: string,
  { seed, bug = null }: { readonly seed: number; readonly bug?: StoreBug | null },
): Promise<SimResult> {
  installPowerSwitch();
  installNoThreads();
  const shop = new SimShop(offices, path.join(folder, `seed-${String(seed)}`), seed, bug);
  try {
    await shop.open();
    await shop.live();
    await shop.settle();
    await shop.check();
  } finally {
    await shop.close();
  }
  return shop.result();
}

class SimShop {
  readonly #office: SimOffice;
  readonly #world: SimWorld;
  readonly #random: SeededRandom;
  /** Of its own, so that one more id changes nothing else. */
  readonly #idRandom: SeededRandom;
  readonly #bug: StoreBug | null;
  readonly #tally: FaultTally = {};
  readonly #tills: SimTill[] = [];
  readonly #lans: SimLan[] = [];
  readonly #memberIds: string[] = [];
  /** What a cashier was told is done. */
  readonly #told: Wish[] = [];
  /** What nobody knows the end of. */
  #open: Wish[] = [];
  readonly #violations: string[] = [];
  readonly #floorSpent = new Map<string, number>();
  readonly #takenBack = new Map<string, number>();
  /** What was authorised came to head office after it had stopped keeping the points. */
  readonly #lapsed = new Map<string, number>();
  /** What is on each wallet by what was told. */
  readonly #toldFen = new Map<string, number>();
  readonly #noted = new Set<string>();
  readonly #spends: SimSpend[] = [];
  readonly #arrived = new Set<SimSpend>();
  readonly #startedAtMs: number;
  readonly #seed: number;
  #stepCount = 0;
  #wishCount = 0;
  #idCount = 0;

  constructor(offices: SimOffices, folder: string, seed: number, bug: StoreBug | null) {
    const office = offices.of(seed);
    this.#office = office;
    this.#seed = seed;
    this.#bug = bug;
    this.#random = seededRandom(seed);
    this.#idRandom = seededRandom(seed + 1);
    this.#startedAtMs = office.nowMs();
    this.#world = {
      folder,
      officeUrl: office.url,
      blankReplica: offices.blankReplica,
      random: this.#random,
      tally: this.#tally,
      nowMs: () => office.nowMs(),
      newId: () => this.#newId(),
    };
  }

  async open(): Promise<void> {
    const tillCount = 2 + this.#random.below(3);
    const storeCount = 1 + this.#random.below(2);
    for (let store = 0; store < storeCount; store += 1) {
      this.#lans.push(new SimLan(this.#random, this.#tally));
    }
    for (let index = 0; index < tillCount; index += 1) {
      const lan = this.#lans[index % storeCount];
      if (lan === undefined) throw new Error('Every store has a LAN.');
      const { body } = await callAdmin<{ activationCode: string }>(this.#office, '/activations', {
        storeId: `S${String(this.#seed)}-${String(index % storeCount)}`,
        storeName: '模拟店',
        terminalName: `till-${String(index)}`,
      });
      const till = new SimTill(this.#world, `till-${String(index)}`, { bug: this.#bug, lan });
      await till.start(body.activationCode);
      this.#tills.push(till);
    }
    const memberCount = 2 + this.#random.below(3);
    for (let index = 0; index < memberCount; index += 1) {
      await this.#enrol(0);
      const memberId = this.#memberIds.at(-1);
      if (memberId === undefined) throw new Error('Nobody could be enrolled.');
      const points = this.#office.hasGrants ? startPoints.grants : startPoints.plain;
      await this.#want(this.#earning(0, memberId, points * 100));
      if (this.#office.hasGrants) await this.#want(this.#toppingUp(0, memberId));
    }
    // Once more for what is set aside as the first ones are there, which the others see of it.
    for (let round = 0; round < 2; round += 1) {
      for (const till of this.#tills) await this.#sync(till);
    }
    for (const lan of this.#lans) await lan.meetAll();
    await this.#calmDown();
  }

  async live(): Promise<void> {
    const stepCount = 20 + this.#random.below(50);
    for (const till of this.#tills) {
      till.line.isDown = this.#office.hasGrants && this.#random.below(3) > 0;
    }
    for (; this.#stepCount < stepCount; this.#stepCount += 1) {
      this.#office.passMs(1_000 + this.#random.below(30_000));
      const choice = this.#office.hasGrants ? grantSteps : steps;
      const step = choice[this.#random.below(choice.length)] ?? 'sync';
      await this.#step(step, this.#random.below(this.#tills.length));
      await this.#calmDown();
    }
  }

  /** What tills say to each other beside an act has been said, and whoever lost their power starts again. */
  async #calmDown(): Promise<void> {
    do await yieldToTills();
    while (this.#lans.some((lan) => lan.isBusy()));
    for (const till of this.#tills) await till.restartAfterCut();
  }

  /** All lines and machines are well again, and every cashier tries again what had no end. */
  async settle(): Promise<void> {
    for (const till of this.#tills) {
      if (till.isDead()) await till.start();
      till.line.isDown = false;
      till.line.faultPercent = 0;
      till.heal();
      till.skewMs = 0;
      await till.line.settle();
    }
    for (const lan of this.#lans) {
      await lan.settle();
      await lan.meetAll();
    }
    await this.#calmDown();
    for (const wish of this.#open.splice(0)) await this.#want(wish);
    for (let round = 0; round < quietRounds; round += 1) {
      for (const till of this.#tills) await this.#sync(till);
      this.#office.passMs(1_000);
      if (this.#tills.every((till) => till.pendingCount() === 0) && round > 1) break;
    }
    for (const till of this.#tills) await this.#sync(till);
    await this.#calmDown();
  }

  async check(): Promise<void> {
    for (const till of this.#tills) {
      const { store, name } = till;
      const pending = till.pendingCount();
      if (pending > 0) this.#violate(`${name}: ${String(pending)} operations never arrived`);
      const aside = store.operation.countSetAside();
      if (aside > 0) this.#violate(`${name}: ${String(aside)} operations were set aside`);
    }
    for (const memberId of this.#memberIds) await this.#checkMember(memberId);
  }

  async #checkMember(memberId: string): Promise<void> {
    const { body } = await callAdmin<{
      operations: { kind: string; status: string; body: Record<string, unknown> }[];
    }>(this.#office, `/operations?memberId=${memberId}&limit=500`);
    const heldIds = body.operations
      .filter(({ status }) => status !== 'invalid')
      .map(({ kind, body: held }) => actIdOf(kind, held));
    for (const { what, id, memberId: owner } of this.#told) {
      if (owner !== memberId) continue;
      const count = heldIds.filter((heldId) => heldId === `${what}:${id}`).length;
      if (count !== 1) this.#violate(`${what} ${id} was told and is held ${String(count)} times`);
    }
    const views = this.#tills.map((till) => ({ name: till.name, view: till.view(memberId) }));
    for (const { name, view } of views) {
      if (view === null) {
        this.#violate(`${name} does not know ${memberId}`);
        continue;
      }
      try {
        expectLedgerHolds(view);
      } catch (error) {
        this.#violate(`${name}: ${String(error)}`);
      }
      this.#checkWallet(view, name);
      const first = views[0]?.view;
      if (first === undefined || first === null) continue;
      if (canonicalJson(view) !== canonicalJson(first)) {
        this.#violate(`${name} and ${views[0]?.name ?? ''} see ${memberId} differently`);
      }
    }
    const debtPoints = views[0]?.view?.debtPoints ?? 0;
    const [floor, takenBack, lapsed] = [this.#floorSpent, this.#takenBack, this.#lapsed].map(
      (sums) => sums.get(memberId) ?? 0,
    );
    // Nothing for what was taken by a share: it was there for nobody else (OF-04).
    const allowed = (floor ?? 0) + (takenBack ?? 0) + (lapsed ?? 0);
    if (debtPoints > allowed) {
      this.#violate(`${memberId} owes ${String(debtPoints)}, and ${String(allowed)} is the bound`);
    }
  }

  /** What is on a wallet is what was paid in and not out, as cashiers were told (SV-01); no contract is below nothing. */
  #checkWallet({ memberId, value }: MemberState, name: string): void {
    const isBelow = value?.contracts.some(
      ({ principalLeftFen, bonusLeftFen }) => principalLeftFen < 0 || bonusLeftFen < 0,
    );
    if (isBelow === true) this.#violate(`${name}: a contract of ${memberId} is below nothing`);
    const toldFen = this.#toldFen.get(memberId) ?? 0;
    const heldFen = walletFen(value);
    if (heldFen !== toldFen) {
      this.#violate(
        `${name}: ${String(heldFen)} fen are on the wallet of ${memberId}, and ${String(toldFen)} were told`,
      );
    }
  }

  async close(): Promise<void> {
    for (const till of this.#tills) {
      await till.stop();
      till.remove();
    }
  }

  result(): SimResult {
    return {
      seed: this.#seed,
      stepCount: this.#stepCount,
      tillCount: this.#tills.length,
      simulatedMs: this.#office.nowMs() - this.#startedAtMs,
      faults: this.#tally,
      violations: this.#violations,
    };
  }

  async #step(step: (typeof grantSteps)[number], index: number): Promise<void> {
    const till = this.#tills[index];
    const memberId = this.#memberIds[this.#random.below(this.#memberIds.length)];
    if (till === undefined || memberId === undefined) return;
    if (till.isDead() && step !== 'death' && step !== 'time') return;
    switch (step) {
      case 'enrol':
        return this.#enrol(index);
      case 'earn':
        return this.#want(this.#earning(index, memberId, 100 * (1 + this.#random.below(900))));
      case 'redeem':
        return this.#redeem(index, memberId);
      case 'cancel':
        return this.#undo(index, 'redeem', 'cancel');
      case 'refund':
        return this.#undo(index, 'earn', 'refund');
      case 'topUp':
        return this.#want(this.#toppingUp(index, memberId));
      case 'pay':
        return this.#want(this.#paying(index, memberId));
      case 'unpay':
        return this.#undo(index, 'pay', 'unpay');
      case 'meet':
        for (const lan of this.#lans) await lan.meetAll();
        return;
      case 'lan':
        return this.#lans[index % this.#lans.length]?.cutSomewhere();
      case 'gossip': {
        const lan = this.#lans[index % this.#lans.length];
        if (lan !== undefined) lan.faultPercent = lan.faultPercent > 0 ? 0 : 40;
        return;
      }
      case 'death':
        if (till.isDead()) return till.start();
        this.#count('till_dead');
        return till.stop();
      case 'again':
        for (const wish of this.#open.splice(0)) await this.#want(wish);
        return;
      case 'repeat': {
        // A cash register that did not hear its answer asks once more.
        const wish = this.#told[this.#random.below(Math.max(1, this.#told.length))];
        if (wish !== undefined) await this.#tills[wish.till]?.try((pos) => wish.act(pos));
        return;
      }
      case 'sync':
        return this.#sync(till);
      case 'line':
        till.line.isDown = !till.line.isDown;
        this.#count('partition');
        return;
      case 'noise':
        till.line.faultPercent = till.line.faultPercent > 0 ? 0 : 40;
        return;
      case 'power':
        return till.cutPowerSoon(this.#random.below(14), this.#random.below(2) === 0);
      case 'disk':
        till.fillDiskSoon(this.#random.below(6));
        this.#count('disk_full');
        return;
      case 'restart':
        this.#count('restart');
        return till.restart();
      case 'clock':
        till.skewMs = (this.#random.below(13) - 6) * hourMs;
        this.#count('clock_jump');
        return;
      case 'time':
        this.#office.passMs(this.#random.below(6 * hourMs));
        for (const each of this.#tills) each.heal();
        return;
    }
  }

  async #enrol(till: number): Promise<void> {
    const numberOfSeed = (this.#seed * 40 + this.#wishCount) % 1_000_000_000;
    const phone = `13${String(numberOfSeed).padStart(9, '0')}`;
    const tried = await this.#tills[till]?.try((pos) =>
      pos.member.enrol({ phone, name: '王小明', pin }),
    );
    this.#wishCount += 1;
    if (tried?.status === 'answered') this.#memberIds.push(tried.answer.memberId);
  }

  #earning(till: number, memberId: string, amountFen: number): Wish {
    const id = this.#nextNo('R');
    const businessDate = businessDateAt(this.#office.nowMs());
    const goods = { lineNo: 1, sku: 'A1', category: 'food', quantity: 1, amountFen };
    return {
      till,
      what: 'earn',
      id,
      memberId,
      act: (pos) => pos.receipt.post({ receiptNo: id, businessDate, memberId, lines: [goods] }),
    };
  }

  async #redeem(index: number, memberId: string): Promise<void> {
    const id = this.#nextNo('D');
    const points = 100 * (1 + this.#random.below(this.#office.hasGrants ? 4 : 12));
    // The member's phone is online, whatever the till is.
    const { body } = await callAdmin<{ code?: string }>(this.#office, `/members/${memberId}/code`);
    const { code } = body;
    if (code === undefined) return; // head office has not heard of them
    await this.#want({
      till: index,
      what: 'redeem',
      id,
      memberId,
      act: async (pos) => {
        const answer = await pos.redemption.post({
          redemptionId: id,
          memberId,
          receiptNo: id,
          eligibleFen: 1_000_000,
          points,
          proof: { kind: 'code', text: code },
        });
        const till = this.#tills[index];
        if (answer.status === 'posted' && till !== undefined) {
          this.#noteSpend(till, memberId, { id, right: answer.right, points });
        }
      },
    });
  }

  #noteSpend(
    till: SimTill,
    memberId: string,
    spend: { readonly id: string; readonly right: string; readonly points: number },
  ): void {
    const { id, right, points } = spend;
    this.#count(`right_${right}`);
    const { terminalSeq } = till.store.operation.head();
    const atMs = this.#office.nowMs();
    this.#spends.push({ till: till.name, memberId, right, points, terminalSeq, atMs });
    if (right === 'floor') {
      add(this.#floorSpent, memberId, points);
      if (points > floorPoints) this.#violate(`${id} took ${String(points)} under the floor rule`);
    }
    if (right === 'grant') this.#checkShare(till, memberId, id);
  }

  /** Every spend takes from the share, whatever gave the right; by its share a till takes no more than there is (OF-04). */
  #checkShare(till: SimTill, memberId: string, id: string): void {
    const { points, valueFen } = till.readShareLeft(memberId);
    if (points < 0 || valueFen < 0) {
      this.#violate(
        `${id}: more than a share was taken: ${String(points)}, ${String(valueFen)} fen`,
      );
    }
  }

  async #sync(till: SimTill): Promise<void> {
    await till.sync();
    const { ackedSeq } = till.store.sync.read();
    for (const spend of this.#spends) {
      const { memberId, points, right, atMs } = spend;
      const isHere = spend.till === till.name && spend.terminalSeq <= ackedSeq;
      if (!isHere || this.#arrived.has(spend)) continue;
      this.#arrived.add(spend);
      const isLate = this.#office.nowMs() - atMs >= reservedMs;
      if (right === 'authorised' && isLate) add(this.#lapsed, memberId, points);
    }
  }

  #toppingUp(till: number, memberId: string): Wish {
    const topUpId = this.#nextNo('T');
    return {
      till,
      what: 'topUp',
      id: topUpId,
      memberId,
      act: async (pos) => {
        const { paidFen, bonusFen } = await pos.storedValue.topUp({
          topUpId,
          memberId,
          packageId: 'p500',
          method: 'card',
          identity: 'id_card',
          termsConfirmed: true,
        });
        this.#noteTold(memberId, topUpId, paidFen + bonusFen);
      },
    };
  }

  #paying(index: number, memberId: string): Wish {
    const paymentId = this.#nextNo('V');
    const amountFen = 100 * (1 + this.#random.below(60));
    return {
      till: index,
      what: 'pay',
      id: paymentId,
      memberId,
      act: async (pos) => {
        const { status, right } = await pos.storedValue.pay({
          paymentId,
          memberId,
          receiptNo: paymentId,
          amountFen,
          proof: { kind: 'pin', pin },
        });
        this.#noteTold(memberId, paymentId, -amountFen);
        const till = this.#tills[index];
        if (status !== 'posted' || till === undefined) return;
        this.#count(`value_${right}`);
        if (right === 'grant') this.#checkShare(till, memberId, paymentId);
      },
    };
  }

  /** Each once, whenever it was told, and however often. */
  #noteTold(memberId: string, id: string, amountFen: number): void {
    if (this.#noted.has(id)) return;
    this.#noted.add(id);
    add(this.#toldFen, memberId, amountFen);
  }

  /** Takes back something that was told at the same till. */
  async #undo(index: number, of: Wish['what'], what: 'cancel' | 'refund' | 'unpay'): Promise<void> {
    const done = this.#told.filter((wish) => wish.what === of && wish.till === index);
    const wish = done[this.#random.below(Math.max(1, done.length))];
    if (wish === undefined) return;
    const { memberId } = wish;
    if (what === 'cancel') {
      const redemptionId = wish.id;
      return this.#want({
        till: index,
        what,
        id: redemptionId,
        memberId,
        act: (pos) => pos.redemption.cancel({ redemptionId }),
      });
    }
    if (what === 'unpay') {
      const paymentId = wish.id;
      return this.#want({
        till: index,
        what,
        id: paymentId,
        memberId,
        act: async (pos) => {
          const { amountFen } = await pos.storedValue.cancelPayment({ paymentId });
          this.#noteTold(memberId, `unpay:${paymentId}`, amountFen);
        },
      });
    }
    const refundNo = this.#nextNo('F');
    const lines = [{ lineNo: 1, amountFen: 100 * (1 + this.#random.below(100)) }];
    return this.#want({
      till: index,
      what,
      id: refundNo,
      memberId,
      act: async (pos) => {
        const answer = await pos.refund.post({ refundNo, receiptNo: wish.id, lines });
        add(this.#takenBack, memberId, answer.takenBackPoints);
      },
    });
  }

  async #want(wish: Wish): Promise<void> {
    const till = this.#tills[wish.till];
    if (till === undefined) return;
    const tried: Tried<unknown> = await till.try((pos) => wish.act(pos));
    if (tried.status === 'answered') {
      const isTold = this.#told.some(({ what, id }) => what === wish.what && id === wish.id);
      if (!isTold) this.#told.push(wish);
    }
    if (tried.status === 'unknown') this.#open.push(wish);
  }

  #count(fault: string): void {
    this.#tally[fault] = (this.#tally[fault] ?? 0) + 1;
  }

  #violate(text: string): void {
    this.#violations.push(text);
  }

  #nextNo(letter: string): string {
    this.#wishCount += 1;
    return `${letter}${String(this.#seed)}-${String(this.#wishCount)}`;
  }

  /** A UUIDv7 of this seed. */
  #newId(): string {
    this.#idCount += 1;
    const time = this.#office.nowMs().toString(16).padStart(12, '0');
    const noise = () => this.#idRandom.below(0x10000).toString(16).padStart(4, '0');
    const count = (0x7000 + (this.#idCount % 0x1000)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-${count}-8${noise().slice(1)}-${noise()}${noise()}${noise()}`;
  }
}

/** What a cash register calls an operation that head office holds. */
function actIdOf(kind: string, body: Record<string, unknown>): string {
  const { receipt, redemptionId, refundNo, topUpId, paymentId } = body as {
    topUpId?: string;
    paymentId?: string;
    receipt?: { receiptNo?: string };
    redemptionId?: string;
    refundNo?: string;
  };
  switch (kind) {
    case 'earn':
      return `earn:${receipt?.receiptNo ?? ''}`;
    case 'redeem':
      return `redeem:${redemptionId ?? ''}`;
    case 'cancelRedemption':
      return `cancel:${redemptionId ?? ''}`;
    case 'refund':
      return `refund:${refundNo ?? ''}`;
    case 'topUp':
      return `topUp:${topUpId ?? ''}`;
    case 'payValue':
      return `pay:${paymentId ?? ''}`;
    case 'cancelPayment':
      return `unpay:${paymentId ?? ''}`;
    default:
      return kind;
  }
}

function add(sums: Map<string, number>, key: string, points: number): void {
  sums.set(key, (sums.get(key) ?? 0) + points);
}

function many<Step extends string>(step: Step, count: number): readonly Step[] {
  return Array.from({ length: count }, () => step);
}
