import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AnyRouter, implement } from '@orpc/server';
import type { Logger } from 'pino';
import { keyboardScannerSchema } from '../../src-shared/contract/till/reader-settings.ts';
import type { TillStatus } from '../../src-shared/contract/till/till-event.ts';
import { tillContract } from '../../src-shared/contract/till-contract.ts';
import { createScanGate } from '../../src-shared/scan/scan-gate.ts';
import type { HidPort } from '../devices/hid-port.ts';
import type { SerialOption } from '../devices/serial-option.ts';
import { type ReaderSettingsSource, startReaders } from '../devices/start-readers.ts';
import type { Clock } from '../store/clock.ts';
import type { TillKeyHolder } from '../store/key-file.ts';
import { answerInWords } from './answer.ts';
import { announcer } from './announcer.ts';
import { createReaderScans } from './reader-scans.ts';
import type { Session, TillContext } from './session.ts';
import { recoverKey } from './setup/recover-key.ts';
import { setupScanOf } from './setup/setup-scan.ts';
import type { Till } from './start-till.ts';
import { createVisits } from './visits.ts';

/** What a shell hands to a pipe: a till, or one that waits for its key. */
export interface ServedTill extends Pick<Till, 'answerInWords' | 'newSession' | 'stop'> {
  readonly router: AnyRouter;
}

/**
 * A till whose replica is there and whose key is not. It answers its screens with no more than that, takes the code of the
 * recovery sheet, typed or from any reader, and calls `onOpened` when the key is back in its place: the shell then starts the
 * till itself.
 */
export function lockedTill(options: {
  readonly dataFolder: string;
  readonly keyHolder: TillKeyHolder;
  readonly log: Logger;
  readonly clock: Clock;
  readonly serialPorts: readonly SerialOption[];
  readonly hid?: HidPort;
  readonly onOpened: () => void;
}): ServedTill {
  const { log, clock, onOpened } = options;
  const events = announcer(() => lockedStatus(clock.nowMs()), log);
  const readerScans = createReaderScans(() => clock.uptimeMs());
  const gate = createScanGate();
  const readers = startReaders({
    hid: options.hid ?? null,
    fixedPorts: options.serialPorts,
    settings: usualSettings,
    events: {
      onFrame(_readerId, frame) {
        const atMs = clock.uptimeMs();
        if (frame.kind === 'dropped') {
          if (!gate.isSameTrouble(atMs)) events.scanDropped(frame.reason);
          return;
        }
        if (gate.isRepeat(frame.read, atMs)) return;
        const scan = { read: frame.read, scanNo: 0, isTest: false }; // no log of scans is open
        events.scanned(readerScans.offer(scan), 'anybody');
      },
      onStateChanged: () => {},
    },
    log,
  });

  /** The answer first: the pipes of this till end with it. And its readers must be free for the till that is started now. */
  async function open(): Promise<void> {
    await nextTurn();
    await readers.stop();
    onOpened();
  }

  const till = implement(tillContract).$context<TillContext>();
  return {
    router: {
      events: till.events.handler(({ context, signal }) =>
        events.subscribe(context.session, signal),
      ),
      setup: {
        recover: till.setup.recover.handler(async ({ input }) => {
          const recovered = await recoverKey(options, input.recoveryCode);
          log.warn({ outcome: recovered.status }, 'a recovery code was typed');
          if (recovered.status === 'opened') void open();
          return recovered;
        }),
        takeScan: till.setup.takeScan.handler(({ input, context }) =>
          setupScanOf(readerScans.take(input.scanId), 'recovery_code', context.session),
        ),
      },
    },
    answerInWords: answerInWords(log),
    newSession: (language): Session => ({ operator: null, visits: createVisits(), language }),
    stop: () => {
      events.stop();
      return readers.stop();
    },
  };
}

/** What a manager set of the readers is in the replica that nobody can open: those on the command line and HID ones are used. */
const usualSettings: ReaderSettingsSource = {
  find: () => null,
  list: () => [],
  frameEnd: () => 'unknown',
  writeFrameEnd: () => {},
};

/** What head office said of the time lies in the replica too. */
const lockedStatus = (atMs: number): TillStatus => ({
  setup: 'locked',
  demo: null,
  online: false,
  offlineReason: null,
  pendingCount: 0,
  setAsideCount: 0,
  lastSyncAtMs: null,
  replicaAgeMs: null,
  offlineCeiling: null,
  neighbours: [],
  offlineSinceMs: null,
  storeId: null,
  storeName: '',
  terminalName: '',
  stopped: null,
  drain: null,
  load: null,
  readers: [],
  keyboard: keyboardScannerSchema.parse({}),
  programmeVersion: null,
  memberCount: null,
  clock: { state: 'unconfirmed', atMs, aheadMs: 0 },
});
