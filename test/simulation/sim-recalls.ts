import type { SeededRandom } from '../support/seeded-random.ts';
import { type Desk, pick, withLines } from './desk.ts';
import type { SimTill } from './sim-till.ts';

const dayMs = 86_400_000;
/** Nothing is kept for a till that was silent for so long (OF-04 c). */
const silentDays = 8;

const ways = ['revoked', 'returned', 'released'] as const;
type Way = (typeof ways)[number];

/** Makes a wish to redeem, and has the till try it. */
type Redeem = (till: SimTill, memberId: string, points: number) => Promise<void>;

/**
 * Shares of grants in all the ways in which head office has them back (OF-04): taken back because the member wants all their
 * points at another till, returned by a till that has seen that, and released because a till said nothing for a week.
 */
export class SimRecalls {
  readonly #desk: Desk;
  readonly #chance: SeededRandom;
  readonly #redeem: Redeem;

  constructor(desk: Desk, chance: SeededRandom, redeem: Redeem) {
    this.#desk = desk;
    this.#chance = chance;
    this.#redeem = redeem;
  }

  async act(): Promise<void> {
    if (this.#chance.below(5) > 0) return;
    const memberId = pick(this.#chance, this.#desk.memberIds);
    const owner = pick(this.#chance, this.#desk.running());
    const other = pick(
      this.#chance,
      this.#desk.running().filter((till) => till !== owner),
    );
    if (memberId === undefined || owner === undefined || other === undefined) return;
    const way = pick(this.#chance, ways) ?? 'revoked';
    await withLines('up', [owner, other], () => this.#recall({ way, memberId, owner, other }));
  }

  async #recall({
    way,
    memberId,
    owner,
    other,
  }: {
    readonly way: Way;
    readonly memberId: string;
    readonly owner: SimTill;
    readonly other: SimTill;
  }): Promise<void> {
    for (const till of [owner, other]) await this.#desk.sync(till);
    const share = owner.isDead() ? 0 : owner.readShareLeft(memberId).points;
    const all = other.isDead() ? 0 : availableOf(other, memberId);
    if (share <= 0 || all <= 0) return;
    this.#desk.count(`share_${way}`);
    if (way === 'released') {
      // Somebody takes of a share that head office hears of when it keeps nothing for it any more.
      await this.#takeAlone(owner, memberId, 100);
      this.#desk.office.passMs(silentDays * dayMs);
      await this.#desk.sync(other);
    }
    await this.#redeem(other, memberId, all);
    // The till has seen that it has nothing any more, or still takes what it had.
    if (way === 'returned') await this.#desk.sync(owner);
    await this.#takeAlone(owner, memberId, share);
    await this.#redeem(other, memberId, all);
  }

  async #takeAlone(till: SimTill, memberId: string, points: number): Promise<void> {
    await withLines('down', [till], () => this.#redeem(till, memberId, points));
  }
}

/** Whole hundreds of what a till believes to be there, shares among them. */
function availableOf(till: SimTill, memberId: string): number {
  const lots = till.view(memberId)?.lots ?? [];
  const points = lots.reduce((sum, lot) => sum + lot.points, 0);
  return points - (points % 100);
}
