import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

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

/** Of every kind of file that the build of the screens makes. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built screens under `app://till` and lets nothing else be fetched: the window needs no network. Files are read
 * and not fetched: a fetch of `file:` by this process would go through the same gate and be refused there.
 */
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
    const contentType = contentTypes[extname(file)];
    const body = contentType === undefined ? null : await readFile(file).catch(() => null);
    if (contentType === undefined || body === null) return new Response('none', { status: 404 });
    const headers = {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
    };
    return new Response(body, { headers });
  });
}
