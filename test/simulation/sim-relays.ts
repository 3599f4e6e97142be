import type { SeededRandom } from '../support/seeded-random.ts';
import { type Desk, pick, withLines } from './desk.ts';
import type { SimTill } from './sim-till.ts';

/** What it needs of the shop beside the desk. */
export interface RelayShop {
  /** A receipt at that till. */
  earn(till: SimTill, memberId: string): Promise<void>;
  /** What tills say to each other by themselves has been said. */
  calmDown(): Promise<void>;
  /** How many operations of a till head office has. */
  readHeld(till: SimTill): Promise<number | null>;
  /** Head office has so many operations of a till, whoever brought them. */
  noteArrived(till: SimTill, heldSeq: number): void;
  /** Head office takes nothing more of it. */
  revoke(till: SimTill): Promise<void>;
  /** Nobody knows the end of something at that till, or head office was put back: what it passed on may not be all. */
  isUnsettled(till: SimTill): boolean;
}

/**
 * Tills that deliver to head office what a neighbour passed on: while the line of that one is down, and after it has died and
 * its disk with it, when nobody else can.
 */
export class SimRelays {
  readonly #desk: Desk;
  readonly #chance: SeededRandom;
  readonly #shop: RelayShop;

  constructor(desk: Desk, chance: SeededRandom, shop: RelayShop) {
    this.#desk = desk;
    this.#chance = chance;
    this.#shop = shop;
  }

  async act(): Promise<void> {
    if (this.#chance.below(4) > 0) return;
    const memberId = pick(this.#chance, this.#desk.memberIds);
    const teller = pick(this.#chance, this.#desk.running());
    const neighbours = this.#desk
      .running()
      .filter((till) => till !== teller && till.storeIndex === teller?.storeIndex);
    const relayer = pick(this.#chance, neighbours);
    const isLost = this.#chance.below(3) === 0;
    if (memberId === undefined || teller === undefined || relayer === undefined) return;
    await withLines('down', [teller], () => this.#shop.earn(teller, memberId));
    await this.#shop.calmDown();
    if (teller.isDead() || relayer.isDead()) return;
    if (isLost) return this.#lose(teller, relayer);
    await relayer.relay();
    this.#desk.count('relay');
  }

  /** A till is never seen again, and all that it did is at its neighbour. */
  async #lose(teller: SimTill, relayer: SimTill): Promise<void> {
    const { office } = this.#desk;
    if (this.#desk.isCopied(teller) || this.#shop.isUnsettled(teller)) return;
    const installId = teller.store.install.read()?.installId ?? '';
    const { terminalSeq: headSeq } = teller.store.operation.head();
    if (relayer.store.neighbour.find(installId)?.heldSeq !== headSeq) return;
    office.power.spare();
    if (office.power.isOff()) return;
    relayer.heal();
    const { faultPercent } = relayer.line;
    relayer.line.faultPercent = 0;
    await withLines('up', [relayer], () => relayer.relay());
    relayer.line.faultPercent = faultPercent;
    const heldSeq = (await this.#shop.readHeld(teller)) ?? 0;
    if (heldSeq < headSeq) {
      this.#desk.violate(
        `${relayer.name} delivered ${String(heldSeq)} of ${String(headSeq)} operations of ${teller.name}`,
      );
    }
    this.#desk.count('till_lost');
    this.#shop.noteArrived(teller, headSeq);
    await this.#shop.revoke(teller);
    teller.isGone = true;
    await teller.stop();
  }
}
