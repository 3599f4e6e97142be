import { ipcRenderer } from 'electron';

/**
 * The whole bridge: the page asks for its pipe to the core, and gets a MessagePort. Nothing of Electron is exposed, so
 * there is no API to misuse. Bundled as CommonJS, as a sandboxed preload must be.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isPortWanted(event.data)) return;
  ipcRenderer.send('till-port', String(event.data.language));
});
ipcRenderer.on('till-port', (event) => {
  window.postMessage('till-port', window.origin, event.ports);
});

function isPortWanted(
  data: unknown,
): data is { readonly kind: 'till-port-wanted'; readonly language: unknown } {
  return typeof data === 'object' && data !== null && 'kind' in data && 'language' in data
    ? data.kind === 'till-port-wanted'
    : false;
}
