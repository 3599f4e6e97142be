import { call } from '@orpc/server';
import { parseArgs } from 'node:util';
import { openEncrypted, tillFilePath } from '../../src-main/store/till-file.ts';
import { sampleCardNo, samplePhone } from '../support/sample-domain.ts';
import { atMost, percentile, type BenchLine } from './bench-line.ts';
import { startBenchTill, withBenchFolder } from './bench-till.ts';
import { benchKey } from './filled-replica.ts';
import { measured } from './timing.ts';

const blockCount = 200;
const blockSize = 50;
/** A till runs all day: what counts is compiled code. */
const warmUpBlockCount = 100;

/** A scan through the core's handler, as every shell calls it, beside the plain prepared statement on the same file. */
export async function run({ memberCount = 1_000_000 } = {}): Promise<readonly BenchLine[]> {
  return await withBenchFolder(memberCount, (dataFolder) => measureScans(dataFolder, memberCount));
}

async function measureScans(
  dataFolder: string,
  memberCount: number,
): Promise<readonly BenchLine[]> {
  const till = await startBenchTill(dataFolder);
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
