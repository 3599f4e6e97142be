import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { CoreCommand, CoreReport } from './core-messages.ts';

/** On the command line: try the installation and end. */
export const selfTestFlag = '--selftest';

/** A machine that is slow and has just been installed needs a few seconds for it. */
const answerWithinMs = 60_000;

/**
 * Tries what this package brings, most of it in the core's own process, where it is used. Answers a line for each part that
 * failed; a core that says nothing has failed.
 */
export async function selfTest(
  appFolder: string,
  withinMs = answerWithinMs,
): Promise<readonly string[]> {
  const screens = join(appFolder, 'dist', 'screens', 'index.html');
  return [...(existsSync(screens) ? [] : [`screens: ${screens} is missing.`]), ...(await ofCore())];

  function ofCore(): Promise<readonly string[]> {
    const module = join(appFolder, 'dist', 'electron', 'core.js');
    const core = utilityProcess.fork(module, [], { serviceName: 'till-core' });
    return new Promise((resolve) => {
      const tooLate = setTimeout(() => {
        core.kill();
        resolve([`core: no answer within ${withinMs / 1000} s.`]);
      }, withinMs);
      const answer = (failed: readonly string[]): void => {
        clearTimeout(tooLate);
        resolve(failed);
      };
      core.on('message', (report: CoreReport) => {
        if (report.kind === 'self-tested') answer(report.failed);
      });
      core.on('exit', () => answer(['core: it ended without an answer.']));
      core.postMessage({ kind: 'self-test', appFolder } satisfies CoreCommand);
    });
  }
}
