import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeBatchReader } from '../../src-office/store/batch-reader.ts';

/** A source that counts on, and answers when it is told to. */
function makeSource() {
  const reads: { readonly questions: readonly string[]; answer(): void; fail(): void }[] = [];
  let stateNo = 0;
  const read = makeBatchReader(async (questions: readonly string[]) => {
    // What a read answers is what there is when it begins.
    const seen = stateNo;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    reads.push({ questions, answer: resolve, fail: () => reject(new Error('lost')) });
    await promise;
    return questions.map((question) => `${question}${seen}`);
  });
  return {
    read,
    reads,
    change: () => {
      stateNo += 1;
    },
  };
}

describe('a batch reader', () => {
  it('reads once for all who ask at the same moment, and answers each its own', async () => {
    const { read, reads } = makeSource();
    const answers = Promise.all([read('a'), read('b'), read('c')]);
    await nextTurn();
    expect(reads.map(({ questions }) => questions)).toEqual([['a', 'b', 'c']]);
    reads[0]?.answer();
    expect(await answers).toEqual(['a0', 'b0', 'c0']);
  });

  it('answers nobody with what was read before they asked', async () => {
    const { read, reads, change } = makeSource();
    const first = read('a');
    await nextTurn();
    change();
    const [second, third] = [read('b'), read('c')];
    await nextTurn();
    expect(reads).toHaveLength(1); // one at a time
    reads[0]?.answer();
    expect(await first).toBe('a0');
    await nextTurn();
    reads[1]?.answer();
    expect(await Promise.all([second, third])).toEqual(['b1', 'c1']);
    expect(reads).toHaveLength(2);
  });

  it('fails all of a read that failed, and goes on with the next', async () => {
    const { read, reads } = makeSource();
    const failed = Promise.allSettled([read('a'), read('b')]);
    await nextTurn();
    const later = read('c');
    reads[0]?.fail();
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await nextTurn();
    reads[1]?.answer();
    expect(await later).toBe('c0');
  });
});
