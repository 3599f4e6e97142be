import { rmSync } from 'node:fs';
import path from 'node:path';
import { addDays, businessDateAt } from '../../src-shared/values/business-date.ts';
import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import { type Operation, partsOf } from '../../src-shared/domain/operation/operation.ts';
import { sumPoints } from '../../src-shared/domain/points/lots.ts';
import { canonicalJson } from '../../src-shared/values/canonical-json.ts';
import { sumOf } from '../../src-shared/values/sum-of.ts';
import { expectLedgerHolds } from '../support/ledger.ts';
import { callAdmin } from '../support/office-client.ts';
import { type SeededRandom, seededRandom } from '../support/seeded-random.ts';
import type { FaultTally } from './bad-line.ts';
import { type Desk, type HeldAct, type HeldGroup, pick, type Wish } from './desk.ts';
import { installNoThreads } from './no-threads.ts';
import { LyingTill } from './lying-till.ts';
import { installPowerSwitch } from './power-switch.ts';
import { OneByOne } from './one-by-one.ts';
import { withOutside } from './seeded-chance.ts';
import { SimCoupons } from './sim-coupons.ts';
import { SimLan } from './sim-lan.ts';
import { SimMerges } from './sim-merges.ts';
import { grantsUpTo, type SimOffice, type SimOffices, type SimProgramme } from './sim-office.ts';
import { SimPlans } from './sim-plans.ts';
import { SimRecalls } from './sim-recalls.ts';
import { SimRelays } from './sim-relays.ts';
import { floorPoints, SimSpends } from './sim-spends.ts';
import { SimTill, type SimWorld, type Tried } from './sim-till.ts';
import { Trace } from './trace.ts';
import { meetTroubles, type Trouble, troubles } from './troubles.ts';
import { walletFen } from '../../src-shared/domain/stored-value/value-balance.ts';
import type { OfficeBug, StoreBug } from './planted-bugs.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Where points are set aside, few enough that one more spent than there are is missed. */
const startPoints = { plain: 3_000, grants: 1_500 };
/** A restored head office waits at least so long, for what the one of before gave to phones and for spends on their way. */
const leastWaitMs = 20 * 60_000;
/** A till keeps what head office has for so long. */
const keptDays = 30;
const maxSkewMs = 6 * hourMs;
/** By which right a till may spend for how long after it heard of head office (OF-02). */
const maxAgeMs: Readonly<Record<'points' | 'value', Readonly<Record<string, number>>>> = {
  points: { floor: 24 * hourMs, grant: 72 * hourMs },
  value: { grant: 24 * hourMs },
};
const pin = '579246';
const maxSeed = 2 ** 30;
/** In histories with one of these also a head office that sets points aside is put back. */
const restoresOfAll = [
  'shares_and_restore',
  'old_disk_and_restore',
  'programme_and_restore',
  'late_till_and_restore',
] as const;
const mostLateTills = 2;
const keeperId = 'keeper';
const liarsStore = 'liar';
/** More than one history enrols. */
const phonesOfSeed = 40;
/** Each way to the office may be broken once more before all is said to be quiet. */
const quietRounds = 12;

export interface SimResult {
  readonly seed: number;
  readonly stepCount: number;
  readonly tillCount: number;
  readonly simulatedMs: number;
  readonly faults: FaultTally;
  /** Of all that happened: the same for the same seed. */
  readonly digest: string;
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
  ...many('lookUp', 3),
  ...many('clone', 2),
  ...many('oldDisk', 3),
  ...many('reinstall', 1),
  ...many('lie', 4),
] as const;

/** What a backup has, and what no history can tell of what came after it. */
interface Backup {
  readonly atMs: number;
  /** How many operations of each till it holds, by terminal. */
  readonly heldSeqs: ReadonlyMap<string, number>;
}

/** What was told at a till from one place on up to another, that no disk has any more. */
interface LostWithDisk {
  readonly till: SimTill;
  readonly from: number;
  readonly until: number;
}

interface Terminals {
  readonly terminals: readonly { readonly terminalId: string; readonly heldSeq: number }[];
}

/** For whom a restored head office waits. */
interface OfflineLoss {
  readonly restored: {
    readonly awaitedTills: readonly { readonly terminalId: string; readonly storeId: string }[];
  } | null;
}

/** Money on a wallet that a cashier was told of. */
interface ToldFen {
  readonly memberId: string;
  readonly amountFen: number;
  readonly till: SimTill;
  readonly toldAt: number;
}

/** A disk that was copied: to a second machine, or to be put back into the first one when it has become old. */
interface DiskCopy {
  readonly till: SimTill;
  readonly folder: string;
  /** The head of its chain, and the place in what was told. */
  readonly headSeq: number;
  readonly toldAt: number;
  /** The second machine, once it runs; the same till, once the copy was put back. */
  readonly runsIn: SimTill | null;
  /** What head office had when that began. */
  readonly heldSeq: number;
  /** What the disk whose place it took did first after it was copied; null: nothing, or it took no place. */
  readonly replaced: Pick<Operation, 'operationId' | 'memberId'> | null;
  /** When head office was last heard on that disk. */
  readonly fedAtMs: number | null;
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

/** What to live through. */
export interface History {
  readonly seed: number;
  /** So many of the `troubles` are known; all of them where it is left out. */
  readonly edition?: number;
  readonly bug?: StoreBug;
  readonly officeBug?: OfficeBug;
  /** Hears of all that happens. */
  readonly onNote?: (text: string) => void;
}

/** Lives through the history of one seed and says what went wrong. The same seed is the same history. */
export async function simulate(
  offices: SimOffices,
  folder: string,
  history: History,
): Promise<SimResult> {
  installPowerSwitch();
  installNoThreads();
  const { seed } = history;
  const office = offices.of(seed);
  await office.begin();
  const chance = { random: seededRandom(seed + 2), nowMs: () => office.nowMs() };
  return withOutside(chance, async () => {
    const shop = new SimShop(offices, path.join(folder, `seed-${String(seed)}`), history);
    const mend = history.officeBug?.();
    try {
      await shop.open();
      await shop.live();
      await shop.settle();
      await shop.check();
    } catch (error) {
      shop.noteFailure(error);
    } finally {
      mend?.();
      await shop.close();
    }
    return shop.result();
  });
}

class SimShop {
  readonly #office: SimOffice;
  readonly #world: SimWorld;
  readonly #random: SeededRandom;
  /** Of its own, so that one more id changes nothing else. */
  readonly #idRandom: SeededRandom;
  readonly #bug: StoreBug | null;
  readonly #trace: Trace;
  readonly #tally: FaultTally = {};
  readonly #tills: SimTill[] = [];
  readonly #lans: SimLan[] = [];
  readonly #memberIds: string[] = [];
  /** What a cashier was told is done. */
  readonly #told: Wish[] = [];
  /** The head of the till's chain when each of them was told. */
  readonly #toldSeqs: number[] = [];
  /** What nobody knows the end of. */
  #open: Wish[] = [];
  readonly #violations: string[] = [];
  readonly #takenBack = new Map<string, number>();
  /** What is on each wallet by what was told. */
  readonly #toldFen = new Map<string, ToldFen>();
  readonly #spends: SimSpends;
  readonly #startedAtMs: number;
  readonly #seed: number;
  readonly #enrolledAt = new Map<string, readonly number[]>();
  readonly #phones = new Map<string, string>();
  readonly #enrolledAtTill = new Map<string, SimTill>();
  readonly #troubles: ReadonlyMap<Trouble, SeededRandom>;
  readonly #coupons: SimCoupons | null;
  readonly #plans: SimPlans | null;
  readonly #merges: SimMerges | null;
  readonly #recalls: SimRecalls | null;
  readonly #relays: SimRelays | null;
  /** All that head office has published and has not lost, the newest last. */
  #programmes: readonly SimProgramme[];
  /** What it published since the backup, and a restore took away. */
  #lostProgrammes: readonly SimProgramme[] = [];
  #programmesOfBackup: readonly SimProgramme[] = [];
  #backup: Backup | null = null;
  #lostWithDisk: LostWithDisk | null = null;
  #restoredAtMs: number | null = null;
  /** Where each till stood in the feed of a head office that was put back then. */
  readonly #cursorsBefore = new Map<SimTill, string | null>();
  /** Activated after the backup, and not known to a head office that was put back to it. */
  readonly #lateTills = new Set<SimTill>();
  #isOneRegion = true;
  #copy: DiskCopy | null = null;
  /** Of a copied disk, the machine whose line head office had signed for before it was put back. */
  #signed: SimTill | null = null;
  #stopped: { readonly till: SimTill; readonly heldSeq: number } | null = null;
  #liar: LyingTill | null = null;
  #stepCount = 0;
  #wishCount = 0;
  #enrolCount = 0;
  #idCount = 0;

