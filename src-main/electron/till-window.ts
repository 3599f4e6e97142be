import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, type MessagePortMain } from 'electron';
import {
  type DesktopNews,
  desktopNewsChannel,
  desktopRequestChannel,
} from '../../src-shared/contract/desktop-messages.ts';
import { desktopRequestSchema } from '../../src-shared/contract/desktop-request.ts';
import type { CoreProcess } from './core-process-host.ts';
import { listenForScans } from './keyboard-scanner.ts';
import { isOwnScreen } from './lock-down.ts';
import { screensOrigin } from './screens-protocol.ts';

/**
 * Opens the till's window. The page asks for a pipe when it has loaded, and again when its pipe has ended, as after a
 * restart of the core; each time it gets one end of a fresh channel and the core the other.
 */
export function openTillWindow(core: CoreProcess): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(app.getAppPath(), 'dist', 'electron', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  window.once('ready-to-show', () => window.show());
  const tell = (news: DesktopNews, ports: MessagePortMain[] = []) => {
    webContents.postMessage(desktopNewsChannel, news, ports);
  };
  const keyboard = listenForScans(webContents, tell);
  ipcMain.on(desktopRequestChannel, (event, asked: unknown) => {
    if (event.senderFrame === null || !isOwnScreen(event.senderFrame.url)) return;
    const { data: request } = desktopRequestSchema.safeParse(asked);
    // No screen of ours asks for anything else, and a page must not be able to end the app.
    if (request === undefined) return;
    if (request.kind === 'keyboard-scanner') return keyboard.set(request.settings);
    core.connect(request.language, (port) => {
      // The core may have taken a while.
      if (window.isDestroyed()) port.close();
      else tell({ kind: 'till-port' }, [port]);
    });
  });
  void window.loadURL(`${screensOrigin}/`);
  return window;
}
