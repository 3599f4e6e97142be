import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { officePrefix, snapshotPath } from '../../src-shared/contract/office-wire.ts';

/** Serves the files of a bench by range, as head office does, from a process of its own. Says its address when it can. */
const [folder = ''] = process.argv.slice(2);
const files: Readonly<Record<string, string>> = {
  [officePrefix + snapshotPath('bench')]: 'image',
  '/plain.zst': 'plain.zst',
};
const server = createServer((request, response) => {
  const file = path.join(folder, files[request.url ?? ''] ?? 'none');
  const { size } = statSync(file);
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const range = `bytes ${start}-${size - 1}/${size}`;
  response.writeHead(206, { 'content-length': size - start, 'content-range': range });
  createReadStream(file, { start, highWaterMark: 256 * 1024 }).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