  constructor(offices: SimOffices, folder: string, history: History) {
    const { seed, edition = troubles.length, bug, onNote } = history;
    const office = offices.of(seed);
    this.#troubles = meetTroubles(seed, edition);
    this.#programmes = [office.programme];
    this.#trace = new Trace(onNote ?? null);
    this.#office = office;
    this.#seed = seed;
    this.#bug = bug ?? null;
    this.#random = seededRandom(seed);
    this.#idRandom = seededRandom(seed + 1);
    this.#startedAtMs = office.nowMs();
    this.#spends = new SimSpends(() => office.nowMs());
    this.#world = {
      folder,
      officeUrl: office.url,
      officePower: office.power,
      random: this.#random,
      tally: this.#tally,
      oneByOne: new OneByOne(() => this.#lans.some((lan) => lan.isBusy())),
      trace: this.#trace,
      nowMs: () => office.nowMs(),
      newId: () => this.#newId(),
    };
    const desk = this.#desk();
    const [coupons, plans, merges, recalls, relays] = (
      ['coupons', 'paid_plans', 'merges', 'recalled_shares', 'relays'] as const
    ).map((trouble) => this.#troubles.get(trouble));
    this.#coupons = coupons === undefined ? null : new SimCoupons(desk, coupons, pin);
    this.#plans = plans === undefined ? null : new SimPlans(desk, plans);
    this.#merges = merges === undefined ? null : new SimMerges(desk, merges);
    this.#recalls =
      recalls === undefined || !office.hasGrants
        ? null
        : new SimRecalls(desk, recalls, (till, memberId, points) =>
            this.#redeem(this.#tills.indexOf(till), memberId, points),
          );
    this.#relays =
      relays === undefined
        ? null
        : new SimRelays(desk, relays, {
            earn: (till, memberId) =>
              this.#want(this.#earning(this.#tills.indexOf(till), memberId, 5_000)),
            calmDown: () => this.#calmDown(),
            readHeld: (till) => this.#readHeld(till),
            revoke: (till) => this.#revoke(till),
            noteArrived: (till, heldSeq) => this.#spends.noteArrived(till, heldSeq),
            isUnsettled: (till) =>
              this.#backup !== null || this.#open.some((wish) => this.#tills[wish.till] === till),
          });
  }

  #desk(): Desk {
    return {
      seed: this.#seed,
      office: this.#office,
      memberIds: this.#memberIds,
      tills: this.#tills,
      told: this.#told,
      running: () => this.#working().filter((till) => !till.isDead()),
      canAct: () => this.#backup === null && !this.#office.power.isOff(),
      isCopied: (till) => till === this.#copy?.till || till === this.#copy?.runsIn,
      want: (wish) => this.#want(wish),
      sync: (till) => this.#sync(till),
      nextNo: (letter) => this.#nextNo(letter),
      noteTakenBack: (memberId, points) => add(this.#takenBack, memberId, points),
      count: (fault) => this.#count(fault),
      violate: (text) => this.#violate(text),
    };
  }

  async open(): Promise<void> {
    const fewTills = 2 + this.#random.below(3);
    const crowd = this.#troubles.get('crowd');
    const tillCount = crowd === undefined ? fewTills : countCrowd(crowd);
    const storeCount = 1 + this.#random.below(2);
    this.#isOneRegion = this.#random.below(3) > 0;
    for (let store = 0; store < storeCount; store += 1) {
      this.#lans.push(new SimLan(this.#world));
    }
    for (let index = 0; index < tillCount; index += 1) await this.#newTill(index % storeCount);
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

  /** A terminal that begins with nothing. */
  async #newTill(storeIndex: number): Promise<void> {
    const lan = this.#lans[storeIndex];
    if (lan === undefined) throw new Error('Every store has a LAN.');
    const name = `till-${String(this.#tills.length)}`;
    const till = new SimTill(this.#world, name, { bug: this.#bug, lan, storeIndex });
    await till.start(await this.#makeActivationCode(name, String(storeIndex)));
    this.#tills.push(till);
  }

  async #makeActivationCode(terminalName: string, store: string): Promise<string> {
    const { body } = await callAdmin<{ activationCode: string }>(this.#office, '/activations', {
      storeId: this.#storeIdOf(store),
      storeName: '模拟店',
      terminalName,
      ...(this.#isOneRegion ? { region: `R${String(this.#seed)}` } : {}),
    });
    return body.activationCode;
  }

  #storeIdOf(store: string): string {
    return `S${String(this.#seed)}-${store}`;
  }

  /** Tills that are what they should be. */
  #working(): readonly SimTill[] {
    return this.#tills.filter((till) => !till.isGone && !till.isStopped && till.lostAs === null);
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
      const till = this.#random.below(this.#tills.length);
      this.#trace.note(step, till);
      await this.#makeTrouble();
      await this.#step(step, till);
      await this.#calmDown();
    }
  }

