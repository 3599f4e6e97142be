import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';
import {
  type DesktopNews,
  desktopNewsChannel,
  desktopRequestChannel,
} from '../../src-shared/contract/desktop-messages.ts';
import { desktopRequestSchema } from '../../src-shared/contract/desktop-request.ts';
import type { CoreProcess } from './core-process-host.ts';
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
  ipcMain.on(desktopRequestChannel, (event, asked: unknown) => {
    if (event.senderFrame === null || !isOwnScreen(event.senderFrame.url)) return;
    const { language } = desktopRequestSchema.parse(asked);
    core.connect(language, (port) => {
      // The core may have taken a while.
      if (window.isDestroyed()) return port.close();
      const news: DesktopNews = { kind: 'till-port' };
      webContents.postMessage(desktopNewsChannel, news, [port]);
    });
  });
  void window.loadURL(`${screensOrigin}/`);
  return window;
}
