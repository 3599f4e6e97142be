import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findElectron } from './find-electron.ts';

/**
 * Opens the desktop app that `npm start` has just built. Electron's own package finds its binary, and downloads it
 * on first use; where that is impossible it says so and names the way without it.
 */

const appFolder = fileURLToPath(new URL('../..', import.meta.url));
const electron = findElectron();
if (electron === null) {
  process.stderr.write(
    [
      "Electron's binary is not here and could not be downloaded.",
      'With a network: run `npm start` again. Without: `npm run demo` or `npm run station` serves the same screens to a browser.',
      '',
    ].join('\n'),
  );
  process.exitCode = 1;
} else {
  const child = spawn(electron, [appFolder, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
