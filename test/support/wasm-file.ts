import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The compiled reader or writer of zxing-wasm, from its package. */
export function wasmFile(part: 'reader' | 'writer'): ArrayBuffer {
  const bytes = readFileSync(require.resolve(`zxing-wasm/${part}/zxing_${part}.wasm`));
  return Uint8Array.from(bytes).buffer;
}
