import type { ContextBridge, IpcRenderer } from 'electron';

/**
 * What runs in the page. Both functions are sent as text, so each stands alone: nothing of this file is around them there.
 */

/** What the page side tells the main process. */
export type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port-message'; readonly portId: string; readonly data: PortData }
  | { readonly kind: 'port-close'; readonly portId: string }
  | { readonly kind: 'window-open'; readonly url: string }
  | { readonly kind: 'preload-error'; readonly message: string };

/** What the main process tells the page side. */
export type ToPage =
  | {
      readonly kind: 'event';
      readonly channel: string;
      readonly args: readonly unknown[];
      readonly portIds: readonly string[];
    }
  | { readonly kind: 'port-message'; readonly portId: string; readonly data: PortData }
  | { readonly kind: 'port-close'; readonly portId: string };

/** What a port may carry here. */
export type PortData = { readonly text: string } | { readonly base64: string };

export interface PageSideNames {
  /** Takes what is sent to the main process; only the isolated world has it. */
  readonly binding: string;
  /** Takes what the main process sends; only the isolated world has it. */
  readonly inbox: string;
  /** Between the two worlds of a page, which share nothing but the document. */
  readonly secret: string;
}

/** In the page's own world, before its first script: receives what the preload exposes. */
export function pageWorld({ secret }: PageSideNames): void {
  if (window !== window.top || location.protocol === 'about:') return;
  document.addEventListener(`${secret}-expose`, (event) => {
    const { key, value } = (event as CustomEvent<{ key: string; value: unknown }>).detail;
    Object.defineProperty(window, key, { value, enumerable: true });
  });
  // A port of Electron's page says when its other end has gone; Chromium's own does not. The last message stands for it.
  const last = `${secret}-last`;
  window.addEventListener('message', ({ ports }) => {
    for (const port of ports) {
      const close = port.close.bind(port);
      port.close = () => {
        port.postMessage(last);
        close();
      };
      port.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (event.data !== last) return;
        event.stopImmediatePropagation();
        close();
        port.dispatchEvent(new Event('close'));
      });
    }
  });
  window.open = (url) => {
    const detail = new URL(url ?? 'about:blank', location.href).href;
    document.dispatchEvent(new CustomEvent(`${secret}-open`, { detail }));
    return null;
  };
}

type EventListenerOfRenderer = (event: { ports: MessagePort[] }, ...args: unknown[]) => void;
type Preload = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
) => void;

/** In the isolated world: what a sandboxed preload has around it. */
export function isolatedWorld({ binding, inbox, secret }: PageSideNames, preload: Preload): void {
  if (window !== window.top || location.protocol === 'about:') return;
  const listeners = new Map<string, EventListenerOfRenderer[]>();
  const ports = new Map<string, MessagePort>();
  const last = `${secret}-last`;
  const world = globalThis as unknown as Record<string, (text: string) => void>;

  function post(message: FromPage): void {
    world[binding]?.(JSON.stringify(message));
  }

  function encode(data: unknown): PortData {
    if (typeof data === 'string') return { text: data };
    if (!(data instanceof Uint8Array)) throw new Error('The stand-in carries text and bytes only.');
    return { base64: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join('')) };
  }

  function decode(data: PortData): string | Uint8Array {
    if ('text' in data) return data.text;
    return Uint8Array.from(atob(data.base64), (sign) => sign.charCodeAt(0));
  }

  function openPort(portId: string): MessagePort {
    const { port1, port2 } = new MessageChannel();
    ports.set(portId, port1);
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data !== last) return post({ kind: 'port-message', portId, data: encode(data) });
      port1.close();
      if (ports.delete(portId)) post({ kind: 'port-close', portId });
    });
    port1.start();
    return port2;
  }

  function take(message: ToPage): void {
    if (message.kind === 'event') {
      const event = { ports: message.portIds.map((id) => openPort(id)) };
      for (const listen of listeners.get(message.channel) ?? []) listen(event, ...message.args);
      return;
    }
    const port = ports.get(message.portId);
    if (message.kind === 'port-message') return port?.postMessage(decode(message.data));
    ports.delete(message.portId);
    port?.postMessage(last);
    port?.close();
  }

  function only<Target extends object>(name: string, target: Target): Target {
    return new Proxy(target, {
      get(of, key) {
        if (key in of) return Reflect.get(of, key) as unknown;
        throw new Error(`The stand-in for electron has no ${name}.${String(key)}.`);
      },
    });
  }

  const ipcRenderer = only('ipcRenderer', {
    send(channel: string, ...args: unknown[]) {
      post({ kind: 'send', channel, args });
    },
    on(channel: string, listen: EventListenerOfRenderer) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listen]);
      return ipcRenderer;
    },
  } satisfies Partial<Record<keyof IpcRenderer, unknown>>);
  const contextBridge = only('contextBridge', {
    exposeInMainWorld(key: string, value: unknown) {
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new Error('The stand-in exposes plain values only.');
      }
      document.dispatchEvent(new CustomEvent(`${secret}-expose`, { detail: { key, value } }));
    },
  } satisfies Partial<Record<keyof ContextBridge, unknown>>);

  Object.defineProperty(globalThis, inbox, {
    value: (text: string) => take(JSON.parse(text) as ToPage),
  });
  document.addEventListener(`${secret}-open`, (event) => {
    post({ kind: 'window-open', url: (event as CustomEvent<string>).detail });
  });
  const require = (name: string) => {
    if (name === 'electron') return only('electron', { ipcRenderer, contextBridge });
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    preload(require, module, module.exports);
  } catch (error) {
    post({ kind: 'preload-error', message: String(error) });
  }
}
