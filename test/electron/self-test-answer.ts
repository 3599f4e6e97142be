import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'vitest';

/** What `--selftest` says on this machine and how it ends: a system without the readers' libraries is told which it lacks. */
export function selfTestAnswer(): { readonly said: unknown; readonly code: number } {
  const libraries = execFileSync('ldconfig', ['-p'], { encoding: 'utf8' });
  const missing = [
    ...(libraries.includes('libusb-1.0.so.0') ? [] : ['HID: .*libusb-1.0.so.0']),
    ...(['/usr/bin', '/bin', '/sbin'].some((folder) => existsSync(`${folder}/udevadm`))
      ? []
      : ['serial: .*udevadm']),
  ];
  const lines = missing.length === 0 ? ['ok'] : missing.map((each) => `failed ${each}.*`);
  const said: unknown = expect.stringMatching(new RegExp(`^${lines.join('\n')}\n$`));
  return { said, code: missing.length === 0 ? 0 : 1 };
}
