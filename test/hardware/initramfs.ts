import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const directory = 0o40755;
const program = 0o100755;
const file = 0o100644;
const folders = ['bin', 'modules', 'proc', 'sys', 'dev', 'lower', 'memory', 'root'];

/**
 * Makes the first file system of a virtual machine (a gzip'ed cpio archive of the "newc" format): busybox, the program that
 * runs first, a command for it, and the kernel's modules that are wanted with those that they need, in an order in which they
 * can be loaded.
 */
export function makeInitramfs(options: {
  /** The one folder below `lib/modules` of a kernel's package. */
  readonly modulesFolder: string;
  readonly busybox: string;
  readonly init: string;
  readonly command: string;
  readonly modules: readonly string[];
}): Buffer {
  const modules = inLoadingOrder(options.modulesFolder, options.modules);
  const order = `${modules.map(({ name }) => name).join('\n')}\n`;
  const entries: readonly CpioEntry[] = [
    ...folders.map((name) => ({ name, mode: directory, data: Buffer.alloc(0) })),
    { name: 'bin/busybox', mode: program, data: readFileSync(options.busybox) },
    { name: 'init', mode: program, data: readFileSync(options.init) },
    { name: 'command', mode: file, data: Buffer.from(options.command) },
    ...modules.map(({ name, data }) => ({ name: `modules/${name}.ko`, mode: file, data })),
    { name: 'modules/order', mode: file, data: Buffer.from(order) },
    { name: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) },
  ];
  return gzipSync(Buffer.concat(entries.map(writeEntry)));
}

interface KernelModule {
  readonly name: string;
  readonly data: Buffer;
}

function inLoadingOrder(modulesFolder: string, wanted: readonly string[]): readonly KernelModule[] {
  const entries = readdirSync(modulesFolder, { recursive: true, encoding: 'utf8' });
  const files = new Map(
    entries.filter((each) => each.endsWith('.ko')).map((each) => [moduleName(each), each]),
  );
  const builtIn = readFileSync(path.join(modulesFolder, 'modules.builtin'), 'utf8').split('\n');
  const done = new Set(builtIn.map(moduleName));
  const ordered: KernelModule[] = [];
  const add = (given: string): void => {
    const name = moduleName(given);
    if (done.has(name)) return;
    done.add(name);
    const found = files.get(name);
    if (found === undefined) throw new Error(`The kernel has no module ${name}.`);
    const data = readFileSync(path.join(modulesFolder, found));
    for (const needed of neededBy(data)) add(needed);
    ordered.push({ name, data });
  };
  for (const name of wanted) add(name);
  return ordered;
}

/** A module says itself what it needs, among the texts that it carries, each ended by a zero. */
function neededBy(module: Buffer): readonly string[] {
  const label = '\0depends=';
  const start = module.indexOf(label);
  if (start === -1) return [];
  const end = module.indexOf(0, start + 1);
  const list = module.toString('latin1', start + label.length, end);
  return list === '' ? [] : list.split(',');
}

function moduleName(given: string): string {
  return path.basename(given, '.ko').replaceAll('-', '_');
}

interface CpioEntry {
  readonly name: string;
  readonly mode: number;
  readonly data: Buffer;
}

function writeEntry({ name, mode, data }: CpioEntry, index: number): Buffer {
  const named = Buffer.from(`${name}\0`);
  const [links, none] = [1, 0];
  const place = [none, none, none, none]; // of the device that it is on, and of the one that it is
  const numbers = [
    index + 1,
    mode,
    none,
    none,
    links,
    none,
    data.length,
    ...place,
    named.length,
    none,
  ];
  const head = `070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([toFours(Buffer.concat([Buffer.from(head), named])), toFours(data)]);
}

function toFours(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}
