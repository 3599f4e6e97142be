import { spawnSync } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { useTempDir } from '../support/temp-dir.ts';

const program = path.join(import.meta.dirname, '../ensure-system.ts');

/** Runs the program where the only commands are Node, env and the given stand-ins. */
async function ensureSystemAmong(folder: string, standIns: Readonly<Record<string, string>>) {
  await symlink(process.execPath, path.join(folder, 'node'));
  await symlink('/usr/bin/env', path.join(folder, 'env'));
  for (const [name, script] of Object.entries(standIns)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return spawnSync(process.execPath, [program], { env: { PATH: folder }, encoding: 'utf8' });
}

const sudo = `shift; exec "$@"`;

test('says nothing where everything is there', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('installs what is missing where it may', async () => {
  const folder = await useTempDir();
  const log = path.join(folder, 'log');
  const aptGet = `
    echo "$DEBIAN_FRONTEND $*" >>'${log}'
    case "$*" in *install*) for name in strace socat Xvfb xdotool; do : >'${folder}'/$name; done;; esac`;
  const { status, stdout } = await ensureSystemAmong(folder, { 'apt-get': aptGet, sudo });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect((await readFile(log, 'utf8')).trim().split('\n')).toEqual([
    expect.stringMatching(/^noninteractive .* update$/),
    expect.stringMatching(
      /^noninteractive .* install --no-install-recommends strace socat xvfb xdotool$/,
    ),
  ]);
});

test('names the command where the installation fails', async () => {
  const aptGet = `echo 'E: no such package' >&2; exit 100`;
  const result = await ensureSystemAmong(await useTempDir(), { 'apt-get': aptGet, sudo });
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('E: no such package');
  expect(result.stderr).toContain('apt-get install --no-install-recommends strace socat');
});

test('names the command where there is no apt-get', async () => {
  const result = await ensureSystemAmong(await useTempDir(), {});
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('apt-get install --no-install-recommends strace socat');
});
