import { globSync } from 'node:fs';
import { expect } from 'vitest';

/** What a system may lack, where it would be, and how the part that needs it complains. */
const needs = [
  { files: '{/lib,/usr/lib,/usr/lib64}{,/*}/libusb-1.0.so.0', complaint: 'HID: .*libusb-1.0.so.0' },
  { files: '{/bin,/sbin,/usr/bin,/usr/sbin}/udevadm', complaint: 'serial: .*udevadm' },
] as const;

/** What `--selftest` says on this machine and how it ends: a system without the readers' libraries is told which it lacks. */
export function selfTestAnswer(): { readonly said: unknown; readonly code: number } {
  const missing = needs.filter(({ files }) => globSync(files).length === 0);
  const lines =
    missing.length === 0 ? ['ok'] : missing.map(({ complaint }) => `failed ${complaint}.*`);
  const said: unknown = expect.stringMatching(new RegExp(`^${lines.join('\n')}\n$`));
  return { said, code: missing.length === 0 ? 0 : 1 };
}
