import type { MemberState } from '../../src-shared/domain/member/member-state.ts';
import type { SimOffice } from './sim-office.ts';
import type { Pos, SimTill } from './sim-till.ts';

/** Something the cash register wants, with the ids it will use however often it tries. */
export interface Wish {
  readonly till: number;
  readonly what:
    | 'enrol'
    | 'earn'
    | 'redeem'
    | 'cancel'
    | 'refund'
    | 'topUp'
    | 'pay'
    | 'unpay'
    | 'sellPlan'
    | 'refundPlan';
  readonly id: string;
  readonly memberId: string;
  act(pos: Pos): Promise<unknown>;
}

/** An operation or an act of head office, as it holds it. */
export interface HeldAct {
  readonly operationId: string;
  readonly kind: string;
  readonly status: string;
  readonly body: Record<string, unknown>;
}

/** What is known of members who are, or were, one person, when all is quiet. */
export interface HeldGroup {
  readonly memberIds: readonly string[];
  /** All that head office holds of them and that counts. */
  readonly acts: readonly HeldAct[];
  /** As one of the tills that are what they should be sees them. */
  readonly states: readonly MemberState[];
}

/** What whoever makes trouble has of the shop. */
export interface Desk {
  readonly seed: number;
  readonly office: SimOffice;
  readonly memberIds: readonly string[];
  /** All tills that ever were, in the order in which a wish counts them. */
  readonly tills: readonly SimTill[];
  readonly told: readonly Wish[];
  /** Tills that run and are what they should be. */
  running(): readonly SimTill[];
  /** What head office itself does stays done: it has power, and goes back to no backup that lacks it. */
  canAct(): boolean;
  /** More than one machine has had its disk, or one of before: what it forgot is no mistake. */
  isCopied(till: SimTill): boolean;
  want(wish: Wish): Promise<void>;
  sync(till: SimTill): Promise<void>;
  nextNo(letter: string): string;
  noteTakenBack(memberId: string, points: number): void;
  count(fault: string): void;
  violate(text: string): void;
}

/** One of them, or undefined where there is none. */
export function pick<Item>(
  chance: { below(end: number): number },
  items: readonly Item[],
): Item | undefined {
  return items[chance.below(Math.max(1, items.length))];
}

/** Lets tills do something while their lines are up, or down. */
export async function withLines(
  state: 'up' | 'down',
  tills: readonly SimTill[],
  work: () => Promise<void>,
): Promise<void> {
  const before = tills.map(({ line }) => line.isDown);
  for (const { line } of tills) line.isDown = state === 'down';
  await work();
  for (const [index, { line }] of tills.entries()) line.isDown = before[index] ?? false;
}
