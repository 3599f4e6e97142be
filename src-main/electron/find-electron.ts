import { createRequire } from 'node:module';

/** The path of Electron's binary, which its own package downloads on first use; null where that is impossible. */
export function findElectron(): string | null {
  try {
    const path: unknown = createRequire(import.meta.url)('electron');
    return typeof path === 'string' ? path : null;
  } catch {
    return null;
  }
}
