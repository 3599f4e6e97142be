import type { SeededRandom } from '../support/seeded-random.ts';
import { OfficeTill, type PushItem } from '../support/office-client.ts';

const lies = ['false_signature', 'altered', 'altered_text', 'skipped', 'of_another'] as const;
type Lie = (typeof lies)[number];
const truePoints = 10;
const claimedPoints = 5_000;

/** What a lying till said, and of whom. */
export interface Said {
  readonly lie: Lie | null;
  readonly memberId: string;
  readonly operationId: string;
}

/**
 * A terminal of the chain with a key of its own that somebody has taken over: it claims points for members in every way that
 * head office could fall for.
 */
export class LyingTill {
  readonly #till: OfficeTill;
  readonly #random: SeededRandom;
  readonly said: Said[] = [];

  constructor(officeUrl: string, random: SeededRandom) {
    this.#till = new OfficeTill(officeUrl);
    this.#random = random;
  }

  async activate(activationCode: string): Promise<void> {
    await this.#till.activateWith(activationCode);
  }

  /** Tells head office of a member what is not so, and before the first lie something that is; returns the lie. */
  async speak(memberId: string, otherInstallId: string): Promise<Lie> {
    const till = this.#till;
    if (till.headSeq === 0) {
      const item = till.adjust(memberId, truePoints);
      await till.push([item]);
      this.#note(null, memberId, item);
    }
    const lie = lies[this.#random.below(lies.length)] ?? 'altered';
    const { headSeq, headHash } = till;
    const item = this.#make(lie, memberId, otherInstallId);
    const signature = till.signatureOf(lie === 'false_signature' ? [] : [item]);
    // What becomes of it is seen in the books; a refusal is what it should be.
    await till.client.push({ operations: [item], signature }).catch(() => undefined);
    this.#note(lie, memberId, item);
    // Head office goes on after what it set aside at the next place of the chain.
    const isTaken = lie === 'altered_text' || lie === 'of_another';
    till.headSeq = isTaken ? item.terminalSeq : headSeq;
    till.headHash = isTaken ? item.hash : headHash;
    return lie;
  }

  #make(lie: Lie, memberId: string, otherInstallId: string): PushItem {
    const till = this.#till;
    switch (lie) {
      case 'false_signature':
        return till.adjust(memberId, claimedPoints);
      case 'altered':
        // In the place of what head office has.
        till.headSeq -= 1;
        return till.adjust(memberId, claimedPoints);
      case 'skipped':
        till.headSeq += 2;
        return till.adjust(memberId, claimedPoints);
      case 'altered_text': {
        const item = till.adjust(memberId, truePoints);
        const json = item.json.replaceAll(`"points":${truePoints}`, `"points":${claimedPoints}`);
        return { ...item, json };
      }
      case 'of_another': {
        const { json } = till.adjust(memberId, claimedPoints);
        const { hash: _hash, ...unhashed } = JSON.parse(json) as Record<string, unknown>; // written by this till
        till.headSeq -= 1;
        return till.seal({ ...unhashed, installId: otherInstallId });
      }
    }
  }

  #note(lie: Lie | null, memberId: string, { json }: PushItem): void {
    const { operationId } = JSON.parse(json) as { operationId: string }; // written by this till
    this.said.push({ lie, memberId, operationId });
  }
}
