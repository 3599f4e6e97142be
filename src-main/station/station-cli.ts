import path from 'node:path';
import { pino } from 'pino';
import { openDemo } from '../demo/open-demo.ts';
import { startFailureSentence } from '../till/start-failure.ts';
import { systemHid } from '../till/system-hid.ts';
import { startStation } from './start-station.ts';
import { recoverFromInput } from './recover-from-input.ts';
import { verifyDataFolder } from '../till/verify-data-folder.ts';
import { readDataFolder, readStationOptions, stationHelp } from './station-options.ts';

/**
 * `npm run station -- --port 7300 --data DIR --office URL [--activation CODE] [--serial PATH[:baud]]`: prints one line of
 * JSON when it can serve, logs to standard error, stops cleanly on SIGTERM. `station verify --data DIR` looks through all
 * operations of a stopped till instead: what is wrong in words on standard error, all of it as JSON on standard output.
 */
const log = pino(
  { name: 'station', level: process.env['LOG_LEVEL'] ?? 'info' },
  pino.destination({ dest: process.stderr.fd, sync: true }),
);
/** Closing takes far less; a device driver that hangs must not keep the machine from shutting down. */
const stopWithinMs = 8_000;

const appFolder = path.join(import.meta.dirname, '../..');

const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(stationHelp);
else if (args[0] === 'verify') verifyStation(args.slice(1));
else await serve();

async function serve(): Promise<void> {
  try {
    const options = readStationOptions(args);
    if (options.isRecovery === true) await recoverFromInput(options.dataFolder);
    const demo = openDemo({ appFolder, folder: path.join(options.dataFolder, 'demo'), log });
    const station = await startStation({
      ...options,
      hid: systemHid(),
      ...(demo === null ? {} : { demo }),
      log,
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        void stopWith(async () => {
          await station.stop();
          await demo?.stop();
        });
      });
    }
    process.stdout.write(`${JSON.stringify({ ready: true, url: station.url })}\n`);
  } catch (error) {
    const sentence = startFailureSentence(error);
    if (sentence === null) log.fatal({ err: error }, 'the station could not start');
    else process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
}

/** Exit code 1 when something is wrong, or cannot be looked at. */
function verifyStation(rest: readonly string[]): void {
  try {
    const check = verifyDataFolder(readDataFolder(rest));
    for (const words of check.words) process.stderr.write(`${words}\n`);
    process.stdout.write(`${JSON.stringify(check)}\n`);
    if (check.findings.length > 0) process.exitCode = 1;
  } catch (error) {
    const sentence = startFailureSentence(error);
    if (sentence === null) log.fatal({ err: error }, 'the folder could not be looked at');
    else process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
}

async function stopWith(stop: () => Promise<void>): Promise<void> {
  const force = setTimeout(() => process.exit(1), stopWithinMs);
  await stop();
  clearTimeout(force);
  process.exit(0);
}