  async #makeTrouble(): Promise<void> {
    const cut = this.#troubles.get('office_cut');
    if (cut?.below(8) === 0) {
      const calls = cut.below(5);
      const steps = cut.below(3);
      const afterwards = cut.below(2) === 0;
      // Of its own: how many files wait for a sync depends on what this database held before this history.
      const losses = seededRandom(cut.below(maxSeed));
      const isLost = (): boolean => losses.below(2) === 0;
      this.#office.power.cutSoon({ calls, steps, afterwards, isLost });
    }
    const programme = this.#troubles.get('programme');
    if (programme?.below(12) === 0 && this.#backup === null) await this.#publish(programme);
    const weeks = this.#troubles.get('weeks');
    if (weeks?.below(6) === 0) {
      const days = weeks.below(8) === 0 ? 20 + weeks.below(20) : weeks.below(6);
      this.#office.passMs(days * dayMs + weeks.below(dayMs));
      this.#count('days_passed');
    }
    if (this.#troubles.get('restore')?.below(10) === 0) await this.#goBack();
    const stop = this.#troubles.get('stopped_till');
    if (stop?.below(12) === 0) await this.#stopTill(stop);
    await this.#loseSome();
    const both = this.#troubles.get('copy_and_restore');
    if (both?.below(6) === 0) {
      const till = this.#working()[both.below(this.#working().length)];
      if (this.#copy !== null) await this.#goBackBeside(this.#copy, both);
      else if (till !== undefined && !till.isDead()) await this.#cloneTill(till);
    }
    // Whom a till of another store holds after a merge is not worked out here.
    for (const each of [
      this.#isOneRegion ? this.#merges : null,
      this.#coupons,
      this.#plans,
      this.#recalls,
      this.#relays,
    ]) {
      if (each === null) continue;
      await each.act();
      await this.#calmDown();
    }
  }

  /** Head office is put back beside what it has to settle then. */
  async #loseSome(): Promise<void> {
    const [shares, oldDisk, programmes, lateTills] = restoresOfAll.map((trouble) =>
      this.#troubles.get(trouble),
    );
    if (this.#office.hasGrants && shares?.below(8) === 0) await this.#goBack();
    if (oldDisk?.below(4) === 0) await this.#goOnWithOldDisk(oldDisk);
    if (programmes?.below(4) === 0) await this.#loseProgrammes(programmes);
    if (lateTills?.below(4) === 0) await this.#goOnWithLateTills(lateTills);
    if (restoresOfAll.some((trouble) => this.#troubles.has(trouble))) await this.#calmDown();
  }

  /** Programmes are published after the backup, and some again or anew after the restore. */
  async #loseProgrammes(chance: SeededRandom): Promise<void> {
    if (this.#restoredAtMs !== null) {
      if (chance.below(12) === 0) await this.#publish(chance);
      return;
    }
    const hasNews = this.#programmes.length > this.#programmesOfBackup.length;
    if (this.#backup === null || (hasNews && chance.below(2) === 0)) return this.#goBack();
    return this.#publish(chance);
  }

  /** Tills are activated after the backup: a restored head office does not know them until somebody gives each a new code. */
  async #goOnWithLateTills(chance: SeededRandom): Promise<void> {
    if (this.#restoredAtMs === null) {
      const isTime = this.#backup !== null && this.#lateTills.size < mostLateTills;
      if (isTime && chance.below(2) === 0) return this.#activateLate(chance);
      return this.#goBack();
    }
    const late = [...this.#lateTills].filter((each) => !each.isDead());
    const till = pick(chance, late);
    if (till === undefined) return;
    await this.#earnAt(till, chance);
    if (chance.below(2) === 0) await this.#takeBack(till);
  }

  async #activateLate(chance: SeededRandom): Promise<void> {
    this.#office.power.spare();
    if (this.#office.power.isOff()) return;
    this.#count('late_till');
    await this.#hireKeeper();
    await this.#newTill(chance.below(this.#lans.length));
    const till = this.#tills.at(-1);
    if (till === undefined) return;
    this.#lateTills.add(till);
    await this.#earnAt(till, chance);
    if (chance.below(2) === 0) await this.#sync(till);
  }

  /** A manager, whom a till that begins now hears of. */
  async #hireKeeper(): Promise<void> {
    if (this.#lateTills.size > 0) return;
    const keeper = { staffId: keeperId, name: '店长', role: 'manager', pin };
    const { status, body } = await callAdmin(this.#office, '/staff', keeper);
    if (status !== 200) throw new Error(`A manager was refused: ${JSON.stringify(body)}`);
  }

  /** Somebody types a new code at a till that head office does not know any more. */
  async #takeBack(till: SimTill): Promise<void> {
    this.#office.power.spare();
    if (this.#office.power.isOff()) return;
    const { isDown, faultPercent } = till.line;
    Object.assign(till.line, { isDown: false, faultPercent: 0 });
    till.heal();
    // It has to hear that it is not known.
    await this.#sync(till);
    const code = await this.#makeActivationCode(till.name, String(till.storeIndex));
    const status = await till.takeBack(keeperId, code);
    if (status !== 'connected') this.#violate(`${till.name} is not taken back: ${status}`);
    this.#count('till_taken_back');
    this.#lateTills.delete(till);
    await this.#sync(till);
    Object.assign(till.line, { isDown, faultPercent });
  }

  /** A disk grows old and is put back, before head office is put back or after that, as chance will have it. */
  async #goOnWithOldDisk(chance: SeededRandom): Promise<void> {
    const till = this.#copy?.till ?? pick(chance, this.#working());
    if (till === undefined || till.isDead() || till.lostAs !== null) return;
    await this.#earnAt(till, chance);
    const isDisk =
      this.#copy === null
        ? this.#backup !== null || chance.below(3) === 0
        : this.#copy.runsIn === null && chance.below(3) > 0;
    if (isDisk) await this.#putOldDiskBack(till);
    else await this.#goBack();
    if (till.isDead() || till.lostAs !== null) return;
    await this.#earnAt(till, chance);
    if (chance.below(2) === 0) await this.#sync(till);
  }

  /** Head office goes on with one of two machines, is put back, and hears of the other one first. */
  async #goBackBeside({ till, runsIn }: DiskCopy, chance: SeededRandom): Promise<void> {
    if (runsIn === null || till.lostAs !== null || runsIn.lostAs !== null) return;
    if (this.#backup !== null) {
      await this.#earnAt(till, chance);
      await this.#sync(till);
    }
    await this.#goBack();
    if (this.#restoredAtMs === null) return;
    await this.#earnAt(runsIn, chance);
    await this.#sync(runsIn);
  }

  async #earnAt(till: SimTill, chance: SeededRandom): Promise<void> {
    const memberId = this.#memberIds[chance.below(this.#memberIds.length)];
    if (memberId === undefined || till.isDead()) return;
    await this.#want(this.#earning(this.#tills.indexOf(till), memberId, 5_000));
  }

  /** A till is lost, and head office takes nothing of it any more: not what waits there, nor what it still does. */
  async #stopTill(chance: SeededRandom): Promise<void> {
    const working = this.#working().filter((till) => !till.isDead());
    const till = working[chance.below(Math.max(1, working.length))];
    // What head office itself did is gone with a restore, and whose disk was copied ends in another way.
    if (this.#backup !== null || this.#copy !== null) return;
    if (till === undefined || working.length < 2 || this.#stopped !== null) return;
    this.#office.power.spare();
    if (this.#office.power.isOff()) return;
    // Whom nobody else has heard of is nobody from then on.
    for (const [memberId, teller] of this.#enrolledAtTill) {
      if (teller !== till) continue;
      const { status } = await callAdmin(this.#office, `/members/${memberId}`);
      if (status !== 200) return;
    }
    this.#count('stopped_till');
    // What it passes on to its neighbours is never sent.
    till.line.isDown = true;
    await this.#earnAt(till, chance);
    await this.#calmDown();
    await this.#revoke(till);
    till.isStopped = true;
    this.#stopped = { till, heldSeq: (await this.#readHeld(till)) ?? 0 };
  }

  /**
   * Head office is backed up, and later put back to that. What it did itself meanwhile is not done again, and so it does nothing
   * in such a history but what each trouble is about.
   */
  async #goBack(): Promise<void> {
    const nowMs = this.#office.nowMs();
    const isSettled = restoresOfAll.some((trouble) => this.#troubles.has(trouble));
    if (this.#office.hasGrants && !isSettled) return;
    if (this.#restoredAtMs !== null || this.#stopped !== null) return;
    if (this.#copy !== null && !this.#troubles.has(troubleOf(this.#copy))) return;
    if (this.#backup === null) return this.#backUp();
    // Older ones are not sent again (architecture, point 8).
    if (nowMs - this.#backup.atMs >= keptDays * dayMs) return;
    this.#restoredAtMs = nowMs;
    this.#count(this.#copy === null ? 'restore' : troubleOf(this.#copy));
    this.#signed = this.#findSigned();
    for (const till of this.#working()) {
      await till.restartAfterCut(); // by what it relayed before
      if (!till.isDead()) this.#cursorsBefore.set(till, till.store.sync.read().cursor);
    }
    await this.#office.restore();
    this.#spends.noteRestore();
    this.#lostProgrammes = this.#programmes.slice(this.#programmesOfBackup.length);
    this.#programmes = this.#programmesOfBackup;
    const copy = this.#copy;
    if (copy !== null && copy.runsIn === copy.till) this.#loseWithDisk(copy);
  }

  async #backUp(): Promise<void> {
    const { body } = await callAdmin<Terminals>(this.#office, '/terminals');
    const held = body.terminals.map(({ terminalId, heldSeq }) => [terminalId, heldSeq] as const);
    if (this.#troubles.has('old_disk_and_restore')) {
      // Whom only that disk has heard of is nobody from then on.
      for (const memberId of this.#memberIds) {
        const { status } = await callAdmin(this.#office, `/members/${memberId}`);
        if (status !== 200) return;
      }
    }
    this.#backup = { atMs: this.#office.nowMs(), heldSeqs: new Map(held) };
    this.#spends.noteBackup(this.#working());
    this.#programmesOfBackup = this.#programmes;
    await this.#office.backUp();
  }

  /**
   * An old disk runs, and head office lacks what the newer one had told it: nobody has that any more, but for a neighbour to
   * which it was passed on. Where the backup is no further than the disk, the till goes on from there, unless that neighbour
   * delivers it first: then it is an old disk as ever.
   */
  #loseWithDisk(copy: DiskCopy): void {
    const { till, headSeq, toldAt } = copy;
    const heldSeq = this.#backup?.heldSeqs.get(till.terminalId) ?? 0;
    if (till.lostAs !== null || heldSeq > headSeq) {
      const indexOfTill = this.#tills.indexOf(till);
      const from = this.#told.findIndex(
        (wish, index) => wish.till === indexOfTill && (this.#toldSeqs[index] ?? 0) > heldSeq,
      );
      if (from !== -1) this.#lostWithDisk = { till, from, until: Number.POSITIVE_INFINITY };
      return;
    }
    this.#count('lost_with_disk');
    this.#lostWithDisk = { till, from: toldAt, until: till.toldFrom };
    this.#copy = { ...copy, heldSeq: headSeq };
  }

  /** Of a disk that was copied, the machine whose line head office has gone on with and signed for. */
  #findSigned(): SimTill | null {
    const copy = this.#copy;
    if (copy === null || troubleOf(copy) !== 'copy_and_restore') return null;
    const isSigned = (till: SimTill): boolean => {
      if (till.isDead()) return false;
      return (till.store.operation.signed()?.terminalSeq ?? 0) > copy.headSeq;
    };
    return [copy.till, copy.runsIn ?? copy.till].find(isSigned) ?? null;
  }

  /**
   * Head office changes what a receipt earns and what tills may do without it, from today or tomorrow on. After a restore
   * somebody may publish again what was lost, or something else under its number.
   */
  async #publish(chance: SeededRandom): Promise<void> {
    const { programme, hasGrants } = this.#office;
    const today = businessDateAt(this.#office.nowMs());
    const newest = this.#programmes.at(-1) ?? programme;
    const lost = this.#lostProgrammes.find(({ version }) => version > newest.version);
    const maxPoints = [0, 200, 1_000, 5_000][chance.below(4)] ?? 0;
    const grants = maxPoints === 0 ? 'off' : grantsUpTo(programme, maxPoints);
    const startsOnDay = addDays(today, chance.below(3) === 0 ? 1 : 0);
    const next: SimProgramme = {
      ...programme,
      version: newest.version + 1,
      startsOnDay,
      earn: { ...programme.earn, rate: { numerator: 1 + chance.below(3), denominator: 100 } },
      offline: {
        ...programme.offline,
        floorPoints: Math.min(floorPoints, 100 * chance.below(6)),
        ...(hasGrants ? { grants } : {}),
      },
    };
    const isAgain = lost !== undefined && chance.below(2) === 0;
    const document = isAgain ? { ...lost, startsOnDay: today } : next;
    const { status, body } = await callAdmin(this.#office, '/programmes', { document });
    if (status !== 200) throw new Error(`A programme was refused: ${JSON.stringify(body)}`);
    this.#programmes = [...this.#programmes, document];
    this.#count(isAgain ? 'programme_published_again' : 'programme_published');
  }

  /** What tills say to each other beside an act has been said, and whoever lost their power starts again. */
  async #calmDown(): Promise<void> {
    await this.#world.oneByOne.rest();
    for (const till of this.#tills) await till.restartAfterCut();
    if (!(await this.#office.restartAfterCut())) return;
    this.#count('office_cut');
    await this.#checkHeads();
  }

  /** Head office has all that it said it has, before any till has told it more. */
  async #checkHeads(): Promise<void> {
    for (const till of this.#working()) {
      // What it hears it cannot note while its disk is full.
      if (till.isDead() || till.isDiskFull()) continue;
      const heldSeq = await this.#readHeld(till);
      const { ackedSeq } = till.store.sync.read();
      if (heldSeq !== null && heldSeq >= ackedSeq) continue;
      // It has yet to hear that head office was put back, and will send again.
      if (this.#restoredAtMs !== null && (till.line.fedAtMs ?? 0) <= this.#restoredAtMs) continue;
      this.#violate(
        `${till.name}: head office took ${String(ackedSeq)} operations and has ${String(heldSeq ?? 0)}`,
      );
    }
  }

  /** How many operations of a till head office has; null where it knows none of that name. */
  async #readHeld(till: SimTill): Promise<number | null> {
    const { body } = await callAdmin<Terminals>(this.#office, '/terminals');
    return body.terminals.find((each) => each.terminalId === till.terminalId)?.heldSeq ?? null;
  }

  /** All lines and machines are well again, and every cashier tries again what had no end. */
  async settle(): Promise<void> {
    this.#office.power.spare();
    for (const till of this.#tills) {
      if (till.isGone) continue;
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
    if (this.#restoredAtMs !== null) {
      for (const till of this.#lateTills) await this.#takeBack(till);
    }
    for (const wish of this.#open.splice(0)) await this.#want(wish);
    await this.#syncUntilQuiet();
    if (this.#tills.some((till) => till.lostAs !== null)) {
      await this.#endIdentity();
      await this.#syncUntilQuiet();
    }
    await this.#relayWhatWaits();
    if (this.#restoredAtMs !== null && !this.#isOneRegion) await this.#compareFilledIn();
    if (this.#restoredAtMs !== null && this.#troubles.has('shares_and_restore')) {
      await this.#endWaiting();
    }
  }

  /**
   * What neighbours passed on and head office has still not told of is delivered, as by tills after a minute; none of it is what
   * a till that works has yet to send.
   */
  async #relayWhatWaits(): Promise<void> {
    const waiting = this.#working().filter(({ store }) => store.neighbour.listWaiting().length > 0);
    if (waiting.length === 0) return;
    for (const till of this.#working()) this.#checkArrived(till);
    for (const till of waiting) await till.relay();
    for (const lan of this.#lans) await lan.meetAll();
    await this.#calmDown();
    await this.#syncUntilQuiet();
  }

  /** Whom a till asked for after the backup is of its scope no more, which only the sums of its parts tell it (OF-13). */
  async #compareFilledIn(): Promise<void> {
    for (const till of this.#working()) {
      const isServed = (memberId: string): boolean =>
        (this.#enrolledAt.get(memberId) ?? []).includes(till.storeIndex) ||
        this.#told.some(
          (told) =>
            told.memberId === memberId && this.#tills[told.till]?.storeIndex === till.storeIndex,
        );
      const held = this.#memberIds.filter((memberId) => till.view(memberId) !== null);
      if (held.every(isServed)) continue;
      await till.compareFromNow();
      await till.sync();
    }
  }

  /** A restored head office waits for nobody once each till has told what it did (OF-04), and tills take shares again. */
  async #endWaiting(): Promise<void> {
    this.#office.passMs(leastWaitMs + 60_000);
    await this.#syncUntilQuiet();
    // The one that lies tells nothing of its own accord.
    for (const { terminalId, storeId } of await this.#readAwaited()) {
      if (storeId !== this.#storeIdOf(liarsStore)) continue;
      await callAdmin(this.#office, `/terminals/${terminalId}/give-up`, {});
    }
    await this.#syncUntilQuiet();
    for (const { terminalId } of await this.#readAwaited()) {
      this.#violate(`head office still waits for ${terminalId}`);
    }
    for (const till of this.#working()) {
      if (till.store.sync.read().sharesWait) this.#violate(`${till.name} still takes no shares`);
    }
  }

  async #readAwaited(): Promise<NonNullable<OfflineLoss['restored']>['awaitedTills']> {
    const { body } = await callAdmin<OfflineLoss>(this.#office, '/reports/offline-loss');
    return body.restored?.awaitedTills ?? [];
  }

  /** Until all has arrived and a whole round has brought nobody any news: what one till has seen may be news to another. */
  async #syncUntilQuiet(): Promise<void> {
    const places = (): string =>
      this.#working()
        .map(({ store }) => store.sync.read().cursor)
        .join();
    for (let round = 0; round < quietRounds; round += 1) {
      const before = places();
      for (const till of this.#tills) await this.#sync(till);
      this.#office.passMs(1_000);
      const isAllSent = this.#working().every((till) => till.pendingCount() === 0);
      if (isAllSent && round > 0 && places() === before) break;
    }
    await this.#calmDown();
  }

  /** What people do when two machines are one terminal: it ends, after all that the better one of them has has arrived. */
  async #endIdentity(): Promise<void> {
    const copy = this.#copy;
    if (copy === null) return;
    for (const till of new Set([copy.till, copy.runsIn ?? copy.till])) {
      if (till.lostAs === null) this.#checkArrived(till);
      till.isGone = true;
    }
    await this.#revoke(copy.till);
  }

  async #revoke(till: SimTill): Promise<void> {
    await callAdmin(this.#office, `/terminals/${till.terminalId}/revoke`, {});
  }

  async check(): Promise<void> {
    await this.#checkCopies();
    await this.#checkStopped();
    for (const till of this.#working()) {
      this.#checkArrived(till);
      this.#checkProgrammes(till);
    }
    const groups = this.#merges?.groups() ?? this.#memberIds.map((memberId) => [memberId]);
    for (const memberIds of groups) await this.#checkPerson(memberIds);
    this.#checkNumbers();
    await this.#checkTotals();
    if (this.#random.below(2) === 0) await this.#checkDrift();
  }

  /** Rows of a replica that were damaged are found by the sums of their parts, and nothing else is fetched again. */
  async #checkDrift(): Promise<void> {
    const working = this.#working();
    const till = working[this.#random.below(Math.max(1, working.length))];
    if (till === undefined) return;
    const held = this.#memberIds.filter((memberId) => till.view(memberId) !== null);
    const damaged = held.filter(() => this.#random.below(2) === 0);
    const before = new Map(held.map((memberId) => [memberId, till.rowText(memberId)]));
    await till.damage(damaged, () => this.#random.below(2) === 0);
    for (const _each of damaged) this.#count('damaged_row');
    await till.sync();
    for (const memberId of held) {
      if (till.rowText(memberId) === before.get(memberId)) continue;
      this.#violate(`${till.name}: a damaged row of ${memberId} was not mended`);
    }
    const fetched = [...till.line.readMemberIds].filter((id) => !damaged.includes(id));
    if (fetched.length > 0) {
      this.#violate(`${till.name}: ${fetched.join(', ')} were well and fetched again`);
    }
  }

  #checkArrived(till: SimTill): void {
    const { store, name } = till;
    const pending = till.pendingCount();
    if (pending > 0) this.#violate(`${name}: ${String(pending)} operations never arrived`);
    const aside = store.operation.countSetAside();
    if (aside > 0) this.#violate(`${name}: ${String(aside)} operations were set aside`);
  }

  /** Whatever was published has reached every till in the end, and what was lost is there no more. */
  #checkProgrammes({ store, name }: SimTill): void {
    const faceOf = ({ version, startsOnDay, earn, offline }: SimProgramme): string =>
      canonicalJson({ version, startsOnDay, rate: earn.rate, floorPoints: offline.floorPoints });
    const first = this.#programmes[0]?.version ?? 0;
    const held = store.programme.list().filter(({ version }) => version >= first);
    if (held.map(faceOf).join() === this.#programmes.map(faceOf).join()) return;
    const [newest, wanted] = [held.at(-1), this.#programmes.at(-1)];
    this.#violate(
      `${name} has programme ${String(newest?.version)}, and ${String(wanted?.version)} is the newest`,
    );
  }

  /** A copy of a disk is noticed, and nothing else is taken for one (FR-22). */
  async #checkCopies(): Promise<void> {
    const copy = this.#copy;
    const lost = this.#tills.filter(({ lostAs }) => lostAs !== null);
    for (const till of lost) {
      if (till !== copy?.till && till !== copy?.runsIn) {
        this.#violate(`${till.name} was taken for a copy: ${till.lostAs ?? ''}`);
      }
    }
    if (copy === null || copy.runsIn === null) return;
    const { till, runsIn, headSeq, heldSeq } = copy;
    const isTwice = runsIn !== till;
    const headSeqs = [till, runsIn].map(({ store }) => store.operation.head().terminalSeq);
    const isDelivered = heldSeq <= headSeq && (await this.#isHeld(copy.replaced));
    const isOther = isTwice
      ? headSeqs.some((seq) => seq > headSeq)
      : heldSeq > headSeq || isDelivered;
    if (lost.length !== (isOther ? 1 : 0)) {
      this.#violate(`${till.name}: ${String(lost.length)} of its lines were noticed as a copy`);
    }
    // Where it was delivered after head office had agreed with the old disk, that one cannot tell.
    if (!isTwice && !isDelivered && lost.some(({ lostAs }) => lostAs !== 'data_folder_old')) {
      this.#violate(`${till.name}: an old disk was taken for a second machine`);
    }
    if (this.#signed !== null && this.#signed.lostAs !== null) {
      this.#violate(`${this.#signed.name}: head office gave up the line that it had signed for`);
    }
  }

  /** Whether an operation is on the chain of its till at head office. */
  async #isHeld(operation: DiskCopy['replaced']): Promise<boolean> {
    if (operation === null) return false;
    const path = `/operations?memberId=${operation.memberId}&limit=1000`;
    const { body } = await callAdmin<{ operations: HeldAct[] }>(this.#office, path);
    return body.operations.some(
      ({ operationId, status }) => operationId === operation.operationId && status !== 'invalid',
    );
  }

  /** Of a till that was stopped nothing came after that. */
  async #checkStopped(): Promise<void> {
    if (this.#stopped === null) return;
    const { till, heldSeq } = this.#stopped;
    const held = await this.#readHeld(till);
    if (held === heldSeq) return;
    this.#violate(`${till.name} was stopped at ${String(heldSeq)}, and ${String(held)} are held`);
  }

  /**
   * Head office may never hear of it, and has said so: it was told on a line of a copied disk that was found and stopped, or at a
   * till that somebody has stopped; or neither of them can know it any more.
   */
  #isExcused({ till, toldAt }: { readonly till: SimTill; readonly toldAt: number }): boolean {
    const lost = this.#lostWithDisk;
    if (lost?.till === till && toldAt >= lost.from && toldAt < lost.until) return true;
    return till.isStopped || (till.lostAs !== null && toldAt >= till.toldFrom);
  }

  /** What head office holds of members that are or were one person, and what tills see of them. */
  async #checkPerson(memberIds: readonly string[]): Promise<void> {
    const acts: HeldAct[] = [];
    for (const memberId of memberIds) {
      const path = `/operations?memberId=${memberId}&limit=1000`;
      const { body } = await callAdmin<{ operations: HeldAct[] }>(this.#office, path);
      acts.push(...body.operations);
    }
    const held = acts.filter(({ status }) => status !== 'invalid');
    const heldIds = held.map(({ kind, body }) => actIdOf(kind, body));
    // Where they were served, but for what was told on a line that head office does not have.
    const stores = new Set(memberIds.flatMap((memberId) => this.#enrolledAt.get(memberId) ?? []));
    for (const [toldAt, { what, id, till, memberId: owner }] of this.#told.entries()) {
      if (!memberIds.includes(owner)) continue;
      const count = heldIds.filter((heldId) => heldId === `${what}:${id}`).length;
      const teller = this.#tills[till];
      if (count > 0 && teller !== undefined) stores.add(teller.storeIndex);
      if (count === 0 && teller !== undefined && this.#isExcused({ till: teller, toldAt }))
        continue;
      // It has no id of its own there.
      if (what === 'refundPlan') continue;
      if (count !== 1) this.#violate(`${what} ${id} was told and is held ${String(count)} times`);
    }
    for (const memberId of memberIds) {
      this.#checkLies(
        memberId,
        acts.map(({ operationId }) => operationId),
      );
      await this.#checkViews(memberId, stores);
    }
    const states = this.#seenStates(memberIds);
    const group = { memberIds, acts: held, states };
    this.#checkSums(group, new Set(heldIds));
    await this.#coupons?.check(group);
    await this.#plans?.check(group, (told) => this.#isExcused(told));
    for (const till of this.#working()) await this.#merges?.check(till, memberIds);
  }

  /** As the first till that holds them sees them. */
  #seenStates(memberIds: readonly string[]): readonly MemberState[] {
    return memberIds.flatMap((memberId) => {
      const views = this.#working().map((till) => till.view(memberId));
      return views.find((view) => view !== null) ?? [];
    });
  }

  /** Every till sees the same of whom it holds, and a ledger that holds. */
  async #checkViews(memberId: string, stores: ReadonlySet<number>): Promise<void> {
    const views = this.#working().map((till) => ({ till, view: till.view(memberId) }));
    const first = views.find(({ view }) => view !== null);
    for (const { till, view } of views) {
      const { name, storeIndex } = till;
      if (view === null) {
        const isHis = this.#isOneRegion || stores.has(storeIndex);
        if (isHis) this.#violate(`${name} does not know ${memberId}`);
        else await this.#checkElsewhere(till, memberId, first?.view ?? null);
        continue;
      }
      try {
        expectLedgerHolds(view);
      } catch (error) {
        this.#violate(`${name}: ${String(error)}`);
      }
      if (till.countPassedOn(memberId) > 0) {
        this.#violate(`${name}: what a neighbour passed on of ${memberId} still counts`);
      }
      if (canonicalJson(view) !== canonicalJson(first?.view ?? null)) {
        this.#violate(`${name} and ${first?.till.name ?? ''} see ${memberId} differently`);
      }
    }
  }

  /** Points are what all entries come to, money what was told, and debt within its bound (PL-03, SV-01, OF-07). */
  #checkSums({ memberIds, acts, states }: HeldGroup, heldIds: ReadonlySet<string>): void {
    // Where the till that held them has ended, nobody is left to see them.
    if (states.length < memberIds.length) return;
    const names = memberIds.join(', ');
    this.#checkWallets(states, this.#tellFen(memberIds, heldIds));
    const entryPoints = sumOf(acts, (act) => sumOf(partsOf(act).entries, ({ points }) => points));
    const heldPoints = sumOf(
      states,
      ({ lots, heldPoints: points, debtPoints }) => sumPoints(lots) + points - debtPoints,
    );
    if (entryPoints !== heldPoints) {
      this.#violate(
        `${names}: ${String(heldPoints)} points, and entries of ${String(entryPoints)}`,
      );
    }
    const debtPoints = sumOf(states, (state) => state.debtPoints);
    // Two machines that are one terminal take its shares twice, until they are found: that is no bound.
    if (this.#copy?.runsIn !== null && this.#copy !== null) return;
    const takenBack = sumOf(memberIds, (memberId) => this.#takenBack.get(memberId) ?? 0);
    const bound =
      this.#spends.debtBound(memberIds) + takenBack + this.#spentAsOne(memberIds).points;
    if (debtPoints > bound) {
      this.#violate(`${names} owe ${String(debtPoints)}, and ${String(bound)} is the bound`);
    }
  }

  /**
   * What a merge had brought and one of them spent, at tills that have not heard of the undo also after it: the other one has it
   * back when it is undone, and whoever spent it owes it (PL-19).
   */
  #spentAsOne(memberIds: readonly string[]): {
    readonly points: number;
    readonly valueFen: number;
  } {
    const sinceMs = this.#merges?.sharedSinceMs(memberIds) ?? null;
    if (sinceMs === null) return { points: 0, valueFen: 0 };
    return this.#spends.spentSince(memberIds, sinceMs);
  }

  /** No two members have one number, whichever tills enrolled them. */
  #checkNumbers(): void {
    const numbers = this.#memberIds.flatMap((memberId) =>
      this.#seenStates([memberId]).map(({ memberNo }) => memberNo),
    );
    const twice = numbers.filter((memberNo, index) => numbers.indexOf(memberNo) !== index);
    if (twice.length > 0) this.#violate(`two members have the number ${twice.join(', ')}`);
  }

  /** The totals of head office are the sums of what its rows hold. */
  async #checkTotals(): Promise<void> {
    const { body } = await callAdmin<Record<string, number>>(this.#office, '/totals');
    const { sumEntryPoints, sumLotPoints = 0, sumHeldPoints = 0, sumDebtPoints = 0 } = body;
    if (sumEntryPoints === sumLotPoints + sumHeldPoints - sumDebtPoints) return;
    this.#violate(`the totals of head office do not add up: ${JSON.stringify(body)}`);
  }

  /** Head office holds what a lying till said truly, once, and nothing of what it made up. */
  #checkLies(memberId: string, heldIds: readonly string[]): void {
    for (const { lie, memberId: about, operationId } of this.#liar?.said ?? []) {
      if (about !== memberId) continue;
      const count = heldIds.filter((heldId) => heldId === operationId).length;
      if (count === (lie === null ? 1 : 0)) continue;
      this.#violate(
        `${operationId} (${lie ?? 'true'}) of a lying till is held ${String(count)} times`,
      );
    }
  }

  /**
   * What is on wallets is what was paid in and not out, as cashiers were told (SV-01); contracts are below nothing by no more
   * than what came too late (OF-04), or was paid with them for somebody who is another one by then (PL-19).
   */
  #checkWallets(states: readonly MemberState[], toldFen: number): void {
    const memberIds = states.map(({ memberId }) => memberId);
    const names = memberIds.join(', ');
    const contracts = states.flatMap(({ value }) => value?.contracts ?? []);
    const belowFen = sumOf(
      contracts,
      ({ principalLeftFen, bonusLeftFen }) =>
        Math.max(0, 0 - principalLeftFen) + Math.max(0, 0 - bonusLeftFen),
    );
    const boundFen = this.#spends.valueBoundFen(memberIds) + this.#spentAsOne(memberIds).valueFen;
    if (belowFen > boundFen) {
      this.#violate(`contracts of ${names} are ${String(belowFen)} fen below nothing`);
    }
    const heldFen = sumOf(states, ({ value }) => walletFen(value));
    if (heldFen === toldFen) return;
    this.#violate(
      `${String(heldFen)} fen are on the wallet of ${names}, and ${String(toldFen)} were told`,
    );
  }

  /** What is on wallets by what was told, but for what was told on a line that is not head office's. */
  #tellFen(memberIds: readonly string[], heldIds: ReadonlySet<string>): number {
    let sumFen = 0;
    for (const [id, note] of this.#toldFen) {
      if (!memberIds.includes(note.memberId)) continue;
      if (heldIds.has(id) || !this.#isExcused(note)) sumFen += note.amountFen;
    }
    return sumFen;
  }

  /** A member of other stores is told apart from nobody, and comes whole from head office when asked for (OF-13). */
  async #checkElsewhere(till: SimTill, memberId: string, truth: MemberState | null): Promise<void> {
    const seen = await till.try((pos) => pos.member.get({ memberId }));
    if (seen.status !== 'answered' || seen.answer.isElsewhere !== true) {
      this.#violate(`${till.name} does not say that ${memberId} is of elsewhere`);
    }
    const text = this.#phones.get(memberId) ?? '';
    await till.try((pos) => pos.scan({ text }));
    const view = till.view(memberId);
    // Where the till that held them has ended, nobody is left to compare with.
    if (view === null || (truth !== null && canonicalJson(view) !== canonicalJson(truth))) {
      this.#violate(`${till.name} was not given ${memberId} as head office has it`);
    }
    this.#count('filled_in');
  }

  async close(): Promise<void> {
    for (const till of this.#tills) await till.stop();
    rmSync(this.#world.folder, { recursive: true, force: true });
  }

  /** What nobody expected ends this history, and not the run of many: its seed is named as that of any other finding. */
  noteFailure(error: unknown): void {
    this.#violate(
      `ended by ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  result(): SimResult {
    return {
      seed: this.#seed,
      stepCount: this.#stepCount,
      tillCount: this.#tills.length,
      simulatedMs: this.#office.nowMs() - this.#startedAtMs,
      faults: this.#tally,
      digest: this.#trace.digest(),
      violations: this.#violations,
    };
  }

  async #step(step: (typeof grantSteps)[number], index: number): Promise<void> {
    const till = this.#tills[index];
    const memberId = this.#memberIds[this.#random.below(this.#memberIds.length)];
    if (till === undefined || memberId === undefined) return;
    if (till.isGone) return;
    if (till.isDead() && step !== 'death' && step !== 'time') return;
    switch (step) {
      case 'enrol':
        return this.#enrol(index);
      case 'earn':
        return this.#want(this.#earning(index, memberId, 100 * (1 + this.#random.below(900))));
      case 'redeem':
        return this.#redeem(
          index,
          memberId,
          100 * (1 + this.#random.below(this.#office.hasGrants ? 4 : 12)),
        );
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
      case 'lookUp': {
        const text = this.#phones.get(memberId);
        if (text !== undefined) await till.try((pos) => pos.scan({ text }));
        return;
      }
      case 'clone':
        return this.#cloneTill(till);
      case 'oldDisk':
        return this.#putOldDiskBack(till);
      case 'reinstall':
        return this.#reinstall(till, index);
      case 'lie':
        return this.#lie(memberId, till);
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
        till.skewMs = this.#random.below(13) * hourMs - maxSkewMs;
        this.#count('clock_jump');
        return;
      case 'time':
        this.#office.passMs(this.#random.below(6 * hourMs));
        for (const each of this.#tills) each.heal();
        return;
    }
  }

  /** Somebody copies the disk of a till into a second machine, which is not on the LAN. */
  async #cloneTill(till: SimTill): Promise<void> {
    if (this.#copy !== null || till.isStopped) return;
    if (this.#backup !== null && !this.#troubles.has('copy_and_restore')) return;
    this.#count('clone');
    const name = `${till.name}-clone`;
    const folder = path.join(this.#world.folder, `${name}-disk`);
    till.copyDisk(folder);
    const clone = new SimTill(this.#world, name, {
      bug: this.#bug,
      lan: new SimLan(this.#world),
      storeIndex: till.storeIndex,
    });
    this.#copy = this.#copied(till, folder, clone);
    till.toldFrom = this.#told.length;
    clone.toldFrom = this.#told.length;
    clone.line.isDown = till.line.isDown;
    await clone.startOn(folder);
    this.#tills.push(clone);
  }

  /** What is noted of a disk that has just been copied. */
  #copied(till: SimTill, folder: string, runsIn: SimTill | null): DiskCopy {
    const { terminalSeq: headSeq } = till.store.operation.head();
    return {
      till,
      folder,
      headSeq,
      toldAt: this.#told.length,
      runsIn,
      heldSeq: headSeq,
      replaced: null,
      fedAtMs: till.line.fedAtMs,
    };
  }

  /** Somebody keeps a copy of a disk, and puts it back when all that came after it has arrived. */
  async #putOldDiskBack(till: SimTill): Promise<void> {
    if (this.#backup !== null && !this.#troubles.has('old_disk_and_restore')) return;
    if (till.isStopped) return;
    if (this.#copy === null) {
      const folder = path.join(this.#world.folder, `${till.name}-old-disk`);
      till.copyDisk(folder);
      this.#copy = this.#copied(till, folder, null);
      return;
    }
    const copy = this.#copy;
    if (copy.runsIn !== null || copy.till.isDead()) return;
    await this.#sync(copy.till);
    if (copy.till.pendingCount() > 0) return;
    this.#count('old_disk');
    const { operation } = copy.till.store;
    const heldSeq = operation.head().terminalSeq;
    const [next] = operation.listAfter(copy.headSeq, { maxCount: 1, maxBytes: 1 });
    const replaced = next === undefined ? null : (JSON.parse(next.json) as Operation); // of the till's own making
    this.#copy = { ...copy, runsIn: copy.till, heldSeq, replaced };
    copy.till.toldFrom = this.#told.length;
    const isTold =
      this.#restoredAtMs === null || (copy.till.line.fedAtMs ?? 0) > this.#restoredAtMs;
    copy.till.line.fedAtMs = copy.fedAtMs;
    await copy.till.startOn(copy.folder);
    if (!isTold) this.#loseWithDisk(this.#copy);
  }

  /** A till whose work has all arrived is set up anew: another terminal, and the old one is none any more. */
  async #reinstall(till: SimTill, index: number): Promise<void> {
    if (this.#backup !== null) return;
    await this.#sync(till);
    this.#office.power.spare();
    if (this.#office.power.isOff()) return;
    const isCopied = till === this.#copy?.till || till === this.#copy?.runsIn;
    const isWaiting = till.pendingCount() > 0 || this.#open.some((wish) => wish.till === index);
    if (isCopied || isWaiting || till.isDead() || till.lostAs !== null) return;
    if (till.isStopped) return;
    this.#count('reinstall');
    await this.#revoke(till);
    till.isGone = true;
    await till.stop();
    await this.#newTill(till.storeIndex);
  }

  /** A till of another store tells head office of a member what is not so, in its own name or in that of another till. */
  async #lie(memberId: string, other: SimTill): Promise<void> {
    // It keeps nothing that it could send again.
    if (this.#backup !== null) return;
    if (this.#liar === null) {
      this.#liar = new LyingTill(this.#office.url, this.#random);
      await this.#liar.activate(await this.#makeActivationCode('liar', liarsStore));
    }
    const lie = await this.#liar.speak(memberId, other.store.install.read()?.installId ?? '');
    this.#count(`lie_${lie}`);
  }

  async #enrol(till: number): Promise<void> {
    // Who was enrolled on the wrong line of a copied disk is nobody, and others would serve them.
    if (this.#tills[till]?.toldFrom !== Number.POSITIVE_INFINITY) return;
    if (this.#tills[till]?.isStopped) return;
    if (this.#troubles.has('old_disk_and_restore') && (this.#copy ?? this.#backup) !== null) return;
    this.#enrolCount += 1;
    const numberOfSeed = (this.#seed * phonesOfSeed + this.#enrolCount) % 1_000_000_000;
    const phone = `13${String(numberOfSeed).padStart(9, '0')}`;
    const tried = await this.#tills[till]?.try((pos) =>
      pos.member.enrol({ phone, name: '王小明', pin }),
    );
    if (tried?.status !== 'answered') return;
    const { memberId } = tried.answer;
    this.#memberIds.push(memberId);
    this.#phones.set(memberId, phone);
    const teller = this.#tills[till];
    if (teller !== undefined) this.#enrolledAtTill.set(memberId, teller);
    this.#enrolledAt.set(memberId, [this.#tills[till]?.storeIndex ?? 0]);
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

  async #redeem(index: number, memberId: string, points: number): Promise<void> {
    const id = this.#nextNo('D');
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
        const before = this.#headSeqOf(index);
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
          this.#noteSpend(till, answer.member.memberId, { id, right: answer.right, points });
          // An answer that is only repeated says nothing of today.
          if (this.#headSeqOf(index) > before) {
            this.#checkAge(till, id, maxAgeMs.points[answer.right]);
            if (answer.right === 'grant') this.#checkWaiting(till, id);
          }
        }
      },
    });
  }

  #headSeqOf(index: number): number {
    return this.#tills[index]?.store.operation.head().terminalSeq ?? 0;
  }

  /** Nothing is spent without head office where it was last heard too long ago (OF-02), by clocks that are hours wrong. */
  #checkAge({ line, name }: SimTill, id: string, maxMs = Number.POSITIVE_INFINITY): void {
    if (line.fedAtMs === null) return;
    const ageMs = this.#office.nowMs() - line.fedAtMs;
    if (ageMs <= maxMs + 2 * maxSkewMs) return;
    this.#violate(`${id}: ${name} heard of head office ${String(ageMs / hourMs)} hours ago`);
  }

  #noteSpend(
    till: SimTill,
    memberId: string,
    spend: { readonly id: string; readonly right: string; readonly points: number },
  ): void {
    const { id, right, points } = spend;
    this.#count(`right_${right}`);
    this.#spends.note(id, till, { memberId, right, points });
    if (right === 'floor' && points > floorPoints) {
      this.#violate(`${id} took ${String(points)} under the floor rule`);
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

  /** A till that has heard of a restore takes nothing of what was set aside before all were heard of (OF-04). */
  #checkWaiting(till: SimTill, id: string): void {
    const { fedAtMs } = till.line;
    if (this.#restoredAtMs === null || fedAtMs === null) return;
    const isHeard = fedAtMs > this.#restoredAtMs && fedAtMs < this.#restoredAtMs + leastWaitMs;
    // Where the power went beside the answer, the till does not know.
    const isKept = till.store.sync.read().cursor !== this.#cursorsBefore.get(till);
    if (isHeard && isKept) this.#violate(`${id}: ${till.name} took of a share before all had told`);
  }

  async #sync(till: SimTill): Promise<void> {
    if (till.isGone || till.isDead()) return;
    const heardBeforeMs = till.line.fedAtMs;
    await till.sync();
    // What a till that was stopped meanwhile had asked is answered before the next one asks.
    await this.#world.oneByOne.rest();
    this.#spends.noteSync(till, heardBeforeMs);
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
        this.#noteTold(till, `topUp:${topUpId}`, { memberId, amountFen: paidFen + bonusFen });
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
        const before = this.#headSeqOf(index);
        const { status, right, member } = await pos.storedValue.pay({
          paymentId,
          memberId,
          receiptNo: paymentId,
          amountFen,
          proof: { kind: 'pin', pin },
        });
        this.#noteTold(index, `pay:${paymentId}`, { memberId, amountFen: -amountFen });
        const till = this.#tills[index];
        if (status !== 'posted' || till === undefined) return;
        this.#count(`value_${right}`);
        const spent = { memberId: member.memberId, right, valueFen: amountFen };
        this.#spends.note(paymentId, till, spent);
        if (right === 'grant') this.#checkShare(till, member.memberId, paymentId);
        if (this.#headSeqOf(index) === before) return;
        this.#checkAge(till, paymentId, maxAgeMs.value[right]);
        if (right === 'grant') this.#checkWaiting(till, paymentId);
      },
    };
  }

  /** Each once, whenever it was told, and however often. */
  #noteTold(index: number, id: string, told: Pick<ToldFen, 'memberId' | 'amountFen'>): void {
    const till = this.#tills[index];
    if (till === undefined || this.#toldFen.has(id)) return;
    this.#toldFen.set(id, { ...told, till, toldAt: this.#told.length });
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
          this.#noteTold(index, `unpay:${paymentId}`, { memberId, amountFen });
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
    // A till that was stopped, or that found out enough, waits for no answer: whoever acts next would race it.
    await this.#world.oneByOne.rest();
    const isWaiting = tried.status === 'answered' && isRequested(tried.answer);
    if (tried.status === 'answered' && !isWaiting) {
      const isTold = this.#told.some(({ what, id }) => what === wish.what && id === wish.id);
      if (!isTold) {
        this.#told.push(wish);
        this.#toldSeqs.push(this.#headSeqOf(wish.till));
      }
    }
    if (tried.status === 'unknown' || isWaiting) this.#open.push(wish);
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

/** What a history must meet for a restore beside that copy of a disk. */
function troubleOf({ till, runsIn }: DiskCopy): Trouble {
  return runsIn === null || runsIn === till ? 'old_disk_and_restore' : 'copy_and_restore';
}

/** Nothing was done, and the same call does it when the line is back (OF-02). */
function isRequested(answer: unknown): boolean {
  return (answer as { status?: string } | undefined)?.status === 'requested';
}

/** What a cash register calls an operation that head office holds. */
function actIdOf(kind: string, body: Record<string, unknown>): string {
  const { receipt, redemptionId, refundNo, topUpId, paymentId, planSaleId } = body as {
    planSaleId?: string;
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
    case 'sellPlan':
      return `sellPlan:${planSaleId ?? ''}`;
    default:
      return kind;
  }
}

/** Mostly a few more than usual, now and then a whole hall. */
function countCrowd(chance: SeededRandom): number {
  return 5 + chance.below(chance.below(4) === 0 ? 46 : 8);
}

function add(sums: Map<string, number>, key: string, points: number): void {
  sums.set(key, (sums.get(key) ?? 0) + points);
}

function many<Step extends string>(step: Step, count: number): readonly Step[] {
  return Array.from({ length: count }, () => step);
}
