import type { Logger } from 'pino';
import type {
  ConnectOutcome,
  DemoGuide,
  RecoverySheet,
  SetupStep,
} from '../../../src-shared/contract/till/setup.ts';
import { readOfficeAddress } from '../../../src-shared/values/office-address.ts';
import type { Clock } from '../../store/clock.ts';
import type { TillKeyHolder } from '../../store/key-file.ts';
import type { TillStore } from '../../store/till-store.ts';
import { activateInstall } from '../../sync/activate-install.ts';
import { OfficeFailure } from '../../sync/office-failure.ts';
import type { DemoOffice } from './demo-office.ts';
import { makeRecoverySheet } from './recovery-sheet.ts';
import type { TillTime } from '../../sync/till-time.ts';

/** Somebody stands there and waits. */
const connectWithinMs = 8_000;

/** The first run of a till, which goes on where it was closed, and its way back. */
export interface Setup {
  step(): SetupStep;
  /** What to begin with: the address that is known. */
  read(): { readonly officeUrl: string; readonly canStartDemo: boolean };
  /** Makes this install a terminal of the head office at an address. Safe to repeat with the same code. */
  connect(wish: {
    readonly office: string;
    readonly activationCode: string;
  }): Promise<ConnectOutcome>;
  /** Has head office take this install back, where that is needed. Safe to repeat with the same code. */
  readmit(activationCode: string): Promise<ConnectOutcome>;
  /** Starts a head office with sample members on this machine and connects to it. */
  startDemo(): Promise<ConnectOutcome>;
  /** What whoever tries the demo has to know; null on a till of a shop. */
  guide(): DemoGuide | null;
  goTo(step: 'recovery' | 'readers' | 'done'): SetupStep;
  /** The key as a code to print. */
  sheet(): Promise<RecoverySheet>;
}

export function createSetup(options: {
  readonly store: TillStore;
  readonly keyHolder: TillKeyHolder;
  readonly clock: Clock;
  readonly time: TillTime;
  readonly log: Logger;
  readonly officeUrl: string;
  readonly demo: DemoOffice | null;
  /** Called before a try: no other one goes on behind it. */
  readonly onTry: () => Promise<void>;
  readonly onConnected: () => void;
  /** Whether head office has switched this install off, or does not know it any more. */
  readonly isOut: () => boolean;
  readonly onReadmitted: () => Promise<void>;
  readonly onStepChanged: () => void;
}): Setup {
  const { store, keyHolder, clock, time, log, demo } = options;
  const readActivated = () => store.install.read()?.activated ?? null;
  let isActivated = readActivated() !== null;
  let kept = store.setup.read();

  function step(): SetupStep {
    // An activation on the command line may have come through behind.
    isActivated ||= readActivated() !== null;
    return isActivated ? (kept ?? 'done') : 'connect';
  }

  function goTo(next: 'recovery' | 'readers' | 'done'): SetupStep {
    store.setup.write(next);
    kept = next;
    options.onStepChanged();
    return step();
  }

  async function connectTo(officeUrl: string, activationCode: string): Promise<ConnectOutcome> {
    await options.onTry();
    if (step() !== 'connect') return 'connected';
    // Before it can succeed: a till that is closed right after it goes on with the next step.
    if (kept === null) goTo('recovery');
    const outcome = await tryCode({ officeUrl, activationCode });
    if (outcome !== 'connected') return outcome;
    options.onConnected();
    options.onStepChanged();
    return outcome;
  }

  async function tryCode(wish: {
    readonly officeUrl: string;
    readonly activationCode: string;
    readonly isAnew?: boolean;
  }): Promise<ConnectOutcome> {
    const signal = AbortSignal.timeout(connectWithinMs);
    try {
      await activateInstall({ ...wish, store, clock, log, signal });
      return 'connected';
    } catch (error) {
      if (!(error instanceof OfficeFailure) && !signal.aborted) throw error;
      const outcome = error instanceof OfficeFailure ? outcomeOf(error) : 'office_unreachable';
      log.warn({ outcome }, 'a code that was typed could not connect');
      return outcome;
    }
  }

  /** Nobody has to wait for gifts. */
  function welcome(office: DemoOffice): void {
    office.welcome().catch((error: unknown) => {
      log.error({ err: error }, 'the till of the demo was given no gifts');
    });
  }

  return {
    step,
    goTo,
    read: () => ({ officeUrl: options.officeUrl, canStartDemo: demo !== null }),
    async connect({ office, activationCode }) {
      const officeUrl = readOfficeAddress(office);
      if (officeUrl === null) return 'address_invalid';
      const code = cleanCode(activationCode);
      return code === '' ? 'code_unknown' : await connectTo(officeUrl, code);
    },
    async readmit(typed) {
      await options.onTry();
      if (!options.isOut()) return 'connected';
      const activationCode = cleanCode(typed);
      if (activationCode === '') return 'code_unknown';
      const { officeUrl } = options;
      const outcome = await tryCode({ officeUrl, activationCode, isAnew: true });
      if (outcome === 'connected') await options.onReadmitted();
      return outcome;
    },
    async startDemo() {
      if (demo === null) return 'office_failed';
      try {
        const { officeUrl, activationCode } = await demo.start();
        const outcome = await connectTo(officeUrl, activationCode);
        if (outcome === 'connected') welcome(demo);
        return outcome;
      } catch (error) {
        log.error({ err: error }, 'the demo could not be started');
        return 'office_failed';
      }
    },
    guide() {
      const activated = readActivated();
      return activated === null || demo === null ? null : demo.guideOf(activated.officeUrl);
    },
    sheet() {
      const activated = readActivated();
      // Who looked at it is somebody's business one day; what was on it is nobody's.
      log.warn('the recovery sheet was shown');
      return makeRecoverySheet(keyHolder, {
        storeName: activated?.storeName ?? '',
        terminalName: activated?.terminalName ?? '',
        atMs: time.now().atMs,
      });
    },
  };
}

function cleanCode(typed: string): string {
  return typed.normalize('NFKC').trim();
}

function outcomeOf({ code, refusal }: OfficeFailure): ConnectOutcome {
  switch (code) {
    case 'unreachable':
    case 'timeout':
      return 'office_unreachable';
    case 'not_ours':
      return 'not_an_office';
    case 'server_error':
    case 'busy':
      return 'office_failed';
    case 'refused':
      return refusalOutcome(refusal);
  }
}

function refusalOutcome(refusal: string | null): ConnectOutcome {
  switch (refusal) {
    case 'activation_unknown':
      return 'code_unknown';
    case 'activation_used':
      return 'code_used';
    case 'activation_other_store':
      return 'code_other_store';
    case 'terminal_revoked':
      return 'terminal_revoked';
    default:
      return 'office_failed';
  }
}
