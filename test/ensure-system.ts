import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';

/** What the tests need beyond npm: Debian's package name, and a sign that it is there. */
const needs: readonly { readonly debianPackage: string; readonly isThere: () => boolean }[] = [
  { debianPackage: 'chromium', isThere: () => existsSync('/usr/bin/chromium') },
  {
    debianPackage: 'postgresql',
    isThere: () => globSync('/usr/lib/postgresql/*/bin/initdb').length > 0,
  },
  { debianPackage: 'strace', isThere: () => isOnPath('strace') },
  { debianPackage: 'socat', isThere: () => isOnPath('socat') },
  { debianPackage: 'xvfb', isThere: () => isOnPath('Xvfb') },
  { debianPackage: 'xdotool', isThere: () => isOnPath('xdotool') },
  { debianPackage: 'fonts-noto-cjk', isThere: hasChineseFont },
];

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

function hasChineseFont(): boolean {
  if (existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc')) return true;
  const list = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

/** The words before apt-get that make it run as root, or undefined where that is not to be had. */
function findRootPrefix(): readonly string[] | undefined {
  if (!existsSync('/etc/debian_version') || !isOnPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const mayUseSudo = isOnPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0;
  return mayUseSudo ? ['sudo', '-n'] : undefined;
}

function runAptGet(rootPrefix: readonly string[], aptArguments: readonly string[]): boolean {
  const words = [...rootPrefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  // Another apt-get may be at work on a machine that has just started: wait for its lock.
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const [program = 'env', ...rest] = [...words, ...options, ...aptArguments];
  const say = `ensure-system: ${['apt-get', ...aptArguments].join(' ')}`;
  process.stderr.write(`${say} …\n`);
  const atMs = Date.now();
  const result = spawnSync(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const seconds = Math.round((Date.now() - atMs) / 1000);
  process.stderr.write(`${say}: ${result.status === 0 ? 'done' : 'failed'} after ${seconds} s\n`);
  if (result.status !== 0) process.stderr.write(`${result.stdout}${result.stderr}`);
  return result.status === 0;
}

function findMissing(): readonly string[] {
  return needs.filter((need) => !need.isThere()).map((need) => need.debianPackage);
}

/** Installs what is missing where it may, else names the command. Safe to repeat. */
function ensureSystem(): number {
  const missing = findMissing();
  if (missing.length === 0) return 0;
  process.stderr.write(`ensure-system: the tests need ${missing.join(', ')}\n`);
  const rootPrefix = findRootPrefix();
  if (rootPrefix !== undefined) {
    runAptGet(rootPrefix, ['update']);
    runAptGet(rootPrefix, ['install', '--no-install-recommends', ...missing]);
  }
  const stillMissing = findMissing();
  if (stillMissing.length === 0) return 0;
  const command = `apt-get install --no-install-recommends ${stillMissing.join(' ')}`;
  process.stderr.write(`ensure-system: run this as root, then try again:\n  ${command}\n`);
  return 1;
}

process.exitCode = ensureSystem();
