import { contextBridge, ipcRenderer } from 'electron';
import {
  desktopMark,
  type DesktopNews,
  desktopNewsChannel,
  type DesktopRequest,
  desktopRequestChannel,
  isOfKind,
} from '../../../src-shared/contract/desktop-messages.ts';

/**
 * The whole bridge: what the page asks goes to the shell, what the shell says goes to the page, with a MessagePort where
 * one comes along. Nothing of Electron is exposed, so there is no API to misuse. Bundled as CommonJS, as a sandboxed
 * preload must be.
 */
contextBridge.exposeInMainWorld(desktopMark, true);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window) return;
  if (!isOfKind<DesktopRequest>(event.data, ['till-port-wanted', 'keyboard-scanner'])) return;
  ipcRenderer.send(desktopRequestChannel, event.data);
});
ipcRenderer.on(desktopNewsChannel, (event, news: DesktopNews) => {
  window.postMessage(news, window.origin, event.ports);
});
