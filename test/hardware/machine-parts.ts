import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { updateLists } from '../support/system-packages.ts';

/** What a virtual machine is started with. */
export interface MachineParts {
  readonly kernel: string;
  readonly modulesFolder: string;
  readonly busybox: string;
}

/** Of the 400 MB of a kernel's package these are unpacked: what it starts from, and where our modules and what they need lie. */
const unpacked = [
  './boot/vmlinuz-*',
  './lib/modules/*/modules.builtin',
  ...[
    'drivers/char',
    'drivers/hid',
    'drivers/input',
    'drivers/usb',
    'drivers/virtio',
    'fs',
    'net/9p',
  ].map((folder) => `./lib/modules/*/kernel/${folder}/*`),
];

/**
 * Fetches Debian's kernel and a busybox, which are unpacked into a folder and never installed. What is there is used again.
 * Fails with words for a person where they are not to be had.
 */
export function fetchMachineParts(who: string, folder: string): MachineParts {
  const ready = path.join(folder, 'parts');
  if (!existsSync(ready)) {
    const making = `${ready}-${process.pid}`;
    try {
      mkdirSync(making, { recursive: true });
      fetchParts(who, making);
      renameSync(making, ready);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return {
    kernel: onlyOne(path.join(ready, 'boot/vmlinuz-*')),
    modulesFolder: onlyOne(path.join(ready, 'lib/modules/*')),
    busybox: path.join(ready, 'bin/busybox'),
  };
}

function fetchParts(who: string, folder: string): void {
  const isFetched = download(who, folder) || (updateLists(who) && download(who, folder));
  if (!isFetched) {
    throw new Error('apt-get could not fetch a kernel and a busybox from Debian.');
  }
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.deb'))) {
    const file = path.join(folder, name);
    const wanted = name.startsWith('busybox') ? ['./bin/busybox'] : unpacked;
    const archive = run('dpkg-deb', ['--fsys-tarfile', file], folder);
    run('tar', ['-x', '--wildcards', ...wanted], folder, archive);
    rmSync(file);
  }
}

function download(who: string, folder: string): boolean {
  const depends = spawnSync('apt-cache', ['depends', 'linux-image-amd64'], { encoding: 'utf8' });
  // It depends on the kernel of the day.
  const kernel = /Depends: (?<name>linux-image-\S+)/.exec(depends.stdout)?.groups?.['name'];
  if (kernel === undefined) return false;
  process.stderr.write(`${who}: fetching ${kernel} and busybox-static …\n`);
  const wanted = ['-q', 'download', kernel, 'busybox-static'];
  return spawnSync('apt-get', wanted, { cwd: folder, stdio: 'ignore' }).status === 0;
}

function run(program: string, args: readonly string[], cwd: string, input?: Buffer): Buffer {
  const done = spawnSync(program, args, { cwd, input, maxBuffer: 1024 ** 3 });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr.toString('utf8')}`);
  return done.stdout;
}

function onlyOne(pattern: string): string {
  const [found] = globSync(pattern);
  if (found === undefined)
    throw new Error(`${pattern} is not there; remove its folder, then try again.`);
  return found;
}
