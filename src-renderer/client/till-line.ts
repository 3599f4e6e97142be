import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProgrammeView } from '../../src-shared/contract/till/programme.ts';
import type { TillEvent, TillStatus } from '../../src-shared/contract/till/till-event.ts';
import { type CallResult, readCallError } from './call-result.ts';
import type { Pipe, PipeOpener } from './pipe.ts';
import type { ScreenLanguage } from './preferences.ts';
import type { TillClient } from './till-client.ts';

/** How this screen stands with its till. */
export interface LineState {
  readonly line: 'connecting' | 'open';
  /** The last status heard; kept while the line is down. */
  readonly till: TillStatus | null;
  /** So much later than by the clock of this computer it is by the time of the till (milliseconds). */
  readonly tillAheadMs: number;
  readonly programme: ProgrammeView | null;
}

export type CallAct<Value> = (
  client: TillClient,
  options: { readonly signal: AbortSignal },
) => Promise<Value>;

/** The screen's line to its till: it reopens by itself and gives every answer as a value. */
export interface TillLine {
  readonly store: StoreApi<LineState>;
  /** Calls the till within a time limit (milliseconds). Never throws. */
  call<Value>(act: CallAct<Value>, timeoutMs?: number): Promise<CallResult<Value>>;
  /** Hears events from now on; returns how to stop. */
  onEvent(listen: (event: TillEvent) => void): () => void;
  /** Hears that a pipe has ended, and with it the session of the staff. */
  onLost(listen: () => void): () => void;
  /** Asks for answers in another language from now on; what was answered before stays as it is. Ends when the till knows. */
  speak(language: ScreenLanguage): Promise<void>;
  close(): void;
}

const CALL_TIMEOUT_MS = 10_000;
const OPEN_TIMEOUT_MS = 8_000;
const PULSE_EVERY_MS = 15_000;
const PULSE_TIMEOUT_MS = 5_000;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 5_000;

/** Opens the line and keeps it open until `close`. */
export function createTillLine(options: {
  readonly opener: PipeOpener;
  readonly language: ScreenLanguage;
  /** Between 0 and 1; spreads the retries of several screens. */
  readonly random: () => number;
}): TillLine {
  const store = createStore<LineState>(() => ({
    line: 'connecting',
    till: null,
    tillAheadMs: 0,
    programme: null,
  }));
  const listeners = new Set<(event: TillEvent) => void>();
  const lossListeners = new Set<() => void>();
  const closing = new AbortController();
  let { language } = options;
  let pipe: Pipe | null = null;

  async function call<Value>(act: CallAct<Value>, timeoutMs = CALL_TIMEOUT_MS) {
    const used = pipe;
    if (used === null) return { status: 'failed', reason: 'disconnected' } as const;
    try {
      const value = await act(used.client, { signal: AbortSignal.timeout(timeoutMs) });
      return { status: 'ok', value } as const;
    } catch (error) {
      return readCallError(error, { isOpen: used === pipe, language });
    }
  }

  async function keepOpen() {
    let retryMs = RETRY_FIRST_MS;
    while (!closing.signal.aborted) {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
      const spoken = language;
      const opened = await options.opener.open({ language, signal }).catch(() => null);
      if (opened === null) {
        await sleep(retryMs * (1 + options.random()), closing.signal);
        retryMs = Math.min(retryMs * 2, RETRY_LAST_MS);
        continue;
      }
      retryMs = RETRY_FIRST_MS;
      await work(opened, spoken);
    }
  }

  async function work(opened: Pipe, spoken: ScreenLanguage) {
    pipe = opened;
    // Somebody chose another one while it was opened.
    if (spoken !== language) void tellLanguage();
    store.setState({ line: 'open' });
    const pulse = setInterval(() => void beat(opened), PULSE_EVERY_MS);
    void hear(opened);
    await Promise.race([opened.ended, aborted(closing.signal)]);
    clearInterval(pulse);
    pipe = null;
    opened.end();
    store.setState({ line: 'connecting' });
    for (const listen of lossListeners) listen();
  }

  /** A half-dead connection answers nothing; the pulse finds it. */
  async function beat(opened: Pipe) {
    const result = await call(
      ({ sync }, withSignal) => sync.state({}, withSignal),
      PULSE_TIMEOUT_MS,
    );
    const isDeaf = result.status === 'failed' && result.reason !== 'unexpected';
    if (isDeaf && opened === pipe) opened.end();
  }

  async function hear(opened: Pipe) {
    try {
      for await (const event of await opened.client.events()) take(event);
    } catch {
      // The pipe broke; `ended` says so as well.
    }
    opened.end();
  }

  function take(event: TillEvent) {
    if (event.kind === 'status') {
      const known = store.getState().programme;
      store.setState({ till: event.status, tillAheadMs: event.status.clock.atMs - Date.now() });
      if (event.status.programmeVersion !== (known?.version ?? null)) void readProgramme();
    }
    for (const listen of listeners) listen(event);
  }

  async function readProgramme() {
    const result = await call(({ programme }, withSignal) => programme.current({}, withSignal));
    if (result.status === 'ok') store.setState({ programme: result.value });
  }

  async function tellLanguage() {
    await call(({ session }, withSignal) => session.speak({ language }, withSignal));
  }

  void keepOpen();
  return {
    store,
    call,
    onEvent: (listen) => addTo(listeners, listen),
    onLost: (listen) => addTo(lossListeners, listen),
    speak: async (wanted) => {
      language = wanted;
      await tellLanguage();
    },
    close: () => closing.abort(),
  };
}

function addTo<Item>(items: Set<Item>, item: Item): () => void {
  items.add(item);
  return () => void items.delete(item);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  await Promise.race([promise, aborted(signal)]);
  clearTimeout(timer);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  return promise;
}
