import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clearDemo } from './clear-demo.ts';
import { openDesktop } from './desktop.ts';
import { demoPhone, setUpShop, type DemoShop } from './demo-shop.ts';
import { runProgram, startProgram, type Program } from './program.ts';

/**
 * `npm run demo`: an office, a till with 1,000 sample members and the sample programme, from nothing. A second start
 * keeps the data in `.demo/`; `--fresh` begins again; `--headless` opens no window. Ctrl-C stops all of it.
 */

const repo = path.join(import.meta.dirname, '../..');
const folder = path.join(repo, '.demo');
const officeCli = path.join(repo, 'src-office/office-cli.ts');
const stationCli = path.join(repo, 'src-main/station/station-cli.ts');
const shopFile = path.join(folder, 'shop.json');

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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const officeData = path.join(folder, 'office');
  const stationData = path.join(folder, 'station');
  const logFile = path.join(folder, 'demo.log');
  const log = (line: string): void =>
    writeFileSync(logFile, `${line}\n`, { flag: 'a', mode: 0o600 });

  if (!existsSync(shopFile)) {
    say('正在准备示例门店（1,000 位会员）… Setting the sample shop up …');
    const members = path.join(repo, 'resources/demo/members.csv');
    // The rejects go beside the list; a copy in .demo keeps the repository clean.
    const copy = path.join(folder, 'members.csv');
    writeFileSync(copy, readFileSync(members));
    await runProgram(officeCli, ['import', copy, '--data', officeData], log);
  }
  const office = await start(
    officeCli,
    options['office-port'],
    ['--data', officeData, '--demo'],
    log,
  );
  const shop = await setUpShop(office.url, officeData, readShop());
  const stationArgs = [
    '--data',
    stationData,
    '--office',
    office.url,
    '--activation',
    shop.stationActivation,
  ];
  const station = await start(stationCli, options['station-port'], stationArgs, log);
  const cards = await shop.fillTill(station.url, stationData);
  writeShop(shop.record);

  const desktop = options.headless
    ? null
    : openDesktop(repo, {
        userFolder: path.join(folder, 'desktop'),
        officeUrl: office.url,
        activationCode: shop.record.desktopActivation,
      });
  if (desktop !== null) running.push(desktop);
  const demoKey = readFileSync(path.join(officeData, 'demo-key'), 'utf8').trim();
  const codeUrl = `${office.url}/demo/member-code#${demoKey}`;
  const desktopNote =
    desktop !== null
      ? '  The desktop window is open as a second till.'
      : options.headless
        ? ''
        : "  Electron's binary is not installed here: open the address in a browser.";
  print({ station, shop: shop.record, cards, codeUrl, desktopNote });

  const ended = await Promise.race(running.map((program) => program.ended));
  if (!demo.stopping) {
    say(`A program ended by itself with ${ended}; see ${logFile}`);
    process.exitCode = 1;
    await stopAll();
  }
}

async function start(
  cli: string,
  wishedPort: string,
  args: readonly string[],
  log: (line: string) => void,
): Promise<Program> {
  const port = (await isFree(Number(wishedPort))) ? wishedPort : '0';
  const program = await startProgram(cli, ['--port', port, ...args], log);
  running.push(program);
  if (demo.stopping) await program.stop();
  return program;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function readShop(): DemoShop | null {
  // Written by this program alone; a file it cannot read is a bug and says so.
  return existsSync(shopFile) ? (JSON.parse(readFileSync(shopFile, 'utf8')) as DemoShop) : null;
}

function writeShop(shop: DemoShop): void {
  writeFileSync(`${shopFile}.new`, JSON.stringify(shop, null, 2), { mode: 0o600 });
  renameSync(`${shopFile}.new`, shopFile);
}

function print(ready: {
  readonly station: Program;
  readonly shop: DemoShop;
  readonly cards: readonly string[];
  readonly codeUrl: string;
  readonly desktopNote: string;
}): void {
  const { station, shop, cards, codeUrl } = ready;
  say(
    [
      '',
      `  收银台 Till      ${station.url}/`,
      `  办会员 Enrol     ${station.url}/enrol`,
      `  收银员 Cashier   ${shop.cashier.name}  PIN ${shop.cashier.pin}`,
      `  店长   Manager   ${shop.manager.name}  PIN ${shop.manager.pin}`,
      `  会员卡 Cards     ${cards.join('  ')}  (会员密码 member PIN ${shop.memberPin})`,
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
