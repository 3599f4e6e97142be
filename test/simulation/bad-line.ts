import type { CallOptions, OfficeClient, OfficeInputs } from '../../src-main/sync/office-client.ts';
import { OfficeFailure } from '../../src-main/sync/office-failure.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { abortOf, type OneByOne } from './one-by-one.ts';
import type { OfficePower } from './office-power.ts';
import type { Trace } from './trace.ts';

const neverAborted = new AbortController().signal;
type FeedInput = OfficeInputs['feed'];

/** How a call fares on its way. */
const fates = ['lost', 'answer_lost', 'twice', 'again_later', 'cut_short'] as const;
type Fate = 'arrives' | (typeof fates)[number];

export type FaultTally = Record<string, number>;

/** What the lines of a history have in common. */
export interface LineWorld {
  readonly random: SeededRandom;
  readonly tally: FaultTally;
  readonly oneByOne: OneByOne;
  readonly trace: Trace;
  readonly officePower: OfficePower;
  nowMs(): number;
}

/**
 * The line of one till: the real client of head office behind a network that loses, doubles, delays, reorders and cuts short.
 * What it does follows from the seed alone.
 */
export class BadLine {
  readonly #name: string;
  readonly #random: SeededRandom;
  readonly #tally: FaultTally;
  readonly #oneByOne: OneByOne;
  readonly #trace: Trace;
  readonly #officePower: OfficePower;
  readonly #nowMs: () => number;
  /** Calls that the network still holds: they arrive after later ones. */
  readonly #late: (() => Promise<unknown>)[] = [];
  #inFlight = 0;
  /** Members that were asked for one by one, because they differed. */
  readonly readMemberIds = new Set<string>();
  /** When the feed last answered; null: never on this line. */
  fedAtMs: number | null = null;
  /** No call gets through, either way. */
  isDown = false;
  /** Of a hundred calls, so many meet a fault. */
  faultPercent = 0;
  /** The loops of the till run only while the simulator waits for them, so that a seed is one history. */
  isOpen = false;

  constructor(name: string, world: LineWorld) {
    const { random, tally, oneByOne, trace, officePower } = world;
    this.#nowMs = () => world.nowMs();
    this.#officePower = officePower;
    this.#name = name;
    this.#random = random;
    this.#tally = tally;
    this.#oneByOne = oneByOne;
    this.#trace = trace;
  }

  /** The calls of a client over this line. */
  over(client: OfficeClient): OfficeClient {
    const through = <Input, How extends { readonly signal: AbortSignal }, Output>(
      call: (input: Input, how: How) => Promise<Output>,
    ) => {
      return async (input: Input, how: How): Promise<Output> => {
        this.#inFlight += 1;
        try {
          return await this.#send(() => this.#ask(call, input, how));
        } finally {
          this.#inFlight -= 1;
        }
      };
    };
    const ask = through((input: FeedInput, how: CallOptions) => client.feed(input, how));
    const feed = async (input: FeedInput, how: CallOptions) => {
      const answer = await ask(input, how);
      this.fedAtMs = this.#nowMs();
      return answer;
    };
    return {
      activate: through((input, how) => client.activate(input, how)),
      readmit: through((input, how) => client.readmit(input, how)),
      push: through((input, how) => client.push(input, how)),
      relay: through((input, how) => client.relay(input, how)),
      // A loop that waits for news while nobody looks: it hears of the next round only.
      feed: (input, how) => (input.waitMs > 0 ? abortOf(how.signal) : feed(input, how)),
      authorise: through((input, how) => client.authorise(input, how)),
      authoriseValue: through((input, how) => client.authoriseValue(input, how)),
      valueStatement: through((input, how) => client.valueStatement(input, how)),
      claimCoupons: through((input, how) => client.claimCoupons(input, how)),
      release: through((input, how) => client.release(input, how)),
      handOverCoupon: through((input, how) => client.handOverCoupon(input, how)),
      findMember: through((input, how) => client.findMember(input, how)),
      findReceipt: through((input, how) => client.findReceipt(input, how)),
      findLedger: through((input, how) => client.findLedger(input, how)),
      listDigests: through((input, how) => client.listDigests(input, how)),
      readMembers: through((input, how) => {
        for (const memberId of input.memberIds) this.readMemberIds.add(memberId);
        return client.readMembers(input, how);
      }),
      compareIdentity: through((input, how) => client.compareIdentity(input, how)),
      reportIdentity: through((input, how) => client.reportIdentity(input, how)),
      listReview: through((input, how) => client.listReview(input, how)),
      decideHold: through((input, how) => client.decideHold(input, how)),
      certify: through((input, how) => client.certify(input, how)),
      // A history has few members: its office would send the till to the feed.
      offerSnapshot: () => Promise.resolve({ status: 'use_feed' }),
      downloadSnapshot: () => Promise.reject(new OfficeFailure('refused', 'There is no image.')),
      close: () => client.close(),
    };
  }

  /** A call is under way. */
  isBusy(): boolean {
    return this.#inFlight > 0;
  }

  /** Lets everything arrive that the network still holds. */
  async settle(): Promise<void> {
    for (const call of this.#late.splice(0)) await call().catch(() => undefined);
  }

  #ask<Input, How extends { readonly signal: AbortSignal }, Output>(
    call: (input: Input, how: How) => Promise<Output>,
    input: Input,
    how: How,
  ): Promise<Output> {
    // Head office goes on with a call that somebody gave up.
    const patient = { ...how, signal: neverAborted };
    return this.#oneByOne.run(how.signal, async () => {
      this.#trace.note(`${this.#name} asks`, input);
      try {
        const answer = await this.#officePower.during(() => call(input, patient));
        this.#trace.note(`${this.#name} is answered`, answer);
        return answer;
      } catch (error) {
        this.#trace.note(`${this.#name} is not answered`, String(error));
        throw error;
      }
    });
  }

  async #send<Output>(call: () => Promise<Output>): Promise<Output> {
    if (!this.isOpen || this.isDown) throw unreachable();
    if (this.#late.length > 0 && this.#random.below(2) === 0) await this.settle();
    const fate = this.#fate();
    this.#trace.note(`${this.#name} has a call`, fate);
    if (fate !== 'arrives') this.#tally[fate] = (this.#tally[fate] ?? 0) + 1;
    switch (fate) {
      case 'arrives':
        return call();
      case 'lost':
        throw unreachable();
      case 'answer_lost':
        await call();
        throw new OfficeFailure('timeout', 'The answer was lost.');
      case 'twice':
        await call();
        return call();
      case 'again_later':
        this.#late.push(call);
        throw new OfficeFailure('timeout', 'It is still on its way.');
      case 'cut_short':
        await call();
        throw new OfficeFailure('not_ours', 'The answer was cut short.');
    }
  }

  #fate(): Fate {
    if (this.#random.below(100) >= this.faultPercent) return 'arrives';
    return fates[this.#random.below(fates.length)] ?? 'lost';
  }
}

function unreachable(): OfficeFailure {
  return new OfficeFailure('unreachable', 'The line is down.');
}
