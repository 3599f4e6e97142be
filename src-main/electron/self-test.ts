import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { CoreCommand, CoreReport } from './core-messages.ts';

/** On the command line: try the installation and end. */
export const selfTestFlag = '--selftest';

/**
 * Tries what this package brings, most of it in the core's own process, where it is used. Answers a line for each part that
 * failed.
 */
export async function selfTest(appFolder: string): Promise<readonly string[]> {
  const screens = join(appFolder, 'dist', 'screens', 'index.html');
  return [...(existsSync(screens) ? [] : [`screens: ${screens} is missing.`]), ...(await ofCore())];

  function ofCore(): Promise<readonly string[]> {
    const module = join(appFolder, 'dist', 'electron', 'core.js');
    const core = utilityProcess.fork(module, [], { serviceName: 'till-core' });
    return new Promise((resolve) => {
      core.on('message', (report: CoreReport) => {
        if (report.kind === 'self-tested') resolve(report.failed);
      });
      core.on('exit', () => resolve(['core: it ended without an answer.']));
      core.postMessage({ kind: 'self-test', appFolder } satisfies CoreCommand);
    });
  }
}
