import { call } from '@orpc/server';
import { readFileSync, rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openTillStore } from '../../src-main/store/open-till-store.ts';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import { startTill } from '../../src-main/till/start-till.ts';
import { systemClock } from '../../src-main/till/system-clock.ts';
import { parseProgramme } from '../../src-shared/programme/parse-programme.ts';
import { installId, storeId, terminalId } from '../../src-shared/values/ids.ts';
import { sampleCardNo, sampleInstallId, samplePhone } from '../support/sample-domain.ts';
import { fakeLine } from '../till/fake-sync.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { benchKey, filledReplica } from './filled-replica.ts';
import { measured } from './timing.ts';

const repo = path.join(import.meta.dirname, '../..');
const blockCount = 200;
const blockSize = 50;
/** A till runs all day: what counts is compiled code. */
const warmUpBlockCount = 100;

/** A scan through the core's handler, as every shell calls it, beside the plain prepared statement on the same file. */
export async function run({ memberCount = 1_000_000 } = {}): Promise<readonly BenchLine[]> {
  const filled = filledReplica(memberCount);
  const dataFolder = await mkdtemp(path.join(repo, '.cache/bench/core-'));
  try {
    await cp(filled, dataFolder, { recursive: true });
    activate(dataFolder);
    return await measureScans(dataFolder, memberCount);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Makes the filled replica that of a till that head office let work. */
function activate(dataFolder: string): void {
  const store = openTillStore({ dataFolder, key: benchKey });
  const document: unknown = JSON.parse(
    readFileSync(path.join(repo, 'resources/programmes/sample-grocery.json'), 'utf8'),
  );
  const parsed = parseProgramme(document);
  if (parsed.status !== 'ok') throw new Error('The sample programme is in order.');
  store.install.create({
    installId: installId(sampleInstallId(0)),
    publicKey: '',
    privateKey: '',
  });
  store.install.activate({
    terminalId: terminalId('bench-till'),
    terminalName: 'Bench',
    storeId: storeId('bench-store'),
    storeName: 'Bench',
    installNo: 900,
    terminalToken: '',
    officeKey: '',
    officeUrl: '',
  });
  store.programme.replaceAll([parsed.programme]);
  store.sync.write({ loaded: true, lastSyncAtMs: Date.now() });
  store.close();
}

async function measureScans(
  dataFolder: string,
  memberCount: number,
): Promise<readonly BenchLine[]> {
  const till = await startTill(
    {
      dataFolder,
      keyHolder: { read: () => benchKey, create: () => benchKey },
      officeUrl: '',
      serialPorts: [],
      clock: systemClock,
      log: pino({ level: 'silent' }),
    },
    fakeLine().start,
  );
  const db = openEncrypted(tillFilePath(dataFolder), benchKey, { readonly: true });
  db.pragma('cache_size = -65536');
  const byPhone = db.prepare('SELECT member_id, base, view FROM member WHERE phone = +?');
  const byCard = db.prepare(
    'SELECT member_id, base, view FROM member WHERE id = (SELECT member_row FROM card WHERE card_no = +? LIMIT 1)',
  );
  const context = { session: till.posSession('zh-CN') };
  const scan = (text: string) => call(till.router.scan, { text }, { context });
  const size = `${memberCount / 1000} k members`;
  try {
    return [
      ...(await compare(
        `core: scan of a phone, ${size}`,
        memberCount,
        (index) => scan(samplePhone(index)),
        (index) => byPhone.all(samplePhone(index)),
      )),
      ...(await compare(
        `core: scan of a card, ${size}`,
        memberCount,
        (index) => scan(sampleCardNo(index)),
        (index) => byCard.get(sampleCardNo(index)),
      )),
    ];
  } finally {
    db.close();
    await till.stop();
  }
}

/** Both sides take turns in blocks, so that a busy moment of the machine meets both. */
async function compare(
  name: string,
  memberCount: number,
  ours: (index: number) => Promise<unknown>,
  raw: (index: number) => unknown,
): Promise<readonly BenchLine[]> {
  let seed = 1;
  const draw = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % memberCount;
  };
  const samples = { ours: [] as number[], raw: [] as number[] };
  for (let block = -warmUpBlockCount; block < blockCount; block++) {
    const kept = block < 0 ? { ours: [], raw: [] } : samples;
    for (let index = 0; index < blockSize; index++) {
      const startMs = performance.now();
      await ours(draw());
      kept.ours.push((performance.now() - startMs) * 1000);
    }
    for (let index = 0; index < blockSize; index++) {
      const startMs = performance.now();
      raw(draw());
      kept.raw.push((performance.now() - startMs) * 1000);
    }
  }
  const p50 = atMost(
    `${name}, p50 us`,
    percentile(samples.ours, 0.5),
    percentile(samples.raw, 0.5),
    3,
  );
  const p99 = measured(
    `${name}, p99 us`,
    percentile(samples.ours, 0.99),
    percentile(samples.raw, 0.99),
  );
  return [p50, p99];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { members: { type: 'string', default: '1000000' } } });
  for (const line of await run({ memberCount: Number(values.members) })) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
