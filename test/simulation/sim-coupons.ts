import { businessDateAt } from '../../src-shared/values/business-date.ts';
import type { BusinessDate } from '../../src-shared/values/business-date.ts';
import { partsOf } from '../../src-shared/domain/operation/operation.ts';
import { callAdmin } from '../support/office-client.ts';
import { sampleTemplate } from '../support/sample-coupons.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type Desk, type HeldGroup, pick, type Wish, withLines } from './desk.ts';
import type { SimTill } from './sim-till.ts';

/** One that each till takes by itself, one that only its store does, and one that needs the line (CP-07). */
export const simTemplates = [
  template('floor', 1_000, 'floor'),
  template('bound', 3_000, 'store_bound'),
  template('online', 6_000, 'online_only'),
];

interface Issued {
  readonly couponId: string;
  readonly memberId: string;
  /** The tills that took it, since it was last given back. */
  readonly takenAt: Set<string>;
}

interface HeldCoupon {
  readonly couponId: string;
  readonly use: object | null;
}

/** Coupons that head office issues, and that tills take, take twice and give back, with the line and without it. */
export class SimCoupons {
  readonly #desk: Desk;
  readonly #chance: SeededRandom;
  readonly #pin: string;
  readonly #issued: Issued[] = [];
  /** What is to be paid of a receipt that took one. */
  readonly #netFen = new Map<string, { readonly coupon: Issued; readonly netFen: number }>();
  #issueCount = 0;

  constructor(desk: Desk, chance: SeededRandom, pin: string) {
    this.#desk = desk;
    this.#chance = chance;
    this.#pin = pin;
  }

