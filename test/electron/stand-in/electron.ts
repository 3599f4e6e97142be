import { strict } from './strict.ts';

/** Stands in for the `electron` module of the main process, as far as this app uses it. */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { MessageChannelMain } from './message-ports.ts';
export { protocol } from './schemes.ts';
export { safeStorage } from './safe-storage.ts';
export { session } from './session.ts';
export { utilityProcess } from './utility-process.ts';

export const dialog = strict('dialog', {
  /** Nobody is there to close a box: what it says goes to the log. */
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}\n${content}\n`);
  },
});

export const Menu = strict('Menu', {
  setApplicationMenu(menu: null): void {
    if (menu !== null) throw new Error('The stand-in has no menus.');
  },
});
