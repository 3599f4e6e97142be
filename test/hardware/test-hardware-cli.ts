import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages, isOnPath } from '../support/system-packages.ts';
import { fetchMachineParts } from './machine-parts.ts';

/**
 * `npm run test:hardware`: runs the tests of this folder, for which it fetches a kernel. They start a small virtual machine
 * whose HID devices are made by program: there node-hid and a real kernel meet, without anything being plugged in here.
 */
const who = 'test:hardware';
const repo = path.join(import.meta.dirname, '../..');

/** Without it node-hid can list nothing, in the machine as anywhere on Debian. */
const libraries = '/usr/lib/x86_64-linux-gnu';

process.exitCode = testHardware();

function testHardware(): number {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !isOnPath('apt-get')) {
    say(
      'needs Debian, or a system made from it, on a 64-bit Intel or AMD processor: nothing was tested.',
    );
    return 1;
  }
  const isReady = ensurePackages(who, [
    { debianPackage: 'qemu-system-x86', isThere: () => isOnPath('qemu-system-x86_64') },
    { debianPackage: 'seabios', isThere: () => existsSync('/usr/share/seabios/bios-256k.bin') },
    {
      debianPackage: 'libusb-1.0-0',
      isThere: () => existsSync(path.join(libraries, 'libusb-1.0.so.0')),
    },
    { debianPackage: 'libudev1', isThere: () => existsSync(path.join(libraries, 'libudev.so.1')) },
  ]);
  if (!isReady) return 1;
  try {
    fetchMachineParts(who, path.join(repo, '.cache/hardware'));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)} Nothing was tested.`);
    return 1;
  }
  const { status } = spawnSync(
    path.join(repo, 'node_modules/.bin/vitest'),
    ['run', '--config', 'test/hardware/vitest.config.ts', ...process.argv.slice(2)],
    { cwd: repo, stdio: 'inherit' },
  );
  return status ?? 1;
}

function say(words: string): void {
  process.stderr.write(`${who}: ${words}\n`);
}
