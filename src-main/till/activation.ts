import { setTimeout as sleep } from 'node:timers/promises';
import type { TillStore } from '../store/till-store.ts';
import { activateInstall } from '../sync/activate-install.ts';
import { OfficeFailure } from '../sync/office-failure.ts';
import type { TillOptions } from './till-options.ts';

const retryFirstMs = 1_000;
const retryMaxMs = 30_000;
/** How long a first start waits for head office before it serves, and goes on trying behind. */
const firstTryMs = 3_000;

interface ActivationOptions extends Pick<TillOptions, 'clock' | 'log'> {
  readonly officeUrl: string;
  readonly activationCode: string;
  /** Head office does not know this install any more, which it had activated. */
  readonly isAnew?: boolean;
}

/** What the first start came to so far. */
export interface Activation {
  /** Settles when this install is activated, or its code was refused, or it was stopped. */
  readonly done: Promise<'activated' | 'refused' | 'stopped'>;
  /** The same, or `waiting` when head office has not answered soon. */
  soon(): Promise<'activated' | 'refused' | 'stopped' | 'waiting'>;
  stop(): void;
}

/**
 * Makes this install a terminal of head office, trying until it answers. The install's id and keys are durable before the
 * first try, and the same code with the same key repeats its answer, so that a crash in between strands nobody.
 */
export function startActivation(options: ActivationOptions, store: TillStore): Activation {
  const stopping = new AbortController();
  const done = tryUntilAnswered(options, store, stopping.signal);
  return {
    done,
    soon: () => Promise.race([done, waitShortly(stopping.signal)]),
    stop: () => stopping.abort(),
  };
}

async function tryUntilAnswered(
  options: ActivationOptions,
  store: TillStore,
  signal: AbortSignal,
): Promise<'activated' | 'refused' | 'stopped'> {
  const { log } = options;
  for (let retryMs = retryFirstMs; !signal.aborted; retryMs = Math.min(retryMs * 2, retryMaxMs)) {
    try {
      await activateInstall({ ...options, store, signal });
      return 'activated';
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof OfficeFailure)) throw error;
      if (isFinal(error)) {
        log.error({ refusal: error.refusal }, 'head office refused the activation code');
        return 'refused';
      }
      log.warn({ failure: error.kind, retryMs }, 'not activated: head office did not answer');
    }
    await sleep(retryMs, undefined, { signal }).catch(() => {}); // stopped
  }
  return 'stopped';
}

const finalRefusals: ReadonlySet<string> = new Set([
  'activation_unknown',
  'activation_used',
  'activation_other_store',
  'terminal_revoked',
]);

function isFinal(failure: OfficeFailure): boolean {
  return failure.refusal !== null && finalRefusals.has(failure.refusal);
}

async function waitShortly(signal: AbortSignal): Promise<'waiting'> {
  await sleep(firstTryMs, undefined, { signal, ref: false }).catch(() => {}); // stopped
  return 'waiting';
}
