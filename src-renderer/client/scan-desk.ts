import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import type { CallResult, FailedCall, RefusedCall } from './call-result.ts';
import type { TillLine } from './till-line.ts';

/** What read a code at this screen. */
export type ScreenReader = 'keyboard' | 'camera';

/** A scan that nobody has looked at yet: of a reader of this screen, or one that the till offers. */
export type UnreadScan =
  | { readonly kind: 'text'; readonly text: string; readonly reader: ScreenReader }
  | { readonly kind: 'offer'; readonly scanId: string };

/**
 * What a screen does with a scan where it is now. `queue`: it is taken as soon as the screen is somewhere else, if that is
 * soon. `reject`: it is refused in words, and nobody is looked up.
 */
export type ScanPolicy = 'accept' | 'queue' | 'reject';

/** What every screen declares: what it does with scans, and how. */
export interface ScanTaker {
  policy(): ScanPolicy;
  /** What a scan is, and whose. Only asked where the policy is to accept: a code that is good once is used up by it. */
  lookUp(scan: UnreadScan): Promise<CallResult<ScanResult>>;
  accept(result: ScanResult): void;
  reject(): void;
  /** The till said no or did not answer. */
  fail(result: RefusedCall | FailedCall): void;
  /** Hears that the policy may be another; returns how to stop. */
  onChange(listen: () => void): () => void;
}

/** Where scans of this screen and of the till's readers arrive, one after another, in the order they were made. */
export interface ScanDesk {
  take(text: string, reader: ScreenReader): void;
  /** The screen in sight. A second one takes the place of the first; returns how to leave, after which nobody takes scans. */
  open(taker: ScanTaker): () => void;
}

/** The same again within so long is one scan: a scanner may be on two ways at once. As for the till's own readers. */
const DOUBLE_MS = 300;
const QUEUE_MAX = 4;
/** Whoever waits longer has scanned again. */
const QUEUE_MS = 15_000;

type Scan = { readonly atMs: number } & (
  | UnreadScan
  | { readonly kind: 'result'; readonly result: ScanResult }
);

/** Makes the one desk of a page. `nowMs` is a clock that nobody sets. */
export function createScanDesk(options: {
  readonly line: TillLine;
  readonly nowMs: () => number;
}): ScanDesk {
  const { line, nowMs } = options;
  let taker: ScanTaker | null = null;
  let stopHearing: (() => void) | null = null;
  let queue: readonly Scan[] = [];
  let taken: { readonly key: string; readonly atMs: number } | null = null;
  let asked: { readonly text: string; readonly atMs: number } | null = null;
  let work: Promise<void> = Promise.resolve();

  line.onEvent((event) => {
    if (event.kind === 'scan') {
      arrive({ kind: 'offer', scanId: event.scanId, atMs: nowMs() });
    } else if (event.kind === 'staff_badge') {
      const { staffId } = event;
      const result = { kind: 'staff_badge', status: 'refused', message: '', staffId } as const;
      arrive({ kind: 'result', result, atMs: nowMs() });
    }
  });

  /** One scan at a time: the answer to the first must not come after that to the second. */
  function arrive(scan: Scan): void {
    // A scan that met a fault of ours must not keep the next ones from arriving.
    work = work.then(() => handle(scan)).catch((error: unknown) => reportError(error));
  }

  async function handle(scan: Scan): Promise<void> {
    if (taker === null) return;
    switch (taker.policy()) {
      case 'reject':
        return taker.reject();
      case 'queue':
        queue = [...queue, scan].slice(-QUEUE_MAX);
        return;
      case 'accept':
        return scan.kind === 'result' ? accept(taker, scan) : lookUp(taker, scan);
    }
  }

  async function lookUp(asking: ScanTaker, scan: Scan & UnreadScan): Promise<void> {
    const { atMs } = scan;
    if (scan.kind === 'text' && isAskedTwice(scan.text, atMs)) return;
    const answer = await asking.lookUp(scan);
    // Who asked has gone: what they wanted to know is nobody's business any more.
    if (asking !== taker) return;
    if (answer.status !== 'ok') return asking.fail(answer);
    // Meanwhile the screen may have begun something.
    return handle({ kind: 'result', result: answer.value, atMs });
  }

  /** A code that is good once would be refused the second time. */
  function isAskedTwice(text: string, atMs: number): boolean {
    const isDouble = asked?.text === text && atMs - asked.atMs <= DOUBLE_MS;
    asked = { text, atMs };
    return isDouble;
  }

  function accept(accepting: ScanTaker, { result, atMs }: Scan & { kind: 'result' }): void {
    const key = keyOf(result);
    const isDouble = taken?.key === key && atMs - taken.atMs <= DOUBLE_MS;
    taken = { key, atMs };
    if (!isDouble) accepting.accept(result);
  }

  function takeQueued(): void {
    if (queue.length === 0 || taker?.policy() !== 'accept') return;
    const waiting = queue.filter(({ atMs }) => nowMs() - atMs <= QUEUE_MS);
    queue = [];
    for (const scan of waiting) arrive(scan);
  }

  /** What was scanned for one person is not shown to the next. */
  function leave(): void {
    stopHearing?.();
    stopHearing = null;
    taker = null;
    queue = [];
  }

  return {
    take: (text, reader) => arrive({ kind: 'text', text, reader, atMs: nowMs() }),
    open(opened) {
      leave();
      taker = opened;
      stopHearing = opened.onChange(takeQueued);
      return () => {
        if (taker === opened) leave();
      };
    },
  };
}

/**
 * How a signed-in screen looks a scan up: at the till. `onlyMemberId` tells whose signed code may be opened now; null:
 * anybody's.
 */
export function lookUpAtTill(
  line: TillLine,
  onlyMemberId: () => string | null = () => null,
): ScanTaker['lookUp'] {
  return (scan) =>
    line.call((client, withSignal) => {
      const memberId = onlyMemberId();
      const only = memberId === null ? {} : { onlyMemberId: memberId };
      return scan.kind === 'text'
        ? client.scan({ text: scan.text, reader: scan.reader, ...only }, withSignal)
        : client.takeScan({ scanId: scan.scanId, ...only }, withSignal);
    });
}

/** What a screen answers that looks nobody up. */
export const nobodyLookedUp = {
  status: 'ok',
  value: { kind: 'unknown', status: 'refused', message: '' },
} as const satisfies CallResult<ScanResult>;

function keyOf(result: ScanResult): string {
  const { kind, status, member, cardNo, phone, phoneDigits, goodsCode, coupon, staffId } = result;
  const number = cardNo ?? phone ?? phoneDigits ?? goodsCode;
  const whose = member?.memberId ?? number ?? coupon?.couponId ?? staffId;
  return [kind, status, whose ?? result.message].join(' ');
}
