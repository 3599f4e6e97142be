import { createRouterClient } from '@orpc/server';
import { createCodeDesk } from '../../src-main/lan/code-desk.ts';
import type { Lan } from '../../src-main/lan/lan.ts';
import { makeLanRouter } from '../../src-main/lan/lan-router.ts';
import type { LanClient } from '../../src-main/lan/neighbour-link.ts';
import { createPasser, type Passer } from '../../src-main/lan/pass-operations.ts';
import { createSigner } from '../../src-main/sync/install-key.ts';
import type { StartNeighbours } from '../../src-main/till/till-options.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { FaultTally, LineWorld } from './bad-line.ts';
import type { Trace } from './trace.ts';

type LanOptions = Parameters<StartNeighbours>[0];
type LanRouter = ReturnType<typeof makeLanRouter>;
type PassInput = Parameters<LanClient['pass']>[0];

const fates = ['lost', 'answer_lost', 'twice', 'again_later', 'altered'] as const;
const listenPort = 8_400;
const host = '10.0.0.1';

/** One till where its neighbours reach it, for as long as it runs. */
interface Place {
  readonly installId: string;
  readonly router: LanRouter;
  readonly links: Map<string, { readonly client: LanClient; readonly passer: Passer }>;
  knows(installId: string): boolean;
  /** Speaks to another till for the first time on a new pipe. */
  meet(other: Place): Promise<void>;
}

/**
 * The LAN of one store: what its tills say to each other is theirs, and the pipes between them are the simulator's, which lose,
 * double, delay, alter and are cut as the seed says. TLS and its certificates are not here.
 */
export class SimLan {
  readonly #random: SeededRandom;
  readonly #tally: FaultTally;
  readonly #trace: Trace;
  readonly #places = new Map<string, Place>();
  readonly #cutPairs = new Set<string>();
  /** Calls that the network still holds. */
  readonly #late: (() => Promise<unknown>)[] = [];
  #inFlight = 0;
  faultPercent = 0;

  constructor({ random, tally, trace }: Pick<LineWorld, 'random' | 'tally' | 'trace'>) {
    this.#random = random;
    this.#tally = tally;
    this.#trace = trace;
  }

  /** Takes the place of the LAN that a till starts. */
  start(options: LanOptions): Lan {
    const { store, time, log } = options;
    const install = store.install.read();
    assert(install !== null, 'The LAN starts after the install is activated.');
    const { installId } = install;
    const codes = createCodeDesk(store);
    const router = makeLanRouter({
      store,
      codes,
      lend: options.lend,
      onMembersChanged: options.onMembersChanged,
      onMet: (metId, address) => store.neighbour.noteAddress(metId, address),
    });
    const sign = createSigner(install.privateKey);
    const links: Place['links'] = new Map();
    const place: Place = {
      installId,
      router,
      links,
      knows: (otherId) => store.neighbour.find(otherId) !== null,
      meet: async (other) => {
        const client = this.#clientOf(place, other);
        const openedCodes = codes.recent(time.now().atMs);
        const { heldSeq } = await client.greet({ listenPort, openedCodes });
        const end = (): void => void links.delete(other.installId);
        const passer = createPasser({
          store,
          installId,
          sign,
          client,
          heldSeq,
          log,
          onFailed: end,
        });
        links.set(other.installId, { client, passer });
        passer.wake();
      },
    };
    this.#places.set(installId, place);
    const wake = (): void => {
      for (const { passer } of links.values()) passer.wake();
    };
    return {
      state: () => ({
        status: 'on',
        listenAt: null,
        peers: [],
        isFixed: true,
        neighbours: store.neighbour.list().map((each) => ({
          terminalName: each.terminalName,
          isConnected: links.has(each.installId),
          address: each.address,
        })),
      }),
      nudge: wake,
      refresh: () => {
        for (const id of links.keys()) if (!place.knows(id)) links.delete(id);
        wake();
      },
      beginAnew: (fromInstallId) => void this.#places.get(fromInstallId)?.links.delete(installId),
      configure: () => Promise.resolve(),
      openCode: (codeId, openedAtMs) =>
        codes.openAmong({ codeId, openedAtMs }, () =>
          [...links.values()].map(({ client }) =>
            client.openCode({ codeId, openedAtMs }).then(
              ({ isOpened }) => isOpened,
              () => false,
            ),
          ),
        ),
      isMet: (metId) => links.has(metId),
      borrow: async (fromInstallId, { valueFen, ...points }) => {
        const request = valueFen === 0 ? points : { ...points, valueFen };
        const answer = await links
          .get(fromInstallId)
          ?.client.borrow(request)
          .catch(() => null);
        if (answer === undefined || answer === null) return null;
        const { lentPoints, lentValue = [] } = answer;
        if (lentPoints > 0 || lentValue.length > 0) this.#count('share_lent');
        return { points: lentPoints, value: lentValue };
      },
      stop: () => {
        this.#leave(place);
        return Promise.resolve();
      },
    };
  }

