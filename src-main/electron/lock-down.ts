import type { WebContents } from 'electron';
import { screensOrigin } from './screens-protocol.ts';

/** No page of this app opens a window, embeds another page or goes anywhere but its own screens. */
export function lockDownWebContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isOwnScreen(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnScreen(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Tells whether an address is one of the app's own screens. `app:` is no special scheme, so `origin` says nothing. */
export function isOwnScreen(url: string): boolean {
  return url === screensOrigin || url.startsWith(`${screensOrigin}/`);
}
