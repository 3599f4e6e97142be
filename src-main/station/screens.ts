import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Addresses that are the same page: it finds its screen by itself. */
const pages = ['/', '/enrol', '/devices', '/recovery', '/readmit'] as const;

const securityHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    // Codes in pictures of a camera are read by WebAssembly; scripts made of text stay refused.
    "script-src 'self' 'wasm-unsafe-eval'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
} as const;

/** Serves the built screens. Without them the APIs work all the same, and the page says what is missing. */
export async function registerScreens(app: FastifyInstance, folder: string): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    await Promise.resolve();
    void reply.headers(securityHeaders);
  });
  await app.register(fastifyStatic, {
    root: existsSync(folder) ? folder : path.dirname(folder),
    serve: existsSync(folder),
    index: false,
    // The names of built files hold their content's hash.
    setHeaders: (response, file) => {
      const isBuilt = file.includes(`${path.sep}assets${path.sep}`);
      void response.header(
        'cache-control',
        isBuilt ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
    cacheControl: false,
  });
  for (const page of pages) app.get(page, (_request, reply) => sendPage(reply, folder));
}

function sendPage(reply: FastifyReply, folder: string) {
  if (existsSync(path.join(folder, 'index.html'))) return reply.sendFile('index.html', folder);
  return reply
    .status(503)
    .type('text/plain; charset=utf-8')
    .send('Screens are not built: npm run build');
}
