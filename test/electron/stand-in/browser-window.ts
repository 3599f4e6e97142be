import { EventEmitter } from 'node:events';
import { type BrowserLine, openBrowserLine } from './browser-line.ts';
import { makeEvent } from './make-event.ts';
import { strict } from './strict.ts';
import { WebContents } from './web-contents.ts';

/** What this app opens its window with; a preload that is not sandboxed is another product. */
interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly show?: boolean;
  readonly autoHideMenuBar?: boolean;
  readonly webPreferences?: WebPreferences;
}
interface WebPreferences {
  readonly preload?: string;
  readonly contextIsolation?: boolean;
  readonly sandbox?: boolean;
  readonly nodeIntegration?: boolean;
  readonly webviewTag?: boolean;
  readonly spellcheck?: boolean;
}

const windowOptions = 'width height minWidth minHeight show autoHideMenuBar webPreferences';
const webPreferences = 'preload contextIsolation sandbox nodeIntegration webviewTag spellcheck';

/** What happens to windows, for the app. */
export const windowEvents = new EventEmitter<{ created: [WebContents]; closed: [] }>();
const windows = new Set<BrowserWindow>();
let browser: Promise<BrowserLine> | null = null;

function reachBrowser(): Promise<BrowserLine> {
  const address = process.env['STAND_IN_BROWSER'];
  if (address === undefined) throw new Error('The stand-in was started without a browser.');
  browser ??= openBrowserLine(address);
  return browser;
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  readonly #closePage: () => Promise<void>;
  #state: 'shown' | 'hidden' | 'minimized' | 'closed';

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }

  constructor(options: WindowOptions = {}) {
    super();
    refuseOthers('BrowserWindow', options, windowOptions);
    const { width = 800, height = 600, show = true, webPreferences: preferences = {} } = options;
    refuseOthers('webPreferences', preferences, webPreferences);
    const { contextIsolation = true, sandbox = true, nodeIntegration = false } = preferences;
    if (!contextIsolation || !sandbox || nodeIntegration) {
      throw new Error('The stand-in has sandboxed, isolated preloads only.');
    }
    const opening = reachBrowser().then((line) => line.openPage({ width, height }));
    this.#closePage = async () => (await opening).close();
    this.#state = show ? 'shown' : 'hidden';
    this.webContents = strict('webContents', new WebContents(opening, preferences.preload));
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    const view = strict<BrowserWindow>('BrowserWindow', this);
    windows.add(view);
    this.once('closed', () => {
      windows.delete(view);
      windowEvents.emit('closed');
    });
    windowEvents.emit('created', this.webContents);
    return view;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#state = 'shown';
  }

  isVisible(): boolean {
    return this.#state === 'shown';
  }

  minimize(): void {
    this.#state = 'minimized';
  }

  isMinimized(): boolean {
    return this.#state === 'minimized';
  }

  restore(): void {
    this.#state = 'shown';
  }

  focus(): void {
    this.emit('focus');
  }

  isDestroyed(): boolean {
    return this.#state === 'closed';
  }

  close(): void {
    if (this.#state === 'closed') return;
    const event = makeEvent({});
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#state = 'closed';
    void this.#closePage().catch(() => undefined); // the browser may have gone first
    this.emit('closed');
  }
}

function refuseOthers(name: string, given: object, known: string): void {
  const others = Object.keys(given).filter((key) => !known.split(' ').includes(key));
  if (others.length > 0)
    throw new Error(`The stand-in has no ${name} option ${others.join(', ')}.`);
}
