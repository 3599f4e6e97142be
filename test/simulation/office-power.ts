import type { PGlite } from '@electric-sql/pglite';
import { OfficeFailure } from '../../src-main/sync/office-failure.ts';
import { type LossyDisk, watchDisk } from './lossy-disk.ts';

/** When the power goes: so many calls from now, in the one after, after so many of its durable steps. */
export interface OfficeCut {
  readonly calls: number;
  readonly steps: number;
  /** The last step is on the disk, and nobody hears of it. */
  readonly afterwards: boolean;
  /** Of one more file, all that was not synced is lost. */
  readonly isLost: () => boolean;
}

/** Where a head office writes to, and by what. */
interface Machine {
  readonly folder: string;
  readonly database: PGlite;
}

/**
 * Cuts the power of a head office between two of its durable steps, while a call of a till is answered: its disk is left as it
 * is found then, without what was not synced. The process that had it goes on as a ghost that nobody hears.
 */
export class OfficePower {
  readonly #folder: string;
  #machine: Machine;
  #cut: { -readonly [Name in keyof OfficeCut]: OfficeCut[Name] } | null = null;
  #disk: LossyDisk | null = null;
  #isAnswering = false;
  #hasSynced = false;
  #found: string | null = null;
  #count = 0;

  constructor(machine: Machine) {
    this.#folder = machine.folder;
    this.#machine = machine;
    this.#guard();
  }

  cutSoon(cut: OfficeCut): void {
    this.spare();
    this.#cut = { ...cut };
    this.#disk = watchDisk(this.#machine.folder, () => this.#noteSync());
  }

  /** Nothing is cut after all. */
  spare(): void {
    this.#disk?.stop();
    this.#disk = null;
    this.#cut = null;
  }

  isOff(): boolean {
    return this.#found !== null;
  }

  /** The folder that is found after the cut, to be started on; null where there is power. */
  found(): string | null {
    return this.#found;
  }

  plugInto(machine: Machine): void {
    this.#found = null;
    this.#machine = machine;
    this.#guard();
  }

  /** A call of a till: it ends without an answer where the power goes before there is one. */
  async during<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.isOff()) throw new OfficeFailure('unreachable', 'Head office has no power.');
    const cut = this.#cut;
    if (cut === null) return call();
    if (cut.calls > 0) {
      cut.calls -= 1;
      return call();
    }
    this.#isAnswering = true;
    await call().catch(() => undefined); // whatever it was, nobody hears of it
    this.#isAnswering = false;
    // It had fewer steps: all of them are on the disk, and the answer never leaves.
    if (!this.isOff()) this.#goOff();
    throw new OfficeFailure('timeout', 'Head office lost its power.');
  }

  /** One message to the database is one step, however often its log had to be synced. */
  #guard(): void {
    const { database } = this.#machine;
    const exec = database.execProtocolRawSync.bind(database);
    database.execProtocolRawSync = (message) => {
      this.#hasSynced = false;
      const answer = exec(message);
      if (this.#hasSynced && this.#isAnswering && this.#cut !== null) {
        if (this.#cut.steps === 0) this.#goOff();
        else this.#cut.steps -= 1;
      }
      return answer;
    };
  }

  #noteSync(): void {
    if (this.#isAnswering && this.#cut?.steps === 0 && !this.#cut.afterwards) this.#goOff();
    this.#hasSynced = true;
  }

  #goOff(): void {
    this.#count += 1;
    const found = `${this.#folder}-${String(this.#count)}`;
    this.#disk?.copyTo(found, this.#cut?.isLost ?? (() => true));
    this.#found = found;
    this.spare();
  }
}
