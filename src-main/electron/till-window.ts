import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, MessageChannelMain } from 'electron';
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
  window.once('ready-to-show', () => window.show());
  ipcMain.on('till-port', (event, language: unknown) => {
    if (event.senderFrame === null || !isOwnScreen(event.senderFrame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    core.connect(port1, typeof language === 'string' ? language : '');
    event.senderFrame.postMessage('till-port', null, [port2]);
  });
  void window.loadURL(`${screensOrigin}/`);
  return window;
}
