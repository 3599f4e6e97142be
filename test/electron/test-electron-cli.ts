import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findElectron } from '../../src-main/electron/find-electron.ts';

/** Runs the tests of the shell against the real Electron, where its binary is installed. */

const electron = findElectron();
if (electron === null) {
  process.stderr.write(
    [
      "Electron's binary is not here and could not be downloaded: nothing was tested.",
      'With a network, run it again. `npm test` runs the same file against a stand-in for Electron.',
      '',
    ].join('\n'),
  );
  process.exitCode = 1;
} else {
  const repo = path.join(import.meta.dirname, '../..');
  const { status } = spawnSync(
    path.join(repo, 'node_modules/.bin/vitest'),
    ['run', '--config', 'test/vitest.config.ts', 'test/electron/shell.test.ts'],
    { cwd: repo, stdio: 'inherit', env: { ...process.env, REAL_ELECTRON: electron } },
  );
  process.exitCode = status ?? 1;
}
