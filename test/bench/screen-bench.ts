import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import { maskPhone } from '../../src-shared/values/mask.ts';
import type { Phone } from '../../src-shared/values/phone.ts';
import { launchChromium } from '../support/chromium.ts';
import { findFreePort } from '../support/free-port.ts';
import { adminOf, posOf, startOfficeProgram, startStationProgram } from '../support/programs.ts';
import { sampleCardNo, sampleMemberState, samplePhone } from '../support/sample-domain.ts';
import { openScreens, typeSlowly } from '../screens/support/till-page.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { benchKey, fillReplica } from './filled-replica.ts';
import { measured } from './timing.ts';

const blockCount = 10;
const blockSize = 20;
/** Not counted: a page that has just come to the front, and code that has not run yet. */
const warmUpCount = 5;
const memberCount = 300;
/** Between two scans, for both sides: past the window in which a second delivery of a code counts as one. */
const pauseMs = 340;
const cashierPin = '582047';

interface Code {
  readonly cardNo: string;
  /** What the panel shows once it is this member's. */
  readonly maskedPhone: string;
}

/**
 * From the last key of a keyboard-mode scan to the painted member panel, through the real station, beside a bare
 * WebSocket look-up and the next painted frame in the same browser.
 */
export async function run(): Promise<readonly BenchLine[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'screen-bench-'));
  const browser = await launchChromium();
  try {
    const shop = await openShop(folder);
    try {
      const { page } = await openScreens(browser, shop.url);
      await page.locator('.staff-tile').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.pin-input').waitFor();
      await typeSlowly(page, cashierPin);
      await page.keyboard.press('Enter');
      await page.locator('.till').waitFor();

      const bare = await serveBare(path.join(folder, 'bare'));
      const barePage = await browser.newPage();
      await barePage.goto(bare.url);
      // They take turns in blocks, so that a busy moment of the machine meets both.
      const ours: number[] = [];
      const limit: number[] = [];
      for (let block = 0; block <= blockCount; block++) {
        const scans = await page.evaluate(scanInPage, askedOf(shop.codes));
        const lookUps = await barePage.evaluate(lookUpInPage, askedOf(bare.codes));
        if (block === 0) continue;
        ours.push(...scans);
        limit.push(...lookUps);
      }
      await bare.close();
      const name = 'screen: scan to painted member panel in the browser';
      return [
        measured(`${name}, p50 ms`, percentile(ours, 0.5), percentile(limit, 0.5)),
        atMost(`${name}, p95 ms`, percentile(ours, 0.95), percentile(limit, 0.95), 2.5),
      ];
    } finally {
      await shop.close();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a page is given for one block. */
interface Asked {
  readonly codes: readonly Code[];
  readonly warmUpCount: number;
  readonly count: number;
  readonly pauseMs: number;
}

function askedOf(codes: readonly Code[]): Asked {
  return { codes, warmUpCount, count: blockSize, pauseMs };
}

/** A real office and a real station with members enrolled through it. */
async function openShop(folder: string) {
  const office = { port: await findFreePort(), dataFolder: path.join(folder, 'office') };
  const officeProgram = await startOfficeProgram(office);
  const admin = adminOf(office);
  await admin('/staff', { staffId: 'bench', name: 'Bench', role: 'cashier', pin: cashierPin });
  const { body } = await admin<{ activationCode: string }>('/activations', {
    storeId: 'bench',
    terminalName: 'Bench',
  });
  const place = {
    port: await findFreePort(),
    dataFolder: path.join(folder, 'till'),
    officeUrl: officeProgram.url,
    activationCode: body.activationCode,
  };
  const station = await startStationProgram(place);
  const pos = posOf(place);
  const codes: Code[] = [];
  for (let index = 0; index < 40; index++) {
    const phone = samplePhone(index);
    const cardNo = sampleCardNo(index);
    await pos('/members', { phone, name: '张小雯', cardNo });
    codes.push({ cardNo, maskedPhone: maskPhone(phone as Phone) });
  }
  await pos('/sync/run', {});
  return {
    url: station.url,
    codes,
    close: async () => {
      await station.stop();
      await officeProgram.stop();
    },
  };
}

/** Runs in the page. Key events are made there, so that only our own part of the way is measured. */
async function scanInPage(asked: Asked): Promise<number[]> {
  const { codes } = asked;
  const press = (code: string): void => {
    const init = { code, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent('keydown', init));
    document.body.dispatchEvent(new KeyboardEvent('keyup', init));
  };
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    });
  const shown = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const isShown = (): boolean =>
        document.querySelector('.member-panel')?.textContent.includes(text) === true;
      const observer = new MutationObserver(() => {
        if (!isShown()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  // A display asks for frames all the time, an idle browser without one draws at once.
  let isOver = false;
  const tick = (): void => {
    if (!isOver) requestAnimationFrame(tick);
  };
  tick();
  const samples: number[] = [];
  for (let index = 0; index < asked.warmUpCount + asked.count; index++) {
    const code = codes[index % codes.length];
    if (code === undefined) break;
    const isShown = shown(code.maskedPhone);
    for (const digit of code.cardNo) press(`Digit${digit}`);
    const startMs = performance.now();
    press('Enter');
    await isShown;
    const endMs = await painted();
    if (index >= asked.warmUpCount) samples.push(endMs - startMs);
    // Out of step with the frames.
    await new Promise((resolve) => {
      setTimeout(resolve, asked.pauseMs + Math.random() * 16);
    });
  }
  isOver = true;
  return samples;
}

/** The least there can be: a socket, one prepared statement, one text set. */
async function serveBare(dataFolder: string) {
  fillReplica(dataFolder, memberCount);
  const db = openEncrypted(tillFilePath(dataFolder), benchKey, { readonly: true });
  const statement = db.prepare<[string], { readonly base: string }>(
    'SELECT base FROM member WHERE id = (SELECT member_row FROM card WHERE card_no = +? LIMIT 1)',
  );
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>bare</title><p id="panel">-</p>');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (message: Buffer) => {
      socket.send(statement.get(message.toString())?.base ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const codes = Array.from({ length: 40 }, (_, index) => ({
    cardNo: sampleCardNo(index),
    maskedPhone: sampleMemberState(index).memberNo,
  }));
  return {
    url: `http://127.0.0.1:${address.port}/`,
    codes,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      await once(server, 'close');
      db.close();
    },
  };
}

/** Runs in the page of `serveBare`. */
async function lookUpInPage(asked: Asked): Promise<number[]> {
  const { codes } = asked;
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve, { once: true });
  });
  const panel = document.querySelector('#panel');
  // A display asks for frames all the time, an idle browser without one draws at once.
  let isOver = false;
  const tick = (): void => {
    if (!isOver) requestAnimationFrame(tick);
  };
  tick();
  const samples: number[] = [];
  for (let index = 0; index < asked.warmUpCount + asked.count; index++) {
    const answer = new Promise<string>((resolve) => {
      socket.addEventListener('message', (event) => resolve(String(event.data)), { once: true });
    });
    const startMs = performance.now();
    socket.send(codes[index % codes.length]?.cardNo ?? '');
    const state = JSON.parse(await answer) as { memberNo: string };
    if (panel !== null) panel.textContent = `${state.memberNo} ${index}`;
    const endMs = await new Promise<number>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    });
    if (index >= asked.warmUpCount) samples.push(endMs - startMs);
    await new Promise((resolve) => {
      setTimeout(resolve, asked.pauseMs + Math.random() * 16);
    });
  }
  socket.close();
  isOver = true;
  return samples;
}

if (import.meta.main) {
  for (const line of await run()) process.stdout.write(`${JSON.stringify(line)}\n`);
}
