import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clearDemo } from './clear-demo.ts';
import { openDesktop } from './desktop.ts';
import { deliverGifts, demoCards, demoPhone, type DemoShop, fillTill } from './demo-shop.ts';
import type { Program } from './program.ts';
import {
  demoLogFile,
  type DemoPlace,
  officeFolder,
  readShop,
  startOnPort,
  startShopOffice,
  writeShop,
} from './shop-office.ts';

/**
 * `npm run demo`: an office, a till with 1,000 sample members and the sample programme, from nothing. A second start
 * keeps the data in `.demo/`; `--fresh` begins again; `--headless` opens no window. Ctrl-C stops all of it.
 */

const repo = path.join(import.meta.dirname, '../..');
const folder = path.join(repo, '.demo');
const stationCli = path.join(repo, 'src-main/station/station-cli.ts');
const place: DemoPlace = { appFolder: repo, folder, node: process.execPath };

const usage =
  'Usage: npm run demo -- [--fresh] [--headless] [--office-port 8300] [--station-port 7300]';

const help = `${usage}

  An office, a till with 1,000 sample members and the sample programme; the data stays in .demo/.
  --fresh         begins again
  --headless      opens no window
`;

type DemoOptions = ReturnType<typeof readOptions>;

function readOptions() {
  return parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
      'office-port': { type: 'string', default: '8300' },
      'station-port': { type: 'string', default: '7300' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

const running: Program[] = [];
const demo = { stopping: false };

async function stopAll(): Promise<void> {
  if (demo.stopping) return;
  demo.stopping = true;
  for (const program of running.toReversed()) await program.stop();
}

async function runDemo(options: DemoOptions): Promise<void> {
  if (options.fresh) clearDemo(folder);
  const stationData = path.join(folder, 'station');
  if (readShop(place) === null) {
    say('正在准备示例门店（1,000 位会员）… Setting the sample shop up …');
  }
  const { office, shop } = await startShopOffice(place, {
    port: Number(options['office-port']),
    onStarted: keep,
  });
  const station = await startOnPort(place, stationCli, Number(options['station-port']), [
    '--data',
    stationData,
    '--office',
    office.url,
    '--activation',
    shop.stationActivation,
  ]);
  await keep(station);
  if (!shop.filled) {
    await deliverGifts(office.url, officeFolder(place));
    await fillTill(station.url, stationData, shop.memberPin);
    writeShop(place, { ...shop, filled: true });
  }

  const desktop = options.headless
    ? null
    : openDesktop(repo, {
        userFolder: path.join(folder, 'desktop'),
        officeUrl: office.url,
        activationCode: shop.desktopActivation,
      });
  if (desktop !== null) running.push(desktop);
  const demoKey = readFileSync(path.join(officeFolder(place), 'demo-key'), 'utf8').trim();
  const codeUrl = `${office.url}/demo/member-code#${demoKey}`;
  const desktopNote =
    desktop !== null
      ? '  The desktop window is open as a second till.'
      : options.headless
        ? ''
        : "  Electron's binary is not installed here: open the address in a browser.";
  print({ station, shop, codeUrl, desktopNote });

  const ended = await Promise.race(running.map((program) => program.ended));
  if (!demo.stopping) {
    say(`A program ended by itself with ${ended}; see ${demoLogFile(folder)}`);
    process.exitCode = 1;
    await stopAll();
  }
}

/** Keeps a program that was started to end it; at once, where all of them are being ended. */
async function keep(program: Program): Promise<void> {
  running.push(program);
  if (demo.stopping) await program.stop();
}

function print(ready: {
  readonly station: Program;
  readonly shop: DemoShop;
  readonly codeUrl: string;
  readonly desktopNote: string;
}): void {
  const { station, shop, codeUrl } = ready;
  say(
    [
      '',
      `  收银台 Till      ${station.url}/`,
      `  办会员 Enrol     ${station.url}/enrol`,
      `  收银员 Cashier   ${shop.cashier.name}  PIN ${shop.cashier.pin}`,
      `  店长   Manager   ${shop.manager.name}  PIN ${shop.manager.pin}`,
      `  会员卡 Cards     ${demoCards.join('  ')}  (会员密码 member PIN ${shop.memberPin})`,
      `  会员码 Code      ${codeUrl}  (手机号 phone ${demoPhone})`,
      ready.desktopNote,
      '  Ctrl-C 停止 stops everything · --fresh 重新开始 begins again',
      '',
    ]
      .filter((line, index, lines) => line !== '' || index === 0 || index === lines.length - 1)
      .join('\n'),
  );
}

function isOptionUnknown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void stopAll().then(() => process.exit(process.exitCode ?? 0));
  });
}

try {
  const options = readOptions();
  if (options.help) say(help);
  else await runDemo(options);
} catch (error) {
  if (!demo.stopping) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isOptionUnknown(error)) process.stderr.write(`${usage}\n`);
    process.exitCode = 1;
    await stopAll();
  }
}
