import { ipcRenderer } from 'electron';

/**
 * The whole bridge: the page asks for its pipe to the core, and gets a MessagePort. Nothing of Electron is exposed, so
 * there is no API to misuse. Bundled as CommonJS, as a sandboxed preload must be.
 */

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'till-port-please') ipcRenderer.send('till-port');
});
ipcRenderer.on('till-port', (event) => {
  window.postMessage('till-port', window.origin, event.ports);
});
ipcRenderer.on('till-port-lost', () => {
  window.postMessage('till-port-lost', window.origin);
});
