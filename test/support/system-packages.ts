import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** A program or a file that comes from no npm package: Debian's package name, and a sign that it is there. */
export interface SystemPackage {
  readonly debianPackage: string;
  readonly isThere: () => boolean;
}

export function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Installs what is missing where it may, else names the command on standard error. Safe to repeat. */
export function ensurePackages(who: string, needs: readonly SystemPackage[]): boolean {
  const findMissing = (): readonly string[] =>
    needs.filter((need) => !need.isThere()).map((need) => need.debianPackage);
  const missing = findMissing();
  if (missing.length === 0) return true;
  process.stderr.write(`${who}: the tests need ${missing.join(', ')}\n`);
  updateLists(who);
  runAptGet(who, ['install', '--no-install-recommends', ...missing]);
  const stillMissing = findMissing();
  if (stillMissing.length === 0) return true;
  const command = `apt-get install --no-install-recommends ${stillMissing.join(' ')}`;
  process.stderr.write(`${who}: run this as root, then try again:\n  ${command}\n`);
  return false;
}

/** Fetches the lists of what Debian has; false where that may not be done. */
export function updateLists(who: string): boolean {
  return runAptGet(who, ['update']);
}

/** The words before apt-get that make it run as root, or undefined where that is not to be had. */
function findRootPrefix(): readonly string[] | undefined {
  if (!existsSync('/etc/debian_version') || !isOnPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const mayUseSudo = isOnPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0;
  return mayUseSudo ? ['sudo', '-n'] : undefined;
}

function runAptGet(who: string, aptArguments: readonly string[]): boolean {
  const rootPrefix = findRootPrefix();
  if (rootPrefix === undefined) return false;
  const words = [...rootPrefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  // Another apt-get may be at work on a machine that has just started: wait for its lock.
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const [program = 'env', ...rest] = [...words, ...options, ...aptArguments];
  const say = `${who}: ${['apt-get', ...aptArguments].join(' ')}`;
  process.stderr.write(`${say} …\n`);
  const atMs = Date.now();
  const result = spawnSync(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const seconds = Math.round((Date.now() - atMs) / 1000);
  process.stderr.write(`${say}: ${result.status === 0 ? 'done' : 'failed'} after ${seconds} s\n`);
  if (result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  return result.status === 0;
}
