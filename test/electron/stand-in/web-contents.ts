import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { PageLine } from './browser-line.ts';
import { ipcMain } from './ipc-main.ts';
import { makeEvent } from './make-event.ts';
import { type MessagePortMain, PortCarrier } from './message-ports.ts';
import {
  type FromPage,
  isolatedWorld,
  pageWorld,
  type PageSideNames,
  type PortData,
  type ToPage,
} from './page-side.ts';
import { appAddress, browserAddress } from './schemes.ts';
import { answerRequest, isPermitted, permissions } from './session.ts';
import { usKeyOf } from '../../support/us-layout.ts';
import { strict } from './strict.ts';

type WindowOpenHandler = (details: { readonly url: string }) => { readonly action: string };

/** A key as `sendInputEvent` takes it: the characters of a US keyboard, and Enter. */
interface KeyInput {
  readonly type: 'keyDown' | 'keyUp' | 'char';
  readonly keyCode: string;
}

const worldName = 'Electron Isolated Context';

/** What a page asks of the app, and what the app tells it. */
export class WebContents extends EventEmitter {
  readonly #opened: Promise<PageLine>;
  readonly #names: PageSideNames;
  readonly #ports = new PortCarrier((traffic) => {
    if (traffic.kind === 'port-close') return this.#tell(traffic);
    this.#tell({ ...traffic, data: encode(traffic.data) });
  });
  #line: PageLine | null = null;
  #url = '';
  /** Of the isolated world of the page that is shown now. */
  #contextId: string | null = null;
  /** The address that the app itself asked for last. */
  #ownLoad = '';
  #onWindowOpen: WindowOpenHandler = () => ({ action: 'allow' });
  #isKeyTaken = false;

  constructor(opening: Promise<PageLine>, preload: string | undefined) {
    super();
    const secret = randomUUID();
    this.#names = { binding: `out-${secret}`, inbox: `in-${secret}`, secret };
    this.#opened = opening.then(async (line) => {
      this.#line = line;
      await this.#prepare(line, preload);
      return line;
    });
  }

  getURL(): string {
    return this.#url;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'event', channel, args, portIds: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const portIds = transfer.map((port) => this.#ports.transfer(port));
    this.#tell({ kind: 'event', channel, args: [message], portIds });
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#onWindowOpen = handler;
  }

  async loadURL(url: string): Promise<void> {
    const line = await this.#opened;
    const address = browserAddress(url);
    for (const asked of permissions) {
      const setting = (await isPermitted(this, url, asked)) ? 'granted' : 'denied';
      const { origin } = new URL(address);
      await line.send('Browser.setPermission', {
        permission: { name: asked.name },
        setting,
        origin,
      });
    }
    this.#ownLoad = url;
    await line.send('Page.navigate', { url: address });
  }

  /** As in Electron the app hears a key before its page, and one it takes has no character and is not let go. */
  sendInputEvent(input: KeyInput): void {
    if (input.type === 'keyDown') {
      const event = makeEvent({});
      this.emit('before-input-event', event, inputOf(input));
      this.#isKeyTaken = event.defaultPrevented;
    }
    if (this.#isKeyTaken) return;
    if (input.type === 'keyUp') this.emit('before-input-event', makeEvent({}), inputOf(input));
    const { key, code, shiftKey } = keyOf(input.keyCode);
    const text = key === 'Enter' ? '\r' : key;
    const isSign = !/[A-Za-z0-9\r]/.test(text);
    const windowsVirtualKeyCode = isSign ? 0 : text.toUpperCase().charCodeAt(0);
    const modifiers = shiftKey ? 8 : 0;
    const common = { key, code, windowsVirtualKeyCode, modifiers };
    void this.#line?.send(
      'Input.dispatchKeyEvent',
      input.type === 'char'
        ? { type: 'char', text, ...common }
        : { type: input.type === 'keyDown' ? 'rawKeyDown' : 'keyUp', ...common },
    );
  }

  async #prepare(line: PageLine, preload: string | undefined): Promise<void> {
    const { binding } = this.#names;
    const names = JSON.stringify(this.#names);
    line.on('Runtime.executionContextCreated', ({ context }) => {
      const details = context.auxData as { readonly frameId?: string } | undefined;
      // The frame of a page has the id of its target.
      if (context.name !== worldName || details?.frameId !== line.targetId) return;
      this.#ports.closeAll();
      this.#contextId = context.uniqueId;
    });
    line.on('Runtime.bindingCalled', ({ payload }) => this.#take(JSON.parse(payload) as FromPage));
    line.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) this.#url = appAddress(frame.url);
    });
    line.on('Page.loadEventFired', () => {
      if (this.#url !== 'about:blank') this.emit('did-finish-load', makeEvent({}));
    });
    line.on('Fetch.requestPaused', ({ requestId, request, resourceType, frameId }) => {
      const isPage = resourceType === 'Document' && frameId === line.targetId;
      const details = { method: request.method, resourceType: isPage ? 'mainFrame' : 'other' };
      void this.#answer(line, requestId, { url: appAddress(request.url), ...details });
    });
    await line.send('Page.enable');
    await line.send('Runtime.enable');
    await line.send('Runtime.addBinding', { name: binding, executionContextName: worldName });
    const ownWorld = `(${pageWorld.toString()})(${names})`;
    await line.send('Page.addScriptToEvaluateOnNewDocument', { source: ownWorld });
    if (preload !== undefined) {
      const code = `(require, module, exports) => {${readFileSync(preload, 'utf8')}\n}`;
      const source = `(${isolatedWorld.toString()})(${names}, ${code})`;
      await line.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName });
    }
    await line.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  #tell(message: ToPage): void {
    const expression = `globalThis[${JSON.stringify(this.#names.inbox)}](${JSON.stringify(JSON.stringify(message))})`;
    if (this.#contextId === null) return;
    const uniqueContextId = this.#contextId;
    // A page that is going away hears nothing any more.
    this.#line?.send('Runtime.evaluate', { expression, uniqueContextId }).catch(() => undefined);
  }

  #take(message: FromPage): void {
    switch (message.kind) {
      case 'send':
        ipcMain.emit(message.channel, this.#ipcEvent(), ...message.args);
        return;
      case 'port-message':
        return this.#ports.take({ ...message, data: decode(message.data) });
      case 'port-close':
        return this.#ports.take(message);
      case 'window-open': {
        const { action } = this.#onWindowOpen({ url: appAddress(message.url) });
        if (action !== 'deny') throw new Error('The stand-in opens no window for a page.');
        return;
      }
      case 'preload-error':
        throw new Error(`The preload failed: ${message.message}`);
    }
  }

  #ipcEvent() {
    const senderFrame = strict('senderFrame', { url: this.#url });
    return makeEvent({ sender: this, senderFrame });
  }

  async #answer(
    line: PageLine,
    requestId: string,
    details: Parameters<typeof answerRequest>[0],
  ): Promise<void> {
    const refuse = (errorReason: 'Aborted' | 'BlockedByClient') =>
      line.send('Fetch.failRequest', { requestId, errorReason });
    const { url } = details;
    if (details.resourceType === 'mainFrame' && url !== this.#ownLoad) {
      const event = makeEvent({ url, isMainFrame: true });
      this.emit('will-navigate', event, url);
      if (event.defaultPrevented) return void (await refuse('Aborted'));
    }
    const response = await answerRequest(details);
    if (response === null) return void (await refuse('BlockedByClient'));
    await line.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }
}

function encode(data: unknown): PortData {
  if (typeof data === 'string') return { text: data };
  if (!(data instanceof Uint8Array)) throw new Error('The stand-in carries text and bytes only.');
  return { base64: Buffer.from(data).toString('base64') };
}

function decode(data: PortData): unknown {
  return 'text' in data ? data.text : new Uint8Array(Buffer.from(data.base64, 'base64'));
}

function keyOf(keyCode: string) {
  if (keyCode === 'Enter') return { key: keyCode, code: keyCode, shiftKey: false };
  return { key: keyCode, ...usKeyOf(keyCode) };
}

function inputOf({ type, keyCode }: KeyInput) {
  const { key, code, shiftKey: shift } = keyOf(keyCode);
  return {
    type,
    key,
    code,
    shift,
    isAutoRepeat: false,
    isComposing: false,
    control: false,
    alt: false,
    meta: false,
    location: 0,
    modifiers: shift ? ['shift'] : [],
  };
}
