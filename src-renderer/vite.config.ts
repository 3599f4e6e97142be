import react from '@vitejs/plugin-react';
import { globSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;

// Every page of the shell (`src-renderer/*.html`) is an entry. Paths in the built pages are
// relative, because the station serves them over HTTP and Electron from its own protocol.
export default defineConfig({
  root,
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(root, '../dist/screens'),
    emptyOutDir: true,
    target: 'chrome130',
    // The strict content security policy of both shells refuses `data:` addresses.
    assetsInlineLimit: 0,
    // One page, one file: it comes from this machine or from the store's own network.
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: globSync('*.html', { cwd: root }).map((page) => path.join(root, page)),
    },
  },
  server: { host: '127.0.0.1' },
});
