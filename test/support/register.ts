import type { posOf } from './programs.ts';
import type { SeededRandom } from './seeded-random.ts';

interface SaleRequest {
  readonly receiptNo: string;
  readonly businessDate: string;
  readonly memberId: string;
  readonly lines: readonly { readonly lineNo: number; readonly amountFen: number }[];
}

/** What a register asks of its till, by the call that does it. */
export type RegisterAct =
  | { readonly call: '/receipts'; readonly no: string; readonly request: SaleRequest }
  | {
      readonly call: '/redemptions';
      readonly no: string;
      readonly request: { readonly points: number } & object;
    }
  | { readonly call: '/refunds'; readonly no: string; readonly request: object };

/** What an act moved, as its first answer told it; null until there is one. A refusal moves nothing. */
export type SentAct = RegisterAct & { told: ToldAct | 'refused' | null };

export interface ToldAct {
  readonly operationId: string | null;
  /** What the member has more by it. */
  readonly points: number;
  /** All that a repeat must tell again. */
  readonly figures: string;
}

/**
 * A cash register that works without end: it sends what it wants again until it is answered, as a real one does, and notices any
 * answer that differs from the first one to the same act.
 */
export interface Register {
  readonly acts: readonly SentAct[];
  readonly problems: readonly string[];
  /** Sells, until the connection breaks or `isOver` says so. */
  sell(memberIds: readonly string[], isOver: () => boolean): Promise<void>;
  /** The same with points that pay and goods that come back in between. */
  trade(memberIds: readonly string[], isOver: () => boolean): Promise<void>;
  /** Sends what was never answered, and some of the others once more. */
  repeat(againCount: number): Promise<void>;
}

interface Answer {
  readonly status: 'posted' | 'already_posted';
  readonly operationId?: string;
  readonly earnedPoints?: number;
  readonly entries?: readonly object[];
  readonly offsetFen?: number;
  readonly takenBackPoints?: number;
  readonly restoredPoints?: number;
}

export function createRegister(
  pos: ReturnType<typeof posOf>,
  options: {
    readonly name: string;
    readonly businessDate: string;
    readonly random: SeededRandom;
    /** Of every member, where points pay. */
    readonly pin?: string;
  },
): Register {
  const { name, businessDate, random, pin } = options;
  const acts: SentAct[] = [];
  const problems: string[] = [];
  const refunded = new Set<string>();

  const send = async (act: SentAct): Promise<void> => {
    const { status, body } = await pos<Answer>(act.call, act.request);
    const isRefusal = status === 409 || status === 422;
    // Points are refused where they are gone; a sale never is.
    if (status !== 200 && !(isRefusal && act.call !== '/receipts')) {
      problems.push(`${act.no}: answered ${status} ${JSON.stringify(body)}`);
      return;
    }
    const first = act.told;
    if (first === null || first === 'refused') {
      act.told = isRefusal ? 'refused' : toldOf(act, body);
      return;
    }
    if (body.status !== 'already_posted') problems.push(`${act.no}: ${body.status} twice`);
    if (toldOf(act, body).figures !== first.figures) problems.push(`${act.no}: other figures`);
  };

  const nextNo = (): string => `${name}-${acts.length + 1}`;

  const makeSale = (memberId: string): RegisterAct => {
    const lines = Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      lineNo: index + 1,
      sku: `690102800${index}`,
      category: 'grocery',
      quantity: 1,
      amountFen: 100 + random.below(20_000),
    }));
    const no = nextNo();
    return {
      call: '/receipts',
      no,
      request: { receiptNo: no, businessDate, memberId, lines },
    };
  };

  const makeRedemption = (memberId: string): RegisterAct => {
    const no = nextNo();
    const points = 100 * (1 + random.below(3));
    const proof = { kind: 'pin', pin };
    const request = {
      redemptionId: no,
      memberId,
      receiptNo: no,
      eligibleFen: 60_000,
      points,
      proof,
    };
    return { call: '/redemptions', no, request };
  };

  /** Some lines of a sale that was answered come back whole; null where there is none. */
  const makeRefund = (): RegisterAct | null => {
    const sales = acts.filter(
      (act) => act.call === '/receipts' && act.told !== null && !refunded.has(act.no),
    );
    const sale = sales[random.below(Math.max(1, sales.length))];
    if (sale?.call !== '/receipts') return null;
    refunded.add(sale.no);
    const { lines, receiptNo } = sale.request;
    const back = lines.slice(0, 1 + random.below(lines.length));
    const no = nextNo();
    const request = {
      refundNo: no,
      receiptNo,
      lines: back.map(({ lineNo, amountFen }) => ({ lineNo, amountFen })),
    };
    return { call: '/refunds', no, request };
  };

  const makeAny = (memberId: string): RegisterAct => {
    const share = random.below(10);
    if (share === 0) return makeRedemption(memberId);
    return (share === 1 ? makeRefund() : null) ?? makeSale(memberId);
  };

  const work = async (
    make: (memberId: string) => RegisterAct,
    memberIds: readonly string[],
    isOver: () => boolean,
  ): Promise<void> => {
    while (!isOver() && problems.length === 0) {
      const act: SentAct = {
        ...make(memberIds[random.below(memberIds.length)] ?? ''),
        told: null,
      };
      acts.push(act);
      try {
        await send(act);
      } catch {
        return; // killed while it worked: nobody knows whether it was posted
      }
    }
  };

  return {
    acts,
    problems,
    sell: (memberIds, isOver) => work(makeSale, memberIds, isOver),
    trade: (memberIds, isOver) => work(makeAny, memberIds, isOver),
    repeat: async (againCount) => {
      for (const act of acts.filter(({ told }) => told === null)) await send(act);
      // What was refused is over: asked once more, it might well be done by now.
      const done = acts.filter(({ told }) => told !== 'refused');
      for (let count = 0; count < againCount && done.length > 0; count += 1) {
        const act = done[random.below(done.length)];
        if (act !== undefined) await send(act);
      }
    },
  };
}

function toldOf(act: RegisterAct, body: Answer): ToldAct {
  const { operationId = null, earnedPoints, entries, offsetFen } = body;
  const { takenBackPoints, restoredPoints } = body;
  const figures = JSON.stringify({
    operationId,
    earnedPoints,
    entries,
    offsetFen,
    takenBackPoints,
    restoredPoints,
  });
  const spent = act.call === '/redemptions' ? act.request.points : 0;
  const points = (earnedPoints ?? 0) + (restoredPoints ?? 0) - (takenBackPoints ?? 0) - spent;
  return { operationId, points, figures };
}