  /** Tills that can reach each other and have no pipe open one. */
  async meetAll(): Promise<void> {
    for (const place of this.#places.values()) {
      for (const other of this.#places.values()) {
        if (place === other || place.links.has(other.installId)) continue;
        try {
          if (!place.knows(other.installId) || !other.knows(place.installId)) continue;
          await place.meet(other);
        } catch {
          // Tried again another time, as by the till.
        }
      }
    }
  }

  /** Cuts or mends the way between two of its tills. */
  cutSomewhere(): void {
    const ids = [...this.#places.keys()];
    const one = ids[this.#random.below(Math.max(1, ids.length))] ?? '';
    const other = ids[this.#random.below(Math.max(1, ids.length))] ?? '';
    if (one === other) return;
    const pair = pairOf(one, other);
    if (!this.#cutPairs.delete(pair)) this.#cutPairs.add(pair);
    this.#count('lan_partition');
  }

  /** Every way is well, and what the network still held has arrived. */
  async settle(): Promise<void> {
    this.faultPercent = 0;
    this.#cutPairs.clear();
    await this.#deliverLate();
  }

  isBusy(): boolean {
    return this.#inFlight > 0;
  }

  /** A till that has ended: nothing that went to or from it is there any more. */
  #leave(place: Place): void {
    if (this.#places.get(place.installId) === place) this.#places.delete(place.installId);
    place.links.clear();
    for (const { links } of this.#places.values()) links.delete(place.installId);
  }

  #clientOf(from: Place, to: Place): LanClient {
    const context = { installId: from.installId, host };
    const calls = createRouterClient(to.router, { context });
    const over = <Input, Output>(call: (input: Input) => Promise<Output>) => {
      return (input: Input): Promise<Output> =>
        // As after a journey: nothing of it is shared.
        this.#send({ from, to }, async () => structuredClone(await call(structuredClone(input))));
    };
    return {
      greet: over((input: Parameters<LanClient['greet']>[0]) => calls.greet(input)),
      pass: (input: PassInput) =>
        this.#send(
          { from, to },
          () => calls.pass(structuredClone(input)),
          () => calls.pass(altered(structuredClone(input), this.#random)),
        ),
      borrow: over((input: Parameters<LanClient['borrow']>[0]) => calls.borrow(input)),
      openCode: over((input: Parameters<LanClient['openCode']>[0]) => calls.openCode(input)),
    };
  }

  async #send<Output>(
    { from, to }: { readonly from: Place; readonly to: Place },
    call: () => Promise<Output>,
    callAltered?: () => Promise<Output>,
  ): Promise<Output> {
    const reach = (): Promise<Output> => {
      const isThere = this.#places.get(to.installId) === to;
      const isCut = this.#cutPairs.has(pairOf(from.installId, to.installId));
      if (!isThere || isCut) return Promise.reject(new Error('No such neighbour answers.'));
      return call();
    };
    this.#inFlight += 1;
    try {
      const fate =
        this.#random.below(100) < this.faultPercent
          ? (fates[this.#random.below(fates.length)] ?? 'lost')
          : 'arrives';
      this.#trace.note(`${from.installId} to ${to.installId}`, fate);
      if (fate !== 'arrives') this.#count(`lan_${fate}`);
      switch (fate) {
        case 'lost':
          throw new Error('It was lost.');
        case 'answer_lost':
          await reach();
          throw new Error('The answer was lost.');
        case 'twice':
          await reach();
          break;
        case 'again_later':
          this.#late.push(reach);
          throw new Error('It is still on its way.');
        case 'altered':
          if (callAltered !== undefined) return await callAltered();
          break;
        case 'arrives':
          await this.#deliverLate();
          break;
      }
      return await reach();
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #deliverLate(): Promise<void> {
    for (const call of this.#late.splice(0)) await call().catch(() => undefined); // nobody waits
  }

  #count(fault: string): void {
    this.#tally[fault] = (this.#tally[fault] ?? 0) + 1;
  }
}

/** Another text, a missing link or a signature of nothing: what a till that lies might say. */
function altered(input: PassInput, random: SeededRandom): PassInput {
  const { operations, signature } = input;
  switch (random.below(3)) {
    case 0:
      return {
        ...input,
        operations: operations.map((each) => ({
          ...each,
          json: each.json.replace('"points":', '"points":1'),
        })),
      };
    case 1:
      return { ...input, operations: operations.filter((_each, index) => index !== 1) };
    default:
      return { ...input, signature: signature.slice(1) + signature.slice(0, 1) };
  }
}

function pairOf(one: string, other: string): string {
  return [one, other].toSorted().join('|');
}
