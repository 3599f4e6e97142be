import { globSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const repo = path.join(import.meta.dirname, '..');
const built = path.join(repo, 'dist/screens');

/** Says whether the built pages are at least as new as everything they are made of. */
function isFresh(): boolean {
  const page = statSync(path.join(built, 'index.html'), { throwIfNoEntry: false });
  if (page === undefined) return false;
  const sources = globSync(
    ['package-lock.json', 'src-renderer', 'src-renderer/**', 'src-shared', 'src-shared/**'],
    { cwd: repo },
  );
  return sources.every((file) => {
    const source = statSync(path.join(repo, file), { throwIfNoEntry: false });
    return source === undefined || source.mtimeMs <= page.mtimeMs;
  });
}

/**
 * Builds the screens into dist/screens. They are built beside it and put in place at the end, so
 * that a station that serves them, or a second build, never meets a half-written folder.
 */
async function buildScreens(): Promise<void> {
  // Only a build pays for loading vite; a look whether one is needed does not.
  const { build, createLogger } = await import('vite');
  const startedAtMs = Date.now();
  const fresh = path.join(repo, `dist/.screens-${process.pid}`);
  const old = path.join(repo, `dist/.screens-old-${process.pid}`);
  try {
    await build({
      configFile: path.join(import.meta.dirname, 'vite.config.ts'),
      // Standard output belongs to the programs: `npm run station` prints one line of JSON there.
      logLevel: 'warn',
      customLogger: { ...createLogger('warn'), warn: say, warnOnce: say, error: say },
      build: { outDir: fresh },
    });
    await mkdir(path.dirname(built), { recursive: true });
    await rename(built, old).catch(ignoreMissing);
    await rename(fresh, built).catch(ignoreTaken);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
  say(`screens built in ${Date.now() - startedAtMs} ms`);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** A build that ended in the same moment has put the same pages in place. */
function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const onlyIfStale = process.argv.includes('--if-stale');
if (!onlyIfStale || !isFresh()) await buildScreens();
