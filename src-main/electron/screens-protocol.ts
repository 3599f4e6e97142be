import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol, type Session } from 'electron';

/** The screens' origin in the desktop app: a real origin, unlike file://, so that the browser's rules hold. */
export const screensOrigin = 'app://till';

const contentSecurityPolicy = [
  "default-src 'self'",
  // Codes in pictures of a camera are read by WebAssembly; scripts made of text stay refused.
  "script-src 'self' 'wasm-unsafe-eval'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built screens under `app://till` and lets nothing else be fetched: the window needs no network. */
export function serveScreens(session: Session, folder: string): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !/^(app|devtools|data|blob):/.test(details.url) });
  });
  session.protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const file = normalize(
      join(folder, /\.\w+$/.test(pathname) ? decodeURIComponent(pathname) : 'index.html'),
    );
    if (!file.startsWith(folder + sep)) return new Response('forbidden', { status: 403 });
    const response = await net.fetch(pathToFileURL(file).href);
    const headers = new Headers(response.headers);
    headers.set('content-security-policy', contentSecurityPolicy);
    headers.set('x-content-type-options', 'nosniff');
    return new Response(response.body, { status: response.status, headers });
  });
}
