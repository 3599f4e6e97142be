import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';

/**
 * Bundles the desktop shell into dist/electron: `main.js` and `core.js` as modules, `preload.cjs` as CommonJS, as a
 * sandboxed preload must be. Packages stay outside: they ship as they are, the native ones with their prebuilt binaries.
 */

const here = import.meta.dirname;
const outDir = path.join(here, '../../dist/electron');

function shellConfig(
  entry: Record<string, string>,
  format: 'es' | 'cjs',
  extension: string,
): InlineConfig {
  return {
    configFile: false,
    root: here,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      sourcemap: true,
      lib: { entry, formats: [format], fileName: (_format, name) => `${name}.${extension}` },
      rolldownOptions: { external: (id) => !id.startsWith('.') && !path.isAbsolute(id) },
    },
  };
}

// Chunks carry a hash in their names: those of former builds would be packed as well.
await rm(outDir, { recursive: true, force: true });
const entry = (name: string): string => path.join(here, `${name}.ts`);
await build(
  shellConfig(
    {
      main: entry('main'),
      core: entry('core'),
      'checkpoint-worker': path.join(here, '../store/checkpoint-worker.ts'),
      'snapshot-worker': path.join(here, '../store/snapshot-worker.ts'),
      'feed-worker': path.join(here, '../store/feed-worker.ts'),
    },
    'es',
    'js',
  ),
);
await build(shellConfig({ preload: entry('preload/preload') }, 'cjs', 'cjs'));
