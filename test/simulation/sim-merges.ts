import { callAdmin } from '../support/office-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type Desk, pick } from './desk.ts';
import type { SimTill } from './sim-till.ts';

interface Merged {
  readonly mergeId: string;
  readonly fromMemberId: string;
  readonly intoMemberId: string;
  readonly atMs: number;
  isUndone: boolean;
}

/** Members whom head office takes for one person, and for two again, while tills go on to serve both (PL-19). */
export class SimMerges {
  readonly #desk: Desk;
  readonly #chance: SeededRandom;
  readonly #merges: Merged[] = [];

  constructor(desk: Desk, chance: SeededRandom) {
    this.#desk = desk;
    this.#chance = chance;
  }

  async act(): Promise<void> {
    if (this.#chance.below(6) > 0 || !this.#desk.canAct()) return;
    const standing = pick(
      this.#chance,
      this.#merges.filter(({ isUndone }) => !isUndone),
    );
    if (standing !== undefined && this.#chance.below(3) > 0) return this.#undo(standing);
    return this.#merge();
  }

  async #merge(): Promise<void> {
    const fromMemberId = pick(this.#chance, this.#desk.memberIds);
    const intoMemberId = pick(this.#chance, this.#desk.memberIds);
    if (fromMemberId === undefined || intoMemberId === undefined) return;
    const mergeId = `merge-${String(this.#desk.seed)}-${String(this.#merges.length)}`;
    const wish = { fromMemberId, intoMemberId, mergeId };
    if (!(await this.#tell('/members/merge', wish))) return;
    this.#desk.count('merged');
    const atMs = this.#desk.office.nowMs();
    this.#merges.push({ ...wish, atMs, isUndone: false });
  }

  async #undo(merged: Merged): Promise<void> {
    if (!(await this.#tell('/members/unmerge', { mergeId: merged.mergeId }))) return;
    this.#desk.count('merge_undone');
    merged.isUndone = true;
  }

  /** Answers whether head office agrees: it may not know them, or say that they are merged already, or that it is too late. */
  async #tell(path: string, wish: object): Promise<boolean> {
    const people = { actor: 'anna', reason: 'one person' };
    const { status, body } = await callAdmin(this.#desk.office, path, { ...wish, ...people });
    if (status !== 200 && ![404, 409, 422].includes(status)) {
      throw new Error(`${path}: ${JSON.stringify(body)}`);
    }
    return status === 200;
  }

  /** Everybody, with those who are or were one person together. */
  groups(): readonly (readonly string[])[] {
    const groups: string[][] = this.#desk.memberIds.map((memberId) => [memberId]);
    for (const { fromMemberId, intoMemberId } of this.#merges) {
      const from = groups.findIndex((group) => group.includes(fromMemberId));
      const into = groups.find((group) => group.includes(intoMemberId));
      if (into === undefined || from === -1 || groups[from] === into) continue;
      into.push(...groups.splice(from, 1).flat());
    }
    return groups;
  }

  /** Since when somebody of them may owe what the other one spent, since a merge of theirs was undone; null where none was. */
  sharedSinceMs(memberIds: readonly string[]): number | null {
    const undone = this.#merges.filter(
      ({ isUndone, fromMemberId }) => isUndone && memberIds.includes(fromMemberId),
    );
    return undone.length === 0 ? null : Math.min(...undone.map(({ atMs }) => atMs));
  }

  /** Whoever is served under either name is who they are by now. */
  async check(till: SimTill, memberIds: readonly string[]): Promise<void> {
    for (const memberId of memberIds) {
      const survivorId = this.#survivorOf(memberId);
      const seen = await till.try((pos) => pos.member.get({ memberId }));
      if (seen.status === 'answered' && seen.answer.memberId === survivorId) continue;
      this.#desk.violate(`${till.name} does not take ${memberId} for ${survivorId}`);
    }
  }

  #survivorOf(memberId: string): string {
    const merged = this.#merges.find((each) => !each.isUndone && each.fromMemberId === memberId);
    return merged === undefined ? memberId : this.#survivorOf(merged.intoMemberId);
  }
}
