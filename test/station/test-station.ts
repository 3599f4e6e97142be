import { onTestFinished } from 'vitest';
import { startStation } from '../../src-main/station/start-station.ts';
import { fakeLine, type FakeLine } from '../till/fake-sync.ts';
import { makeTillFolder, silent } from '../till/test-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { readPosToken } from '../../src-main/station/pos-token.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TestStation {
  readonly url: string;
  readonly line: FakeLine;
  readonly dataFolder: string;
  /** Calls the POS API with the token; a body makes it a POST. */
  call(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
  /** Sends a body as it is. */
  send(path: string, init: RequestInit): Promise<Answer>;
}

/** A real station over HTTP, whose line to head office says what the test wants. */
export async function openTestStation(
  given: Parameters<typeof makeTillFolder>[0] & { readonly online?: boolean } = {},
): Promise<TestStation> {
  const dataFolder = await makeTillFolder({ ...given, upMs: systemClock.uptimeMs() });
  const line = fakeLine(given);
  const station = await startStation(
    {
      port: 0,
      dataFolder,
      officeUrl: 'http://127.0.0.1:9',
      serialPorts: [],
      log: silent,
    },
    line.start,
  );
  onTestFinished(() => station.stop());
  const token = readPosToken(dataFolder);

  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${station.url}${path}`, { ...init, headers });
    const text = await response.text();
    const body = text === '' ? {} : (JSON.parse(text) as Answer['body']);
    return { status: response.status, headers: response.headers, body };
  };
  return {
    url: station.url,
    stop: () => station.stop(),
    line,
    dataFolder,
    send,
    call: (path, body, headers = {}) =>
      send(
        path,
        body === undefined
          ? { headers }
          : {
              method: 'POST',
              headers: { 'content-type': 'application/json', ...headers },
              body: JSON.stringify(body),
            },
      ),
  };
}
