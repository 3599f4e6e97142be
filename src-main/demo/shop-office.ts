import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createShop, type DemoShop } from './demo-shop.ts';
import { type Program, startProgram } from './program.ts';

/** Where the parts of a demo lie, and where it keeps its data. */
export interface DemoPlace {
  /** Of the whole product, with head office in it. */
  readonly appFolder: string;
  readonly folder: string;
  /** The Node that runs its programs. */
  readonly node: string;
}

/** Where the demo's head office keeps its data. */
export function officeFolder({ folder }: DemoPlace): string {
  return path.join(folder, 'office');
}

/** The shop of a demo that was begun in this folder; null before that. */
export function readShop({ folder }: DemoPlace): DemoShop | null {
  const file = shopFile(folder);
  // Written by this program alone; a file it cannot read is a bug and says so.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoShop) : null;
}

export function writeShop({ folder }: DemoPlace, shop: DemoShop): void {
  const file = shopFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(shop, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Starts the demo's head office with its sample shop: the first time from the list of sample members, which takes a while,
 * and from then on with what is in the folder. Another port is taken where the wished one is not free.
 */
export async function startShopOffice(
  place: DemoPlace,
  options: {
    readonly port: number;
    /** Told as soon as it runs, before the shop is set up. */
    readonly onStarted: (office: Program) => Promise<void> | void;
  },
): Promise<{ readonly office: Program; readonly shop: DemoShop }> {
  const { appFolder, folder } = place;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const args = ['--data', officeFolder(place)];
  const known = readShop(place);
  if (known === null) {
    // The rejects go beside the list; a copy keeps the product's own folder clean.
    const copy = path.join(folder, 'members.csv');
    writeFileSync(copy, readFileSync(path.join(appFolder, 'resources/demo/members.csv')));
    args.push('--members', copy);
  }
  const office = await startOnPort(
    place,
    path.join(appFolder, 'src-main/demo/demo-office-process.ts'),
    options.port,
    args,
  );
  await options.onStarted(office);
  if (known !== null) return { office, shop: known };
  const shop = await createShop(office.url, officeFolder(place), appFolder);
  writeShop(place, shop);
  return { office, shop };
}

/** Starts one of the product's programs; on any free port where the wished one is taken. */
export async function startOnPort(
  place: DemoPlace,
  file: string,
  wishedPort: number,
  args: readonly string[],
): Promise<Program> {
  const port = (await isFree(wishedPort)) ? wishedPort : 0;
  return startProgram(place.node, file, ['--port', String(port), ...args], logInto(place));
}

/** Where the logs of a demo's programs go. */
export function demoLogFile(folder: string): string {
  return path.join(folder, 'demo.log');
}

function logInto({ folder }: DemoPlace): (line: string) => void {
  return (line) => writeFileSync(demoLogFile(folder), `${line}\n`, { flag: 'a', mode: 0o600 });
}

function shopFile(folder: string): string {
  return path.join(folder, 'shop.json');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