  async act(): Promise<void> {
    if (this.#chance.below(3) > 0) return;
    switch (this.#chance.below(4)) {
      case 0:
        await this.#issue();
        return;
      case 1:
        return this.#useAtTwo();
      case 2:
        return this.#giveBack();
      default: {
        const coupon = pick(this.#chance, this.#issued);
        const till = pick(this.#chance, this.#desk.running());
        if (coupon !== undefined && till !== undefined) await this.#use(coupon, till);
      }
    }
  }

  async #issue(): Promise<Issued | null> {
    const memberId = pick(this.#chance, this.#desk.memberIds);
    const till = pick(this.#chance, this.#desk.running());
    const chosen = pick(this.#chance, simTemplates);
    if (memberId === undefined || till === undefined || chosen === undefined) return null;
    if (!this.#desk.canAct()) return null;
    this.#issueCount += 1;
    const { body } = await callAdmin<{ members: readonly { couponId: string | null }[] }>(
      this.#desk.office,
      '/coupons/issue',
      {
        issueId: `issue-${String(this.#desk.seed)}-${String(this.#issueCount)}`,
        templateId: chosen.templateId,
        memberIds: [memberId],
        ...(chosen.offlineMode === 'store_bound' ? { storeId: till.storeId } : {}),
        actor: 'anna',
        reason: 'a gift',
      },
    );
    const couponId = body.members[0]?.couponId ?? null;
    // Head office may not have heard of the member yet.
    if (couponId === null) return null;
    const issued = { couponId, memberId, takenAt: new Set<string>() };
    this.#issued.push(issued);
    this.#desk.count('coupon_issued');
    return issued;
  }

  /** Two tills know of a new coupon, lose their lines, and both see it. */
  async #useAtTwo(): Promise<void> {
    const coupon = await this.#issue();
    const running = this.#desk.running();
    const first = this.#chance.below(Math.max(1, running.length));
    const pair = [running[first], running[(first + 1) % Math.max(1, running.length)]];
    const tills = pair.filter((till) => till !== undefined);
    if (coupon === null || tills.length < 2) return;
    await withLines('up', tills, async () => {
      for (const till of tills) await this.#desk.sync(till);
    });
    await withLines('down', tills, async () => {
      // And the first one sees it again.
      for (const till of [...tills, ...tills.slice(0, 1)]) await this.#use(coupon, till);
    });
  }

  async #use(coupon: Issued, till: SimTill): Promise<void> {
    const { memberId, couponId } = coupon;
    const receiptNo = this.#desk.nextNo('C');
    const businessDate = businessDateAt(this.#desk.office.nowMs());
    const amountFen = 10_000 + 100 * this.#chance.below(100);
    const goods = { lineNo: 1, sku: 'A1', category: 'food', quantity: 1, amountFen };
    await this.#desk.want({
      till: this.#desk.tills.indexOf(till),
      what: 'earn',
      id: receiptNo,
      memberId,
      act: async (pos) => {
        const { benefits } = await pos.receipt.post({
          receiptNo,
          businessDate,
          memberId,
          lines: [goods],
          wishes: { couponIds: [couponId], points: 0 },
          proof: { kind: 'pin', pin: this.#pin },
        });
        if (this.#netFen.has(receiptNo)) return;
        const netFen = benefits?.lines[0]?.netFen ?? 0;
        this.#netFen.set(receiptNo, { coupon, netFen });
        this.#noteTaken(coupon, till);
      },
    });
  }

  /** A till does not take again what it took (CP-07). */
  #noteTaken({ couponId, takenAt }: Issued, till: SimTill): void {
    this.#desk.count('coupon_used');
    if (takenAt.has(till.name) && !this.#desk.isCopied(till)) {
      this.#desk.violate(`${till.name} took coupon ${couponId} twice`);
    }
    takenAt.add(till.name);
  }

  /** All goods of a receipt come back, and its coupon with them (CP-04). */
  async #giveBack(): Promise<void> {
    const receipt = pick(this.#chance, this.#desk.told.filter(isTaken(this.#netFen)));
    const taken = receipt === undefined ? undefined : this.#netFen.get(receipt.id);
    if (receipt === undefined || taken === undefined) return;
    const refundNo = this.#desk.nextNo('G');
    const { memberId, till, id: receiptNo } = receipt;
    const lines = [{ lineNo: 1, amountFen: taken.netFen }];
    await this.#desk.want({
      till,
      what: 'refund',
      id: refundNo,
      memberId,
      act: async (pos) => {
        const answer = await pos.refund.post({ refundNo, receiptNo, lines });
        this.#desk.noteTakenBack(memberId, answer.takenBackPoints);
        if ((answer.restoredCoupons ?? 0) === 0) return;
        this.#desk.count('coupon_given_back');
        taken.coupon.takenAt.clear();
      },
    });
  }

  /** Of the uses of a coupon that head office holds one stands; every other one was given back, or is a conflict (CP-09). */
  async check({ memberIds, acts }: HeldGroup): Promise<void> {
    const issued = this.#issued.filter(({ memberId }) => memberIds.includes(memberId));
    if (issued.length === 0) return;
    const held = await this.#readHeld(memberIds);
    const changes = acts.flatMap((act) => partsOf(act).coupons);
    const conflicts = acts.filter(({ kind }) => kind === 'couponConflict');
    for (const { couponId } of issued) {
      const countOf = (kind: string): number =>
        changes.filter(
          (each) => each.kind === kind && 'couponId' in each && each.couponId === couponId,
        ).length;
      const [useCount, backCount] = [countOf('use'), countOf('give_back')];
      const lostCount = conflicts.filter(({ body }) => body['couponId'] === couponId).length;
      for (let count = 0; count < lostCount; count += 1) this.#desk.count('coupon_conflict');
      const coupon = held.find((each) => each.couponId === couponId);
      if (memberIds.length === 1) this.#checkFree(coupon, acts);
      const standCount = coupon?.use === null || coupon === undefined ? 0 : 1;
      if (useCount - backCount - lostCount <= standCount && (useCount > 0 || standCount === 0))
        continue;
      this.#desk.violate(
        `coupon ${couponId} was used ${String(useCount)} times, and ${String(lostCount)} were found to be too many`,
      );
    }
  }

  /** Nobody has a coupon to use while the goods of a use of it are with them (CP-04, CP-09). */
  #checkFree(coupon: HeldCoupon | undefined, acts: HeldGroup['acts']): void {
    if (coupon?.use !== null) return;
    const used = new Set<string>();
    const back = new Set<string | undefined>();
    for (const act of acts) {
      for (const change of partsOf(act).coupons) {
        if (!('couponId' in change) || change.couponId !== coupon.couponId) continue;
        if (change.kind === 'use') used.add(act.operationId);
        if (change.kind === 'give_back') back.add(change.of?.operationId);
      }
    }
    const open = used.difference(back);
    if (open.size === 0) return;
    this.#desk.violate(
      `coupon ${coupon.couponId} is free, and ${String(open.size)} uses of it are not back`,
    );
  }

  async #readHeld(memberIds: readonly string[]) {
    const held: HeldCoupon[] = [];
    for (const memberId of memberIds) {
      const { body } = await callAdmin<{ coupons: readonly HeldCoupon[] }>(
        this.#desk.office,
        `/coupons?memberId=${memberId}`,
      );
      held.push(...body.coupons);
    }
    return held;
  }
}

function isTaken(netFen: ReadonlyMap<string, unknown>) {
  return ({ what, id }: Wish): boolean => what === 'earn' && netFen.has(id);
}

function template(
  templateId: string,
  offFen: number,
  offlineMode: 'floor' | 'store_bound' | 'online_only',
) {
  return sampleTemplate(
    templateId,
    { kind: 'cash', offFen },
    {
      offlineMode,
      perMemberLimit: 1_000,
      validity: {
        kind: 'fixed',
        fromDay: '2026-01-01' as BusinessDate, // a day that there is
        toDay: '2027-12-31' as BusinessDate, // longer than any history
      },
    },
  );
}
