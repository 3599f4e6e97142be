import type { CDPSession } from 'playwright-core';

/** One page of the browser, by its own debugging protocol. */
export interface PageLine {
  readonly targetId: string;
  readonly send: CDPSession['send'];
  readonly on: CDPSession['on'];
  close(): Promise<void>;
}

/** The Chromium that stands in for Electron's. */
export interface BrowserLine {
  openPage(size: { readonly width: number; readonly height: number }): Promise<PageLine>;
}

interface Reply {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

type Listener = (payload: unknown) => void;

/** Opens a line to a running browser by the address of its debugging port. */
export async function openBrowserLine(address: string): Promise<BrowserLine> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Map<string, Listener[]>();
  let lastId = 0;

  socket.addEventListener('message', (event: MessageEvent<string>) => {
    const reply = JSON.parse(event.data) as Reply; // by the browser's protocol
    if (reply.id === undefined) {
      const name = `${reply.sessionId ?? ''} ${reply.method ?? ''}`;
      for (const listen of listeners.get(name) ?? []) listen(reply.params);
      return;
    }
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) call?.resolve(reply.result);
    else call?.reject(new Error(reply.error.message));
  });

  function send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    lastId += 1;
    const call = Promise.withResolvers<unknown>();
    waiting.set(lastId, call);
    socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
    return call.promise;
  }

  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  return {
    async openPage(size) {
      const target = { url: 'about:blank', newWindow: true, ...size };
      const { targetId } = (await send('Target.createTarget', target)) as { targetId: string };
      const session = await send('Target.attachToTarget', { targetId, flatten: true });
      const { sessionId } = session as { sessionId: string };
      return {
        targetId,
        send: ((method: string, params?: object) =>
          send(method, params, sessionId)) as CDPSession['send'],
        on: ((method: string, listen: Listener) => {
          const name = `${sessionId} ${method}`;
          listeners.set(name, [...(listeners.get(name) ?? []), listen]);
        }) as CDPSession['on'],
        close: async () => {
          await send('Target.closeTarget', { targetId });
        },
      };
    },
  };
}
