import { createHash } from 'node:crypto';

/**
 * All that happened in a history, in its order: what was asked and answered, by whom, and how it fared on its way. Positions in
 * the feed are named in the order in which they appear: a head office counts its transactions on from one history to the next.
 */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #positions = new Map<string, string>();
  readonly #onNote: ((text: string) => void) | null;

  constructor(onNote: ((text: string) => void) | null) {
    this.#onNote = onNote;
  }

  note(what: string, value?: unknown): void {
    const text = `${what} ${JSON.stringify(value, (key, each: unknown) => this.#told(key, each)) ?? ''}\n`;
    this.#hash.update(text);
    this.#onNote?.(text);
  }

  /** Of all that was noted; called once. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  #told(key: string, value: unknown): unknown {
    if (!/cursor$/i.test(key) || typeof value !== 'string') return value;
    const name = this.#positions.get(value) ?? `position ${String(this.#positions.size)}`;
    this.#positions.set(value, name);
    return name;
  }
}
