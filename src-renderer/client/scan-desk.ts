import type { ScanResult } from '../../src-shared/contract/till/scan.ts';
import type { DropReason } from '../../src-shared/scan/reader-frame.ts';
import type { CallResult, FailedCall, RefusedCall } from './call-result.ts';
import type { TillLine } from './till-line.ts';

/** What read a code at this screen. */
export type ScreenReader = 'keyboard' | 'camera';

/** A scan that nobody has looked at yet: of a reader of this screen, or one that the till offers. */
export type UnreadScan =
  | { readonly kind: 'text'; readonly text: string; readonly reader: ScreenReader }
  | { readonly kind: 'offer'; readonly scanId: string };

/**
 * What a screen does with a scan where it is now. `queue`: it is taken as soon as the screen is somewhere else. `reject`: it is
 * refused in words, and nobody is looked up.
 */
export type ScanPolicy = 'accept' | 'queue' | 'reject';

/** What every screen declares: what it does with scans, and how. */
export interface ScanTaker {
  policy(): ScanPolicy;
  /** What a scan is, and whose. Only asked where the policy is to accept: a code that is good once is used up by it. */
  lookUp(scan: UnreadScan): Promise<CallResult<ScanResult>>;
  accept(result: ScanResult): void;
  reject(): void;
  /** Says that a scan was read and waits for the step at hand, or takes that word back: nothing waits any more. */
  wait(isWaiting: boolean): void;
  /** Says that a scan was given up unseen: it waited too long, behind too many, or for a screen that has gone. */
  giveUp(): void;
  /** Says that a reader of the till read no whole code, and why: it beeps all the same. Policies are for codes. */
  drop(reason: DropReason): void;
  /** The till said no or did not answer. */
  fail(result: RefusedCall | FailedCall): void;
  /** Hears that the policy may be another; returns how to stop. */
  onChange(listen: () => void): () => void;
}

/** Where scans of this screen and of the till's readers arrive, one after another, in the order they were made. */
export interface ScanDesk {
  /** `beganAtMs`: when its first character came, by the clock of the desk; at once where nothing is said. */
  take(text: string, reader: ScreenReader, beganAtMs?: number): void;
  /** The screen in sight. A second one takes the place of the first; returns how to leave, after which nobody takes scans. */
  open(taker: ScanTaker): () => void;
}

/** The same again within so long is one scan: a scanner may be on two ways at once. As for the till's own readers. */
const DOUBLE_MS = 300;
const QUEUE_MAX = 4;
/** A customer who types a new PIN twice takes their time; whoever waits longer has scanned again. As the till keeps them. */
const QUEUE_MS = 120_000;

type Scan = { readonly atMs: number; readonly beganAtMs: number } & (
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
  /** When something was given up that nobody was there to be told of. */
  let untoldAtMs: number | null = null;
  let work: Promise<void> = Promise.resolve();

  line.onEvent((event) => {
    if (event.kind === 'scan') {
      arrive({ kind: 'offer', scanId: event.scanId, ...now() });
    } else if (event.kind === 'scan_dropped') {
      taker?.drop(event.reason);
    } else if (event.kind === 'staff_badge') {
      const { staffId } = event;
      const result = { kind: 'staff_badge', status: 'refused', message: '', staffId } as const;
      arrive({ kind: 'result', result, ...now() });
    }
  });

  function now(): Pick<Scan, 'atMs' | 'beganAtMs'> {
    const atMs = nowMs();
    return { atMs, beganAtMs: atMs };
  }

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
        return wait(taker, scan);
      case 'accept':
        return scan.kind === 'result' ? accept(taker, scan) : lookUp(taker, scan);
    }
  }

  function wait(waiting: ScanTaker, scan: Scan): void {
    const isFull = queue.length === QUEUE_MAX;
    queue = [...queue, scan].slice(-QUEUE_MAX);
    if (isFull) waiting.giveUp();
    else waiting.wait(true);
  }

  async function lookUp(asking: ScanTaker, scan: Scan & UnreadScan): Promise<void> {
    const { atMs, beganAtMs } = scan;
    if (scan.kind === 'text' && isAskedTwice(scan)) return;
    const answer = await asking.lookUp(scan);
    // Who asked has gone: what they wanted to know is nobody's business any more.
    if (asking !== taker) return;
    if (answer.status !== 'ok') return asking.fail(answer);
    // Meanwhile the screen may have begun something.
    return handle({ kind: 'result', result: answer.value, atMs, beganAtMs });
  }

  /**
   * A code that is good once would be refused the second time. A scanner that types one takes longer than the gap that tells
   * two scans apart: what counts is from its end to the beginning of the next.
   */
  function isAskedTwice({ text, atMs, beganAtMs }: Scan & { kind: 'text' }): boolean {
    const isDouble = asked?.text === text && beganAtMs - asked.atMs <= DOUBLE_MS;
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
    const waiting = queue;
    queue = [];
    const fresh = waiting.filter(isFresh);
    taker.wait(false);
    if (fresh.length < waiting.length) taker.giveUp();
    for (const scan of fresh) arrive(scan);
  }

  function isFresh({ atMs }: Pick<Scan, 'atMs'>): boolean {
    return nowMs() - atMs <= QUEUE_MS;
  }

  /** What was scanned for one person is not shown to the next. */
  function leave(): void {
    stopHearing?.();
    stopHearing = null;
    if (queue.length > 0) {
      taker?.wait(false);
      untoldAtMs = nowMs();
    }
    taker = null;
    queue = [];
  }

  /** Whoever comes next says what the one who has gone could not. */
  function tellGivenUp(telling: ScanTaker): void {
    if (untoldAtMs !== null && isFresh({ atMs: untoldAtMs })) telling.giveUp();
    untoldAtMs = null;
  }

  return {
    take(text, reader, beganAtMs) {
      const atMs = nowMs();
      arrive({ kind: 'text', text, reader, atMs, beganAtMs: beganAtMs ?? atMs });
    },
    open(opened) {
      leave();
      taker = opened;
      stopHearing = opened.onChange(takeQueued);
      tellGivenUp(opened);
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
