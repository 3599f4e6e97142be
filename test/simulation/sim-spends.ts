import { sumOf } from '../../src-shared/values/sum-of.ts';
import type { SimTill } from './sim-till.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A reservation lapses after that time, whatever became of what it was for. */
const reservedMs = 5 * minuteMs;
/** What is set aside for a till that says nothing for so long is given back (OF-04); a restored head office waits no longer. */
const silentMs = 7 * dayMs;
/** How exactly head office knows when it heard of a till. */
const heardEveryMs = minuteMs;
/** The most that may be spent under the floor rule of any programme of a simulation. */
export const floorPoints = 500;

/** What a cashier was told is spent of a member. */
interface SimSpend {
  readonly till: SimTill;
  readonly memberId: string;
  readonly right: string;
  readonly points: number;
  readonly valueFen: number;
  readonly terminalSeq: number;
  readonly atMs: number;
}

/** What a backup of head office has. */
interface BackedUp {
  /** Up to where it holds what each till did, at least. */
  readonly heldSeqs: ReadonlyMap<SimTill, number>;
  /** For whom head office waits where it is put back to that: whoever was heard of lately. */
  readonly awaited: ReadonlySet<SimTill>;
}

/**
 * What tills told that they took of members, and what of it may make a debt (OF-04, OF-05, OF-07): what was taken under the
 * floor rule, and what came to head office after it had stopped keeping it.
 */
export class SimSpends {
  readonly #nowMs: () => number;
  readonly #spends = new Map<string, SimSpend>();
  readonly #arrived = new Set<SimSpend>();
  readonly #late = new Set<SimSpend>();
  /** When a till was heard of again after so long that nothing was kept for it. */
  readonly #silenceEndedAtMs = new Map<SimTill, number>();
  /** As each till last knew it. */
  readonly #heldSeqs = new Map<SimTill, number>();
  #backedUp: BackedUp | null = null;
  #restored: (BackedUp & { readonly atMs: number }) | null = null;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Each once, however often it is told. */
  note(
    id: string,
    till: SimTill,
    told: Pick<SimSpend, 'memberId' | 'right'> & Partial<Pick<SimSpend, 'points' | 'valueFen'>>,
  ): void {
    if (this.#spends.has(id)) return;
    const { terminalSeq } = till.store.operation.head();
    const spend = { points: 0, valueFen: 0, ...told, till, terminalSeq, atMs: this.#nowMs() };
    this.#spends.set(id, spend);
  }

  /** A till has asked head office, which it heard of last at `heardBeforeMs`: what it has said by now has arrived. */
  noteSync(till: SimTill, heardBeforeMs: number | null): void {
    const heardAtMs = till.line.fedAtMs;
    if (heardAtMs === null) return;
    if (heardBeforeMs !== null && heardAtMs - heardBeforeMs >= silentMs - heardEveryMs) {
      this.#silenceEndedAtMs.set(till, heardAtMs);
    }
    // What it knows to have arrived was told to a head office that is not there any more.
    if (this.#restored !== null && heardAtMs <= this.#restored.atMs) return;
    this.noteArrived(till, till.store.sync.read().ackedSeq);
  }

  /** Head office has so many operations of a till, whoever brought them. */
  noteArrived(till: SimTill, heldSeq: number): void {
    this.#heldSeqs.set(till, heldSeq);
    for (const spend of this.#spends.values()) {
      if (spend.till !== till || spend.terminalSeq > heldSeq || this.#arrived.has(spend)) continue;
      this.#arrived.add(spend);
      if (this.#isLate(spend)) this.#late.add(spend);
    }
  }

  /** Head office is as a restore would bring it back. */
  noteBackup(tills: readonly SimTill[]): void {
    const heardAtMs = ({ line }: SimTill): number => line.fedAtMs ?? 0;
    const newestMs = Math.max(...tills.map(heardAtMs));
    const awaited = tills.filter(
      (till) => newestMs - heardAtMs(till) < silentMs - 2 * heardEveryMs,
    );
    this.#backedUp = { heldSeqs: new Map(this.#heldSeqs), awaited: new Set(awaited) };
  }

  /** It was put back to that: it hears again of what was told since, and until then of nothing that it gave. */
  noteRestore(): void {
    if (this.#backedUp === null) throw new Error('There is no backup.');
    const nowMs = this.#nowMs();
    this.#restored = { ...this.#backedUp, atMs: nowMs };
    for (const spend of this.#spends.values()) {
      const { right, atMs, till, terminalSeq } = spend;
      const isLapsed = right === 'authorised' && nowMs - atMs >= reservedMs;
      if (!this.#arrived.has(spend) && isLapsed) this.#late.add(spend);
      if (terminalSeq > (this.#backedUp.heldSeqs.get(till) ?? 0)) this.#arrived.delete(spend);
    }
  }

  /** Head office kept nothing for it any more when it came. */
  #isLate({ till, right, atMs }: SimSpend): boolean {
    const nowMs = this.#nowMs();
    const isSilent =
      atMs <= (this.#silenceEndedAtMs.get(till) ?? -Infinity) || nowMs - atMs >= silentMs;
    if (this.#restored !== null && atMs <= this.#restored.atMs) {
      // Until it was heard of nobody was given more than the floor.
      const isAwaited = this.#restored.awaited.has(till);
      return !isAwaited || nowMs - this.#restored.atMs >= silentMs || isSilent;
    }
    return right === 'authorised' ? nowMs - atMs >= reservedMs : isSilent;
  }

  /** The points that members may owe for what was spent of them. */
  debtBound(memberIds: readonly string[]): number {
    const ofThem = [...this.#spends.values()].filter(({ memberId }) =>
      memberIds.includes(memberId),
    );
    const risky = ofThem.filter((spend) => spend.right === 'floor' || this.#late.has(spend));
    // A restored head office gives each of them as much, once over all tills (OF-05).
    const givenPoints = this.#restored === null ? 0 : memberIds.length * floorPoints;
    return sumOf(risky, ({ points }) => points) + givenPoints;
  }

  /** As `debtBound`, of stored value: nothing of it is given under a floor rule. */
  valueBoundFen(memberIds: readonly string[]): number {
    const late = [...this.#late].filter(({ memberId }) => memberIds.includes(memberId));
    return sumOf(late, ({ valueFen }) => valueFen);
  }

  /** All that was spent of members since a moment. */
  spentSince(memberIds: readonly string[], sinceMs: number): Pick<SimSpend, 'points' | 'valueFen'> {
    const spent = [...this.#spends.values()].filter(
      ({ memberId, atMs }) => atMs >= sinceMs && memberIds.includes(memberId),
    );
    return {
      points: sumOf(spent, ({ points }) => points),
      valueFen: sumOf(spent, ({ valueFen }) => valueFen),
    };
  }
}
