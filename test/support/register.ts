import type { posOf } from './programs.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A receipt as the register sends it, and the figures of its first answer once it has one. */
export interface SentReceipt {
  readonly request: {
    readonly receiptNo: string;
    readonly businessDate: string;
    readonly memberId: string;
    readonly lines: readonly object[];
  };
  answer: PostedReceipt | null;
}

export interface PostedReceipt {
  readonly status: 'posted' | 'already_posted';
  readonly operationId: string;
  readonly earnedPoints: number;
  readonly entries: readonly object[];
}

/**
 * A cash register that sells without end: it sends a receipt again until it is answered, as a real one does, and notices
 * any answer that differs from the first one to the same receipt.
 */
export interface Register {
  readonly receipts: readonly SentReceipt[];
  readonly problems: readonly string[];
  /** Sells until the connection breaks or `isOver` says so. */
  sell(memberIds: readonly string[], isOver: () => boolean): Promise<void>;
  /** Sends what was never answered, and some of the others once more. */
  repeat(againCount: number): Promise<void>;
}

export function createRegister(
  pos: ReturnType<typeof posOf>,
  options: { readonly name: string; readonly businessDate: string; readonly random: SeededRandom },
): Register {
  const { name, businessDate, random } = options;
  const receipts: SentReceipt[] = [];
  const problems: string[] = [];

  const send = async (receipt: SentReceipt): Promise<void> => {
    const { status, body } = await pos<PostedReceipt>('/receipts', receipt.request);
    const { receiptNo } = receipt.request;
    if (status !== 200) {
      problems.push(`${receiptNo}: answered ${status} ${JSON.stringify(body)}`);
      return;
    }
    const first = receipt.answer;
    receipt.answer ??= body;
    if (first === null) return;
    if (body.status !== 'already_posted') problems.push(`${receiptNo}: ${body.status} twice`);
    if (figures(body) !== figures(first)) problems.push(`${receiptNo}: other figures`);
  };

  const makeReceipt = (memberId: string): SentReceipt => {
    const receiptNo = `${name}-${receipts.length + 1}`;
    const lines = Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      lineNo: index + 1,
      sku: `690102800${index}`,
      category: 'grocery',
      quantity: 1,
      amountFen: 100 + random.below(20_000),
    }));
    return { request: { receiptNo, businessDate, memberId, lines }, answer: null };
  };

  return {
    receipts,
    problems,
    sell: async (memberIds, isOver) => {
      while (!isOver() && problems.length === 0) {
        const receipt = makeReceipt(memberIds[random.below(memberIds.length)] ?? '');
        receipts.push(receipt);
        try {
          await send(receipt);
        } catch {
          return; // killed while it worked: nobody knows whether it was posted
        }
      }
    },
    repeat: async (againCount) => {
      for (const receipt of receipts.filter(({ answer }) => answer === null)) await send(receipt);
      for (let count = 0; count < againCount && receipts.length > 0; count += 1) {
        const receipt = receipts[random.below(receipts.length)];
        if (receipt !== undefined) await send(receipt);
      }
    },
  };
}

function figures({ operationId, earnedPoints, entries }: PostedReceipt): string {
  return JSON.stringify({ operationId, earnedPoints, entries });
}
