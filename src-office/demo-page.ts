import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  QRCodeDecoderErrorCorrectionLevel as ErrorCorrectionLevel,
  QRCodeEncoder,
} from '@zxing/library';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { flatError } from '../src-shared/contract/http-errors.ts';
import { cleanPhone } from '../src-shared/values/phone.ts';
import {
  issueCarryingCode,
  type IssuedCode,
  issueMemberCode,
} from './handlers/issue-member-code.ts';
import type { OfficeServices } from './handlers/office-services.ts';
import { findPhoneHolder } from './store/member-store.ts';
import { listStores } from './store/terminal-store.ts';
import { tokenCheck } from './token-check.ts';

const prefix = '/demo/member-code';
const folder = path.join(import.meta.dirname, '../resources/demo/member-code');
const files = [
  { at: '', file: 'index.html', type: 'text/html; charset=utf-8' },
  { at: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { at: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
] as const;
const headers = {
  'content-security-policy': [
    "default-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;
/** Light modules around the picture, which readers need. */
const quietModules = 4;

const wishSchema = z.object({
  phone: z.string().max(64),
  storeId: z.string().max(64).default(''),
  points: z.int().min(0).max(1_000_000_000).default(0),
});

/**
 * Serves a page that stands for the chain's own app and shows any member's code, so that the path to a till can be tried
 * without one. Whoever has `key` can pass for any member: for a demonstration, never at a real head office. The page itself
 * holds no secret; the key comes with the address that the demo prints, behind the "#".
 */
export function addDemoPage(app: FastifyInstance, office: OfficeServices, key: string): void {
  const isKeyRight = tokenCheck(key);
  void app.register(
    async (demo) => {
      demo.addHook('onSend', async (_request, reply) => {
        void reply.headers(headers);
      });
      for (const { at, file, type } of files) {
        const content = readFileSync(path.join(folder, file));
        demo.get(at, (_request, reply) => reply.type(type).send(content));
      }
      await demo.register(async (calls) => {
        calls.addHook('onRequest', async (request, reply) => {
          if (isKeyRight(request.headers.authorization)) return;
          await reply.status(401).send(flatError('unauthorised', 'The key is missing or wrong.'));
        });
        calls.post('/stores', async () => ({ stores: await listStores(office.store.database) }));
        calls.post('/picture', async (request, reply) => {
          const wish = wishSchema.safeParse(request.body);
          if (wish.success) return answer(office, wish.data);
          return reply.status(400).send(flatError('bad_request', 'This is no wish.'));
        });
      });
    },
    { prefix },
  );
}

async function answer(office: OfficeServices, wish: z.infer<typeof wishSchema>) {
  const cleaned = cleanPhone(wish.phone);
  const member =
    cleaned.status === 'refused'
      ? null
      : await findPhoneHolder(office.store.database, cleaned.phone);
  if (member === null) return { status: 'member_unknown' };
  const { memberId } = member;
  if (wish.points > 0) {
    const { storeId, points } = wish;
    const carried = await issueCarryingCode(office, { memberId, storeId, points });
    return carried.status === 'issued' ? shown(carried.issued) : carried;
  }
  const issued = await issueMemberCode(office, memberId);
  return issued === null ? { status: 'member_unknown' } : shown(issued);
}

function shown(issued: IssuedCode) {
  return { status: 'issued', ...issued, qr: drawQr(issued.code) };
}

/** A QR code at level M as the path of an SVG, in a square of so many modules. */
function drawQr(text: string): { readonly size: number; readonly path: string } {
  const matrix = QRCodeEncoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
  let drawn = '';
  for (let y = 0; y < matrix.getHeight(); y++) {
    for (let x = 0; x < matrix.getWidth(); x++) {
      if (matrix.get(x, y) === 1) drawn += `M${x + quietModules} ${y + quietModules}h1v1h-1z`;
    }
  }
  return { size: matrix.getWidth() + 2 * quietModules, path: drawn };
}
